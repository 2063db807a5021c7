package web

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/search"
	"nguon/search/products"
	"nguon/web/frame"
)

// An APIFinder finds registered APIs. It is safe for concurrent use.
type APIFinder interface {
	Search(ctx context.Context, r products.Request) (*products.Result, error)
	All() []*market.Product
}

// stripLength is how many APIs are shown beside datasets.
const stripLength = 3

// An apiStrip is the registered APIs that the words of a search for datasets find.
type apiStrip struct {
	APIs []apiItem
	More string // the search for all of them; empty if there are no more
}

// An apiItem is one of them.
type apiItem struct {
	Title, Agency catalog.Text
	Link          string
}

// apiStrip finds the APIs that the same words find. What is only close is not
// shown.
func (s *Site) apiStrip(ctx context.Context, l *locale, sum *summary, text string) (apiStrip, error) {
	var strip apiStrip
	if s.apis == nil || text == "" {
		return strip, nil
	}
	found, err := s.apis.Search(ctx, products.Request{Text: text, Lang: l.Lang, Limit: stripLength})
	if errors.Is(err, search.ErrNotReady) { // datasets are shown all the same
		return strip, nil
	}
	if err != nil {
		return strip, fmt.Errorf("search of APIs: %w", err)
	}
	if found.Corrected != "" {
		return strip, nil
	}
	for _, h := range found.Hits {
		strip.APIs = append(strip.APIs, apiItem{h.Title, sum.agency(h.Agency), frame.Prefixed(l.Lang, "/apis/"+string(h.Name))})
	}
	if found.Total > len(found.Hits) {
		strip.More = frame.Prefixed(l.Lang, "/apis") + "?" + url.Values{"q": {text}}.Encode()
	}
	return strip, nil
}
