package parquetfile

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"

	"nguon/publisher/rows"
)

var errLevels = errors.New("the columns of a list have different lengths")

// gather takes the values of one record from every leaf of a nested column.
func (t *table) gather(col *column) error {
	size := 0
	for i, l := range col.leaves {
		l.values = l.values[:0]
		for {
			v, err := l.peek()
			if errors.Is(err, io.EOF) && len(l.values) > 0 {
				break
			}
			if err != nil {
				return err
			}
			if len(l.values) > 0 && v.RepetitionLevel() == 0 {
				break
			}
			// The page may be gone before the record ends.
			own := v.Clone()
			if size += 24; !v.IsNull() && (v.Kind() == parquet.ByteArray || v.Kind() == parquet.FixedLenByteArray) {
				size += len(v.ByteArray())
			}
			if size > 32*t.limits.Cell {
				return t.cellTooLong(col, size)
			}
			l.values = append(l.values, own)
			l.next()
		}
		col.cut[i] = l.values
	}
	return nil
}

// json appends a record's value of a nested column to out; it returns false
// where the value is null.
func (t *table) json(col *column, out []byte) ([]byte, bool, error) {
	if err := t.gather(col); err != nil {
		return nil, false, err
	}
	from := len(out)
	w := jsonWriter{t: t, col: col, limit: from + t.limits.Cell}
	out, err := w.value(out, col.node, col.leaves, col.cut, col.def, 0)
	if err != nil {
		return nil, false, err
	}
	isNull := string(out[from:]) == "null"
	return out, !isNull, nil
}

// A jsonWriter puts records together that Parquet takes apart by levels, as
// the Dremel paper (Melnik and others, 2010) describes.
type jsonWriter struct {
	t     *table
	col   *column
	limit int
}

// value appends what n holds. Leaves and values are those below n; def and rep
// are the levels of the groups around it.
func (w *jsonWriter) value(out []byte, n *parquet.Column, leaves []*leaf, values [][]parquet.Value, def, rep int) ([]byte, error) {
	if len(leaves) == 0 {
		return append(out, "{}"...), nil
	}
	for _, v := range values {
		if len(v) == 0 {
			return nil, errLevels
		}
	}
	level := values[0][0].DefinitionLevel()
	if n.Optional() {
		if def++; level < def {
			return append(out, "null"...), nil
		}
	}
	if !n.Repeated() {
		return w.body(out, n, leaves, values, def, rep)
	}
	def, rep = def+1, rep+1
	if level < def {
		return append(out, "[]"...), nil
	}
	out = append(out, '[')
	rest := slices.Clone(values)
	for first := true; len(rest[0]) > 0; first = false {
		if !first {
			out = append(out, ',')
		}
		element, err := cut(rest, rep)
		if err != nil {
			return nil, err
		}
		if out, err = w.body(out, n, leaves, element, def, rep); err != nil {
			return nil, err
		}
		if len(out) > w.limit {
			return nil, w.t.cellTooLong(w.col, len(out)-w.limit+w.t.limits.Cell)
		}
	}
	return append(out, ']'), nil
}

// cut takes the values of the first element of a list off rest.
func cut(rest [][]parquet.Value, rep int) ([][]parquet.Value, error) {
	element := make([][]parquet.Value, len(rest))
	for i, values := range rest {
		if len(values) == 0 {
			return nil, errLevels
		}
		n := 1
		for n < len(values) && values[n].RepetitionLevel() > rep {
			n++
		}
		element[i], rest[i] = values[:n], values[n:]
		if (len(rest[i]) == 0) != (len(rest[0]) == 0) {
			return nil, errLevels
		}
	}
	return element, nil
}

// body appends what n holds where it is there, and once.
func (w *jsonWriter) body(out []byte, n *parquet.Column, leaves []*leaf, values [][]parquet.Value, def, rep int) ([]byte, error) {
	if n.Leaf() {
		return w.leaf(out, leaves[0], values[0][0])
	}
	kids := n.Columns()
	if isList(n) && len(kids) == 1 && kids[0].Repeated() {
		return w.value(out, kids[0], leaves, values, def, rep)
	}
	if isMap(n) && len(kids) == 1 && kids[0].Repeated() {
		return w.value(out, kids[0], leaves, values, def, rep)
	}
	// The group between a list and its elements has a name that says nothing.
	if n.Repeated() && len(kids) == 1 && slices.Contains([]string{"list", "bag", "array_element"}, strings.ToLower(n.Name())) {
		return w.value(out, kids[0], leaves, values, def, rep)
	}
	out = append(out, '{')
	at := 0
	for i, kid := range kids {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(quote(out, []byte(kid.Name())), ':')
		n := countLeaves(kid)
		var err error
		if out, err = w.value(out, kid, leaves[at:at+n], values[at:at+n], def, rep); err != nil {
			return nil, err
		}
		at += n
	}
	return append(out, '}'), nil
}

func (w *jsonWriter) leaf(out []byte, l *leaf, v parquet.Value) ([]byte, error) {
	if v.IsNull() {
		return append(out, "null"...), nil
	}
	kind, text, err := l.convert(w.t, w.col, nil, v)
	switch {
	case err != nil:
		return nil, err
	case kind == rows.Empty || kind == rows.Broken:
		return append(out, "null"...), nil
	case kind == rows.Number || kind == rows.Bool:
		return append(out, text...), nil
	case kind == rows.Geometry:
		return nil, binaryColumn(w.col.Name, "geometry", w.t.record)
	}
	return quote(out, text), nil
}

func countLeaves(n *parquet.Column) int {
	if n.Leaf() {
		return 1
	}
	sum := 0
	for _, kid := range n.Columns() {
		sum += countLeaves(kid)
	}
	return sum
}

// quote appends text as a text of JSON.
func quote(out, text []byte) []byte {
	const digits = "0123456789abcdef"
	out = append(out, '"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c < 0x20:
			out = append(out, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}
