package notices

import (
	"net/http"
	"net/url"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/web/frame"
)

type followsPage struct {
	frame.Head
	Follows []followView
	Hooks   bool     // the visitor has webhooks
	Duties  []choice // what the visitor is reminded of, with a role in an agency
}

type followPage struct {
	frame.Head
	followView
	Hooks bool
	Wrong string
}

// A followView is a follow as its owner sees it.
type followView struct {
	ID       string
	Topic    notice.Topic
	Name     string
	Link     string
	Cadences []choice
	Webhook  bool
	Since    time.Time
}

// A choice is an answer that can be chosen.
type choice struct {
	Value, Title string
	Chosen       bool
}

func (n *Notices) view(r *http.Request, l *frame.Locale, f notice.Follow) followView {
	v := followView{ID: f.ID, Topic: f.Topic, Name: n.name(r, l, f.Topic), Link: frame.Prefixed(l.Lang, f.Topic.Path()), Webhook: f.Webhook, Since: f.Created}
	titles := map[notice.Cadence]string{
		notice.AtOnce: l.T("notices.cadence.now"), notice.Daily: l.T("notices.cadence.daily"),
		notice.Weekly: l.T("notices.cadence.weekly"), notice.NoMail: l.T("notices.cadence.none"),
	}
	for _, c := range notice.Cadences {
		v.Cadences = append(v.Cadences, choice{string(c), titles[c], c == f.Mail})
	}
	return v
}

// name says what a topic is.
func (n *Notices) name(r *http.Request, l *frame.Locale, t notice.Topic) string {
	if params, ok := t.Search(); ok {
		if q := params.Get("q"); q != "" {
			return l.T("notices.topic.search", "q", q)
		}
		return l.T("notices.topic.filter")
	}
	if title := n.Title(r.Context(), t).In(l.Lang); title != "" {
		return title
	}
	_, name := t.Split()
	return name
}

func (n *Notices) follows(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	all, err := n.Store.FollowsOf(r.Context(), v.User.ID)
	if err != nil {
		return err
	}
	hooks, err := n.Store.WebhooksOf(r.Context(), v.User.ID)
	if err != nil {
		return err
	}
	page := followsPage{Head: n.head(r, l, l.T("notices.follows.title")), Hooks: len(hooks) > 0}
	if page.Duties, err = n.duties(r.Context(), l, v); err != nil {
		return err
	}
	for _, f := range all {
		page.Follows = append(page.Follows, n.view(r, l, f))
	}
	return n.Render(w, r, http.StatusOK, l, "follows", page)
}

// newFollow asks how to hear of a topic, which is that of the page at the
// address "of".
func (n *Notices) newFollow(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	at, err := url.Parse(frame.LocalPath(r.FormValue("of")))
	if err != nil {
		return frame.ErrNoPage
	}
	at.Path = frame.BarePath(at.Path)
	topic, ok := notice.TopicAt(at)
	if !ok {
		return frame.ErrNoPage
	}
	f := notice.Follow{Topic: topic, Mail: notice.AtOnce}
	all, err := n.Store.FollowsOf(r.Context(), v.User.ID)
	if err != nil {
		return err
	}
	for _, has := range all {
		if has.Topic == topic {
			f = has
		}
	}
	return n.showFollow(w, r, l, v, f, http.StatusOK, "")
}

func (n *Notices) showFollow(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, f notice.Follow, status int, wrong string) error {
	hooks, err := n.Store.WebhooksOf(r.Context(), v.User.ID)
	if err != nil {
		return err
	}
	view := n.view(r, l, f)
	page := followPage{Head: n.head(r, l, l.T("notices.new.title", "name", view.Name)), followView: view, Hooks: len(hooks) > 0, Wrong: wrong}
	return n.Render(w, r, status, l, "follow", page)
}

func (n *Notices) saveFollow(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	f := notice.Follow{ID: ulid.Make().String(), Owner: v.User.ID, Topic: notice.Topic(r.PostFormValue("topic")),
		Mail: notice.Cadence(r.PostFormValue("mail")), Webhook: r.PostFormValue("webhook") != ""}
	if err := f.Topic.Validate(); err != nil {
		return err
	}
	if _, err := n.Store.SaveFollow(r.Context(), f); err != nil {
		if e, status := mended(err); e != nil {
			return n.showFollow(w, r, l, v, f, status, e.Public.In(l.Lang))
		}
		return err
	}
	return seeOther(w, r, l, "/account/follows")
}

func (n *Notices) dropFollow(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	if err := n.Store.DropFollow(r.Context(), v.User.ID, r.PostFormValue("id")); err != nil {
		return err
	}
	return seeOther(w, r, l, "/account/follows")
}

type endPage struct {
	frame.Head
	Done   bool
	Pass   string
	Digest bool
	Duty   string // what is muted instead; empty: nothing is
}

// askEnd shows the button that ends mail: programs that look at links in mail
// press none.
func (n *Notices) askEnd(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	pass, err := n.Passes.Open(r.URL.Query().Get("t"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	page := endPage{Head: n.head(r, l, l.T("notices.end.title")), Pass: r.URL.Query().Get("t"), Digest: pass.Cadence != notice.AtOnce, Duty: kindTitles[pass.Duty].In(l.Lang)}
	return n.Render(w, r, http.StatusOK, l, "end", page)
}

// end ends what a pass names. A mail program calls it with the address alone
// (RFC 8058), the button as well.
func (n *Notices) end(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	pass, err := n.Passes.Open(r.URL.Query().Get("t"))
	if err != nil {
		return err
	}
	if pass.Duty != "" {
		if err := n.mute(r.Context(), pass.Owner, pass.Duty); err != nil {
			return err
		}
	}
	all, err := n.Store.FollowsOf(r.Context(), pass.Owner)
	if err != nil {
		return err
	}
	for _, f := range all {
		if !pass.Ends(f) {
			continue
		}
		if f.Webhook { // that is asked for elsewhere
			f.Mail = notice.NoMail
			_, err = n.Store.SaveFollow(r.Context(), f)
		} else {
			err = n.Store.DropFollow(r.Context(), f.Owner, f.ID)
		}
		if err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return n.Render(w, r, http.StatusOK, l, "end", endPage{Head: n.head(r, l, l.T("notices.end.done")), Done: true})
}
