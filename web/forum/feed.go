package forum

import (
	"net/http"
	"net/url"

	"nguon/web/frame"
	"nguon/web/prose"
)

// feedLength is the number of entries of a feed.
const feedLength = 50

// feedLink is the address of the feed of what a list shows.
func feedLink(l *frame.Locale, s section, params url.Values) string {
	link := frame.Prefixed(l.Lang, "/feeds"+s.path+".atom")
	kept := make(url.Values)
	for _, name := range []string{"dataset", "agency", "status"} {
		if v := params.Get(name); v != "" {
			kept.Set(name, v)
		}
	}
	if len(kept) > 0 {
		link += "?" + kept.Encode()
	}
	return link
}

// feed answers with the posts of a section in which something happened last.
func (room *Room) feed(w http.ResponseWriter, r *http.Request, l *frame.Locale, s section) error {
	f := s.filterOf(r.URL.Query())
	f.Wanted, f.Limit = false, feedLength
	posts, err := room.Voices.Store.Posts(r.Context(), f)
	if err != nil {
		return err
	}
	views, err := room.viewMaker(r.Context(), l, viewer(r))
	if err != nil {
		return err
	}
	heading, _, _, _ := s.words(l)
	d := frame.Feed{Title: heading, Self: feedLink(l, s, r.URL.Query()), Page: frame.Prefixed(l.Lang, s.path)}
	for i := range posts {
		v, err := views.view(r.Context(), &posts[i])
		if err != nil {
			return err
		}
		title := v.StatusWord + ": " + v.Title
		if about := v.About.In(l.Lang); about != "" {
			title += " (" + about + ")"
		}
		summary := v.Excerpt
		if n := len(v.Answers); n > 0 {
			summary += "\n\n" + l.T("forum.answered_by", "agency", v.whose(l)) + " " + frame.Shorten(prose.Text(v.Answers[n-1].Text), 600)
		}
		d.Entries = append(d.Entries, frame.FeedEntry{
			ID: "urn:ulid:" + v.ID, Title: title, Published: v.Since, Updated: v.Touched, Link: room.BaseURL() + v.Link, Summary: summary,
		})
	}
	return room.SendFeed(w, r, l, d)
}

// whose names the agency of a post.
func (v *postView) whose(l *frame.Locale) string {
	if t := v.Whose.In(l.Lang); t != "" {
		return t
	}
	return l.T("forum.portal")
}
