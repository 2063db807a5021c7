package forum

import (
	"fmt"
	"io"
	"net/http"
	"strconv"

	"nguon/catalog/account"
	"nguon/catalog/voice"
	"nguon/web/frame"
)

// A postPage is one post with its answers, and what its viewer can do with it.
type postPage struct {
	frame.Head
	Post       postView
	Above      []anchor
	Done       string
	Failed     *frame.Form // what is wrong with which form; nil: nothing
	Support    *frame.Form // nil: the viewer cannot
	AskSignIn  bool        // a stranger could support it
	Answer     *frame.Form
	Revise     *frame.Form
	Withdraw   *frame.Form
	Moderation []frame.Form
	Preview    string // what is held, without what looks like personal data
}

// forms are all forms of the page.
func (p *postPage) forms() []*frame.Form {
	all := []*frame.Form{p.Support, p.Answer, p.Revise, p.Withdraw}
	for i := range p.Moderation {
		all = append(all, &p.Moderation[i])
	}
	return all
}

func (room *Room) post(w http.ResponseWriter, r *http.Request, l *frame.Locale, s section) error {
	p, err := room.Voices.Post(r.Context(), viewer(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	if s.path+"/"+p.ID != p.Path() {
		return frame.SeeOther(w, r, l, p.Path())
	}
	page, err := room.postPage(r, l, &p)
	if err != nil {
		return err
	}
	page.Done = frame.Done(r, l, doneWords)
	return room.Render(w, r, http.StatusOK, l, "post", page)
}

// postPage is the page about a post for whoever looks.
func (room *Room) postPage(r *http.Request, l *frame.Locale, p *voice.Post) (*postPage, error) {
	who := viewer(r)
	views, err := room.viewMaker(r.Context(), l, who)
	if err != nil {
		return nil, err
	}
	page := &postPage{}
	if page.Post, err = views.view(r.Context(), p); err != nil {
		return nil, err
	}
	if p.State == voice.Public {
		page.Head = room.Head(r, l, p.Title, page.Post.Excerpt)
	} else {
		page.Head = room.Unlisted(r, l, p.Title)
	}
	s := questions
	if p.Kind == voice.Request {
		s = requests
	}
	heading, _, _, _ := s.words(l)
	page.Above = []anchor{{Title: heading, Link: frame.Prefixed(l.Lang, s.path)}}
	if p.Kind != voice.Request {
		page.Above = append(page.Above, anchor{Title: page.Post.About.In(l.Lang), Link: page.Post.AboutLink})
	}
	own := who.User != nil && who.User.ID == p.Author
	if p.Kind == voice.Request && p.State == voice.Public && (p.Status == voice.Open || p.Status == voice.Planned) && !own {
		if page.AskSignIn = who.User == nil; !page.AskSignIn {
			if page.Support, err = room.supportForm(r, l, p, who); err != nil {
				return nil, err
			}
		}
	}
	if voice.MayAnswer(who, p) && len(p.Answers) < voice.MaxAnswers {
		page.Answer = answerForm(l, p)
	}
	if own && p.State == voice.Held {
		page.Revise = newForm(l, p, "revise", l.T("forum.revise.submit"))
		page.Revise.Fields = words(l, p.Title, p.Text)
		page.Preview, _ = room.Voices.Find(p.Title + "\n\n" + p.Text)
	}
	if own && p.Withdrawable() {
		page.Withdraw = newForm(l, p, "withdraw", l.T("forum.withdraw.submit"))
		page.Withdraw.Quiet, page.Withdraw.Danger = true, true
	}
	if voice.MayModerate(who) {
		page.Moderation = moderation(l, p)
		if p.State == voice.Held {
			page.Preview, _ = room.Voices.Find(p.Title + "\n\n" + p.Text)
		}
	}
	return page, nil
}

// newForm begins the form of an action. It is about what the visitor sees: the post
// as it stands.
func newForm(l *frame.Locale, p *voice.Post, action, submit string) *frame.Form {
	return &frame.Form{Action: frame.Prefixed(l.Lang, p.Path()+"/"+action), Submit: submit, Hidden: []frame.Hidden{{Name: "revision", Value: strconv.FormatInt(p.Revision, 10)}}}
}

func (room *Room) supportForm(r *http.Request, l *frame.Locale, p *voice.Post, who account.Principal) (*frame.Form, error) {
	wants, err := room.Voices.Store.Supports(r.Context(), p.ID, who.User.ID)
	if err != nil {
		return nil, err
	}
	f := newForm(l, p, "support", l.T("forum.support.add"))
	f.Hidden = []frame.Hidden{{Name: "wants", Value: "1"}}
	if wants {
		f.Submit, f.Quiet, f.Hidden = l.T("forum.support.end"), true, []frame.Hidden{{Name: "wants", Value: ""}}
	}
	return f, nil
}

func answerForm(l *frame.Locale, p *voice.Post) *frame.Form {
	f := newForm(l, p, "answer", l.T("forum.answer.submit"))
	status := frame.Field{ID: "answer-status", Name: "status", Label: l.T("forum.answer.status"), Type: "choice"}
	for _, st := range p.Kind.Statuses() {
		status.Choices = append(status.Choices, frame.Choice{Value: string(st), Title: l.T(statusWords[p.Kind][st])})
	}
	f.Fields = []frame.Field{status, {ID: "answer-text", Name: "text", Label: l.T("forum.answer.text"), Hint: l.T("forum.answer.hint"), Type: "area", Rows: 6, Max: voice.MaxText}}
	if p.Kind == voice.Request {
		f.Fields = append(f.Fields, frame.Field{ID: "answer-dataset", Name: "dataset", Label: l.T("forum.answer.dataset"), Hint: l.T("forum.answer.dataset_hint"), Type: "text", Value: string(p.Dataset), Optional: true})
	}
	f.Fields = append(f.Fields, frame.Field{ID: "answer-official", Name: "official", Label: l.T("forum.answer.official"), Type: "box"})
	return f
}

// decisionWords are the buttons of moderators.
var decisionWords = map[voice.Decision]string{
	voice.Release: "forum.moderate.release", voice.Redact: "forum.moderate.redact", voice.Remove: "forum.moderate.remove",
	voice.Show: "forum.moderate.show", voice.Unshow: "forum.moderate.unshow",
}

func moderation(l *frame.Locale, p *voice.Post) []frame.Form {
	var all []frame.Form
	for _, d := range p.Decisions() {
		f := newForm(l, p, "moderate", l.T(decisionWords[d]))
		f.Quiet, f.Danger = d != voice.Release, d == voice.Remove
		f.Hidden = append(f.Hidden, frame.Hidden{Name: "decision", Value: string(d)})
		if d == voice.Remove {
			f.Fields = []frame.Field{{ID: "moderate-note", Name: "note", Label: l.T("forum.moderate.note"), Type: "text", Max: voice.MaxNote}}
		}
		all = append(all, *f)
	}
	return all
}

// picture answers with a picture that the viewer may see.
func (room *Room) picture(w http.ResponseWriter, r *http.Request, _ *frame.Locale) error {
	file, content, err := room.Voices.Picture(r.Context(), viewer(r), r.PathValue("id"), r.PathValue("file"))
	if err != nil {
		return err
	}
	defer content.Close()
	body, err := io.ReadAll(io.LimitReader(content, file.Bytes))
	if err != nil {
		return fmt.Errorf("picture %s: %w", file.ID, err)
	}
	sendPicture(w, r, file.Type, body)
	return nil
}

// sendPicture answers with a picture of somebody's, which can do nothing but be
// seen.
func sendPicture(w http.ResponseWriter, r *http.Request, media string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Disposition", "inline")
	h.Set("Cache-Control", "no-store") // a moderator may take it back
	frame.Send(w, r, http.StatusOK, body)
}
