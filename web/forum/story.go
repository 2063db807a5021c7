package forum

import (
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strconv"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/story"
	"nguon/web/frame"
	"nguon/web/prose"
)

// storyPage is one story, for whoever looks.
type storyPage struct {
	frame.Head
	Story    *storyView
	Above    []anchor
	Done     string
	Failed   *frame.Form // what is wrong with which form; nil: nothing
	Personal bool        // its words seem to hold personal data; said to whoever answers
	Answers  []*frame.Form
	Withdraw *frame.Form
}

// A storyView is a story as a page shows it.
type storyView struct {
	*story.Story
	Link      string
	Body      template.HTML
	Excerpt   string
	Image     string // "" if there is no picture
	Uses      []anchor
	StateWord string // "" if it is shown
}

var storyWords = map[story.State]string{story.Asked: "story.state.asked", story.Refused: "story.state.refused"}

func (room *Room) storyView(l *frame.Locale, of *story.View) storyView {
	s := &of.Story
	v := storyView{Story: s, Link: frame.Prefixed(l.Lang, s.Path()), Body: prose.HTML(s.Text), Excerpt: frame.Shorten(prose.Text(s.Text), 220)}
	if s.Picture != nil {
		v.Image = s.PicturePath()
	}
	if key, ok := storyWords[s.State]; ok {
		v.StateWord = l.T(key)
	}
	for n, d := range of.Of {
		a := anchor{Title: d.Title.In(l.Lang), Link: frame.Prefixed(l.Lang, "/datasets/"+string(d.Slug))}
		if version := s.Uses[n].Version; version > 0 {
			a.Title += ", " + l.T("release.version", "version", version)
			a.Link += "/releases/" + strconv.Itoa(version)
		}
		v.Uses = append(v.Uses, a)
	}
	return v
}

func (room *Room) story(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	s, err := room.Stories.Story(r.Context(), viewer(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	page, err := room.storyPage(r, l, s)
	if err != nil {
		return err
	}
	page.Done = frame.Done(r, l, storyDone)
	return room.Render(w, r, http.StatusOK, l, "story", page)
}

// storyDone are what a page says that a form has led to.
var storyDone = map[string]string{"asked": "story.done.asked", "answered": "story.done.answered", "withdrawn": "story.done.withdrawn"}

func (room *Room) storyPage(r *http.Request, l *frame.Locale, s story.Story) (*storyPage, error) {
	of, err := room.Tales.View(r.Context(), s)
	if err != nil {
		return nil, err
	}
	view := room.storyView(l, &of)
	page := &storyPage{Story: &view, Above: []anchor{{Title: l.T("forum.showcase.title"), Link: frame.Prefixed(l.Lang, "/showcase")}}}
	if s.State == story.Shown {
		page.Head = room.Head(r, l, s.Title, view.Excerpt)
		page.Structured = room.structuredStory(page)
	} else {
		page.Head = room.Unlisted(r, l, s.Title)
	}
	who := viewer(r)
	if story.MayAnswer(who, &s) {
		_, found := room.Voices.Find(s.By + "\n" + s.Title + "\n" + s.Text)
		page.Personal = found > 0
		for _, to := range []story.State{story.Shown, story.Refused} {
			if s.State != to {
				page.Answers = append(page.Answers, answerStoryForm(l, &s, to))
			}
		}
	}
	if who.User != nil && who.User.ID == s.Author {
		page.Withdraw = &frame.Form{Action: view.Link + "/withdraw", Submit: l.T("story.withdraw.submit"), Quiet: true, Danger: true}
	}
	return page, nil
}

func answerStoryForm(l *frame.Locale, s *story.Story, to story.State) *frame.Form {
	f := &frame.Form{Action: frame.Prefixed(l.Lang, s.Path()+"/answer"), Submit: l.T("story.answer.show"), Hidden: []frame.Hidden{
		{Name: "revision", Value: strconv.FormatInt(s.Revision, 10)}, {Name: "to", Value: string(to)}}}
	if to == story.Refused {
		f.Submit, f.Quiet, f.Danger = l.T("story.answer.refuse"), true, true
		f.Fields = []frame.Field{{ID: "story-answer", Name: "answer", Label: l.T("story.answer.why"), Type: "area", Rows: 3, Max: story.MaxAnswer}}
	}
	return f
}

// structuredStory says what the page shows in the words of schema.org.
func (room *Room) structuredStory(page *storyPage) any {
	s := page.Story
	var based []any
	for _, u := range s.Uses {
		based = append(based, map[string]any{"@type": "Dataset", "name": u.Title, "url": room.BaseURL() + u.Link})
	}
	d := map[string]any{
		"@context": "https://schema.org", "@type": "CreativeWork", "name": s.Title, "description": s.Excerpt, "url": page.Canonical, "author": map[string]any{"@type": "Thing", "name": s.By},
		"datePublished": s.Answered.UTC().Format(time.RFC3339), "isBasedOn": based,
	}
	if s.Image != "" {
		d["image"] = room.BaseURL() + s.Image
	}
	if s.URL != "" {
		d["sameAs"] = s.URL
	}
	return d
}

func (room *Room) answerStory(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	if err := frame.ReadForm(w, r, 1<<16); err != nil {
		return err
	}
	s, err := room.Stories.Story(r.Context(), v.Principal(), r.PathValue("id"))
	if err != nil {
		return err
	}
	revision, _ := strconv.ParseInt(frame.Given(r, "revision"), 10, 64) //nolint:errcheck // what is no number is of no revision
	to := story.State(frame.Given(r, "to"))
	if err = room.Stories.Answer(r.Context(), v.Caller(), s.ID, revision, to, frame.Given(r, "answer")); err == nil {
		return frame.SeeOther(w, r, l, s.Path()+"?done=answered")
	}
	page, wrong := room.storyPage(r, l, s)
	if wrong != nil {
		return wrong
	}
	for _, f := range page.Answers {
		if f.Hidden[1].Value != string(to) {
			continue
		}
		f.Fill(r)
		status, ok := f.Blame(l, err)
		if !ok {
			return err
		}
		page.Failed, page.Title = f, frame.Titled(l, s.Title, *f)
		return room.Render(w, r, status, l, "story", page)
	}
	return err
}

func (room *Room) withdrawStory(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	if err := frame.ReadForm(w, r, 1<<16); err != nil {
		return err
	}
	if err := room.Stories.Withdraw(r.Context(), v.Caller(), r.PathValue("id")); err != nil {
		return err
	}
	return frame.SeeOther(w, r, l, "/account/stories?done=withdrawn")
}

// storyPicture answers with the picture of a story that the viewer may see.
func (room *Room) storyPicture(w http.ResponseWriter, r *http.Request, _ *frame.Locale) error {
	file, content, err := room.Stories.OpenPicture(r.Context(), viewer(r), r.PathValue("id"), r.PathValue("picture"))
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
