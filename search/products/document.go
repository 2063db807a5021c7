package products

import (
	"context"
	"log/slog"
	"strings"
	"unicode/utf8"

	"nguon/catalog"
	"nguon/catalog/market"
)

// The bounds of what is searched of one OpenAPI document: its first calls.
const (
	maxOperations = 500
	maxWords      = 256 << 10 // bytes
)

// An Operation is what can be asked of an API, as its document describes it.
type Operation struct {
	Method, Path string
	Summary      string
	Description  string
	Names        []string // of parameters and fields, with what the document says of them
}

// dataset shows a product as a dataset: its calls are resources.
func (s *shelf) dataset(ctx context.Context, p *market.Product) (catalog.Dataset, error) {
	d := catalog.Dataset{Slug: p.Name, Agency: p.Agency, Title: p.Title, Description: p.Description, Themes: p.Themes, Keywords: p.Keywords}
	v := p.Current()
	if v == nil || v.Document == nil || s.operations == nil {
		return d, nil
	}
	operations, err := s.operations(ctx, v.Document.SHA256)
	if ctx.Err() != nil {
		return d, ctx.Err()
	}
	if err != nil { // it is found by all else
		s.log.LogAttrs(ctx, slog.LevelError, "the document of an API is not searched", slog.String("product", string(p.Name)), slog.Any("error", err))
		return d, nil
	}
	left := maxWords
	for _, o := range operations[:min(len(operations), maxOperations)] {
		r := catalog.Resource{Name: o.Path, Title: inItsLanguage(take(&left, o.Summary)), Kind: catalog.KindFile}
		r.Description = inItsLanguage(take(&left, o.Description+" "+strings.Join(o.Names, " ")))
		d.Resources = append(d.Resources, r)
	}
	return d, nil
}

// take returns as much of text as is left of a number of bytes.
func take(left *int, text string) string {
	if len(text) > *left {
		for text = text[:*left]; len(text) > 0; text = text[:len(text)-1] {
			if r, _ := utf8.DecodeLastRuneInString(text); r != utf8.RuneError {
				break
			}
		}
	}
	*left -= len(text)
	return text
}

// inItsLanguage returns text of a document, which does not say its language:
// what has letters beyond ASCII is Vietnamese.
func inItsLanguage(text string) catalog.Text {
	if strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return catalog.Text{Vi: text}
	}
	return catalog.Text{En: text}
}
