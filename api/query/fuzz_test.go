package query_test

import (
	"errors"
	"net/url"
	"testing"

	"nguon/api/query"
	"nguon/catalog"
)

func fuzzTarget() query.Target {
	table := catalog.Table{Resource: "main", Rows: 10, Columns: allTypes}
	table.References = []catalog.Reference{{Fields: []string{"n"}, Resource: "main", To: []string{"z_id"}}} // to itself
	return query.Target{Dataset: "sample", Version: 1, Table: &table, Tables: []catalog.Table{table}}
}

// A request is refused with a text in both languages, or is a query whose
// canonical form is a request for the same query.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "n=1", "n__in=1,2,%223%22&sort=-n,name", "select=a:n,name&limit=5&count=exact", "at__between=2026-01-01,2026-01-02T00:00:00%2B07:00",
		"name__like=%25a\\_b_&x__gte=-1.5e3", "name__in=%22a%22%22,b%22,c&format=csv&bom=1", "day=2026-02-30", "ok__null=true", "name__contains=%C4%90%E1%BA%A0",
		"price__in=1.5,%221.50%22,-0.005,1e3&sort=-price,opens", "takes__between=-P1DT2H,PT1.5H&opens__gt=13:45", "quarter=2024-q3&year__lt=1999&month__ne=2024-07-01",
		"place__null=false", "place=POINT(1 2)", "cursor=AQIBAQQAAAAAAAAAAAAAAAAAAAAA", "nam=x", "z_id__gt=9223372036854775807", "name=%00%ff", "x=-0", "name__nin=%22%22",
		"where=n+%3D+1+OR+NOT+(name+LIKE+'a%25'+AND+x+IS+NULL)", "where=day+IN+(DATE('2026-01-01'),'2026-02-01')&q=h%C3%A0+n%E1%BB%99i",
		"where=NOT+S_INTERSECTS(place,BBOX(170,-1,-170,1))+OR+NEAR(place,1,2,3e3)&place__bbox=1,2,3,4&place__near=1,2,3",
		"where=%22name%22+%3C%3E+'it''s'+and+price+between+-1+and+1.005+or+opens+%3E+'7:30'+or+takes+in+('PT1H')",
		"group=m:date_trunc('month',at),round(x,-2),year&agg=count(*),q9:quantile(n,0.9),s:sum(price)&having=s+%3E+1.5+AND+m+%3E+'2026-01'&sort=-s,m&select=t:m,s",
		"agg=stddev(x),avg(takes)&explain=1&count=exact", "where=((((((n=1))))))&n__gte=01", "where=contains(name,'%C4%90')+or+not+ends(name,'%CC%81a')",
	} {
		f.Add(s)
	}
	for _, s := range []string{
		"include=n.name,n.x&n.name=a&sort=-n.x&select=a:n.name", "include=n.name&where=n.name+IS+NULL+OR+%22n.name%22+IN+('a','b')&q=x",
		"include=n.price,n.day&group=n.day,m:date_trunc('month',n.day)&agg=sum(n.price)&having=sum_n.price+>+1", "include=n.nam,x", "include=n.name,n.name",
		"include=n.place&n.place__bbox=1,2,3,4", "where=n.name=1",
	} {
		f.Add(s)
	}
	target := fuzzTarget()
	f.Fuzz(func(t *testing.T, request string) {
		params, err := url.ParseQuery(request)
		if err != nil {
			return
		}
		q, err := query.Parse(params, target, patient)
		if err != nil {
			var e *query.Error
			if !errors.As(err, &e) || e.Text.Vi == "" || e.Text.En == "" || len(e.Fields) == 0 || e.Error() == "" {
				t.Fatalf("refused with %#v", err)
			}
			for _, field := range e.Fields {
				if !params.Has(field.Field) || field.Detail.Vi == "" {
					t.Fatalf("refused with %#v", field)
				}
			}
			return
		}
		again, err := url.ParseQuery(q.Canonical())
		if err != nil {
			t.Fatalf("%q: %v", q.Canonical(), err)
		}
		if len(again.Get("where")) > query.MaxExpr || len(again.Get("having")) > query.MaxExpr || len(again.Get("q")) > query.MaxValue {
			return // a name for a request, but longer than one may be
		}
		second, err := query.Parse(again, target, patient)
		if err != nil {
			t.Fatalf("%q: %v", q.Canonical(), err)
		}
		if second.Canonical() != q.Canonical() || query.ETag(target, q) != query.ETag(target, second) {
			t.Fatalf("%q is not %q", second.Canonical(), q.Canonical())
		}
	})
}

// Any text for a cursor is a page or a refusal, never a fault.
func FuzzCursor(f *testing.F) {
	w := newWorld(f)
	target := w.publish(f, numbers(10))
	for _, s := range []string{"", "abc", "AQIBAQQAAAAAAAAAAAAAAAAAAAAA"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, cursor string, sorted bool) {
		params := url.Values{"cursor": {cursor}, "limit": {"3"}}
		if sorted {
			params.Set("sort", "s,-n")
		}
		q, err := query.Parse(params, target, patient)
		if err == nil {
			_, err = w.Run(t.Context(), target, q)
		}
		if !errors.Is(err, query.ErrCursorMismatch) && !errors.Is(err, query.ErrInvalidParameter) {
			t.Fatalf("cursor %q: %v", cursor, err)
		}
	})
}
