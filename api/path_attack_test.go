package api_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// However the path of a call is written, it stays within what the agency gave.
func TestNoPathLeavesAnAPI(t *testing.T) {
	w := newWire(t)
	unvalidated := strings.Replace(w.version(t, ""), `"validate":"enforce"`, `"validate":"none"`, 1)
	if a := w.as(t, w.operator, "PUT", "/v1/apis/rain/v1", unvalidated); a.status >= 300 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	w.pass(time.Second)
	const api = "/v1/call/rain/v1"
	for _, path := range []string{
		api + "/..", api + "/../admin", api + "/a/../../admin", api + "/%2e%2e/admin", api + "/%2E%2E%2Fadmin", api + "/.%2e/admin", api + "/..%2fadmin",
		api + "/%252e%252e/admin", api + "/%252e%252e%252fadmin", api + "/..%5cadmin", api + `/..\admin`, api + "/..;/admin", api + "/..;a=b/admin",
		api + "//admin", api + "/a//b", api + "//evil.example/", api + "/./admin", api + "/%00", api + "/a%0d%0aX-Evil:%20a", api + "/%c0%ae%c0%ae/admin",
		"/v1/call/rain/v1%2f..%2fadmin/x", "/v1/call/rain%2fv1/v1/x", "/v1/call/%72ain/v1/x", "/v1/call/../call/rain/v1/x", "/v1//call/rain/v1/x", "/V1/call/rain/v1/x",
		"/v1/call/rain/../../admin", "/v1/call/rain./v1/x", "/v1/call/rain;a/v1/x", "http://evil.example/v1/call/rain/v1/../admin",
	} {
		t.Run(path, func(t *testing.T) {
			statuses, _ := w.send(t, "GET "+path+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
			if len(statuses) != 1 || statuses[0] != 400 && statuses[0] != 404 {
				t.Errorf("answers %v, want 400 or 404", statuses)
			}
		})
	}
	if asked := w.asked(); len(asked) > 0 {
		t.Errorf("the upstream was asked: %q", asked)
	}
	if statuses, _ := w.send(t, "GET "+api+"/rain/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); !slices.Equal(statuses, []int{200}) {
		t.Errorf("a plain call: %v", statuses)
	}
}

// Files of releases are found by the names of the catalogue, never by a path.
func TestNoPathLeavesTheFiles(t *testing.T) {
	w := newWire(t)
	for _, path := range []string{
		"/v1/data/air-quality/../../catalog.db", "/v1/data/air-quality/%2e%2e/file.parquet", "/v1/data/%2e%2e/%2e%2e/file.parquet", "/v1/data/..%2f..%2fetc/passwd/file.parquet",
		"/v1/data/air-quality/hourly/file.parquet%00.csv", "/v1/data/air-quality/hourly/../file.parquet", "/v1/data/air-quality/hourly/file.parquet/", `/v1/data/..\..\x/file.parquet`,
		"/v1/data/air-quality@1%2f..%2f/hourly/file.parquet", "/v1/data/air-quality;x/hourly/file.parquet",
		"/v1/data/air-quality/hourly;x/file.parquet", "/v1/data//etc/passwd", "/v1/data/air-quality./hourly/file.parquet",
	} {
		statuses, _ := w.send(t, "GET "+path+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		if len(statuses) != 1 || statuses[0] != 400 && statuses[0] != 404 {
			t.Errorf("%s: answers %v, want 400 or 404", path, statuses)
		}
	}
}
