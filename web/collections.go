package web

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"nguon/catalog"
	"nguon/catalog/collection"
	"nguon/publisher/charset"
	"nguon/web/frame"
)

// Collections are what editors have gathered, as readers see it. They are safe for
// concurrent use.
type Collections interface {
	All(ctx context.Context) ([]collection.View, error)
}

// A collectionItem is a collection in a list beside something else.
type collectionItem struct {
	Title, Link string
	Count       int64
}

// gathered returns the first of the collections that fit, those with something new
// first.
func (s *Site) gathered(ctx context.Context, l *locale, most int, fits func(*collection.View) bool) ([]collectionItem, error) {
	if s.collections == nil {
		return nil, nil
	}
	all, err := s.collections.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("collections: %w", err)
	}
	var items []collectionItem
	for i := range all {
		if v := &all[i]; len(items) < most && fits(v) {
			items = append(items, collectionItem{v.Title.In(l.Lang), frame.Prefixed(l.Lang, v.Path()), int64(len(v.Items))})
		}
	}
	return items, nil
}

// holding fits collections that hold a dataset, or a chart of it.
func holding(slug catalog.Slug) func(*collection.View) bool {
	return func(v *collection.View) bool { return v.Holds(slug) }
}

// saying fits collections that have all words of a text, or words that begin so, in
// what is said of them or in the titles of what is in them; marks and case aside.
func saying(text string) func(*collection.View) bool {
	words := wordsOf(text)
	return func(v *collection.View) bool {
		said := []string{v.Title.Vi, v.Title.En, v.Lead.Vi, v.Lead.En}
		for _, i := range v.Items {
			said = append(said, i.Title.Vi, i.Title.En)
		}
		all := " " + strings.Join(wordsOf(strings.Join(said, " ")), " ")
		for _, w := range words {
			if !strings.Contains(all, " "+w) {
				return false
			}
		}
		return len(words) > 0
	}
}

// wordsOf returns the words of a text as they are compared.
func wordsOf(text string) []string {
	return strings.FieldsFunc(charset.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
