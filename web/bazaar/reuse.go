package bazaar

import (
	"context"
	"net/url"

	"nguon/catalog/market"
)

// maxReuses is how many applications the page of an API shows.
const maxReuses = 60

// A reuse is an application that is shown with an API: its owner offers it, and
// the agency has agreed.
type reuse struct {
	Name, URL, Host, Description string
}

// reuses are what the page of a product shows, the newest first.
func (b *Bazaar) reuses(ctx context.Context, ref market.Ref) ([]reuse, error) {
	all, err := b.Reuses.Reuses(ctx, market.ReuseFilter{Products: []market.Ref{ref}, State: market.ReuseShown, Limit: maxReuses})
	if err != nil {
		return nil, err
	}
	var shown []reuse
	for _, r := range all {
		u, err := url.Parse(r.URL)
		if err != nil || r.Validate() != nil { // of a time when more was allowed
			continue
		}
		shown = append(shown, reuse{r.Name, r.URL, u.Hostname(), r.Description})
	}
	return shown, nil
}
