package bazaar

import (
	"net/http"

	"nguon/catalog"
	"nguon/web/frame"
)

// statusPage says how well all registered APIs are, and were.
type statusPage struct {
	frame.Head
	Up, Down, Unknown int64
	APIs              []statusItem // those that do not answer first
}

// A statusItem is one version of an API.
type statusItem struct {
	Title   catalog.Text
	Version string
	Agency  catalog.Text
	Link    string
	Strip   strip
}

func (b *Bazaar) status(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	agencies, err := b.agencies(r.Context())
	if err != nil {
		return err
	}
	lights, err := b.watch.lights(r.Context())
	if err != nil {
		return err
	}
	page := statusPage{Head: b.Head(r, l, l.T("bazaar.status.title"), l.T("bazaar.status.description"))}
	page.Nav = "apis"
	byWord := make(map[string][]statusItem)
	for _, p := range b.Find.All() {
		for i := range p.Versions {
			v := &p.Versions[i]
			if v.Upstream == nil || v.Upstream.Health == "" || !v.State.Callable() {
				continue
			}
			item := statusItem{
				Title: p.Title, Version: v.Name, Agency: titleOf(agencies, p.Agency), Link: frame.Prefixed(l.Lang, "/apis/"+string(p.Name)+"/"+v.Name),
				Strip: newStrip(l, lights[lightKey{p.Ref(), v.Name}], b.Now()),
			}
			byWord[item.Strip.Word] = append(byWord[item.Strip.Word], item)
		}
	}
	page.Up, page.Down, page.Unknown = int64(len(byWord["up"])), int64(len(byWord["down"])), int64(len(byWord["unknown"]))
	for _, word := range []string{"down", "unknown", "up"} {
		page.APIs = append(page.APIs, byWord[word]...)
	}
	return b.Render(w, r, http.StatusOK, l, "status", page)
}
