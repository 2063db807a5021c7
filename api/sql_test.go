package api_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/api"
	"nguon/api/problem"
	"nguon/api/sqldoor"
	"nguon/api/sqldoor/worker"
	"nguon/catalog"
	"nguon/catalog/market"
)

// sqlPatience is how long tests wait for an answer: machines of tests are busy.
const sqlPatience = 2 * time.Minute

var sqlDoor = sync.OnceValues(func() (*sqldoor.Door, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	d, err := sqldoor.Open(mainT.Context(), sqldoor.Options{
		Command: []string{self, worker.Command}, Workers: 2, Wait: sqlPatience,
	})
	if err == nil {
		mainT.Cleanup(func() { d.Close() })
	}
	return d, err
})

// withSQL opens the door of a world. The machines of tests are busy: time is
// longer than that of the plans.
func withSQL(t testing.TB) func(*api.Deps) {
	t.Helper()
	d, err := sqlDoor()
	if err != nil {
		t.Fatal(err)
	}
	return func(deps *api.Deps) {
		deps.SQL = d
		anyone, _ := market.DefaultPlans().Find(market.Anonymous)
		anyone.Timeout = sqlPatience
		deps.Plans = market.DefaultPlans().Override(anyone)
	}
}

func sqlPath(sql string, more ...string) string {
	return "/v1/sql?q=" + url.QueryEscape(sql) + strings.Join(more, "")
}

func TestSQL(t *testing.T) {
	w := newWorld(t, withSQL(t))
	const air = `"air-quality".hourly`
	run(t, w, []scenario{
		{name: "an aggregate", path: sqlPath(`SELECT station, count(*) AS n, max(code) AS code FROM ` + air + ` GROUP BY 1 ORDER BY 1 LIMIT 1`), status: 200,
			has: []string{`{"data":[{"station":"Cần Thơ; \"bến\"","n":83,"code":"9007199254741241"}]`, `"resources":[{"dataset":"air-quality","version":1,"resource":"hourly"`,
				`"columns":[{"name":"station","type":"string"},{"name":"n","type":"integer"},{"name":"code","type":"integer"}]`, `"licence":"CC-BY-4.0"`},
			want: map[string]string{"Cache-Control": "max-age=60", "ETag": `W/"sql-`, "Link": `rel="license"`, "Vary": "Accept", "Accept-Query": "application/sql", "RateLimit-Policy": "burst"}},
		{name: "a pinned version is kept for ever", path: sqlPath(`SELECT count(*) AS n FROM "air-quality@1".hourly`), status: 200,
			has: []string{`"n":250`}, want: map[string]string{"Cache-Control": "immutable"}},
		{name: "CSV", path: sqlPath(`SELECT day, good FROM `+air+` ORDER BY t LIMIT 2`, "&format=csv"), status: 200, has: []string{"day,good\r\n2026-01-01,true\r\n"}},
		{name: "names are of any case", path: sqlPath(`SELECT 1 AS a FROM "AIR-Quality".Hourly LIMIT 1`), status: 200},
		{name: "more rows than the plan has are not cut", path: sqlPath(`SELECT 1 AS a FROM ` + air + ` x, ` + air + ` y`), status: 422, code: problem.QueryLimitExceeded,
			has: []string{`"limit":"rows","allowed":1000`}, want: map[string]string{"ETag": "-"}},
		{name: "an unknown column", path: sqlPath(`SELECT pm FROM ` + air), status: 400, code: problem.InvalidExpression,
			has: []string{`"parameter":"q","position":7`, `pm25`}, hasNot: []string{"/proc", "parquet"}},
		{name: "a syntax error", path: sqlPath(`SELECT 1 FROM WHERE`), status: 400, code: problem.InvalidExpression, has: []string{`"position":14`}},
		{name: "no statement", path: "/v1/sql", status: 400, code: problem.InvalidParameter},
		{name: "an unknown parameter", path: sqlPath("SELECT 1", "&limit=3"), status: 400, code: problem.InvalidParameter},
		{name: "an unknown format", path: sqlPath("SELECT 1", "&format=doc"), status: 400, code: problem.InvalidParameter},
		{name: "no shapes for GeoJSON", path: sqlPath("SELECT 1 AS a", "&format=geojson"), status: 400, code: problem.InvalidParameter},
	})
}

func TestSQLInABody(t *testing.T) {
	w := newWorld(t, withSQL(t))
	post := func(method, kind, body string, header ...string) *httptest.ResponseRecorder {
		h := map[string]string{"Content-Type": kind}
		for i := 0; i+1 < len(header); i += 2 {
			h[header[i]] = header[i+1]
		}
		return w.plainDo(t, request{method: method, path: "/v1/sql", header: h, body: strings.NewReader(body)})
	}
	const sql = `SELECT count(*) AS n FROM "air-quality@1".hourly`
	first := post("QUERY", "application/sql", sql)
	if first.Code != http.StatusOK || !strings.Contains(first.Body.String(), `"n":250`) {
		t.Fatalf("QUERY: %d %s", first.Code, first.Body)
	}
	if again := post("QUERY", "application/sql; charset=UTF-8", sql, "If-None-Match", first.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("QUERY again: %d, want %d", again.Code, http.StatusNotModified)
	}
	if got := post("POST", "application/sql", sql); got.Code != http.StatusOK || got.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("POST: %d, Cache-Control %q", got.Code, got.Header().Get("Cache-Control"))
	}
	if got := post("POST", "text/plain", sql); got.Code != http.StatusUnsupportedMediaType || got.Header().Get("Accept-Post") != "application/sql" {
		t.Errorf("text/plain: %d", got.Code)
	}
	if got := post("POST", "application/sql", "SELECT '"+strings.Repeat("x", sqldoor.MaxStatement)+"'"); got.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a long statement: %d", got.Code)
	}
}

func TestSQLIsClosedUnlessOpened(t *testing.T) {
	closed := shared(t)
	run(t, closed, []scenario{{name: "by the installation", path: sqlPath("SELECT 1"), status: 403, code: problem.SQLNotAllowed}})
	without := newWorld(t, withSQL(t), func(d *api.Deps) {
		p, _ := d.Plans.Find(market.Anonymous)
		p.SQL = false
		d.Plans = d.Plans.Override(p)
	})
	run(t, without, []scenario{{name: "by the plan", path: sqlPath("SELECT 1"), status: 403, code: problem.SQLNotAllowed}})
}

// What is not public is as unknown as what never was, in the same words.
func TestSQLSeesNothingThatIsNotPublic(t *testing.T) {
	w := newWorld(t, withSQL(t))
	w.publish(t, dataset("taken-back", 3))
	if err := w.pub.Withdraw(t.Context(), "taken-back", 1, catalog.Text{Vi: "Sai.", En: "Wrong."}); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second)
	unknown := func(name string) {
		t.Helper()
		a := w.do(t, request{path: sqlPath("SELECT 1 AS a FROM " + name), header: map[string]string{"Accept-Language": "en"}})
		want := "There is no published table " + strings.ReplaceAll(name, `"`, "") + "."
		if a.status != http.StatusBadRequest || !strings.Contains(a.body, want) || !strings.Contains(a.body, `"position":19`) {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	for _, name := range []string{`"nothing".hourly`, `"taken-back".hourly`, `"taken-back@1".hourly`, `"air-quality@2".hourly`, `"air-quality".other`} {
		unknown(name)
	}
	w.pass(-time.Hour) // what is published now is so in an hour
	unknown(`"air-quality".hourly`)
	unknown(`"air-quality@1".hourly`)
}

func TestSQLThatFindsNoPlaceIsToldWhenToComeAgain(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	d, err := sqldoor.Open(t.Context(), sqldoor.Options{
		Command: []string{self, worker.Command}, Workers: 1, Wait: 50 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	w := newWorld(t, withSQL(t), func(deps *api.Deps) { deps.SQL = d })
	limits := sqldoor.Limits{Rows: 1, Bytes: 1 << 10, Time: sqlPatience}
	s, err := d.Look(t.Context(), "SELECT 1 AS a", limits)
	for begin := time.Now(); errors.Is(err, sqldoor.ErrBusy) && time.Since(begin) < sqlPatience; { // its process starts
		s, err = d.Look(t.Context(), "SELECT 1 AS a", limits)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	run(t, w, []scenario{{name: "while another runs", path: sqlPath("SELECT 2 AS a"), status: 503, code: problem.Overloaded,
		want: map[string]string{"Retry-After": "1", "Cache-Control": "no-store", "ETag": "-"}}})
}
