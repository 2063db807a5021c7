package forum

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/voice"
	"nguon/web/frame"
)

// A listPage is a list of posts.
type listPage struct {
	frame.Head
	Heading, Lead string
	Tabs          []anchor
	Above         []anchor
	Ask           *anchor // nil: nothing can be asked here
	Filter        *frame.Form
	Lists         []postList
	Next          string
	Atom          string
	Done          string
}

// A postList is a part of the page, with a heading if it has several.
type postList struct {
	Heading, None string
	Posts         []postView
}

// An anchor leads somewhere, at an address with the language.
type anchor struct {
	Title, Link string
	Current     bool
}

// words are the messages of a section.
func (s section) words(l *frame.Locale) (heading, lead, ask, none string) {
	if s.path == requests.path {
		return l.T("forum.requests.title"), l.T("forum.requests.lead"), l.T("forum.requests.ask"), l.T("forum.requests.none")
	}
	return l.T("forum.questions.title"), l.T("forum.questions.lead"), l.T("forum.questions.ask"), l.T("forum.questions.none")
}

// tabs lead to the parts of the room.
func tabs(l *frame.Locale, current string) []anchor {
	all := []anchor{{Title: l.T("forum.questions.title"), Link: questions.path}, {Title: l.T("forum.requests.title"), Link: requests.path}, {Title: l.T("forum.showcase.title"), Link: "/showcase"}}
	for i := range all {
		all[i].Current = all[i].Link == current
		all[i].Link = frame.Prefixed(l.Lang, all[i].Link)
	}
	return all
}

// filterOf reads which public posts of a section are asked for.
func (s section) filterOf(params url.Values) voice.Filter {
	f := voice.Filter{Kinds: s.kinds, State: voice.Public, Agency: params.Get("agency"), Dataset: catalog.Slug(params.Get("dataset"))}
	if st := voice.Status(params.Get("status")); st != "" {
		f.Statuses = []voice.Status{st}
	}
	f.Wanted = params.Get("sort") == "wanted"
	return f
}

func (room *Room) list(w http.ResponseWriter, r *http.Request, l *frame.Locale, s section) error {
	params := r.URL.Query()
	f := s.filterOf(params)
	f.Limit = pageLength + 1
	var about catalog.Text
	if f.Dataset != "" { // one that nobody sees yet is as one that is not there
		d, err := room.Voices.About(r.Context(), f.Dataset)
		if moved, ok := errors.AsType[*catalog.Moved](err); ok {
			return frame.SeeOther(w, r, l, s.path+"?"+url.Values{"dataset": {string(moved.To)}}.Encode())
		}
		if err != nil {
			return err
		}
		about = d.Title
	}
	var err error
	if f.After, err = after(params.Get("after"), f.Wanted); err != nil {
		return err
	}
	posts, err := room.Voices.Store.Posts(r.Context(), f)
	if err != nil {
		return err
	}
	page := listPage{Tabs: tabs(l, s.path), Atom: feedLink(l, s, params), Done: frame.Done(r, l, doneWords)}
	if len(posts) > pageLength {
		posts = posts[:pageLength]
		next := cloneWithout(params, "after", "done")
		next.Set("after", mark(&posts[pageLength-1], f.Wanted))
		page.Next = frame.Prefixed(l.Lang, s.path) + "?" + next.Encode()
	}
	views, err := room.viewMaker(r.Context(), l, viewer(r))
	if err != nil {
		return err
	}
	heading, lead, ask, none := s.words(l)
	page.Heading, page.Lead, page.Lists = heading, lead, []postList{{None: none}}
	if page.Lists[0].Posts, err = views.all(r.Context(), posts); err != nil {
		return err
	}
	if f.Dataset != "" {
		page.Heading = l.T("forum.of", "title", heading, "about", about.In(l.Lang))
		page.Above = []anchor{{Title: about.In(l.Lang), Link: frame.Prefixed(l.Lang, "/datasets/"+string(f.Dataset))}}
	} else if title, ok := views.whose[f.Agency]; ok && f.Agency != "" {
		page.Heading = l.T("forum.of", "title", heading, "about", title.In(l.Lang))
		page.Above = []anchor{{Title: title.In(l.Lang), Link: frame.Prefixed(l.Lang, "/agencies/"+f.Agency)}}
	}
	if s.path == requests.path || f.Dataset != "" {
		page.Ask = &anchor{Title: ask, Link: askLink(l, s, f)}
	}
	if page.Filter, err = room.filterForm(r, l, s, f); err != nil {
		return err
	}
	page.Head = room.Head(r, l, page.Heading, lead)
	return room.Render(w, r, http.StatusOK, l, "posts", page)
}

