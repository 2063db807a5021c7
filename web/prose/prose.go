// Package prose shows what strangers write: Markdown as HTML that is safe to show.
package prose

import (
	"bytes"
	"html"
	"html/template"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// writer turns Markdown into HTML. Headings become strong paragraphs: those of
// the page are not a stranger's to set.
var writer = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify),
	goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(headings{}, 100))))

type headings struct{}

// Transform implements [parser.ASTTransformer].
func (headings) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	var found []*ast.Heading
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // does not fail
		if h, ok := n.(*ast.Heading); ok && entering {
			found = append(found, h)
		}
		return ast.WalkContinue, nil
	})
	for _, h := range found {
		p, strong := ast.NewParagraph(), ast.NewEmphasis(2)
		for c := h.FirstChild(); c != nil; c = h.FirstChild() {
			strong.AppendChild(strong, c)
		}
		p.AppendChild(p, strong)
		h.Parent().ReplaceChild(h.Parent(), h, p)
	}
}

// allowed is what a stranger's text may hold: nothing that runs, loads, or
// looks like a part of the page.
var allowed = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
}()

// HTML returns a stranger's Markdown as HTML that is safe to show.
func HTML(source string) template.HTML {
	if source == "" {
		return ""
	}
	if plain(source) {
		return template.HTML("<p>" + template.HTMLEscapeString(source) + "</p>") //nolint:gosec // escaped
	}
	var b bytes.Buffer
	if err := writer.Convert([]byte(source), &b); err != nil { // as it stands, then
		return template.HTML("<p>" + template.HTMLEscapeString(source) + "</p>") //nolint:gosec // escaped
	}
	return template.HTML(allowed.SanitizeBytes(b.Bytes())) //nolint:gosec // sanitised
}

// bare keeps nothing but text.
var bare = bluemonday.StrictPolicy()

// Text returns a stranger's Markdown without its marks, for the beginning of a text
// in a list. It is text, not HTML: it is still to be escaped.
func Text(source string) string {
	return strings.TrimSpace(html.UnescapeString(bare.Sanitize(string(HTML(source)))))
}

// plain reports whether text is one paragraph without any mark of Markdown, as
// most descriptions of fields are: a page may have thousands of them.
func plain(source string) bool {
	first := source[0]
	return !strings.ContainsAny(source, "*_[]<>#|~&`\\\n\r@") && !strings.Contains(source, "://") && !strings.Contains(source, "www.") &&
		first != '-' && first != '+' && first != ' ' && first != '\t' && (first < '0' || first > '9')
}
