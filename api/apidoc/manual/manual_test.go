package manual_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"nguon/api/apidoc"
	"nguon/api/apidoc/manual"
)

const rain = `
openapi: 3.0.3
info: {title: Mưa, version: "1.0", description: "Số liệu **mưa**."}
tags: [{name: floods, description: Lũ}, {name: stations}]
paths:
  /stations/{id}:
    parameters:
      - {name: id, in: path, required: true, description: Mã trạm, schema: {type: string, minLength: 2, maxLength: 8, pattern: "^[A-Z]+$"}, example: HN}
      - {name: unit, in: query, schema: {type: string, enum: [mm, in], default: mm}}
    get:
      tags: [stations]
      summary: Một trạm
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
        - {name: unit, in: query, required: true, description: Đơn vị, schema: {type: array, items: {type: string}}}
      responses:
        default: {description: Lỗi}
        "200":
          description: Có
          headers: {X-Total: {schema: {type: integer}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Station"}}}
    delete: {deprecated: true, responses: {"204": {description: Xong}}}
  /floods:
    post:
      tags: [floods]
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [level], properties: {level: {type: number, example: 2.5}}}}}}
      responses: {"201": {description: Đã ghi}}
components:
  schemas:
    Station:
      type: object
      required: [name]
      properties:
        name: {type: string, description: Tên trạm}
        near: {type: array, items: {$ref: "#/components/schemas/Station"}}
`

