package forum

import (
	"context"
	"net/http"
	"strconv"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/voice"
	"nguon/web/frame"
)

// A change is a form that is sent about a post: who sends it, what about, and in
// which revision that was seen.
type change struct {
	r        *http.Request
	by       account.Caller
	id       string
	revision int64
}

// acts are the actions of the page of a post, by the ends of their addresses. Each
// returns what the page says afterwards.
var acts = map[string]func(ctx context.Context, v *voice.Voices, c change) (done string, err error){
	"answer": func(ctx context.Context, v *voice.Voices, c change) (string, error) {
		return "answered", v.Answer(ctx, c.by, c.id, voice.Reply{
			Status: voice.Status(frame.Given(c.r, "status")), Text: frame.Given(c.r, "text"), Dataset: catalog.Slug(frame.Given(c.r, "dataset")),
			Official: c.r.PostFormValue("official") != "", Revision: c.revision,
		})
	},
	"revise": func(ctx context.Context, v *voice.Voices, c change) (string, error) {
		p, err := v.Revise(ctx, c.by, c.id, c.revision, frame.Given(c.r, "title"), frame.Given(c.r, "text"))
		return string(p.State), err
	},
	"withdraw": func(ctx context.Context, v *voice.Voices, c change) (string, error) {
		return "withdrawn", v.Withdraw(ctx, c.by, c.id)
	},
	"support": func(ctx context.Context, v *voice.Voices, c change) (string, error) {
		wants := c.r.PostFormValue("wants") != ""
		done := "supported"
		if !wants {
			done = "unsupported"
		}
		return done, v.Support(ctx, c.by, c.id, wants)
	},
	"moderate": func(ctx context.Context, v *voice.Voices, c change) (string, error) {
		return "moderated", v.Moderate(ctx, c.by, c.id, c.revision, voice.Decision(frame.Given(c.r, "decision")), frame.Given(c.r, "note"))
	},
}

// doneWords are what a page says that a form has led to.
var doneWords = map[string]string{
	string(voice.Public): "forum.done.public", string(voice.Held): "forum.done.held", "answered": "forum.done.answered", "withdrawn": "forum.done.withdrawn",
	"supported": "forum.done.supported", "unsupported": "forum.done.unsupported", "moderated": "forum.done.moderated",
}

// act does what a form of the page of a post asks for.
func (room *Room) act(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, name string, do func(context.Context, *voice.Voices, change) (string, error)) error {
	if err := frame.ReadForm(w, r, 1<<18); err != nil {
		return err
	}
	revision, _ := strconv.ParseInt(frame.Given(r, "revision"), 10, 64) //nolint:errcheck // what is no number is of no revision
	p, err := room.Voices.Post(r.Context(), v.Principal(), r.PathValue("id"))
	if err != nil {
		return err
	}
	done, err := do(r.Context(), room.Voices, change{r, v.Caller(), p.ID, revision})
	if err == nil {
		path := p.Path()
		if done == "withdrawn" {
			path = "/account/questions"
		}
		return frame.SeeOther(w, r, l, path+"?done="+done)
	}
	page, wrong := room.postPage(r, l, &p)
	if wrong != nil {
		return wrong
	}
	action := frame.Prefixed(l.Lang, p.Path()+"/"+name)
	for _, f := range page.forms() {
		if f == nil || f.Action != action || !sameDecision(f, r) {
			continue
		}
		f.Fill(r)
		status, ok := f.Blame(l, err)
		if !ok {
			return err
		}
		page.Failed, page.Title = f, frame.Titled(l, page.Title, *f)
		return room.Render(w, r, status, l, "post", page)
	}
	return err // there is no such form for the visitor, or no more
}

// sameDecision reports whether f is the form of the decision that was sent.
func sameDecision(f *frame.Form, r *http.Request) bool {
	for _, h := range f.Hidden {
		if h.Name == "decision" {
			return h.Value == r.PostFormValue("decision")
		}
	}
	return true
}
