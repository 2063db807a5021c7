package openapi_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/api/openapi"
	"nguon/catalog/market"
)

var update = flag.Bool("update", false, "renew the golden document of the platform")

// renew is the command that makes the golden document anew.
const renew = "go test ./api/openapi -run TestTheDocumentChangesWithItsVersion -update"

func TestTheDocumentChangesWithItsVersion(t *testing.T) {
	golden := filepath.Join("testdata", "platform.json")
	text, err := json.MarshalIndent(openapi.Platform(openapi.Options{Plans: market.DefaultPlans(), BaseURL: "https://x.example"}), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	old, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(old) == string(text) {
		return
	}
	before, now := loaded(t, old), loaded(t, text)
	switch broken := breaks(before, now); {
	case before.Info.Version == now.Info.Version:
		t.Fatalf("the document has changed, but openapi.Version is %s still; bump it (breaking: %q), then run %s", now.Info.Version, broken, renew)
	case len(broken) > 0 && major(before) == major(now):
		t.Fatalf("the document breaks clients, which asks for a new major version: %q", broken)
	case !*update:
		t.Fatalf("the golden document is of version %s; renew it with %s", before.Info.Version, renew)
	}
	if err := os.WriteFile(golden, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

func major(doc *openapi3.T) string { return strings.Split(doc.Info.Version, ".")[0] }

func loaded(t testing.TB, text []byte) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// breaks returns what a client of before may miss in now: operations,
// parameters, members of objects, and parameters that are needed now.
func breaks(before, now *openapi3.T) []string {
	var broken []string
	for path, item := range before.Paths.Map() {
		for method, old := range item.Operations() {
			at := method + " " + path
			if now.Paths.Value(path) == nil || now.Paths.Value(path).GetOperation(method) == nil {
				broken = append(broken, at+" is gone")
				continue
			}
			op := now.Paths.Value(path).GetOperation(method)
			for _, p := range old.Parameters {
				if op.Parameters.GetByInAndName(p.Value.In, p.Value.Name) == nil {
					broken = append(broken, fmt.Sprintf("%s: %s is gone", at, p.Value.Name))
				}
			}
			for _, p := range op.Parameters {
				if was := old.Parameters.GetByInAndName(p.Value.In, p.Value.Name); p.Value.Required && (was == nil || !was.Required) {
					broken = append(broken, fmt.Sprintf("%s: %s is needed", at, p.Value.Name))
				}
			}
		}
	}
	for name, old := range before.Components.Schemas {
		schema := now.Components.Schemas[name]
		if schema == nil {
			broken = append(broken, "schema "+name+" is gone")
			continue
		}
		for member, was := range old.Value.Properties {
			is := schema.Value.Properties[member]
			if is == nil || was.Value.Type != nil && is.Value.Type != nil && !slices.Equal(*was.Value.Type, *is.Value.Type) {
				broken = append(broken, name+"."+member+" is gone or of another type")
			}
		}
	}
	slices.Sort(broken)
	return broken
}

func TestWhatBreaksClients(t *testing.T) {
	const form = `{"openapi":"3.1.0","info":{"title":"x","version":"1"},"paths":{"/a":{"get":{"parameters":[%s],"responses":{"200":{"description":"x"}}}}},
		"components":{"schemas":{"S":{"type":"object","properties":{%s}}}}}`
	const q, required = `{"in":"query","name":"q","schema":{"type":"string"}}`, `{"in":"query","name":"r","required":true,"schema":{"type":"string"}}`
	before := loaded(t, fmt.Appendf(nil, form, q, `"m":{"type":"string"}`))
	for _, test := range []struct{ name, params, members, want string }{
		{"nothing", q, `"m":{"type":"string"}`, ""},
		{"another member", q, `"m":{"type":"string"},"n":{"type":"string"}`, ""},
		{"a parameter is gone", "", `"m":{"type":"string"}`, "GET /a: q is gone"},
		{"a parameter is needed", q + "," + required, `"m":{"type":"string"}`, "GET /a: r is needed"},
		{"a member is gone", q, "", "S.m is gone or of another type"},
		{"a member has another type", q, `"m":{"type":"integer"}`, "S.m is gone or of another type"},
	} {
		if got := strings.Join(breaks(before, loaded(t, fmt.Appendf(nil, form, test.params, test.members))), ", "); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
