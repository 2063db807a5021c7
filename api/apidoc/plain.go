package apidoc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// The bounds of a document, with what its YAML aliases stand for counted as
// often as they occur.
const (
	MaxBytes  = 2 << 20
	MaxValues = 200_000
	MaxDepth  = 100
)

var (
	errValues = fmt.Errorf("more than %d values", MaxValues)
	errDepth  = fmt.Errorf("deeper than %d levels", MaxDepth)
)

// plain returns the document as JSON. Numbers stay as they are written.
func plain(text []byte) ([]byte, error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if begin := bytes.TrimLeft(text, " \t\r\n"); len(begin) > 0 && begin[0] == '{' {
		return text, measure(text)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, err
	}
	if len(root.Content) != 1 {
		return nil, errors.New("the document is empty")
	}
	w := writer{}
	if err := w.value(root.Content[0], 0); err != nil {
		return nil, err
	}
	return w.Bytes(), nil
}

// measure returns an error if JSON is not well formed, or beyond the bounds.
func measure(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	depth, values := 0, 0
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && depth == 0:
			return nil
		case err != nil:
			return fmt.Errorf("%w, at byte %d", err, d.InputOffset())
		case token == json.Delim('{') || token == json.Delim('['):
			depth++
		case token == json.Delim('}') || token == json.Delim(']'):
			depth--
		}
		if values++; values > MaxValues {
			return errValues
		}
		if depth > MaxDepth {
			return errDepth
		}
	}
}

// A writer writes YAML as JSON.
type writer struct {
	bytes.Buffer
	values int
}

func (w *writer) value(n *yaml.Node, depth int) error {
	if w.values++; w.values > MaxValues {
		return errValues
	}
	if depth > MaxDepth {
		return errDepth
	}
	if w.Len() > 4*MaxBytes {
		return errors.New("the aliases stand for too much")
	}
	switch n.Kind {
	case yaml.AliasNode:
		return w.value(n.Alias, depth+1)
	case yaml.SequenceNode:
		w.WriteByte('[')
		for i, item := range n.Content {
			if i > 0 {
				w.WriteByte(',')
			}
			if err := w.value(item, depth+1); err != nil {
				return err
			}
		}
		w.WriteByte(']')
		return nil
	case yaml.MappingNode:
		return w.mapping(n, depth)
	default:
		return w.scalar(n)
	}
}

func (w *writer) mapping(n *yaml.Node, depth int) error {
	w.WriteByte('{')
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
			return fmt.Errorf("line %d: a key that is not a plain text", key.Line)
		}
		if seen[key.Value] {
			return fmt.Errorf("line %d: the key %q stands there twice", key.Line, key.Value)
		}
		seen[key.Value] = true
		if i > 0 {
			w.WriteByte(',')
		}
		w.text(key.Value)
		w.WriteByte(':')
		if err := w.value(n.Content[i+1], depth+1); err != nil {
			return err
		}
	}
	w.WriteByte('}')
	return nil
}

func (w *writer) text(s string) {
	b, _ := json.Marshal(s) //nolint:errchkjson // a text is always written
	w.Write(b)
}

// scalar writes what JSON has no form for, such as times and infinities, as
// text.
func (w *writer) scalar(n *yaml.Node) error {
	switch n.ShortTag() {
	case "!!null":
		w.WriteString("null")
	case "!!bool":
		var v bool
		if err := n.Decode(&v); err != nil {
			return err
		}
		w.WriteString(strconv.FormatBool(v))
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			w.WriteString(n.Value)
			return nil
		}
		var v float64
		if err := n.Decode(&v); err != nil {
			return err
		}
		b, err := json.Marshal(v)
		if err != nil { // not finite
			w.text(n.Value)
			return nil
		}
		w.Write(b)
	default:
		w.text(n.Value)
	}
	return nil
}
