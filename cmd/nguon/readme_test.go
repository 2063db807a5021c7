package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"nguon/api/problem"
	"nguon/catalog"
)

// documents are the README and those that it leads to.
func documents(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	all := string(text)
	for _, link := range regexp.MustCompile(`\]\(([a-z/-]+\.md)\)`).FindAllStringSubmatch(all, -1) {
		text, err := os.ReadFile("../../" + link[1])
		if err != nil {
			t.Errorf("README.md leads to a document that is not there: %v", err)
		}
		all += string(text)
	}
	return all
}

// What a user can set, and what a client must handle, is written down.
func TestDocumentsNameEverySettingAndCode(t *testing.T) {
	text := documents(t)
	names := func(what string) {
		if !strings.Contains(text, "`"+what+"`") {
			t.Errorf("neither README.md nor a document that it leads to names `%s`", what)
		}
	}
	parser, err := kong.New(&program{})
	if err != nil {
		t.Fatal(err)
	}
	var walk func(*kong.Node)
	settings := 0
	walk = func(n *kong.Node) {
		for _, f := range n.Flags {
			for _, env := range f.Envs {
				settings++
				names(env)
			}
		}
		for _, child := range n.Children {
			walk(child)
		}
	}
	walk(parser.Model.Node)
	if settings == 0 {
		t.Error("found no settings: does this test still look at the right place?")
	}
	for _, k := range problem.Kinds() {
		names(string(k.Code))
	}
	for _, v := range []catalog.Vocabulary{catalog.Themes, catalog.Frequencies, catalog.Licences} {
		for _, term := range v {
			names(term.Code)
		}
	}
}

// What the tours ask for is there.
func TestToursWork(t *testing.T) {
	text := documents(t)
	data := []string{"NGUON_LANG=en", "NGUON_DATA=" + t.TempDir()}
	nguon(t, data, "publish", "../../datasets-sample/vn-places", "../../datasets-sample/earthquakes-2018")
	r := startReplica(t, data...)
	eventually(t, "has built its index", func() bool { return r.status(t, "/v1/datasets", "") == http.StatusOK })
	asked := regexp.MustCompile(`http://127\.0\.0\.1:8080(/[^\s'|)]+)`).FindAllStringSubmatch(text, -1)
	if len(asked) < 4 {
		t.Fatalf("found only %d addresses: does this test still look at the right place?", len(asked))
	}
	for _, a := range asked {
		resp := r.get(t, a[1], "")
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK || len(body) == 0 {
			t.Errorf("%s: status %d, %d bytes, %v", a[1], resp.StatusCode, len(body), err)
		}
		if strings.Contains(a[1], "/rows") && bytes.Count(body, []byte("\n")) < 1 {
			t.Errorf("%s has no rows: %s", a[1], body)
		}
	}
}
