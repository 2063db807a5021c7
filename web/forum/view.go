package forum

import (
	"context"
	"errors"
	"html/template"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/voice"
	"nguon/web/frame"
	"nguon/web/prose"
)

// kindWords and statusWords are the messages that say what posts are, and what
// became of them.
var (
	kindWords   = map[voice.Kind]string{voice.Question: "forum.kind.question", voice.Correction: "forum.kind.correction", voice.Request: "forum.kind.request"}
	statusWords = map[voice.Kind]map[voice.Status]string{
		voice.Question: {voice.Open: "forum.status.open", voice.Answered: "forum.status.answered", voice.Declined: "forum.status.declined"},
		voice.Correction: {voice.Open: "forum.status.open", voice.Planned: "forum.status.accepted", voice.Answered: "forum.status.corrected",
			voice.Declined: "forum.status.kept"},
		voice.Request: {voice.Open: "forum.status.open", voice.Planned: "forum.status.planned", voice.Answered: "forum.status.published",
			voice.Declined: "forum.status.declined"},
	}
	stateWords  = map[voice.State]string{voice.Held: "forum.state.held", voice.Removed: "forum.state.removed"}
	reasonWords = map[voice.Reason]string{voice.Personal: "forum.held.personal", voice.Links: "forum.held.links"}
)

// A postView is a post as a page shows it.
type postView struct {
	*voice.Post
	Link        string
	KindWord    string
	StatusWord  string
	StateWord   string // "" if it is public
	Excerpt     string
	Body        template.HTML
	About       catalog.Text // the dataset; zero if there is none
	AboutLink   string
	Whose       catalog.Text // the agency; zero: the administration
	DueDay      time.Time    // the last day on which an answer is in time
	Overdue     bool         // and nobody has answered
	InTime      bool         // the first answer came in time
	Replies     []replyView
	Pictures    []pictureView
	HeldBecause []string
}

// A replyView is an answer as a page shows it.
type replyView struct {
	Word string
	Body template.HTML
	At   time.Time
}

// A pictureView is a picture that the viewer may see.
type pictureView struct {
	voice.File
	Number int
	Link   string
}

// A viewMaker makes views of posts for one page.
type viewMaker struct {
	room   *Room
	l      *frame.Locale
	who    account.Principal
	whose  map[string]catalog.Text
	titles map[catalog.Slug]catalog.Text // of the datasets that were asked for
}

func (room *Room) viewMaker(ctx context.Context, l *frame.Locale, who account.Principal) (*viewMaker, error) {
	whose, _, err := room.agencies(ctx)
	return &viewMaker{room, l, who, whose, make(map[catalog.Slug]catalog.Text)}, err
}

func (m *viewMaker) all(ctx context.Context, posts []voice.Post) ([]postView, error) {
	views := make([]postView, len(posts))
	for i := range posts {
		var err error
		if views[i], err = m.view(ctx, &posts[i]); err != nil {
			return nil, err
		}
	}
	return views, nil
}

func (m *viewMaker) view(ctx context.Context, p *voice.Post) (postView, error) {
	l, now := m.l, m.room.Now()
	v := postView{
		Post: p, Link: frame.Prefixed(l.Lang, p.Path()), KindWord: l.T(kindWords[p.Kind]), StatusWord: l.T(statusWords[p.Kind][p.Status]),
		Excerpt: frame.Shorten(prose.Text(p.Text), 220), Body: prose.HTML(p.Text), Whose: m.whose[p.Agency],
	}
	if key, ok := stateWords[p.State]; ok {
		v.StateWord = l.T(key)
	}
	for _, r := range p.Held {
		v.HeldBecause = append(v.HeldBecause, l.T(reasonWords[r]))
	}
	if !p.Due.IsZero() {
		v.DueDay = p.Due.Add(-time.Second)
		v.Overdue, v.InTime = p.Answered().IsZero() && p.Late(now), !p.Answered().IsZero() && !p.Late(now)
	}
	for _, a := range p.Answers {
		v.Replies = append(v.Replies, replyView{l.T(statusWords[p.Kind][a.Status]), prose.HTML(a.Text), a.At})
	}
	own := m.who.User != nil && m.who.User.ID == p.Author
	for i, f := range p.Files {
		if f.Shown || own || voice.MayModerate(m.who) {
			v.Pictures = append(v.Pictures, pictureView{f, i + 1, v.Link + "/pictures/" + f.ID})
		}
	}
	if p.Dataset != "" {
		title, err := m.title(ctx, p.Dataset)
		if err != nil {
			return v, err
		}
		v.About, v.AboutLink = title, frame.Prefixed(l.Lang, "/datasets/"+string(p.Dataset))
	}
	return v, nil
}

// title returns the title of a dataset; its name if that is all there is.
func (m *viewMaker) title(ctx context.Context, s catalog.Slug) (catalog.Text, error) {
	if t, ok := m.titles[s]; ok {
		return t, nil
	}
	d, err := m.room.Voices.Catalogue.Dataset(ctx, s)
	if err != nil && !errors.Is(err, catalog.ErrNotFound) {
		return catalog.Text{}, err
	}
	if err != nil {
		d.Title = catalog.Text{Vi: string(s)}
	}
	m.titles[s] = d.Title
	return d.Title, nil
}
