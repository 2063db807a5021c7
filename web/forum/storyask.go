package forum

import (
	"net/http"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/story"
	"nguon/web/frame"
)

func (room *Room) newStory(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	return room.Render(w, r, http.StatusOK, l, "ask", room.tellPage(r, l, v, r.URL.Query().Get("dataset")))
}

// tellPage is the form of a new story.
func (room *Room) tellPage(r *http.Request, l *frame.Locale, v account.Visit, uses string) *askPage {
	page := &askPage{Heading: l.T("story.ask.title"), Lead: l.T("story.ask.lead"), Trap: trapName, Above: []anchor{{Title: l.T("forum.showcase.title"), Link: frame.Prefixed(l.Lang, "/showcase")}}}
	page.Form = frame.Form{Action: frame.Prefixed(l.Lang, "/stories/new"), File: true, Submit: l.T("story.ask.submit"), Hidden: []frame.Hidden{room.guard.stamp(v.User.ID, room.Now())}, Fields: []frame.Field{
		{ID: "story-title", Name: "title", Label: l.T("forum.ask.title"), Type: "text", Max: story.MaxTitle},
		{ID: "story-by", Name: "by", Label: l.T("story.ask.by"), Hint: l.T("story.ask.by_hint"), Type: "text", Max: story.MaxBy},
		{ID: "story-text", Name: "text", Label: l.T("story.ask.text"), Hint: l.T("story.ask.text_hint"), Type: "area", Rows: 8, Max: story.MaxText},
		{ID: "story-uses", Name: "uses", Label: l.T("story.ask.uses"), Hint: l.T("story.ask.uses_hint"), Type: "area", Rows: 3, Value: uses},
		{ID: "story-url", Name: "url", Label: l.T("story.ask.url"), Type: "url", Optional: true},
		{ID: "story-files", Name: "files", Label: l.T("story.ask.picture"), Hint: l.T("story.ask.picture_hint", "size", l.Bytes(maxPicture)), Type: "file", Accept: "image/jpeg,image/png,image/gif,image/webp", Optional: true},
		{ID: "story-alt", Name: "alt", Label: l.T("story.ask.alt"), Hint: l.T("story.ask.alt_hint"), Type: "text", Max: story.MaxAlt, Optional: true},
		{ID: "story-consent", Name: "consent", Label: l.T("story.ask.consent"), Type: "box"},
	}}
	page.Head = room.Unlisted(r, l, page.Heading)
	return page
}

func (room *Room) tell(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	if err := frame.ReadForm(w, r, maxForm); err != nil {
		return err
	}
	d := story.Draft{
		By: frame.Given(r, "by"), Title: frame.Given(r, "title"), Text: frame.Given(r, "text"), URL: frame.Given(r, "url"), Uses: story.ParseUses(frame.Given(r, "uses")),
		Consent: r.PostFormValue("consent") != "",
	}
	err := room.guard.check(r, v.User.ID, room.Now())
	if err == nil {
		err = addPicture(r, &d)
	}
	if err == nil {
		var s story.Story
		if s, err = room.Stories.Offer(r.Context(), v.Caller(), d); err == nil {
			return frame.SeeOther(w, r, l, s.Path()+"?done=asked")
		}
	}
	page := room.tellPage(r, l, v, "")
	page.Form.Fill(r)
	status, ok := page.Form.Blame(l, err)
	if !ok {
		return err
	}
	page.Title = frame.Titled(l, page.Heading, page.Form)
	return room.Render(w, r, status, l, "ask", page)
}

// addPicture adds to d the picture of a form, made anew, if there is one.
func addPicture(r *http.Request, d *story.Draft) error {
	all, err := pictures(r)
	switch {
	case err != nil || len(all) == 0:
		return err
	case len(all) > 1:
		return unfit("chỉ một ảnh", "must be one picture")
	}
	d.Picture, d.Data = &story.Picture{Type: all[0].Type, Width: all[0].Width, Height: all[0].Height, Alt: frame.Given(r, "alt")}, all[0].Data
	return nil
}

// storiesPage is lists of stories for those who answer, or for their author.
type storiesPage struct {
	frame.Head
	Heading, Lead string
	Above         []anchor
	Done          string
	Waiting       []storyView
	Others        []storyView
}

func (room *Room) showStories(w http.ResponseWriter, r *http.Request, l *frame.Locale, page *storiesPage, f story.Filter) error {
	all, err := room.Stories.Store.Stories(r.Context(), f)
	if err != nil {
		return err
	}
	for i := range all {
		of, err := room.Tales.View(r.Context(), all[i])
		if err != nil {
			return err
		}
		if v := room.storyView(l, &of); all[i].State == story.Asked {
			page.Waiting = append(page.Waiting, v)
		} else {
			page.Others = append(page.Others, v)
		}
	}
	page.Head, page.Done = room.Unlisted(r, l, page.Heading), frame.Done(r, l, storyDone)
	return room.Render(w, r, http.StatusOK, l, "stories", page)
}

// myStories shows the stories of the visitor, whatever their state.
func (room *Room) myStories(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	page := &storiesPage{Heading: l.T("story.mine.title"), Lead: l.T("story.mine.lead"), Above: []anchor{{Title: l.T("people.account.title"), Link: frame.Prefixed(l.Lang, "/account")}}}
	return room.showStories(w, r, l, page, story.Filter{Author: v.User.ID})
}

// deskStories shows what waits for an agency, or for the portal as a whole, and what
// was answered.
func (room *Room) deskStories(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	agency := r.PathValue("agency")
	page := &storiesPage{Heading: l.T("story.desk.title"), Lead: l.T("story.desk.lead")}
	action := account.ActionReadDraft
	if agency == "" {
		action = account.ActionAdminister
		page.Above = []anchor{{Title: l.T("desk.admin.title"), Link: frame.Prefixed(l.Lang, "/admin")}}
	} else {
		titles, _, err := room.agencies(r.Context())
		if err != nil {
			return err
		}
		title, ok := titles[agency]
		if !ok {
			return frame.ErrNoPage
		}
		page.Above = []anchor{{Title: l.T("desk.title"), Link: frame.Prefixed(l.Lang, "/desk")}, {Title: title.In(l.Lang), Link: frame.Prefixed(l.Lang, "/desk/"+agency)}}
	}
	if !v.Principal().May(action, agency) {
		return catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền mở trang này.", "You may not open this page.")
	}
	return room.showStories(w, r, l, page, story.Filter{Agency: agency})
}
