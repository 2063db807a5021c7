package studio

import (
	"net/http"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/dossier"
	"nguon/web/frame"
)

// A page is what all pages of a dossier have.
type page struct {
	frame.Head
	Agency  catalog.Agency
	Dossier *dossier.Dossier
	Name    string // of the dataset
	Base    string // the path of the dossier
	Steps   []step
	Done    string
	Failed  *frame.Form // what is wrong with which form
	May     bool        // the visitor may change the dossier
	Busy    bool        // work is under way
	Stale   bool        // something was changed since the last check
	Checked bool        // there was a check
}

// A step is one page of the way to a release.
type step struct {
	Title, Path string
	Current     bool
	State       string // "", "todo" or "good"
	Says        string // the state in words
}

// page begins a page of a dossier.
func (m *Room) page(v *visit, heading string) (page, error) {
	l := v.l
	name := v.d.Title.In(l.Lang)
	if name == "" {
		name = l.T("studio.untitled")
	}
	p := page{
		Head: m.Unlisted(v.r, l, l.T("studio.title_of", "step", heading, "name", name)), Agency: v.agency, Dossier: &v.d, Name: name, Base: v.path(""),
		May: v.may(account.ActionDraft), Stale: v.stale(), Checked: v.found != nil, Steps: v.steps(),
	}
	if v.r.Method == http.MethodGet {
		p.Done = frame.Done(v.r, l, doneTexts)
	}
	t, err := m.Bench.TaskOf(v.r.Context(), &v.d)
	p.Busy = t != nil && !t.State.Final()
	return p, err
}

var doneTexts = map[string]string{
	"begun": "studio.done.begun", "saved": "studio.done.saved", "sent": "studio.done.sent", "removed": "studio.done.removed", "stopped": "studio.done.stopped",
	"checked": "studio.done.checked", "discarded": "studio.done.discarded",
}

// steps are the pages of a dossier, and how far each has come.
func (v *visit) steps() []step {
	l := v.l
	here := frame.BarePath(v.r.URL.Path)
	todo := func(done bool) string {
		if done {
			return "good"
		}
		return "todo"
	}
	about, tables := split(v)
	read := v.found != nil && v.found.Failed == nil && len(v.found.Tables) > 0
	protected := read && v.found.Ready()
	all := []step{
		{Title: l.T("studio.step.files"), Path: "", State: todo(len(v.d.Files) > 0)},
		{Title: l.T("studio.step.tables"), Path: "/tables", State: todo(read && tables == 0)},
		{Title: l.T("studio.step.about"), Path: "/about", State: todo(about == 0)},
		{Title: l.T("studio.step.privacy"), Path: "/privacy", State: todo(protected)},
		{Title: l.T("studio.step.send"), Path: "/send", State: todo(v.d.Release != "")},
	}
	for i := range all {
		s := &all[i]
		s.Path = v.path(s.Path)
		s.Current = here == s.Path || s.Path != v.path("") && len(here) > len(s.Path) && here[:len(s.Path)+1] == s.Path+"/"
		s.Says = l.T("studio.state.todo")
		if s.State == "good" {
			s.Says = l.T("studio.state.good")
		}
	}
	return all
}

// show answers with a page.
func (m *Room) show(v *visit, status int, name string, p any) error {
	return m.Render(v.w, v.r, status, v.l, name, p)
}
