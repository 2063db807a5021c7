package manuscript

import (
	"bytes"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"nguon/catalog"
)

// MaxBytes bounds a text, as the manifest is bounded.
const MaxBytes = 1 << 20

// maxMembers bounds a list that is made longer by naming its next member.
const maxMembers = 10_000

// A Text is a dataset.yaml that is edited. It is not safe for concurrent use.
type Text struct{ root *yaml.Node }

// New returns a text that says nothing.
func New() *Text { return &Text{mapping()} }

// Parse reads a text, which must be one YAML document that maps names to
// values. Anchors and aliases are refused: an edit of one place would change
// others. Errors are of kind [catalog.ErrInvalid] or [catalog.ErrTooLarge].
func Parse(text []byte) (*Text, error) {
	if len(text) > MaxBytes {
		return nil, catalog.Errorf(catalog.ErrTooLarge, "Tệp dataset.yaml lớn hơn 1 MiB.", "dataset.yaml is larger than 1 MiB.")
	}
	var doc yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(&doc); err != nil {
		e := unfit("Không đọc được tệp dataset.yaml.", "dataset.yaml cannot be read.")
		e.Err = err
		return nil, e
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, unfit("Tệp dataset.yaml phải gồm các mục như slug và title.", "dataset.yaml must have fields such as slug and title.")
	}
	if linked(doc.Content[0]) {
		return nil, unfit("Tệp dataset.yaml không được dùng & và * của YAML.", "dataset.yaml must not use anchors and aliases.")
	}
	return &Text{doc.Content[0]}, nil
}

func unfit(vi, en string) *catalog.Error {
	return &catalog.Error{Kind: catalog.ErrInvalid, Public: catalog.Text{Vi: vi, En: en}}
}

func linked(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return true
	}
	for _, c := range n.Content {
		if linked(c) {
			return true
		}
	}
	return false
}

// Bytes returns the text as it is now. The error is of kind
// [catalog.ErrTooLarge] if it is larger than [MaxBytes].
func (t *Text) Bytes() ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(t.root); err != nil {
		return nil, err
	}
	if err := e.Close(); err != nil {
		return nil, err
	}
	if b.Len() > MaxBytes {
		return nil, catalog.Errorf(catalog.ErrTooLarge, "Phần mô tả lớn hơn 1 MiB.", "The description is larger than 1 MiB.")
	}
	return b.Bytes(), nil
}

// Get returns the value at a path; empty if there is none, or it is not one
// value.
func (t *Text) Get(path string) string {
	n := t.find(path)
	if n == nil || n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return ""
	}
	return n.Value
}

// List returns the values of the list at a path; a single value is a list of one.
func (t *Text) List(path string) []string {
	n := t.find(path)
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.ScalarNode && n.Tag != "!!null" && n.Value != "":
		return []string{n.Value}
	case n.Kind != yaml.SequenceNode:
		return nil
	}
	var all []string
	for _, c := range n.Content {
		if c.Kind == yaml.ScalarNode {
			all = append(all, c.Value)
		}
	}
	return all
}

// Len returns how many members the list at a path has.
func (t *Text) Len(path string) int {
	if n := t.find(path); n != nil && n.Kind == yaml.SequenceNode {
		return len(n.Content)
	}
	return 0
}

// Has reports whether there is anything at a path.
func (t *Text) Has(path string) bool { return t.find(path) != nil }

func (t *Text) find(path string) *yaml.Node {
	n := t.root
	for part := range strings.SplitSeq(path, ".") {
		if n = child(n, part); n == nil {
			return nil
		}
	}
	return n
}

// child returns what n has under a name, or at an index.
func child(n *yaml.Node, part string) *yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == part {
				return n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(part); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i]
		}
	}
	return nil
}
