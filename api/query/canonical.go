package query

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// revision changes whenever an encoder writes the same values in other bytes.
const revision = 1

// Canonical is q as parameters, the same for every way to write it: filters
// with an operator and sorted, defaults left out.
func (q *Query) Canonical() string {
	parts := make([]string, 0, 8)
	add := func(name, value string) {
		parts = append(parts, name+"="+string(appendQueryEscaped(nil, value)))
	}
	if w := q.Where().canonical(); w != "" {
		parts = append(parts, w)
	}
	if !q.whole {
		add("select", q.selection())
	}
	if len(q.Sort) > 0 {
		add("sort", q.order())
	}
	add("limit", strconv.Itoa(q.Limit))
	if q.Count != q.Unfiltered() {
		add("count", map[bool]string{true: "exact", false: "none"}[q.Count])
	}
	if q.Cursor != "" {
		add("cursor", q.Cursor)
	}
	add("format", string(q.Format))
	if q.BOM && q.Format == CSV {
		add("bom", "1")
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

func (q *Query) order() string {
	keys := make([]string, len(q.Sort))
	for i, o := range q.Sort {
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
