package bazaar

import (
	"context"
	"fmt"
	"html/template"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/search"
	"nguon/search/products"
	"nguon/web/frame"
)

// A card is one API in a list.
type card struct {
	Title    catalog.Text
	Link     string
	Snippet  template.HTML
	Agency   catalog.Text
	Kind     string // in words
	Access   string
	Limits   []string
	State    market.State
	StateIs  string // in words; empty for what is published
	Themes   []catalog.Text
	Changed  time.Time
	Status   *light // nil where nobody looks
	Rows     int64  // of a dataset
	Versions int64  // of a registered API
	Matched  []string
}

// fieldTitles are the messages that name the fields in which a search found its
// words; the resources of a registered API are its calls.
var fieldTitles = map[string]string{
	"title": "match.title", "keywords": "match.keywords", "agency": "match.agency", "theme": "match.theme",
	"resource": "bazaar.match.call", "description": "match.description", "slug": "match.slug", "note": "match.note",
}

// apiCards describes registered APIs.
func (b *Bazaar) apiCards(ctx context.Context, l *frame.Locale, agencies map[string]catalog.Agency, hits []products.Hit) ([]card, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	lights, err := b.watch.lights(ctx)
	if err != nil {
		return nil, err
	}
	cards := make([]card, len(hits))
	for i, h := range hits {
		c := card{
			Title: h.Title, Link: frame.Prefixed(l.Lang, "/apis/"+string(h.Name)), Agency: titleOf(agencies, h.Agency),
			Kind: l.T(kindTitles[products.Kind(h.Product)]), Access: l.T(accessTitles[h.Access]), State: products.StateOf(h.Product), Changed: products.Changed(h.Product),
			Snippet: template.HTML(template.HTMLEscapeString(frame.Shorten(h.Description.In(l.Lang), 220))), //nolint:gosec // escaped
		}
		if h.Snippet != "" {
			c.Snippet = template.HTML(h.Snippet) //nolint:gosec // escaped by package search but for <mark>
		}
		if c.State != market.Published {
			c.StateIs = l.T(stateTitles[c.State])
		}
		for _, code := range h.Themes {
			c.Themes = append(c.Themes, catalog.Themes.Title(code))
		}
		if products.Kind(h.Product) == products.KindRegistered {
			c.Limits = b.limits(l, h.Access)
			if v := h.Current(); v != nil {
				c.Status = lights[lightKey{h.Ref(), v.Name}]
			}
		}
		for j := range h.Versions {
			if h.Versions[j].State.Public() {
				c.Versions++
			}
		}
		c.Matched = matched(l, h.Fields)
		cards[i] = c
	}
	return cards, nil
}

// datasetCards describes the APIs of datasets, with two queries for all.
func (b *Bazaar) datasetCards(ctx context.Context, l *frame.Locale, agencies map[string]catalog.Agency, hits []search.Hit) ([]card, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	slugs := make([]catalog.Slug, len(hits))
	for i, h := range hits {
		slugs[i] = h.Slug
	}
	found, err := b.Catalog.Datasets(ctx, catalog.DatasetFilter{Slugs: slugs})
	if err != nil {
		return nil, fmt.Errorf("datasets of the hits: %w", err)
	}
	bySlug := make(map[catalog.Slug]catalog.Dataset, len(found))
	for _, d := range found {
		bySlug[d.Slug] = d
	}
	latest, err := b.Catalog.Latest(ctx, b.Now(), slugs...)
	if err != nil {
		return nil, fmt.Errorf("releases of the hits: %w", err)
	}
	var cards []card
	for _, h := range hits {
		d, ok := bySlug[h.Slug]
		if !ok {
			continue // renamed or gone since the index saw it
		}
		r := latest[h.Slug]
		c := card{
			Title: d.Title, Link: frame.Prefixed(l.Lang, "/datasets/"+string(d.Slug)) + "#api", Agency: titleOf(agencies, d.Agency),
			Kind: l.T(kindTitles[kindDataset]), Access: l.T(accessTitles[market.Open]), Limits: b.limits(l, market.Open), State: market.Published,
			Changed: r.PublishAt, Rows: r.Rows(), Matched: matched(l, h.Fields),
			Snippet: template.HTML(template.HTMLEscapeString(frame.Shorten(d.Description.In(l.Lang), 220))), //nolint:gosec // escaped
		}
		if h.Snippet != "" {
			c.Snippet = template.HTML(h.Snippet) //nolint:gosec // escaped by package search but for <mark>
		}
		for _, code := range d.Themes {
			c.Themes = append(c.Themes, catalog.Themes.Title(code))
		}
		cards = append(cards, c)
	}
	return cards, nil
}

// matched names the fields in which words were found, each once.
func matched(l *frame.Locale, fields []string) []string {
	var names []string
	seen := make(map[string]bool)
	for _, f := range fields {
		if key, ok := fieldTitles[f]; ok && !seen[key] {
			seen[key] = true
			names = append(names, l.T(key))
		}
	}
	return names
}

// limits says in words how often an API with an access may be called, a line
// for each plan that gets in by itself.
func (b *Bazaar) limits(l *frame.Locale, access market.Access) []string {
	var lines []string
	for _, plan := range b.Plans {
		if access == market.Open && plan.Name == market.Anonymous || access != market.Approved && plan.Name == market.Registered || access == market.Approved && plan.Name == market.Partner {
			var windows []string
			for _, w := range plan.Windows {
				windows = append(windows, l.T("about.window", "quota", w.Quota, "period", l.Duration(w.Period)))
			}
			lines = append(lines, plan.Title.In(l.Lang)+": "+strings.Join(windows, ", "))
		}
	}
	return lines
}
