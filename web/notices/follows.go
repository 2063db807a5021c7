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
	Duties  *frame.Form // what the visitor is reminded of; nil without a role in an agency
}

type followPage struct {
	frame.Head
	Form frame.Form
	Link string // of what is followed
}

// A followView is a follow as its owner sees it.
type followView struct {
	Name, Link string
	Since      time.Time
	Form, Drop frame.Form
}

// followForm asks how to hear of a topic: also by webhook, if the visitor has one.
func (n *Notices) followForm(l *frame.Locale, f notice.Follow, hooks bool) frame.Form {
	titles := map[notice.Cadence]string{
		notice.AtOnce: l.T("notices.cadence.now"), notice.Daily: l.T("notices.cadence.daily"),
		notice.Weekly: l.T("notices.cadence.weekly"), notice.NoMail: l.T("notices.cadence.none"),
	}
	mail := frame.Field{ID: "mail-" + f.ID, Name: "mail", Label: l.T("notices.how"), Type: "choice", Value: string(f.Mail)}
	for _, c := range notice.Cadences {
		mail.Choices = append(mail.Choices, frame.Choice{Value: string(c), Title: titles[c]})
	}
	form := frame.Form{
		Action: frame.Prefixed(l.Lang, "/account/follows"), Submit: l.T("notices.follow"),
		Hidden: []frame.Hidden{{Name: "topic", Value: string(f.Topic)}}, Fields: []frame.Field{mail},
	}
	if hooks {
		box := frame.Field{ID: "webhook-" + f.ID, Name: "webhook", Label: l.T("notices.new.webhook"), Type: "box"}
		if f.Webhook {
			box.Value = "1"
		}
		form.Fields = append(form.Fields, box)
	}
	return form
}

func (n *Notices) view(r *http.Request, l *frame.Locale, f notice.Follow, hooks bool) followView {
	v := followView{Name: n.name(r, l, f.Topic), Link: frame.Prefixed(l.Lang, f.Topic.Path()), Since: f.Created, Form: n.followForm(l, f, hooks)}
	v.Form.Submit, v.Form.Of, v.Form.Quiet = l.T("notices.save"), v.Name, true
	v.Drop = frame.Form{
		Action: frame.Prefixed(l.Lang, "/account/follows/drop"), Submit: l.T("notices.unfollow"), Of: v.Name, Quiet: true,
		Hidden: []frame.Hidden{{Name: "id", Value: f.ID}},
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
	page := followsPage{Head: n.Unlisted(r, l, l.T("notices.follows.title"))}
	if page.Duties, err = n.duties(r.Context(), l, v); err != nil {
		return err
	}
	for _, f := range all {
		page.Follows = append(page.Follows, n.view(r, l, f, len(hooks) > 0))
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
	return n.showFollow(w, r, l, v, f, nil)
}

// showFollow asks how to hear of a topic, and says what was wrong with the answer,
// if anything.
func (n *Notices) showFollow(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, f notice.Follow, wrong error) error {
	hooks, err := n.Store.WebhooksOf(r.Context(), v.User.ID)
	if err != nil {
		return err
	}
	page := followPage{Form: n.followForm(l, f, len(hooks) > 0), Link: frame.Prefixed(l.Lang, f.Topic.Path())}
	status := http.StatusOK
	if wrong != nil {
		var ok bool
		if status, ok = page.Form.Blame(l, wrong); !ok {
			return wrong
		}
	}
	page.Head = n.Unlisted(r, l, frame.Titled(l, l.T("notices.new.title", "name", n.name(r, l, f.Topic)), page.Form))
	return n.Render(w, r, status, l, "follow", page)
}

func (n *Notices) saveFollow(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	f := notice.Follow{ID: ulid.Make().String(), Owner: v.User.ID, Topic: notice.Topic(r.PostFormValue("topic")),
		Mail: notice.Cadence(r.PostFormValue("mail")), Webhook: r.PostFormValue("webhook") != ""}
	if err := f.Topic.Validate(); err != nil {
		return err
	}
	if _, err := n.Store.SaveFollow(r.Context(), f); err != nil {
		return n.showFollow(w, r, l, v, f, err)
	}
	return frame.SeeOther(w, r, l, "/account/follows")
}

func (n *Notices) dropFollow(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	if err := n.Store.DropFollow(r.Context(), v.User.ID, r.PostFormValue("id")); err != nil {
		return err
	}
	return frame.SeeOther(w, r, l, "/account/follows")
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
	page := endPage{Head: n.Unlisted(r, l, l.T("notices.end.title")), Pass: r.URL.Query().Get("t"), Digest: pass.Cadence != notice.AtOnce, Duty: kindTitles[pass.Duty].In(l.Lang)}
	return n.Render(w, r, http.StatusOK, l, "end", page)
}

// end ends what a pass names. A mail program calls it with the address alone
// (RFC 8058), the button as well.
func (n *Notices) end(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	if err := frame.ReadForm(w, r, maxForm); err != nil {
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
	return n.Render(w, r, http.StatusOK, l, "end", endPage{Head: n.Unlisted(r, l, l.T("notices.end.done")), Done: true})
}
