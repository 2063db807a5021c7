package workflow

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/account"
	steps "nguon/catalog/workflow"
	"nguon/web/frame"
)

// maxForm bounds a form in bytes.
const maxForm = 64 << 10

// A form asks for one action.
type form struct {
	Action steps.Action
	Button string
	Note   string // what it does
	Quiet  bool
	Danger bool
	Fields []field
	Wrong  string // with the form as a whole
}

// A field is one question.
type field struct {
	Name, Label, Hint string
	Type              string // of the input, or "area"
	Value, Wrong      string
	Optional          bool
	ID                string
}

// Described are the IDs of what is said about f.
func (f field) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Wrong != "" {
		ids = append(ids, f.ID+"-wrong")
	}
	return strings.Join(ids, " ")
}

// newForm returns the form of an action.
func newForm(l *frame.Locale, a steps.Action) form {
	f := form{Action: a, Button: l.T(actionNames[a].button)}
	comment := field{Name: "comment", Label: l.T("workflow.comment"), Type: "area", Optional: a != steps.Return}
	switch a {
	case steps.Submit:
		f.Note, f.Fields = l.T("workflow.submit.note"), []field{comment}
	case steps.Approve:
		f.Note, f.Fields = l.T("workflow.approve.note"), []field{comment}
	case steps.Return:
		f.Quiet, f.Note, f.Fields = true, l.T("workflow.return.note"), []field{comment}
	case steps.Publish:
		f.Note = l.T("workflow.publish.note")
		f.Fields = []field{
			{Name: "day", Label: l.T("workflow.publish.day"), Hint: l.T("workflow.publish.day_hint"), Type: "date", Optional: true},
			{Name: "time", Label: l.T("workflow.publish.time"), Hint: l.T("workflow.publish.time_hint"), Type: "time", Optional: true, Value: "09:00"},
		}
	case steps.Postpone:
		f.Quiet, f.Note, f.Fields = true, l.T("workflow.postpone.note"), []field{comment}
	case steps.Discard:
		f.Quiet, f.Danger, f.Note, f.Fields = true, true, l.T("workflow.discard.note"), []field{comment}
	case steps.Withdraw:
		f.Danger, f.Note = true, l.T("workflow.withdraw.note")
		f.Fields = []field{
			{Name: "reason.vi", Label: l.T("workflow.withdraw.reason_vi"), Type: "area"},
			{Name: "reason.en", Label: l.T("workflow.withdraw.reason_en"), Type: "area"},
		}
	}
	for i := range f.Fields {
		f.Fields[i].ID = string(a) + "-" + strings.ReplaceAll(f.Fields[i].Name, ".", "-")
	}
	return f
}

// step makes the step that a form asks for.
func (m *Room) step(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return problem.Errorf(problem.TooLarge, "Biểu mẫu quá lớn hoặc không đọc được.", "The form is too large, or cannot be read.")
	}
	id := r.PathValue("release")
	y, may, err := m.Releases.Candidate(r.Context(), v.Principal(), id)
	if err != nil {
		return err
	}
	if y.Agency.Code != r.PathValue("agency") {
		return frame.ErrNoPage
	}
	q := steps.Request{Action: steps.Action(r.PostFormValue("action")), Comment: strings.TrimSpace(r.PostFormValue("comment")),
		Reason: catalog.Text{Vi: strings.TrimSpace(r.PostFormValue("reason.vi")), En: strings.TrimSpace(r.PostFormValue("reason.en"))}}
	f := newForm(l, q.Action)
	for i := range f.Fields {
		f.Fields[i].Value = r.PostFormValue(f.Fields[i].Name)
	}
	if q.Action == steps.Publish && !f.moment(l, &q, m.Now()) {
		return m.show(w, r, l, http.StatusUnprocessableEntity, y, may, &f)
	}
	if _, err := m.Releases.Step(r.Context(), v.Caller(), id, q); err != nil {
		e, ok := errors.AsType[*catalog.Error](err)
		if !ok || !slices.Contains(may, q.Action) {
			return err
		}
		f.blame(l, e)
		if y, may, err = m.Releases.Candidate(r.Context(), v.Principal(), id); err != nil {
			return err
		}
		return m.show(w, r, l, problem.From(e, l.Lang).Status, y, may, &f)
	}
	http.Redirect(w, r, frame.Prefixed(l.Lang, "/desk/"+y.Agency.Code+"/releases/"+id)+"?done="+string(q.Action), http.StatusSeeOther)
	return nil
}

// moment reads the day and the time of a publication, in Viet Nam, and reports
// whether they are right. Without a day it is at once.
func (f *form) moment(l *frame.Locale, q *steps.Request, now time.Time) bool {
	day, clock := f.Fields[0].Value, f.Fields[1].Value
	if day == "" {
		return true
	}
	form := "2006-01-02 15:04"
	if strings.Count(clock, ":") == 2 {
		form += ":05"
	}
	at, err := time.ParseInLocation(form, day+" "+clock, frame.Vietnam)
	switch {
	case err != nil:
		f.Fields[0].Wrong = l.T("workflow.publish.wrong")
	case !at.After(now):
		f.Fields[0].Wrong = l.T("workflow.publish.past_time")
	default:
		q.At = at
		return true
	}
	return false
}

// blame says what is wrong beside the fields that an error names.
func (f *form) blame(l *frame.Locale, e *catalog.Error) {
	named := false
	for _, wrong := range e.Fields {
		for i := range f.Fields {
			if f.Fields[i].Name == wrong.Field {
				f.Fields[i].Wrong, named = wrong.Detail.In(l.Lang), true
			}
		}
	}
	if !named {
		f.Wrong = e.Public.In(l.Lang)
	}
}
