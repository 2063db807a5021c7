package api_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nguon/catalog/account"
)

// What each caller gets, in the order of callers.
const (
	anyone  = "200 200 200 200 200 200 200" // even with a key that does not exist: it is not looked at
	public  = "200 401 200 200 200 200 200"
	nowhere = "404 401 404 404 404 404 404" // there is none of it in this world
	pinned  = "307 401 307 307 307 307 307" // to the address of the release
	closed  = "403 401 403 403 403 403 403" // in this world
	unmade  = "503 401 503 503 503 503 503" // it is made in the background, which stands still here
)

// callers are who tries each route: nobody, a key that does not exist, one of an
// application, a steward of another agency, a viewer and a steward of the agency
// whose things they are, and who administers the portal. Uploads and publications
// are the steward's.
var callers = []string{"nobody", "forged", "reader", "outsider", "viewer", "steward", "admin"}

// An access is what a route gives to each caller. Parameters of the path are those
// of things of the agency H29, if path does not say otherwise. A route may stand
// here several times, for different things.
type access struct {
	route string
	path  string
	body  string
	want  string // statuses
}

// accesses is who may do what. A route that is not here fails the test: whoever
// adds one decides who may ask for it.
var accesses = []access{
	{route: "OPTIONS /v1/uploads", want: "204 204 204 204 204 204 204"},
	{route: "GET /openapi.json", want: anyone},
	{route: "GET /.well-known/api-catalog", want: anyone},
	{route: "GET /problems/:code", path: "/problems/not-found", want: anyone},
	{route: "GET /healthz", want: anyone},
	{route: "GET /readyz", want: anyone},
	{route: "GET /metrics", want: anyone},

	{route: "GET /v1/datasets", want: public},
	{route: "GET /v1/suggest", path: "/v1/suggest?q=a", want: public},
	{route: "GET /v1/datasets.ndjson.gz", want: unmade},
	{route: "GET /v1/datasets.csv.gz", want: unmade},
	{route: "GET /v1/datasets/:dataset", want: public},
	{route: "GET /v1/datasets/:dataset/releases", want: public},
	{route: "GET /v1/datasets/:dataset/releases/:version", want: public},
	{route: "GET /v1/datasets/:dataset/releases/:version/proof", want: public},
	{route: "GET /v1/datasets/:dataset/releases/:version/checks/:resource", want: public},
	{route: "GET /v1/datasets/:dataset/releases/:version/checks/:resource/misfits.csv", want: public},
	{route: "GET /v1/datasets/:dataset/releases/:version/checks/:resource/risk", want: "401 401 403 403 403 404 404"},
	{route: "GET /v1/datasets/:dataset/releases/:version/checks/:resource/risk.html", want: "401 401 403 403 403 404 404"},
	{route: "GET /v1/datasets/:dataset/releases/:version/citation", want: public},
	{route: "GET /v1/calendar", want: public},
	{route: "GET /v1/collections", want: public},
	{route: "GET /v1/collections/:collection", path: "/v1/collections/none", want: nowhere},
	{route: "GET /v1/questions", want: public},
	{route: "GET /v1/requests", want: public},
	{route: "GET /id/:dataset", want: "303 303 303 303 303 303 303"},
	{route: "GET /v1/agencies", want: public},
	{route: "GET /v1/agencies/:agency", want: public},
	{route: "GET /v1/licences", want: public},
	{route: "GET /v1/data/:dataset/:resource/rows", want: public},
	{route: "GET /v1/data/:dataset/:resource/rows.json", want: public},
	{route: "GET /v1/data/:dataset/:resource/rows.ndjson", want: public},
	{route: "GET /v1/data/:dataset/:resource/rows.csv", want: public},
	{route: "GET /v1/data/:dataset/:resource/rows.geojson", want: "400 401 400 400 400 400 400"}, // it has no geometry
	{route: "GET /v1/data/:dataset/:resource/rows.parquet", want: public},
	{route: "GET /v1/data/:dataset/:resource/rows.arrow", want: public},
	{route: "GET /v1/data/:dataset/:resource/rows.xlsx", want: public},
	{route: "GET /v1/data/:dataset/:resource/schema", want: public},
	{route: "GET /v1/data/:dataset/:resource/stats", want: public},
	{route: "GET /v1/data/:dataset/:resource/openapi.json", want: public},
	{route: "GET /v1/data/:dataset/:resource/postman.json", want: public},
	{route: "GET /v1/data/:dataset/:resource/bruno.json", want: public},
	{route: "GET /v1/data/:dataset/:resource/changes", want: public},
	{route: "GET /v1/data/:dataset/:resource/diff", want: nowhere}, // nobody compares releases in this world
	{route: "GET /v1/data/:dataset/:resource/diff.parquet", want: nowhere},
	{route: "GET /v1/data/:dataset/:resource/diff.csv.gz", want: nowhere},
	{route: "GET /v1/data/:dataset/:resource/file.parquet", want: pinned},
	{route: "GET /v1/data/:dataset/:resource/parts/:part", want: nowhere}, // no table of this world has parts
	{route: "GET /v1/data/:dataset/:resource/file.csv.gz", want: pinned},
	{route: "GET /v1/data/:dataset/:resource/file.ndjson.gz", want: pinned},
	{route: "GET /v1/data/:dataset/:resource/file.geojson", want: pinned},
	{route: "GET /v1/data/:dataset/:resource/file.arrow", want: pinned},
	{route: "GET /v1/data/:dataset/:resource/file.xlsx", want: pinned},

	{route: "GET /v1/sql", path: "/v1/sql?q=SELECT+1", want: closed},
	{route: "POST /v1/sql", body: "SELECT 1", want: closed},
	{route: "QUERY /v1/sql", body: "SELECT 1", want: closed},

	{route: "GET /v1/apis", want: public},
	{route: "GET /v1/apis/:product", want: public},
	{route: "GET /v1/apis/:product", path: "/v1/apis/hidden", want: "404 401 404 404 200 200 200"},
	{route: "GET /v1/apis/:product/health", want: public},
	{route: "GET /v1/apis/:product/health", path: "/v1/apis/hidden/health", want: "404 401 404 404 200 200 200"},
	{route: "GET /v1/apis/:product/:version/openapi.json", want: public},
	{route: "GET /v1/apis/:product/:version/openapi.json", path: "/v1/apis/hidden/v1/openapi.json", want: "404 401 404 404 200 200 200"},
	{route: "GET /v1/apis/:product/:version/changes", path: "/v1/apis/rain/v1/changes?from=v1", want: public},
	{route: "GET /v1/apis/:product/:version/changes", path: "/v1/apis/hidden/v1/changes?from=v1", want: "404 401 404 404 200 200 200"},
	{route: "PUT /v1/apis/:product", body: rain, want: "401 401 403 403 403 200 200"},
	// Names are no secret to whoever may choose one: a name that is taken is refused.
	{route: "PUT /v1/apis/:product/:version", body: `{"note":{"vi":"","en":""},"home":"https://example.vn"}`, path: "/v1/apis/hidden/v2", want: "401 401 403 403 403 200 200"},
	{route: "POST /v1/apis/:product/:version/state", body: `{"to":"review"}`, want: "401 401 403 403 403 409 409"},
	{route: "POST /v1/apis/:product/:version/state", path: "/v1/apis/hidden/v1/state", body: `{"to":"published"}`, want: "401 401 403 403 403 409 409"},

	{route: "GET /v1/call/:product/:version/*path", path: "/v1/call/rain/v1/rain/a", want: public},
	{route: "GET /v1/call/:product/:version/*path", path: "/v1/call/hidden/v1/rain/a", want: nowhere},
	{route: "POST /v1/call/:product/:version/*path", path: "/v1/call/hidden/v1/rain/a", want: nowhere},
	{route: "PUT /v1/call/:product/:version/*path", path: "/v1/call/hidden/v1/rain/a", want: nowhere},
	{route: "PATCH /v1/call/:product/:version/*path", path: "/v1/call/hidden/v1/rain/a", want: nowhere},
	{route: "DELETE /v1/call/:product/:version/*path", path: "/v1/call/hidden/v1/rain/a", want: nowhere},

	{route: "GET /v1/usage", want: "401 401 200 200 200 200 200"}, // that of the key
	{route: "POST /v1/keys/leaked", body: `{"key":"nope"}`, want: nowhere},

	{route: "GET /v1/releases", want: "401 401 403 200 200 200 200"}, // of their agencies
	{route: "GET /v1/releases", path: "/v1/releases?agency=H29", want: "401 401 403 403 200 200 200"},
	{route: "GET /v1/releases/:release", want: "401 401 404 404 200 200 200"},
	{route: "GET /v1/releases/:release/rows/:resource", want: "401 401 404 404 200 200 200"},
	{route: "GET /v1/releases/:release/risk/:resource", want: "401 401 404 404 403 404 404"},
	{route: "POST /v1/releases/:release/state", body: `{"action":"approve"}`, want: "401 401 404 404 403 409 409"},

	{route: "POST /v1/publish", want: "401 401 403 415 403 415 415"},
	{route: "POST /v1/uploads", want: "401 401 403 412 403 412 412"},
	{route: "HEAD /v1/uploads/:upload", want: "401 401 403 404 403 200 404"},
	{route: "PATCH /v1/uploads/:upload", want: "401 401 403 404 403 409 404"}, // at a wrong offset,
	{route: "POST /v1/publications", body: `{"files":[{"name":"a.csv","upload":"UPLOAD"}]}`, want: "401 401 403 422 403 202 422"},
	{route: "GET /v1/publications/:publication", want: "401 401 403 404 403 200 404"},
	{route: "DELETE /v1/publications/:publication", want: "401 401 403 404 403 202 404"},
	{route: "DELETE /v1/uploads/:upload", want: "401 401 403 404 403 204 404"}, // the last: it is gone then
}

