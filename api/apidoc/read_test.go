package apidoc_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/api/apidoc"
	"nguon/catalog"
)

const yamlDocument = `
openapi: 3.0.3
info: {title: Thời tiết, version: "1.0"}
servers: [{url: https://lgsp.example.vn/weather}]
security: [{token: []}]
x-shared: &shared
  description: đúng
paths:
  /stations/{id}:
    servers: [{url: https://inside.example.vn}]
    get:
      security: [{token: []}]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses:
        "200": *shared
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
`

const jsonDocument = `{"openapi":"3.1.0","info":{"title":"Mưa","version":"2"},"paths":{"/rain":{"get":{"responses":{"200":{"description":"ok",
 "content":{"application/json":{"schema":{"$ref":"#/components/schemas/Node"}}}}}}}},
 "components":{"schemas":{"Node":{"type":"object","properties":{"next":{"$ref":"#/components/schemas/Node"},"mm":{"type":["number","null"]}}}}}}`

func read(t *testing.T, text string) *apidoc.Document {
	t.Helper()
	d, err := apidoc.Read(t.Context(), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestReadTakesBothFormsAndVersions(t *testing.T) {
	for _, test := range []struct{ name, text, openapi, title, version string }{
		{"YAML, 3.0", yamlDocument, "3.0.3", "Thời tiết", "1.0"},
		{"JSON, 3.1, with a type that holds itself", jsonDocument, "3.1.0", "Mưa", "2"},
		{"with a byte-order mark", "\ufeff" + jsonDocument, "3.1.0", "Mưa", "2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			about := read(t, test.text).About()
			if about.OpenAPI != test.openapi || about.Title != test.title || about.Version != test.version || about.Paths != 1 || len(about.SHA256) != 64 {
				t.Errorf("%+v", about)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("openapi: 3.0.3\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range 12 {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 10), ", "))
	}
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", "empty"},
		{"a sentence", "xin chào", "cannot unmarshal"},
		{"what is no UTF-8", "\xff\xfe", "UTF-8"},
		{"a file that is too large", strings.Repeat("a", apidoc.MaxBytes+1), "bytes"},
		{"half a document", jsonDocument[:100], "EOF"},
		{"Swagger 2", `{"swagger":"2.0","info":{"title":"a","version":"1"},"paths":{}}`, "Swagger 2.0"},
		{"a version to come", `{"openapi":"4.0.0"}`, `"4.0.0"`},
		{"no paths", `{"openapi":"3.0.3","info":{"title":"a","version":"1"},"paths":{}}`, "no paths"},
		{"no title", `{"openapi":"3.0.3","info":{"version":"1"},"paths":{"/a":{}}}`, "title"},
		{"a file of the server", `{"openapi":"3.0.3","info":{"title":"a","version":"1"},"paths":{"/a":{"$ref":"/etc/passwd"}}}`, "outside"},
		{"an address", strings.Replace(jsonDocument, "#/components/schemas/Node", "http://169.254.169.254/latest#/a", 1), "outside"},
		{"a reference to nothing", strings.Replace(jsonDocument, "#/components/schemas/Node\"}}}}", "#/components/schemas/No\"}}}}", 1), "No"},
		{"aliases of aliases of aliases", bomb.String(), "values"},
		{"an alias of itself", "openapi: 3.0.3\na: &a [*a]\n", ""},
		{"depth in JSON", `{"openapi":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + "}", "deeper"},
		{"depth in YAML", "openapi: " + strings.Repeat("[", 200) + strings.Repeat("]", 200), "deeper"},
		{"very many values", `{"openapi":[` + strings.Repeat("1,", apidoc.MaxValues) + "1]}", "more than"},
		{"a key twice", "openapi: 3.0.3\nopenapi: 3.1.0\n", "twice"},
		{"a key that is a list", "[a]: b\nopenapi: 3.0.3\n", "key"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := apidoc.Read(t.Context(), []byte(test.text))
			if !errors.Is(err, catalog.ErrInvalid) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("err = %.300v, want one of kind invalid with %q", err, test.want)
			}
		})
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := apidoc.Read(ctx, []byte(jsonDocument)); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}

func TestServedNamesTheGatewayOnly(t *testing.T) {
	const gateway = "https://portal.example/v1/apis/weather/v1"
	for _, keyed := range []bool{true, false} {
		served, err := read(t, yamlDocument).Served(gateway, keyed)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(served), "lgsp.example.vn") || strings.Contains(string(served), "inside.example.vn") || strings.Contains(string(served), "bearer") {
			t.Errorf("the upstream shows: %s", served)
		}
		var doc struct {
			Servers  []struct{ URL string }
			Security []map[string][]string
		}
		if err := json.Unmarshal(served, &doc); err != nil {
			t.Fatal(err)
		}
		want := 1
		if !keyed {
			want = 2 // or without a key
		}
		if len(doc.Servers) != 1 || doc.Servers[0].URL != gateway || len(doc.Security) != want {
			t.Errorf("keyed %v: %+v", keyed, doc)
		}
		spec, err := openapi3.NewLoader().LoadFromData(served)
		if err == nil {
			err = spec.Validate(t.Context())
		}
		if err != nil {
			t.Errorf("what is served is not valid: %v", err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{yamlDocument, jsonDocument, "", "a: &a [*a]", "openapi: 3.1.0\npaths: {/a: {get: null}}", `{"openapi":"3.0.0","paths":{"/{a":null}}`,
		"openapi: 3.0.0\ninfo: !!binary aa\npaths: {1: .inf, 2: 0x1f, 3: 2001-01-01, <<: {a: b}}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := apidoc.Read(t.Context(), text)
		if err != nil {
			if !errors.Is(err, catalog.ErrInvalid) {
				t.Errorf("err = %v, want one of kind invalid", err)
			}
			return
		}
		served, err := d.Served("https://portal.example", true)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(served) {
			t.Errorf("what is served is no JSON: %q", served)
		}
		if _, err := apidoc.Changes(t.Context(), d, d); err != nil {
			t.Logf("compared with itself: %v", err)
		}
	})
}
