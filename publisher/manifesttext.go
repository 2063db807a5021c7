package publisher

import (
	"bytes"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"

	"nguon/publisher/anon"
	"nguon/publisher/anon/policy"
	"nguon/publisher/charset"
)

// A manifestText is a dataset.yaml that is changed as little as possible: what
// stays keeps its place and its comments.
type manifestText struct{ root yaml.Node }

func parseManifestText(text []byte) (*manifestText, error) {
	m := &manifestText{}
	if err := yaml.Unmarshal(text, &m.root); err != nil {
		return nil, yamlError(err)
	}
	return m, nil
}

func (m *manifestText) bytes() ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(&m.root); err != nil {
		return nil, err
	}
	return b.Bytes(), e.Close()
}

// anonymised makes the entry of a resource that of what was made of it, and
// adds entries for the tables of aggregates.
func (m *manifestText) anonymised(in *Input, said *policy.Policy, got *anon.Result, risk string, beside []string) {
	resources := field(m.root.Content[0], "resources")
	at := slices.IndexFunc(resources.Content, func(r *yaml.Node) bool { return text(r, "name") == in.Name })
	entry := resources.Content[at]
	var made []*yaml.Node
	if got.File != "" {
		r := clone(entry)
		plainInput(r, filepath.Base(got.File))
		if len(beside) > 0 {
			set(r, "hierarchies", list(beside))
		}
		columns(r, in, said, got)
		made = append(made, r)
	}
	for i, path := range got.Tables {
		r := clone(entry)
		plainInput(r, filepath.Base(path))
		for _, name := range []string{"columns", "primaryKey", "foreignKeys", "points", "crs"} {
			unset(r, name)
		}
		set(r, "name", scalar(tableName(in, said, i)))
		made = append(made, r)
	}
	for _, r := range made {
		set(r, "unit", scalar(said.Unit))
		set(r, "risk", scalar(risk))
	}
	resources.Content = slices.Replace(resources.Content, at, at+1, made...)
}

// plainInput says that a resource is now CSV in UTF-8 with commas, in which
// nothing but an empty cell is missing.
func plainInput(r *yaml.Node, file string) {
	for _, name := range []string{"sheet", "layout"} {
		unset(r, name)
	}
	set(r, "file", scalar(file))
	set(r, "encoding", scalar(charset.UTF8))
	set(r, "separator", scalar(","))
	set(r, "missingValues", &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle})
}

// columns says what the columns are now: those that were dropped are gone, and
// of those that were recoded what was declared holds no more.
func columns(r *yaml.Node, in *Input, said *policy.Policy, got *anon.Result) {
	var kept []*yaml.Node
	old := field(r, "columns")
	var gone []string // names of columns that are not there any more, or have other values
	for _, c := range got.Columns {
		var node *yaml.Node
		if old != nil {
			if i := slices.IndexFunc(old.Content, func(n *yaml.Node) bool { return text(n, "source") == c.Header }); i >= 0 {
				node = old.Content[i]
			}
		}
		if c.Dropped || c.Changed {
			gone = append(gone, c.Name)
		}
		if c.Dropped {
			continue
		}
		if node == nil {
			node = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
			set(node, "source", scalar(c.Header))
		}
		for _, name := range []string{"missingValues", "misfits", "format"} {
			unset(node, name)
		}
		if c.Changed {
			for _, name := range []string{"constraints", "codes", "role", "type"} {
				unset(node, name)
			}
		}
		if t, ok := got.Types[c.Header]; ok {
			set(node, "type", scalar(string(t)))
		}
		kept = append(kept, node)
	}
	set(r, "columns", &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: kept})
	if slices.ContainsFunc(in.Key, func(name string) bool { return slices.Contains(gone, name) }) {
		unset(r, "primaryKey")
	}
	if slices.ContainsFunc(in.ForeignKeys, func(k ForeignKey) bool {
		return slices.ContainsFunc(k.Fields, func(name string) bool { return slices.Contains(gone, name) })
	}) {
		unset(r, "foreignKeys")
	}
	unset(r, "points")
}

func field(n *yaml.Node, name string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

func text(n *yaml.Node, name string) string {
	if f := field(n, name); f != nil {
		return f.Value
	}
	return ""
}

func set(n *yaml.Node, name string, value *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			n.Content[i+1] = value
			return
		}
	}
	n.Content = append(n.Content, scalar(name), value)
}

func unset(n *yaml.Node, name string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			n.Content = slices.Delete(n.Content, i, i+2)
			return
		}
	}
}

func scalar(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }

func list(items []string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, s := range items {
		n.Content = append(n.Content, scalar(s))
	}
	return n
}

// clone copies a node and all below it, so that entries made from one do not
// share what is changed in them.
func clone(n *yaml.Node) *yaml.Node {
	c := *n
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		c.Content[i] = clone(child)
	}
	return &c
}
