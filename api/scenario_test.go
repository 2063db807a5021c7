package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"nguon/api/problem"
)

const table = "/v1/data/air-quality/hourly"

// A scenario is one request and what must be true of its answer.
type scenario struct {
	name   string
	method string
	path   string
	header map[string]string
	status int
	code   problem.Code      // of a problem
	has    []string          // parts of the body
	hasNot []string          // what must not be in the body
	want   map[string]string // parts of headers; "-" is that the header is not there
}

func (s scenario) run(t *testing.T, w *world) {
	t.Helper()
	a := w.do(t, request{method: s.method, path: s.path, header: s.header})
	if a.status != s.status {
		t.Fatalf("status %d, want %d: %.500s", a.status, s.status, a.body)
	}
	has := s.has
	if s.code != "" {
		has = append(slices.Clone(has), `"code":"`+string(s.code)+`"`, `"type":"/problems/`+string(s.code)+`"`, `"instance":"01`)
	}
	for _, part := range has {
		if !strings.Contains(a.body, part) {
			t.Errorf("body has no %s: %.800s", part, a.body)
		}
	}
	for _, part := range s.hasNot {
		if strings.Contains(a.body, part) {
			t.Errorf("body has %s: %.800s", part, a.body)
		}
	}
	for name, part := range s.want {
		got := strings.Join(a.header.Values(name), ", ")
		if part == "-" && got != "" || part != "-" && !strings.Contains(got, part) {
			t.Errorf("header %s = %q, want %q", name, got, part)
		}
	}
}

func run(t *testing.T, w *world, scenarios []scenario) {
	t.Helper()
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) { s.run(t, w) })
	}
}

func TestCatalogue(t *testing.T) {
	run(t, shared(t), []scenario{
		{name: "search finds without tone marks", path: "/v1/datasets?q=khong+khi", status: 200,
			has: []string{`"slug":"air-quality"`, `"total":1`, `"match":{`, `"columns":["station","t"`, `<mark>`}},
		{name: "search finds with them", path: "/v1/datasets?q=kh%C3%B4ng%20kh%C3%AD", status: 200, has: []string{`"total":1`}},
		{name: "nonsense finds nothing", path: "/v1/datasets?q=xyzzyqwv", status: 200, has: []string{`"total":0`, `"data":[]`, `"next":null`}},
		{name: "facets have titles and counts", path: "/v1/datasets", status: 200,
			has: []string{`"theme":[{"value":"environment","title":{"vi":"Môi trường và khí hậu"`, `"agency":[{"value":"H29","title":{"vi":"Sở Môi trường"`}},
		{name: "a facet narrows", path: "/v1/datasets?theme=health", status: 200, has: []string{`"total":0`}},
		{name: "all facets are counted", path: "/v1/datasets", status: 200, has: []string{`"territory":[`, `"period":[`, `"api":[{"value":"true"`, `"column_type":[`}},
		{name: "data of another time are left out", path: "/v1/datasets?until=1900", status: 200, has: []string{`"total":0`}},
		{name: "a day that is none", path: "/v1/datasets?from=2015-13", status: 400, code: problem.InvalidParameter, has: []string{`"parameter":"from"`}},
		{name: "explain", path: "/v1/datasets?q=air&explain=1", status: 200, has: []string{`"explain":"`}},
		{name: "unknown parameter", path: "/v1/datasets?colour=red", status: 400, code: problem.InvalidParameter, has: []string{`"parameter":"colour"`}},
		{name: "limit above the greatest", path: "/v1/datasets?limit=101", status: 400, code: problem.LimitTooLarge},
		{name: "limit that is no number", path: "/v1/datasets?limit=ten", status: 400, code: problem.InvalidParameter},
		{name: "cursor of nothing", path: "/v1/datasets?cursor=abc", status: 400, code: problem.CursorMismatch},
		{name: "text that is not UTF-8", path: "/v1/datasets?q=%ff", status: 400, code: problem.InvalidParameter},
		{name: "a dataset", path: "/v1/datasets/air-quality", status: 200,
			has:  []string{`"licence":"CC-BY-4.0"`, `"latest":{"version":1`, `"name":"pm25","title":{"vi":"Bụi mịn"`, `"unit":"ug/m3"`, `"bbox":[102.1`},
			want: map[string]string{"ETag": `W/"`, "Link": `rel="license"`}},
		{name: "no dataset", path: "/v1/datasets/nope", status: 404, code: problem.NotFound},
		{name: "a name that no dataset can have", path: "/v1/datasets/N%20O", status: 404, code: problem.NotFound},
		{name: "releases", path: "/v1/datasets/air-quality/releases", status: 200,
			has: []string{`"version":1,"state":"published"`, `"format":"parquet","bytes":`, `/v1/data/air-quality@1/hourly/file.parquet`, `"input_rows":250`}},
		{name: "one release", path: "/v1/datasets/air-quality/releases/1", status: 200, has: []string{`"digest":"`}},
		{name: "latest release", path: "/v1/datasets/air-quality/releases/latest", status: 200, has: []string{`"version":1`}},
		{name: "no such release", path: "/v1/datasets/air-quality/releases/2", status: 404, code: problem.NotFound},
		{name: "a version is written in one way", path: "/v1/datasets/air-quality/releases/01", status: 404, code: problem.NotFound},
		{name: "agencies", path: "/v1/agencies", status: 200, has: []string{`"code":"H29"`}},
		{name: "an agency", path: "/v1/agencies/H29", status: 200, has: []string{`"homepage":"https://example.org"`}},
		{name: "no agency", path: "/v1/agencies/X", status: 404, code: problem.NotFound},
		{name: "licences", path: "/v1/licences", status: 200, has: []string{`"code":"CC-BY-4.0"`}},
	})
}