func TestNobodyGetsAtWhatIsNotTheirs(t *testing.T) {
	b := newBazaar(t)
	b.offer(t)
	routes := b.server.Routes()
	for _, route := range routes {
		if !slices.ContainsFunc(accesses, func(a access) bool { return a.route == route }) {
			t.Errorf("%s: who may ask for it is not decided", route)
		}
	}
	// An API of the agency that nobody has published.
	for _, step := range [][2]string{{"/v1/apis/hidden", rain}, {"/v1/apis/hidden/v1", b.version(t, "")}} {
		if a := b.as(t, b.operator, "PUT", step[0], step[1]); a.status >= 300 {
			t.Fatalf("%s: %d %s", step[0], a.status, a.body)
		}
	}
	keys := map[string]string{
		"nobody": "", "forged": "ngn_live_000000000000000000000000000000000000", "reader": b.caller, "outsider": b.outsider,
		"viewer": b.key(t, account.Key{Grants: []account.Grant{{Agency: "H29", Role: account.Viewer}}}), "steward": b.steward, "admin": b.operator,
	}
	releases, err := b.db.Releases(t.Context(), "air-quality")
	if err != nil {
		t.Fatal(err)
	}
	things := strings.NewReplacer(":release/", string(releases[0].ID)+"/", "/v1/releases/:release", "/v1/releases/"+string(releases[0].ID), ":dataset", "air-quality", ":resource", "hourly", "/releases/:version", "/releases/1", ":version", "v1", ":agency", "H29",
		":product", "rain", ":upload", b.send(t, b.steward, "a,b\n1,2\n"), "UPLOAD", b.send(t, b.steward, "a,b\n1,2\n"), ":publication", b.publication(t))
	for _, a := range accesses {
		if !slices.Contains(routes, a.route) {
			t.Errorf("%s is not there any more", a.route)
			continue
		}
		method, path, _ := strings.Cut(a.route, " ")
		if a.path != "" {
			path = a.path
		}
		path = things.Replace(path)
		var got []string
		for _, who := range callers {
			header := map[string]string{"Tus-Resumable": "1.0.0"}
			if keys[who] != "" {
				header["X-Api-Key"] = keys[who]
			}
			if a.route == "POST /v1/uploads" {
				delete(header, "Tus-Resumable") // so that none is made
			}
			if method == "PATCH" {
				header["Content-Type"], header["Upload-Offset"] = "application/offset+octet-stream", "99"
			}
			if a.body != "" {
				header["Content-Type"] = "application/json"
			}
			rec := b.plainDo(t, request{method: method, path: path, header: header, body: strings.NewReader(things.Replace(a.body))})
			got = append(got, strconv.Itoa(rec.Code))
			if body := rec.Body.String(); strings.Contains(body, "hunter2") && !strings.HasPrefix(path, "/v1/call/") { // its upstream tells what it was sent
				t.Errorf("%s %s tells %s the secret of an upstream: %s", method, path, who, body)
			}
		}
		if got := strings.Join(got, " "); got != a.want {
			t.Errorf("%s %s\n got %s\nwant %s (%s)", method, path, got, a.want, strings.Join(callers, " "))
		}
	}
}

// publication asks for one as the steward, which nobody works at.
func (b *bazaar) publication(t *testing.T) string {
	t.Helper()
	body := fmt.Sprintf(`{"files":[{"name":"b.csv","upload":%q}]}`, b.send(t, b.steward, "a,b\n3,4\n"))
	a := b.as(t, b.steward, "POST", "/v1/publications", body)
	if a.status != 202 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	location := a.header.Get("Location")
	return location[strings.LastIndex(location, "/")+1:]
}
