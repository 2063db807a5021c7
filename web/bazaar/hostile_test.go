package bazaar_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nguon/catalog"
)

// xss are texts that would run, or load something, where they are not escaped.
var xss = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`'><svg/onload=alert(1)>`,
	`[a](javascript:alert(1))`,
	`[a](JaVaScRiPt&#58;alert(1))`,
	`![a](https://evil.example/x.png)`,
	`<a href="data:text/html,<script>alert(1)</script>">x</a>`,
	`<iframe src="https://evil.example"></iframe>`,
	`<style>*{display:none}</style>`,
	`<form action="https://evil.example"><input name=q></form>`,
	"```\n</pre><script>alert(1)</script>\n```",
	`{{.About}} ${alert(1)} <!-- `,
	`<h1 id="main">x</h1> <p style="position:fixed">x</p>`,
	`</textarea></select></option><script>alert(1)</script>`,
	"\u202e<b onmouseover=alert(1)>x\u2028",
}

// harmIn returns what of a page would run or load something that is not the
// portal's own.
func harmIn(t *testing.T, body string) (found []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if slices.Contains([]string{"img", "iframe", "style", "object", "embed", "base"}, n.Data) {
			found = append(found, n.Data)
		}
		for _, a := range n.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", a.Key == "id" && n.Data == "h1":
				found = append(found, n.Data+" "+a.Key)
			case n.Data == "script" && a.Key == "src" && strings.HasPrefix(value, "/static/"):
			case a.Key == "src", a.Key == "action" && !strings.HasPrefix(value, "/"):
				found = append(found, n.Data+" "+a.Key)
			case a.Key == "href" && (strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:")):
				found = append(found, n.Data+" "+value)
			}
		}
		if n.Data == "script" && n.FirstChild != nil {
			found = append(found, "script")
		}
	}
	return found
}

func TestNothingThatAnAgencyWritesRuns(t *testing.T) {
	for i, bad := range xss {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			p := rain()
			text := catalog.Text{Vi: bad, En: bad}
			p.Title, p.Description, p.Support, p.Terms.Text = text, text, text, text
			p.Keywords = catalog.Keywords{Vi: []string{bad}, En: []string{bad}}
			p.Contact.Name = bad
			doc := hostileDocument(t, bad)
			p.Versions = p.Versions[1:2]
			p.Versions[0].Note, p.Versions[0].Document = text, about(string(doc), "3.0.3", 1)
			f := newFair(t)
			if _, err := f.SaveProduct(t.Context(), p, doc); err != nil {
				t.Fatal(err)
			}
			if err := f.find.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, target := range []string{"/apis", "/apis?q=" + url.QueryEscape(bad), "/apis/rain", "/en/apis/rain/v2", "/apis/status"} {
				res, body := f.get(t, target)
				if res.StatusCode != 200 {
					t.Errorf("%s: status %d", target, res.StatusCode)
				}
				if found := harmIn(t, body); len(found) > 0 {
					t.Errorf("%s has %q", target, found)
				}
				if strings.HasSuffix(target, "v2") && !strings.Contains(body, `class="api-call"`) {
					t.Errorf("%s does not show the document", target)
				}
			}
		})
	}
}

// hostileDocument has a text wherever OpenAPI lets one be.
func hostileDocument(t *testing.T, bad string) []byte {
	t.Helper()
	schema := map[string]any{"type": "object", "description": bad, "example": bad, "properties": map[string]any{
		bad: map[string]any{"type": "string", "description": bad, "enum": []any{bad}, "default": bad, "pattern": bad, "format": bad}}}
	media := map[string]any{"application/json": map[string]any{"schema": schema, "example": map[string]any{"x": bad}}}
	doc := map[string]any{
		"openapi": "3.0.3", "info": map[string]any{"title": bad, "version": bad, "description": bad}, "tags": []any{map[string]any{"name": bad, "description": bad}},
		"paths": map[string]any{"/a/" + strings.NewReplacer("{", "", "}", "").Replace(bad): map[string]any{"post": map[string]any{
			"tags": []any{bad}, "summary": bad, "description": bad,
			"parameters":  []any{map[string]any{"name": bad, "in": "query", "description": bad, "required": true, "schema": map[string]any{"type": "string", "enum": []any{bad, "b"}}}},
			"requestBody": map[string]any{"description": bad, "content": media},
			"responses":   map[string]any{"200": map[string]any{"description": bad, "content": media}},
		}}},
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestADocumentThatCannotBeReadLeavesThePage(t *testing.T) {
	p := rain()
	broken := []byte("openapi: 3.0.3\npaths: {")
	p.Versions = p.Versions[1:2]
	p.Versions[0].Document = about(string(broken), "3.0.3", 1)
	f := newFair(t)
	f.offer(t, p, broken)
	for target, want := range map[string]string{"/apis/rain": "Lượng mưa", "/apis/rain/v2": "Chưa hiển thị được tài liệu này."} {
		if res, body := f.get(t, target); res.StatusCode != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d", target, res.StatusCode)
		}
	}
}

func TestALongDocumentHasParts(t *testing.T) {
	paths := map[string]any{}
	for i := range 100 {
		paths[fmt.Sprintf("/stations/%03d", i)] = map[string]any{"get": map[string]any{"summary": strings.Repeat("dài ", 50), "responses": map[string]any{"200": map[string]any{"description": strings.Repeat("x ", 9_000)}}}}
	}
	text, err := json.Marshal(map[string]any{"openapi": "3.0.3", "info": map[string]any{"title": "t", "version": "1"}, "paths": paths})
	if err != nil {
		t.Fatal(err)
	}
	p := rain()
	p.Versions = p.Versions[1:2]
	p.Versions[0].Document = about(string(text), "3.0.3", 100)
	f := newFair(t)
	f.offer(t, p, text)
	seen := 0
	for part := 1; part <= 4; part++ {
		_, body := f.get(t, fmt.Sprintf("/apis/rain/v2?part=%d", part))
		seen += strings.Count(body, `class="api-call"`)
		if len(body) > 3<<20 {
			t.Errorf("part %d has %d bytes", part, len(body))
		}
		if !strings.Contains(body, "dài hơn mức một trang") {
			t.Errorf("part %d does not say that it is not all", part)
		}
	}
	if seen != 100 {
		t.Errorf("%d calls, want 100", seen)
	}
}