func askLink(l *frame.Locale, s section, f voice.Filter) string {
	link := frame.Prefixed(l.Lang, s.path+"/new")
	switch {
	case s.path == questions.path:
		link += "?" + url.Values{"dataset": {string(f.Dataset)}}.Encode()
	case f.Agency != "":
		link += "?" + url.Values{"agency": {f.Agency}}.Encode()
	}
	return link
}

// filterForm asks which posts are to be shown.
func (room *Room) filterForm(r *http.Request, l *frame.Locale, s section, f voice.Filter) (*frame.Form, error) {
	_, agencies, err := room.agencies(r.Context())
	if err != nil {
		return nil, err
	}
	whose := frame.Field{ID: "filter-agency", Name: "agency", Label: l.T("forum.filter.agency"), Type: "choice", Value: f.Agency, Choices: []frame.Choice{{Title: l.T("forum.filter.all")}}, Optional: true}
	for _, a := range agencies {
		whose.Choices = append(whose.Choices, frame.Choice{Value: a.Code, Title: a.Title.In(l.Lang)})
	}
	status := frame.Field{ID: "filter-status", Name: "status", Label: l.T("forum.filter.status"), Type: "choice", Value: r.URL.Query().Get("status"), Choices: []frame.Choice{{Title: l.T("forum.filter.all")}}, Optional: true}
	last := s.kinds[len(s.kinds)-1]
	for _, st := range append([]voice.Status{voice.Open}, last.Statuses()...) {
		word := l.T(statusWords[last][st])
		if last == voice.Correction {
			word = l.T(mixedWords[st])
		}
		status.Choices = append(status.Choices, frame.Choice{Value: string(st), Title: word})
	}
	form := &frame.Form{Action: frame.Prefixed(l.Lang, s.path), Get: true, Quiet: true, Submit: l.T("forum.filter.show"), Fields: []frame.Field{whose, status}}
	if s.path == requests.path {
		sort := frame.Field{ID: "filter-sort", Name: "sort", Label: l.T("forum.filter.sort"), Type: "choice", Optional: true, Choices: []frame.Choice{
			{Title: l.T("forum.filter.latest")}, {Value: "wanted", Title: l.T("forum.filter.wanted")}}}
		if f.Wanted {
			sort.Value = "wanted"
		}
		form.Fields = append(form.Fields, sort)
	}
	if f.Dataset != "" {
		form.Hidden = []frame.Hidden{{Name: "dataset", Value: string(f.Dataset)}}
	}
	return form, nil
}

// mixedWords are statuses of questions and corrections alike.
var mixedWords = map[voice.Status]string{
	voice.Open: "forum.status.open", voice.Planned: "forum.status.accepted", voice.Answered: "forum.status.answered", voice.Declined: "forum.status.declined",
}

// mark is where a page of posts ends, and after reads it.
func mark(p *voice.Post, wanted bool) string {
	n := p.Touched.UnixMicro()
	if wanted {
		n = p.Supports
	}
	return strconv.FormatInt(n, 10) + "." + p.ID
}

func after(text string, wanted bool) (*voice.Post, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // nothing is no mark
	}
	number, id, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || len(id) != 26 {
		return nil, frame.ErrNoPage
	}
	if wanted {
		return &voice.Post{ID: id, Supports: n}, nil
	}
	return &voice.Post{ID: id, Touched: time.UnixMicro(n).UTC()}, nil
}

func cloneWithout(params url.Values, names ...string) url.Values {
	kept := make(url.Values)
	for name, values := range params {
		if !slices.Contains(names, name) {
			kept[name] = values
		}
	}
	return kept
}

// mine shows the posts of the visitor, whatever their state.
func (room *Room) mine(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	posts, err := room.Voices.Store.Posts(r.Context(), voice.Filter{Author: v.User.ID})
	if err != nil {
		return err
	}
	page := listPage{Heading: l.T("forum.mine.title"), Lead: l.T("forum.mine.lead"), Lists: []postList{{None: l.T("forum.mine.none")}}, Done: frame.Done(r, l, doneWords)}
	page.Above = []anchor{{Title: l.T("people.account.title"), Link: frame.Prefixed(l.Lang, "/account")}}
	return room.internal(w, r, l, v, &page, posts)
}

// internal shows a page with the given posts in its lists, which are as many.
func (room *Room) internal(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, page *listPage, posts ...[]voice.Post) error {
	views, err := room.viewMaker(r.Context(), l, v.Principal())
	if err != nil {
		return err
	}
	for i := range page.Lists {
		if page.Lists[i].Posts, err = views.all(r.Context(), posts[i]); err != nil {
			return err
		}
	}
	page.Head = room.Unlisted(r, l, page.Heading)
	return room.Render(w, r, http.StatusOK, l, "posts", page)
}
