package query_test

import (
	"errors"
	"net/url"
	"testing"

	"nguon/api/query"
	"nguon/catalog"
)

func fuzzTarget() query.Target {
	return query.Target{Dataset: "sample", Version: 1, Table: &catalog.Table{Resource: "main", Rows: 10, Columns: allTypes}}
}

// A request is refused with a text in both languages, or is a query whose
// canonical form is a request for the same query.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "n=1", "n__in=1,2,%223%22&sort=-n,name", "select=a:n,name&limit=5&count=exact", "at__between=2026-01-01,2026-01-02T00:00:00%2B07:00",
		"name__like=%25a\\_b_&x__gte=-1.5e3", "name__in=%22a%22%22,b%22,c&format=csv&bom=1", "day=2026-02-30", "ok__null=true", "name__contains=%C4%90%E1%BA%A0",
		"price__in=1.5,%221.50%22,-0.005,1e3&sort=-price,opens", "takes__between=-P1DT2H,PT1.5H&opens__gt=13:45", "quarter=2024-q3&year__lt=1999&month__ne=2024-07-01",
		"place__null=false", "place=POINT(1 2)", "cursor=AQIBAQQAAAAAAAAAAAAAAAAAAAAA", "nam=x", "z_id__gt=9223372036854775807", "name=%00%ff", "x=-0", "name__nin=%22%22",
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