func of(t testing.TB, text string) *manual.Manual {
	t.Helper()
	d, err := apidoc.Read(t.Context(), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return manual.Of(d)
}

func TestCallsStandInTheirGroups(t *testing.T) {
	m := of(t, rain)
	var got []string
	for _, g := range m.Groups {
		for _, c := range g.Calls {
			got = append(got, g.Name+": "+c.Method+" "+c.Path+" #"+c.Anchor)
		}
	}
	want := []string{"floods: POST /floods #call-post-floods", "stations: GET /stations/{id} #call-get-stations-id", ": DELETE /stations/{id} #call-delete-stations-id"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if m.Calls != 3 || m.Parts() != 1 || m.Groups[0].Description != "Lũ" || m.Title != "Mưa" {
		t.Errorf("%+v", m)
	}
}

func detail(t testing.TB, m *manual.Manual, anchor string) manual.Detail {
	t.Helper()
	for n := range m.Parts() {
		for _, d := range m.Part(n + 1).Details {
			if d.Anchor == anchor {
				return d
			}
		}
	}
	t.Fatalf("there is no call %s", anchor)
	return manual.Detail{}
}

func TestACallHasItsParametersAndThoseOfItsPath(t *testing.T) {
	d := detail(t, of(t, rain), "call-get-stations-id")
	var got []string
	for _, p := range d.Parameters {
		got = append(got, fmt.Sprint(p.In, " ", p.Name, " ", p.Required, " ", p.Type, " ", p.Bounds.Range, "|", p.Bounds.Length, "|", p.Bounds.Pattern, " ", p.Example))
	}
	want := []string{"path id true string |2 … 8|^[A-Z]+$ HN", "query limit false integer 1 … 100|| ", "query unit true array of string || "}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(d.Answers) != 2 || d.Answers[0].Status != "200" || d.Answers[1].Status != "default" || !slices.Equal(d.Answers[0].Headers, []string{"X-Total"}) {
		t.Errorf("answers: %+v", d.Answers)
	}
}

func TestASchemaThatHoldsItselfEnds(t *testing.T) {
	schema := detail(t, of(t, rain), "call-get-stations-id").Answers[0].Media[0].Schema
	if len(schema.Children) != 2 || !schema.Children[0].Required || schema.Children[0].Description != "Tên trạm" {
		t.Fatalf("%+v", schema)
	}
	items := schema.Children[1].Children
	if len(items) != 1 || items[0].Again != "Station" || len(items[0].Children) != 0 {
		t.Errorf("%+v", items)
	}
}

func TestABodyHasAnExampleEvenIfTheDocumentHasNone(t *testing.T) {
	m := of(t, rain)
	if got := detail(t, m, "call-post-floods").Body.Media[0].Example; got != "{\n  \"level\": 2.5\n}" {
		t.Errorf("of parts: %q", got)
	}
	if got := detail(t, m, "call-get-stations-id").Answers[0].Media[0].Example; !json.Valid([]byte(got)) || !strings.Contains(got, `"name"`) {
		t.Errorf("of the schema: %q", got)
	}
}

func TestWordsAreNamesWithWhatIsSaidOfThem(t *testing.T) {
	for _, c := range of(t, rain).All() {
		if c.Anchor != "call-get-stations-id" {
			continue
		}
		for _, want := range []string{"id", "Mã trạm", "name", "Tên trạm", "near"} {
			if !slices.Contains(c.Words(), want) {
				t.Errorf("%q is not in %q", want, c.Words())
			}
		}
	}
}

func TestAHostileDocumentIsBounded(t *testing.T) {
	schemas, properties := map[string]any{}, map[string]any{}
	for i := range 60 { // each holds each other: 60^depth nodes
		properties[fmt.Sprintf("p%d", i)] = map[string]any{"$ref": fmt.Sprintf("#/components/schemas/S%d", i)}
	}
	for i := range 60 {
		schemas[fmt.Sprintf("S%d", i)] = map[string]any{"type": "object", "properties": properties}
	}
	paths := map[string]any{}
	for i := range 60 {
		paths[fmt.Sprintf("/%d", i)] = map[string]any{"get": map[string]any{
			"description": strings.Repeat("dài ", 5_000), "responses": map[string]any{"200": map[string]any{"description": "x",
				"content": map[string]any{"application/json": map[string]any{"schema": map[string]any{"$ref": "#/components/schemas/S0"}}}}}}}
	}
	text, err := json.Marshal(map[string]any{"openapi": "3.0.3", "info": map[string]any{"title": "t", "version": "1"}, "paths": paths, "components": map[string]any{"schemas": schemas}})
	if err != nil {
		t.Fatal(err)
	}
	m := of(t, string(text))
	if m.Parts() != 3 {
		t.Errorf("%d parts, want 3", m.Parts())
	}
	part := m.Part(1)
	shown, err := json.Marshal(part)
	if err != nil {
		t.Fatal(err)
	}
	if !part.Short || len(shown) > 4<<20 {
		t.Errorf("short %v, %d bytes", part.Short, len(shown))
	}
}

// FuzzManual makes manuals of documents: none may panic, or have two calls of one
// anchor.
func FuzzManual(f *testing.F) {
	for _, seed := range []string{rain, `{"openapi":"3.1.0","info":{"title":"a","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{"description":"x","content":{"a/b":null}}}}},"/b":null}}`,
		`{"openapi":"3.1.0","info":{"title":"a","version":"1"},"paths":{"/-":{"get":{}},"/--":{"get":{"parameters":[{"name":"q","in":"query","schema":true}]}}}}`,
		`{"openapi":"3.0.0","info":{"title":"a","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{"description":"x","content":{"application/json":{"schema":{"allOf":[{"$ref":"#/components/schemas/A"}]}}}}}}}},"components":{"schemas":{"A":{"oneOf":[{"$ref":"#/components/schemas/A"}]}}}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := apidoc.Read(t.Context(), text)
		if err != nil {
			return
		}
		m := manual.Of(d)
		seen := make(map[string]bool)
		for _, c := range m.All() {
			if seen[c.Anchor] {
				t.Errorf("two calls at #%s", c.Anchor)
			}
			seen[c.Anchor] = true
			c.Words()
		}
		shown := 0
		for n := range m.Parts() {
			shown += len(m.Part(n + 1).Details)
		}
		if shown != m.Calls {
			t.Errorf("%d of %d calls are in parts", shown, m.Calls)
		}
	})
}
