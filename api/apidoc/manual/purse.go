package manual

import (
	"encoding/json"
	"iter"
	"maps"
	"strings"
	"unicode/utf8"
)

// The bounds of what is made of one part, or of the head of a manual.
const (
	maxNodes   = 4000    // of schemas
	maxBytes   = 1 << 20 // of text
	maxText    = 16 << 10
	maxLine    = 300
	maxDepth   = 8
	maxChoices = 100 // values of an enumeration
)

// A purse pays for what is taken over from a document.
type purse struct {
	nodes, bytes int
	short        bool // something was left out
}

func newPurse() *purse { return &purse{nodes: maxNodes, bytes: maxBytes} }

// text returns s, or as much of it as is allowed.
func (p *purse) text(s string) string { return p.take(s, maxText) }

// line returns s as one line.
func (p *purse) line(s string) string { return p.take(strings.Join(strings.Fields(s), " "), maxLine) }

func (p *purse) take(s string, most int) string {
	cut := clip(s, min(most, p.bytes))
	p.bytes -= len(cut)
	p.short = p.short || len(cut) < len(s)
	if len(cut) < len(s) {
		cut += "…"
	}
	return cut
}

// value returns a value of JSON as text on one line; texts stand as they are.
func (p *purse) value(v any) string {
	if s, ok := v.(string); ok {
		return p.line(s)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return p.line(string(b))
}

// example returns a value as it is sent: JSON indented, texts as they are.
func (p *purse) example(v any) string {
	if v == nil {
		return ""
	}
	if s, ok := v.(string); ok {
		return p.text(s)
	}
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return ""
	}
	return p.text(string(b))
}

// line returns s as one line of at most n bytes.
func line(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if cut := clip(s, n); len(cut) < len(s) {
		return cut + "…"
	}
	return s
}

// clip returns the first n bytes of s, at most, without half a letter.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func mapKeys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }
