package policy

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"nguon/catalog"
)

// Bounds of the text of a policy.
const (
	MaxBytes  = 1 << 20
	MaxErrors = 50 // that are listed
)

// Parse reads a policy. What is wrong is a [*catalog.Error] of kind
// [catalog.ErrInvalid] whose Fields name the line and the field of every fault,
// in the order of lines. Fields that the language does not have are faults, as
// are anchors, aliases and keys that come twice.
func Parse(text []byte) (*Policy, error) {
	d := &decoder{lines: make(map[string]int)}
	if len(text) > MaxBytes {
		d.failAt(0, "", "chính sách dài quá %d byte", "the policy is longer than %d bytes", MaxBytes)
		return nil, d.err()
	}
	if !utf8.Valid(text) {
		d.failAt(0, "", "chính sách không phải văn bản UTF-8", "the policy is not text in UTF-8")
		return nil, d.err()
	}
	root := d.document(text)
	if root == nil {
		return nil, d.err()
	}
	p := &Policy{}
	d.value(reflect.ValueOf(p).Elem(), root, "", "")
	if len(d.fields) == 0 {
		p.complete()
		checker{d, p}.policy()
	}
	if err := d.err(); err != nil {
		return nil, err
	}
	return p, nil
}

// complete adds what follows from the rest.
func (p *Policy) complete() {
	if len(p.Adversaries) > 0 {
		return
	}
	all := Adversary{Name: "all"}
	for i := range p.Columns {
		if c := &p.Columns[i]; c.Role == Quasi && !c.Dropped() {
			all.Columns = append(all.Columns, c.Name)
		}
	}
	if all.Columns != nil {
		p.Adversaries = []Adversary{all}
	}
}

type decoder struct {
	fields []catalog.FieldError
	more   int            // faults beyond MaxErrors
	lines  map[string]int // of each field that there is, by its path
}

// line is where a field stands, or else where it would.
func (d *decoder) line(path string) int {
	for path != "" {
		if n, ok := d.lines[path]; ok {
			return n
		}
		path = path[:max(strings.LastIndexByte(path, '.'), 0)]
	}
	return 1
}

// fail notes a fault of a node.
func (d *decoder) fail(n *yaml.Node, path, vi, en string, args ...any) {
	d.failAt(n.Line, path, vi, en, args...)
}

func (d *decoder) failAt(line int, path, vi, en string, args ...any) {
	d.put(line, path, catalog.Textf(vi, en, args...))
}

func (d *decoder) put(line int, path string, detail catalog.Text) {
	if len(d.fields) == MaxErrors {
		d.more++
		return
	}
	d.fields = append(d.fields, catalog.FieldError{Field: path, Line: int64(line), Position: -1, Detail: detail})
}

func (d *decoder) err() error {
	if len(d.fields) == 0 {
		return nil
	}
	slices.SortStableFunc(d.fields, func(a, b catalog.FieldError) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Field, b.Field))
	})
	e := catalog.Errorf(catalog.ErrInvalid, "Chính sách khử nhận dạng có %d lỗi.", "The anonymisation policy has %d faults.", len(d.fields)+d.more)
	e.Fields = d.fields
	return e
}

var lineOfYAML = regexp.MustCompile(`line (\d+)`)

// sampleLine is coverage: sample(fraction: 0.05), which YAML wants in quotes.
var sampleLine = regexp.MustCompile(`(?m)^(coverage:[ \t]*)(sample\([^)"\n]*\))`)

// document returns the one mapping that the text is, or nil.
func (d *decoder) document(text []byte) *yaml.Node {
	text = sampleLine.ReplaceAll(text, []byte(`$1"$2"`))
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc, second yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		d.failAt(1, "", "chính sách trống", "the policy is empty")
		return nil
	case err != nil:
		line := 0
		if m := lineOfYAML.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		d.failAt(line, "", "không đọc được YAML ở đây: hãy xem thụt dòng, dấu ngoặc, dấu nháy", "this is not YAML: look at indentation, brackets and quotes")
		return nil
	}
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		d.failAt(second.Line, "", "chỉ được có một tài liệu YAML", "there may be only one YAML document")
		return nil
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		d.fail(&doc, "", "chính sách phải gồm các trường, mỗi trường có tên", "the policy must be of named fields")
		return nil
	}
	return doc.Content[0]
}

// join appends a name to a path.
func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
