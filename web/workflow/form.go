package workflow

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	steps "nguon/catalog/workflow"
	"nguon/web/frame"
)

// maxForm bounds a form in bytes.
const maxForm = 64 << 10

// A form asks for one step.
type form struct {
	frame.Form
	Step steps.Action
	Note string // what it does
}

// maxComment bounds what is said of a step, in characters.
const maxComment = 1300

// newForm returns the form of an action, for a release with whose bytes others
// were made.
func newForm(l *frame.Locale, a steps.Action, sharers []steps.Sharer) form {
	f := form{Step: a, Form: frame.Form{Submit: l.T(actionNames[a].button), Hidden: []frame.Hidden{{Name: "action", Value: string(a)}}}}
	comment := frame.Field{Name: "comment", Label: l.T("workflow.comment"), Type: "area", Optional: a != steps.Return}
	switch a {
	case steps.Submit:
		f.Note, f.Fields = l.T("workflow.submit.note"), []frame.Field{comment}
	case steps.Approve:
		f.Note, f.Fields = l.T("workflow.approve.note"), []frame.Field{comment}
	case steps.Return:
		f.Quiet, f.Note, f.Fields = true, l.T("workflow.return.note"), []frame.Field{comment}
	case steps.Publish:
		f.Note = l.T("workflow.publish.note")
		f.Fields = []frame.Field{
			{Name: "day", Label: l.T("workflow.publish.day"), Hint: l.T("workflow.publish.day_hint"), Type: "date", Optional: true},
			{Name: "time", Label: l.T("workflow.publish.time"), Hint: l.T("workflow.publish.time_hint"), Type: "time", Optional: true, Value: "09:00"},
		}
	case steps.Postpone:
		f.Quiet, f.Note, f.Fields = true, l.T("workflow.postpone.note"), []frame.Field{comment}
	case steps.Discard:
		f.Quiet, f.Danger, f.Note, f.Fields = true, true, l.T("workflow.discard.note"), []frame.Field{comment}
	case steps.Withdraw:
		f.Danger, f.Note = true, l.T("workflow.withdraw.note")
		f.Fields = []frame.Field{
			{Name: "reason.vi", Label: l.T("workflow.withdraw.reason_vi"), Type: "area"},
			{Name: "reason.en", Label: l.T("workflow.withdraw.reason_en"), Type: "area"},
		}
		var heirs []string
		for _, s := range sharers {
			if s.Heir {
				heirs = append(heirs, strconv.Itoa(s.Version))
			}
		}
		if heirs != nil {
			f.Fields = append(f.Fields, frame.Field{Name: "heirs", Type: "box", Optional: true,
				Label: l.T("workflow.withdraw.heirs", "versions", strings.Join(heirs, ", ")), Hint: l.T("workflow.withdraw.heirs_hint")})
		}
	}
	for i := range f.Fields {
		x := &f.Fields[i]
		x.ID = string(a) + "-" + strings.ReplaceAll(x.Name, ".", "-")
		if x.Type == "area" {
			x.Rows, x.Max = 3, maxComment
		}
	}
	return f
}

// step makes the step that a form asks for.
func (m *Room) step(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	if err := frame.ReadForm(w, r, maxForm); err != nil {
		return err
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
	q.Heirs = r.PostFormValue("heirs") != ""
	f := newForm(l, q.Action, y.Sharers)
	f.Fill(r)
	if q.Action == steps.Publish && !f.moment(l, &q, m.Now()) {
		return m.show(w, r, l, http.StatusUnprocessableEntity, y, may, &f)
	}
	if _, err := m.Releases.Step(r.Context(), v.Caller(), id, q); err != nil {
		if !slices.Contains(may, q.Action) {
			return err
		}
		status, ok := f.Blame(l, err)
		if !ok {
			return err
		}
		if y, may, err = m.Releases.Candidate(r.Context(), v.Principal(), id); err != nil {
			return err
		}
		return m.show(w, r, l, status, y, may, &f)
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
