package query

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// revision changes whenever an encoder writes the same values in other bytes.
const revision = 1

// Canonical is q as parameters, the same for every way to write it: conditions
// on one column as parameters of their own, with an operator and sorted, and the
// rest as where; defaults left out.
func (q *Query) Canonical() string {
	parts := q.conditions()
	add := func(name, value string) {
		parts = append(parts, name+"="+string(appendQueryEscaped(nil, value)))
	}
	if !q.whole {
		add("select", q.selection())
	}
	if len(q.Sort) > 0 {
		add("sort", orderText(q.Sort))
	}
	add("limit", strconv.Itoa(q.Limit))
	if q.Count != q.countsByItself() {
		add("count", map[bool]string{true: "exact", false: "none"}[q.Count])
	}
	if q.Cursor != "" {
		add("cursor", q.Cursor)
	}
	add("format", string(q.Format))
	if q.BOM && q.Format == CSV {
		add("bom", "1")
	}
	if q.Explain {
		add("explain", "1")
	}
	return strings.Join(parts, "&")
}

func (q *Query) selection() string {
	names := make([]string, len(q.Select))
	for i, s := range q.Select {
		if names[i] = s.Column.Name; s.As != s.Column.Name {
			names[i] = s.As + ":" + s.Column.Name
		}
	}
	return strings.Join(names, ",")
}

// conditions are the parameters that decide which rows there are, or groups,
// but not their order.
func (q *Query) conditions() []string {
	var flat, parts []string
	var rest And
	words := ""
	for _, e := range q.Where {
		switch f, ok := e.(Filter); {
		case ok && !f.Not:
			flat = append(flat, f.flat())
		default:
			if w, ok := e.(Words); ok {
				words = w.text()
				continue
			}
			rest = append(rest, e)
		}
	}
	slices.Sort(flat)
	parts = append(parts, flat...)
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+"="+string(appendQueryEscaped(nil, value)))
		}
	}
	if len(rest) == 1 {
		add("where", rest[0].text())
	} else {
		add("where", rest.text())
	}
	add("q", words)
	add("include", includeText(q.Include))
	if g := q.Group; g != nil {
		add("group", termsText(g.Keys))
		add("agg", termsText(g.Aggregates))
		add("having", g.Having.text())
	}
	return parts
}

// countsByItself reports whether the number of rows is told if the query does
// not say: it costs nothing.
func (q *Query) countsByItself() bool { return q.Unfiltered() && q.Group == nil }

func orderText(orders []Order) string {
	keys := make([]string, len(orders))
	for i, o := range orders {
		if keys[i] = o.Column.Name; o.Descending {
			keys[i] = "-" + keys[i]
		}
	}
	return strings.Join(keys, ",")
}

// ETag is a strong entity tag, with its quotes, of the answer to q: it changes
// with the published file, the query and the form of the answer, and is known
// before anything is read.
func ETag(t Target, q *Query) string {
	h := sha256.New()
	h.Write(t.Table.File.SHA256[:])
	h.Write([]byte("\n" + t.name() + "\n" + strconv.Itoa(revision) + "\n" + q.Canonical()))
	return `"` + strconv.Itoa(t.Version) + "-" + hex.EncodeToString(h.Sum(nil)[:12]) + `"`
}
