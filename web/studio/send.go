package studio

import (
	"net/http"

	"nguon/catalog/account"
	"nguon/publisher/manuscript"
	"nguon/publisher/workbench"
	"nguon/web/frame"
)

// sendPage is the last before there is a release.
type sendPage struct {
	page
	Form    frame.Form
	Todo    []todo // what stands in the way
	Release string // the path of the release that was made last; "" if there is none
}

// A todo is something to be done first, and where.
type todo struct{ Says, Path, Title string }

// send shows what is left to do, and the button.
func (m *Room) send(v *visit) error { return m.showSend(v, http.StatusOK, nil) }

func (m *Room) showSend(v *visit, status int, failed *frame.Form) error {
	p, err := m.page(v, v.l.T("studio.step.send"))
	if err != nil {
		return err
	}
	q := sendPage{page: p, Form: v.sendForm(), Todo: v.todo()}
	if failed != nil {
		q.Failed, q.Form = failed, *failed
		q.Title = frame.Titled(v.l, q.Title, *failed)
	}
	if v.d.Release != "" {
		q.Release = "/desk/" + v.agency.Code + "/releases/" + v.d.Release
	}
	return m.show(v, status, "send", q)
}

func (v *visit) sendForm() frame.Form {
	l := v.l
	f := frame.Form{Action: frame.Prefixed(l.Lang, v.path("/send")), Submit: l.T("studio.send.draft")}
	if v.may(account.ActionSubmit) {
		f.Submit, f.Also = l.T("studio.send.submit"), &frame.Choice{Value: "draft", Title: l.T("studio.send.draft")}
	}
	f.Fields = []frame.Field{
		{ID: "note-vi", Name: "note.vi", Label: l.T("studio.send.note_vi"), Type: "area", Rows: 2, Max: 1000, Optional: true, Hint: l.T("studio.send.note_hint"), Value: v.text.Get("note.vi")},
		{ID: "note-en", Name: "note.en", Label: l.T("studio.send.note_en"), Type: "area", Rows: 2, Max: 1000, Optional: true, Value: v.text.Get("note.en")},
	}
	return f
}

// todo is what stands in the way of a release.
func (v *visit) todo() (all []todo) {
	l := v.l
	about, tables := split(v)
	add := func(is bool, says, path, title string) {
		if is {
			all = append(all, todo{says, v.path(path), title})
		}
	}
	add(len(v.d.Files) == 0, l.T("studio.todo.files"), "", l.T("studio.step.files"))
	add(about > 0, l.N("studio.todo.about", int64(about)), "/about", l.T("studio.step.about"))
	add(tables > 0 && len(v.d.Files) > 0, l.N("studio.todo.tables", int64(tables)), "/tables", l.T("studio.step.tables"))
	if len(v.d.Files) == 0 {
		return all
	}
	add(v.found == nil, l.T("studio.todo.check"), "/tables", l.T("studio.step.tables"))
	if v.found != nil && !v.found.Ready() {
		for _, t := range v.found.Tables {
			if _, kept := v.found.Protection(t.Resource); t.Refusal != nil && !kept {
				add(true, l.T("studio.todo.refused", "table", t.Resource), "/tables", l.T("studio.step.tables"))
			}
		}
		add(v.found.Published != nil || len(v.found.Protected) > 0, l.T("studio.todo.privacy"), "/privacy", l.T("studio.step.privacy"))
		add(v.found.Failed != nil, l.T("studio.todo.failed"), "/tables", l.T("studio.step.tables"))
	}
	return all
}

// sent has a release made.
func (m *Room) sent(v *visit) error {
	ctx := v.r.Context()
	_, err := m.Bench.Describe(ctx, v.who, &v.agency, v.d.ID, 0, func(text *manuscript.Text) error {
		for _, name := range []string{"note.vi", "note.en"} {
			text.Set(name, frame.Given(v.r, name))
		}
		return nil
	})
	if err == nil {
		submit := v.may(account.ActionSubmit) && v.r.PostFormValue("draft") == ""
		err = m.Bench.Begin(ctx, v.who, v.agency.Code, v.d.ID, workbench.Order{Work: workbench.Release, Submit: submit})
	}
	if err == nil {
		return frame.SeeOther(v.w, v.r, v.l, v.path("/work"))
	}
	f := v.sendForm()
	f.Fill(v.r)
	status, err := mend(v.l, &f, err)
	if err != nil {
		return err
	}
	return m.showSend(v, status, &f)
}
