package main

import (
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"nguon/api/problem"
	"nguon/catalog"
)

// What a user can set, and what a client must handle, is in the README.
func TestReadmeNamesEverySettingAndCode(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	names := func(what string) {
		if !strings.Contains(string(text), "`"+what+"`") {
			t.Errorf("README.md does not name `%s`", what)
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
