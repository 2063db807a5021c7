package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"nguon/api/problem"
)

// A contract is an OpenAPI document as it is served, made strict: an object
// may have no member that the document does not name.
type contract struct {
	doc    *openapi3.T
	router routers.Router
}

var (
	contractsMu sync.Mutex
	contracts   = make(map[string]*contract) // by the bytes of the document
)

var registerDecoders = sync.OnceFunc(func() {
	raw := func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
		b, err := io.ReadAll(body)
		return string(b), err
	}
	for _, kind := range []string{"application/x-ndjson", "application/vnd.apache.parquet", "application/vnd.apache.arrow.stream", "application/vnd.apache.arrow.file",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/gzip", "text/csv", "text/html", "text/plain"} {
		openapi3filter.RegisterBodyDecoder(kind, raw)
	}
	openapi3filter.RegisterBodyDecoder("application/geo+json", openapi3filter.RegisteredBodyDecoder("application/json"))
	openapi3filter.RegisterBodyDecoder("application/linkset+json", openapi3filter.RegisteredBodyDecoder("application/json"))
})

func newContract(t testing.TB, text string) *contract {
	t.Helper()
	registerDecoders()
	contractsMu.Lock()
	defer contractsMu.Unlock()
	if c := contracts[text]; c != nil {
		return c
	}
	var raw any
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		t.Fatalf("OpenAPI document: %v", err)
	}
	closeObjects(raw)
	strict, err := json.Marshal(raw)
	if err != nil {
		t.Fatal(err)
	}
	c := new(contract)
	if c.doc, err = openapi3.NewLoader().LoadFromData(strict); err != nil {
		t.Fatalf("OpenAPI document: %v", err)
	}
	if err := c.doc.Validate(context.Background()); err != nil {
		t.Fatalf("OpenAPI document is not valid: %v", err)
	}
	if c.router, err = gorillamux.NewRouter(c.doc); err != nil {
		t.Fatal(err)
	}
	contracts[text] = c
	return c
}

func closeObjects(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, isMap := v["properties"].(map[string]any); isMap && v["type"] == "object" && v["additionalProperties"] == nil {
			v["additionalProperties"] = false
		}
		for _, member := range v {
			closeObjects(member)
		}
	case []any:
		for _, item := range v {
			closeObjects(item)
		}
	}
}

// platform is the contract of the whole API.
func (w *world) platform(t testing.TB) *contract {
	t.Helper()
	return newContract(t, w.raw(t, "/openapi.json"))
}

// raw returns the body of an answer that is not validated itself.
func (w *world) raw(t testing.TB, path string) string {
	t.Helper()
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, w.newRequest(t, request{path: path}))
	if rec.Code != http.StatusOK {
		t.Fatalf("GET %s: %d %s", path, rec.Code, rec.Body)
	}
	return rec.Body.String()
}

// validate checks an answer against the document of the platform and, if it is
// about a table, against that of the table.
func (w *world) validate(t testing.TB, r *http.Request, a answer) {
	t.Helper()
	c := w.platform(t)
	c.validate(t, r, a)
	if rest, ok := strings.CutPrefix(r.URL.Path, "/v1/data/"); ok && a.status == http.StatusOK {
		parts := strings.Split(rest, "/")
		if len(parts) == 3 {
			newContract(t, w.raw(t, "/v1/data/"+parts[0]+"/"+parts[1]+"/openapi.json")).validate(t, r, a)
		}
	}
}

func (c *contract) validate(t testing.TB, r *http.Request, a answer) {
	t.Helper()
	if a.status >= 400 && r.Method != http.MethodHead && !strings.Contains(r.URL.Path, "/readyz") {
		if got := a.header.Get("Content-Type"); got != problem.MediaType {
			t.Errorf("%s %s: %d is answered as %q, want %s", r.Method, r.URL, a.status, got, problem.MediaType)
		}
	}
	route, params, err := c.router.FindRoute(r)
	if err != nil {
		if a.status < 400 && r.Method != http.MethodOptions && r.Method != http.MethodHead {
			t.Errorf("%s %s: %d, but there is no such operation: %v", r.Method, r.URL, a.status, err)
		}
		return
	}
	options := &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: options},
		Status:                 a.status,
		Header:                 a.header,
		Body:                   io.NopCloser(bytes.NewReader([]byte(a.body))),
		Options:                options,
	})
	if err != nil {
		t.Errorf("%s %s: the answer is not as the document says: %v", r.Method, r.URL, err)
	}
}
