package forum

import (
	"net/http"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/voice"
	"nguon/web/frame"
)

// An askPage is the form of a new post.
type askPage struct {
	frame.Head
	Heading, Lead string
	Above         []anchor
	Form          frame.Form
	Trap          string // the name of the field that no person sees
}

func (room *Room) newPost(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, s section) error {
	dataset, agency := catalog.Slug(r.URL.Query().Get("dataset")), r.URL.Query().Get("agency")
	page, err := room.askPage(r, l, v, s, dataset, agency)
	if err != nil {
		return err
	}
	return room.Render(w, r, http.StatusOK, l, "ask", page)
}

// askPage is the form of a section, about a dataset or to an agency.
func (room *Room) askPage(r *http.Request, l *frame.Locale, v account.Visit, s section, dataset catalog.Slug, agency string) (*askPage, error) {
	heading, lead, ask, _ := s.words(l)
	page := &askPage{Heading: ask, Lead: lead, Above: []anchor{{Title: heading, Link: frame.Prefixed(l.Lang, s.path)}}, Trap: trapName}
	page.Form = frame.Form{Action: frame.Prefixed(l.Lang, s.path+"/new"), File: true, Submit: l.T("forum.ask.submit"), Hidden: []frame.Hidden{room.guard.stamp(v.User.ID, room.Now())}}
	if s.path == questions.path {
		d, err := room.Voices.About(r.Context(), dataset)
		if err != nil {
			return nil, err
		}
		title := d.Title.In(l.Lang)
		page.Heading, page.Lead = l.T("forum.ask.about", "title", title), l.T("forum.ask.lead", "n", voice.Question.Days())
		page.Above = append(page.Above, anchor{Title: title, Link: frame.Prefixed(l.Lang, "/datasets/"+string(d.Slug))})
		page.Form.Hidden = append(page.Form.Hidden, frame.Hidden{Name: "dataset", Value: string(d.Slug)})
		page.Form.Fields = []frame.Field{{ID: "ask-kind", Name: "kind", Label: l.T("forum.ask.kind"), Type: "choice", Choices: []frame.Choice{
			{Value: string(voice.Question), Title: l.T("forum.ask.question")}, {Value: string(voice.Correction), Title: l.T("forum.ask.correction")}}}}
	} else {
		_, agencies, err := room.agencies(r.Context())
		if err != nil {
			return nil, err
		}
		page.Lead = l.T("forum.requests.how", "n", voice.Request.Days())
		whose := frame.Field{ID: "ask-agency", Name: "agency", Label: l.T("forum.ask.agency"), Hint: l.T("forum.ask.agency_hint"), Type: "choice", Value: agency, Optional: true,
			Choices: []frame.Choice{{Title: l.T("forum.ask.nobody")}}}
		for _, a := range agencies {
			whose.Choices = append(whose.Choices, frame.Choice{Value: a.Code, Title: a.Title.In(l.Lang)})
		}
		page.Form.Fields = []frame.Field{whose}
	}
	page.Form.Fields = append(page.Form.Fields, words(l, "", "")...)
	page.Form.Fields = append(page.Form.Fields, frame.Field{ID: "ask-files", Name: "files", Label: l.T("forum.ask.pictures"), Hint: l.T("forum.ask.pictures_hint", "n", voice.MaxFiles, "size", l.Bytes(maxPicture)),
		Type: "file", Accept: "image/jpeg,image/png,image/gif,image/webp", Multiple: true, Optional: true})
	page.Head = room.Unlisted(r, l, page.Heading)
	return page, nil
}

// words are the fields of what a post says.
func words(l *frame.Locale, title, text string) []frame.Field {
	return []frame.Field{
		{ID: "ask-title", Name: "title", Label: l.T("forum.ask.title"), Hint: l.T("forum.ask.title_hint"), Type: "text", Value: title, Max: voice.MaxTitle},
		{ID: "ask-text", Name: "text", Label: l.T("forum.ask.text"), Hint: l.T("forum.ask.text_hint"), Type: "area", Rows: 8, Value: text, Max: voice.MaxText},
	}
}

func (room *Room) ask(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, s section) error {
	if err := frame.ReadForm(w, r, maxForm); err != nil {
		return err
	}
	d := voice.Draft{Kind: voice.Request, Agency: frame.Given(r, "agency"), Title: frame.Given(r, "title"), Text: frame.Given(r, "text")}
	if s.path == questions.path {
		d.Kind, d.Dataset = voice.Kind(frame.Given(r, "kind")), catalog.Slug(frame.Given(r, "dataset"))
		if d.Kind == voice.Request {
			d.Kind = "" // it has a form of its own
		}
	}
	err := room.guard.check(r, v.User.ID, room.Now())
	if err == nil {
		d.Pictures, err = pictures(r)
	}
	var p voice.Post
	if err == nil {
		p, err = room.Voices.Ask(r.Context(), v.Caller(), d)
	}
	if err == nil {
		return frame.SeeOther(w, r, l, p.Path()+"?done="+string(p.State))
	}
	page, wrong := room.askPage(r, l, v, s, d.Dataset, d.Agency)
	if wrong != nil {
		return wrong
	}
	page.Form.Fill(r)
	status, ok := page.Form.Blame(l, err)
	if !ok {
		return err
	}
	page.Title = frame.Titled(l, page.Heading, page.Form)
	return room.Render(w, r, status, l, "ask", page)
}
