package web

import (
	"net/url"
	"strconv"

	"nguon/api/query"
	"nguon/catalog"
)

// rowKey names the columns that tell one row from all others: those that the
// agency has declared, or else one whose values are seen to be all there and all
// different. Nil if there is none.
func rowKey(t *catalog.Table) []string {
	if len(t.Key) > 0 {
		return t.Key
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		exact := c.Type == catalog.Integer || c.Type == catalog.String
		if exact && c.Stats.Exact && c.Stats.Nulls == 0 && c.Stats.Distinct == t.Rows && t.Rows > 0 {
			return []string{c.Name}
		}
	}
	return nil
}

// row is the address at which a row of a version stays, or "".
func (s tableState) row(version int, page *query.Page, at map[string]int, key []string, values []any) string {
	v := url.Values{"version": {strconv.Itoa(version)}}
	if name := s.params.Get("resource"); name != "" {
		v.Set("resource", name)
	}
	for _, name := range key {
		i, ok := at[name]
		if !ok || values[i] == nil {
			return ""
		}
		v.Set(name+"__eq", string(query.AppendText(nil, values[i], page.Columns[i].Column)))
	}
	if len(key) == 0 {
		return ""
	}
	return s.path + "?" + v.Encode() + "#data"
}

// repeats reports whether values of a column stand in several rows, so that one
// of them is worth choosing by.
func repeats(c *catalog.Column) bool {
	switch c.Type {
	case catalog.String, catalog.Boolean, catalog.Integer:
		return len(c.Stats.Top) > 1 && c.Stats.Top[0].Count > 1
	}
	return false
}
