package bazaar

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"nguon/api/apidoc/manual"
	"nguon/api/snippet"
	"nguon/web/frame"
)

// A console is the form with which a call is tried in the browser.
type console struct {
	Base   string // what the address begins with
	Fields []field
	Type   string // of the body; empty if there is none
	Body   string
}

// A field is one parameter in the form.
type field struct {
	ID       string
	Name     string
	In       string
	Required bool
	Value    string
	Hint     string
	Choices  []string // where it is one of some values
}

func newConsole(l *frame.Locale, d manual.Detail, base string) *console {
	c := &console{Base: base}
	for _, p := range d.Parameters {
		if p.In == "cookie" {
			continue // the gateway passes none on
		}
		f := field{ID: d.Anchor + "-" + p.In + "-" + strings.Map(plainLetter, p.Name), Name: p.Name, In: p.In, Required: p.Required || p.In == "path", Hint: cmp.Or(p.Type, l.T("bazaar.console.any"))}
		if f.Required {
			f.Value = sampleValue(p)
		}
		if !strings.HasPrefix(p.Type, "array") {
			f.Choices = p.Choices
		}
		c.Fields = append(c.Fields, f)
	}
	if d.Body != nil {
		if m, ok := sendable(d.Body.Media); ok {
			c.Type, c.Body = m.Type, m.Example
		}
	}
	return c
}

func plainLetter(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
		return r
	}
	return '-'
}

// sendable returns the form of a body that samples send: JSON, if it may be.
func sendable(media []manual.Media) (manual.Media, bool) {
	if len(media) == 0 {
		return manual.Media{}, false
	}
	i := slices.IndexFunc(media, func(m manual.Media) bool { return strings.Contains(m.Type, "json") })
	return media[max(i, 0)], true
}

// sampleValue returns something that may be sent for a parameter.
func sampleValue(p manual.Parameter) string {
	first := ""
	if len(p.Choices) > 0 {
		first = p.Choices[0]
	}
	kind := ""
	switch {
	case strings.HasPrefix(p.Type, "integer"), strings.HasPrefix(p.Type, "number"):
		kind = "1"
	case strings.HasPrefix(p.Type, "boolean"):
		kind = "true"
	}
	return cmp.Or(p.Example, p.Default, first, kind, p.Name)
}

// sampleCall is a call of d with what must be sent, and with what the document
// gives an example of.
func sampleCall(d manual.Detail, base string, keyed bool) snippet.Call {
	c := snippet.Call{Method: d.Method, Keyed: keyed}
	path := d.Path
	for _, p := range d.Parameters {
		value := snippet.Param{Name: p.Name, Value: sampleValue(p)}
		switch {
		case p.In == "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(value.Value))
		case !p.Required && p.Example == "":
		case p.In == "query":
			c.Query = append(c.Query, value)
		case p.In == "header":
			c.Header = append(c.Header, value)
		}
	}
	c.URL = base + path
	if d.Body != nil {
		if m, ok := sendable(d.Body.Media); ok {
			c.Type, c.Body = m.Type, m.Example
		}
	}
	return c
}