func TestRows(t *testing.T) {
	run(t, shared(t), []scenario{
		{name: "the first page", path: table + "/rows?limit=2", status: 200,
			has: []string{`{"data":[{"station":"Hà Nội"`, `"rows":2,"total":250`, `"code":"9007199254740993"`, `"pm25":0.5`, `@1/hourly/rows?cursor=`},
			want: map[string]string{
				"Content-Location": "/v1/data/air-quality@1/hourly/rows?limit=2", "Cache-Control": "max-age=60", "ETag": `W/"1-`,
				"Vary": "Accept", "Link": `rel="describedby"`, "RateLimit-Policy": `"burst";q=300;w=10, "day";q=10000;w=86400`,
			}},
		{name: "a pinned page never changes", path: "/v1/data/air-quality@1/hourly/rows?limit=1", status: 200,
			want: map[string]string{"Cache-Control": "public, max-age=31536000, immutable", "Content-Location": "-"}},
		{name: "filter and sort", path: table + "/rows?station=H%C3%A0+N%E1%BB%99i&pm25__gte=90&sort=-pm25&limit=3&count=exact", status: 200,
			has: []string{`"pm25":96.5`, `"total":`}, hasNot: []string{`Đà Nẵng`}},
		{name: "tone marks are folded", path: table + "/rows?station__contains=ha+noi&limit=1", status: 200, has: []string{`Hà Nội`}},
		{name: "missing values", path: table + "/rows?pm25__null=true&limit=1", status: 200, has: []string{`"pm25":null`}},
		{name: "select renames", path: table + "/rows?select=dust:pm25&limit=1", status: 200, has: []string{`{"data":[{"dust":0.5}]`}},
		{name: "a column with the name of a parameter", path: table + "/rows?limit__eq=7&limit=5", status: 200, has: []string{`"limit":7`}},
		{name: "an expression", path: table + "/rows?where=station+%3D+'H%C3%A0+N%E1%BB%99i'+AND+(pm25+%3E+90+OR+pm25+IS+NULL)&limit=3&count=exact", status: 200,
			has: []string{`Hà Nội`}, hasNot: []string{`Đà Nẵng`, `"total":250`}},
		{name: "words", path: table + "/rows?q=ha+noi&limit=1", status: 200, has: []string{`Hà Nội`}},
		{name: "groups", path: table + "/rows?group=station&agg=n:count(*),avg_pm:avg(pm25)&having=n+%3E+1&sort=-avg_pm&count=exact", status: 200,
			has: []string{`"n":`, `"avg_pm":`, `"station":"Hà Nội"`}, hasNot: []string{`"pm25"`, `"total":null`}},
		{name: "groups as CSV", path: table + "/rows.csv?group=m:date_trunc('month',t)&agg=count(*)", status: 200, has: []string{"m,count\r\n2026-"}},
		{name: "how it was found", path: table + "/rows?pm25__gt=1&explain=1&limit=1", status: 200,
			has: []string{`"explain":{"engine":"parquet","plan":"file-order","reader":"parquet","query":"pm25__gt=1&limit=1&format=json&explain=1"}`}},
		{name: "an expression that breaks off", path: table + "/rows?where=pm25+%3E", status: 400, code: problem.InvalidExpression,
			has: []string{`"parameter":"where","position":6`}},
		{name: "a misspelt column in an expression", path: table + "/rows?where=pm25+%3E+5+AND+sation+IS+NULL", status: 400, code: problem.UnknownColumn,
			has: []string{`"parameter":"where","position":13`, "Did you mean station?"}},
		{name: "a dataset that does not exist", path: "/v1/data/nope/hourly/rows", status: 404, code: problem.NotFound},
		{name: "a table that does not exist", path: "/v1/data/air-quality/daily/rows", status: 404, code: problem.NotFound},
		{name: "a version that does not exist", path: "/v1/data/air-quality@9/hourly/rows", status: 404, code: problem.NotFound},
		{name: "a version that is none", path: "/v1/data/air-quality@x/hourly/rows", status: 404, code: problem.NotFound},
		{name: "unknown parameter", path: table + "/rows?nope=1", status: 400, has: []string{`"parameter":"nope"`}},
		{name: "unknown column in select", path: table + "/rows?select=nope", status: 400, code: problem.UnknownColumn},
		{name: "value of the wrong type", path: table + "/rows?pm25__gt=high", status: 400, code: problem.TypeMismatch},
		{name: "limit above the plan", path: table + "/rows?limit=100000000", status: 400, code: problem.LimitTooLarge,
			has: []string{`"limit":"rows","allowed":1000`}},
		{name: "cursor of nothing", path: table + "/rows?cursor=abc", status: 400, code: problem.CursorMismatch},
		{name: "broken escapes", path: table + "/rows?station=%zz", status: 400, code: problem.InvalidParameter},
		{name: "a key in the address is not taken", path: table + "/rows?api_key=ngn_live_x", status: 400, has: []string{`"parameter":"api_key"`}},
		{name: "problems in Vietnamese", path: table + "/rows?select=nope", header: map[string]string{"Accept-Language": "vi"}, status: 400,
			has: []string{`"title":"Không có cột này"`}},
	})
}

func TestFormats(t *testing.T) {
	w := shared(t)
	run(t, w, []scenario{
		{name: "csv by suffix", path: table + "/rows.csv?limit=3", status: 200,
			has: []string{"station,t,day,pm25,limit,good,code", `"Cần Thơ; ""bến"""`},
			want: map[string]string{"Content-Type": "text/csv", "Content-Disposition": `filename="air-quality-v1-hourly.csv"`, "Link": `rel="next"`,
				"Content-Location": "/v1/data/air-quality@1/hourly/rows.csv?limit=3"}},
		{name: "csv by parameter", path: table + "/rows?format=csv&limit=1", status: 200, want: map[string]string{"Content-Type": "text/csv"}},
		{name: "csv by Accept", path: table + "/rows?limit=1", header: map[string]string{"Accept": "text/csv, */*;q=0.1"}, status: 200,
			want: map[string]string{"Content-Type": "text/csv", "Content-Location": "/rows.csv?limit=1"}},
		{name: "suffix wins over Accept", path: table + "/rows.json?limit=1", header: map[string]string{"Accept": "text/csv"}, status: 200,
			want: map[string]string{"Content-Type": "application/json"}},
		{name: "suffix against parameter", path: table + "/rows.csv?format=json", status: 400, code: problem.InvalidParameter},
		{name: "a browser gets JSON", path: table + "/rows?limit=1", header: map[string]string{"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, status: 200,
			want: map[string]string{"Content-Type": "application/json"}},
		{name: "ndjson", path: table + "/rows.ndjson?limit=2", status: 200, has: []string{"}\n{"}, want: map[string]string{"Content-Type": "application/x-ndjson"}},
		{name: "parquet", path: table + "/rows.parquet?limit=2", status: 200, has: []string{"PAR1"},
			want: map[string]string{"Content-Type": "application/vnd.apache.parquet", "Content-Disposition": "air-quality-v1-hourly.parquet"}},
		{name: "unknown format", path: table + "/rows?format=xml", status: 400, code: problem.InvalidParameter},
		{name: "unknown suffix", path: table + "/rows.xml", status: 404, code: problem.NotFound},
		{name: "schema", path: table + "/schema", status: 200, has: []string{`"key":[]`, `"type":"datetime"`},
			want: map[string]string{"Content-Location": "/v1/data/air-quality@1/hourly/schema"}},
		{name: "stats", path: table + "/stats", status: 200, has: []string{`"nulls":25`, `"histogram":[`}},
	})
}

func TestMethodsAndPaths(t *testing.T) {
	run(t, shared(t), []scenario{
		{name: "nothing here", path: "/v1/nothing", status: 404, code: problem.NotFound},
		{name: "a slash at the end is another path", path: "/v1/datasets/", status: 404, code: problem.NotFound},
		{name: "method that is not there", method: http.MethodDelete, path: "/v1/datasets", status: 405, code: problem.MethodNotAllowed,
			want: map[string]string{"Allow": "GET, HEAD"}},
		{name: "GET where there is only POST", path: "/v1/publish", status: 405, code: problem.MethodNotAllowed, want: map[string]string{"Allow": "POST"}},
		{name: "HEAD has the headers of GET", method: http.MethodHead, path: table + "/rows?limit=1", status: 200,
			want: map[string]string{"ETag": `W/"1-`, "Content-Type": "application/json"}},
		{name: "OPTIONS", method: http.MethodOptions, path: "/v1/datasets", status: 204, want: map[string]string{"Allow": "GET, HEAD, OPTIONS"}},
		{name: "preflight", method: http.MethodOptions, path: table + "/rows", status: 204,
			header: map[string]string{"Origin": "https://a.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-api-key"},
			want:   map[string]string{"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "X-Api-Key", "Access-Control-Max-Age": "86400"}},
		{name: "any origin may read, and sees the limits", path: "/v1/datasets", header: map[string]string{"Origin": "https://a.example"}, status: 200,
			want: map[string]string{"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "RateLimit"}},
		{name: "security headers and a request id", path: "/healthz", status: 200,
			want: map[string]string{"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'", "X-Request-Id": "01"}},
		{name: "ready", path: "/readyz", status: 200, has: []string{`"database":"ok"`}},
		{name: "api catalogue", path: "/.well-known/api-catalog", status: 200, has: []string{`"service-desc":[{"href":"/openapi.json"`},
			want: map[string]string{"Content-Type": "application/linkset+json", "Link": `rel="api-catalog"`}},
		{name: "page of a problem", path: "/problems/quota-exceeded", status: 200, has: []string{"429", "Đã dùng hết hạn mức", "The quota is used up"}},
		{name: "page of no problem", path: "/problems/nope", status: 404, code: problem.NotFound},
		{name: "metrics", path: "/metrics", status: 200, has: []string{`nguon_http_requests_total{`, `route="/v1/data/:dataset/:resource/rows"`}},
		{name: "unmetered", path: "/healthz", status: 200, want: map[string]string{"RateLimit": "-"}},
	})
}
