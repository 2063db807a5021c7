package workflow

import (
	"net/http"
	"slices"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	steps "nguon/catalog/workflow"
	"nguon/web/frame"
)

// releasePage shows a release to those who decide about it.
type releasePage struct {
	frame.Head
	Agency    string
	Back      string
	Dataset   catalog.Dataset
	Release   catalog.Release
	State     state
	PublishAt string // in words; empty if no time is set
	Delay     string // after which it was announced; empty if there was none
	Public    string // the page that the public sees; empty if there is none
	Done      bool   // a step was made just now
	Tables    []tablePart
	Steps     []stepLine
	Forms     []form
	Failed    *form
}

// A tablePart is what was found in one table.
type tablePart struct {
	catalog.Table
	Score      *int
	Changes    []catalog.Text
	Breaking   bool
	Against    int // the version that it was compared with; 0 is none
	Added      string
	Disclosure *catalog.Disclosure
	Sample     *sample // nil: its rows are not shown
	RowsAt     string  // the address of the page with them; empty if there is none
}

// A stepLine is one step, as people read it.
type stepLine struct {
	Time    time.Time
	What    string
	Who     string
	Comment catalog.Text
	At      string
}

// actionNames are what buttons say, and what the history says.
var actionNames = map[steps.Action]struct{ button, past string }{
	steps.Submit:   {"workflow.submit.button", "workflow.submit.past"},
	steps.Approve:  {"workflow.approve.button", "workflow.approve.past"},
	steps.Return:   {"workflow.return.button", "workflow.return.past"},
	steps.Publish:  {"workflow.publish.button", "workflow.publish.past"},
	steps.Postpone: {"workflow.postpone.button", "workflow.postpone.past"},
	steps.Discard:  {"workflow.discard.button", "workflow.discard.past"},
	steps.Withdraw: {"workflow.withdraw.button", "workflow.withdraw.past"},
	steps.Check:    {past: "workflow.past.check"},
	steps.Refuse:   {past: "workflow.past.refuse"},
	steps.Announce: {past: "workflow.past.announce"},
}

// actorNames are those of who is no user.
var actorNames = map[account.ActorKind]string{
	account.ActorKey: "workflow.by.key", account.ActorRobot: "workflow.by.robot", account.ActorOperator: "workflow.by.operator",
	account.ActorSystem: "workflow.by.system",
}

// release shows one release.
func (m *Room) release(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	y, may, err := m.Releases.Candidate(r.Context(), v.Principal(), r.PathValue("release"))
	if err != nil {
		return err
	}
	return m.show(w, r, l, http.StatusOK, y, may, nil)
}

// show answers with the page of a release, and with what was wrong with a form.
func (m *Room) show(w http.ResponseWriter, r *http.Request, l *frame.Locale, status int, y *steps.Candidate, may []steps.Action, failed *form) error {
	if y.Agency.Code != r.PathValue("agency") {
		return frame.ErrNoPage
	}
	now := m.Now()
	base := "/desk/" + y.Agency.Code + "/releases"
	title := l.T("workflow.release", "title", y.Dataset.Title.In(l.Lang), "version", y.Release.Version)
	p := &releasePage{Head: m.Head(r, l, title, ""), Agency: y.Agency.Code, Back: base, Dataset: y.Dataset, Release: y.Release,
		State: newState(l, y.StateAt(now)), Done: r.URL.Query().Has("done"), Failed: failed}
	p.NoIndex = true
	if failed != nil {
		p.Title = frame.Titled(l, title, failed.Form)
	}
	switch p.State.Code {
	case catalog.StateScheduled:
		p.PublishAt = inWords(l, y.Release.PublishAt)
	case catalog.StatePublished, catalog.StateWithdrawn:
		p.PublishAt = inWords(l, y.Release.PublishAt)
		p.Public = "/datasets/" + string(y.Release.Dataset)
	}
	if s, ok := y.Last(steps.Announce); ok && s.Delay >= time.Second {
		p.Delay = l.Duration(s.Delay)
	}
	for _, t := range y.Release.Tables {
		p.Tables = append(p.Tables, newTable(l, t))
	}
	m.addSample(r.Context(), p, y, r.URL.Query().Get(rowsParameter))
	for _, s := range slices.Backward(y.Steps) {
		p.Steps = append(p.Steps, m.newStep(r, l, s))
	}
	for _, a := range may {
		f := newForm(l, a, y.Sharers)
		if failed != nil && failed.Step == a {
			f = *failed
		}
		p.Forms = append(p.Forms, f)
	}
	return m.Render(w, r, status, l, "release", p)
}

func newTable(l *frame.Locale, t catalog.Table) tablePart {
	p := tablePart{Table: t, Disclosure: t.Disclosure}
	if q := t.Checks.Quality; q != nil {
		p.Score = &q.Score
	}
	c := t.Checks.Changes
	if c == nil {
		return p
	}
	p.Against, p.Breaking = c.Against, c.Breaking
	for _, change := range c.Columns {
		p.Changes = append(p.Changes, change.Text)
	}
	if c.Rows.ByKey {
		p.Added = l.T("workflow.changed_rows", "added", c.Rows.Added, "removed", c.Rows.Removed, "changed", c.Rows.Changed)
	}
	return p
}

func (m *Room) newStep(r *http.Request, l *frame.Locale, s steps.Step) stepLine {
	line := stepLine{Time: s.Time, What: l.T(actionNames[s.Action].past), Comment: s.Comment}
	if s.By.Kind == account.ActorUser {
		line.Who = m.Name(r.Context(), s.By.ID)
	}
	if key, ok := actorNames[s.By.Kind]; ok {
		line.Who = l.T(key)
	}
	if s.Action == steps.Publish && s.At.After(s.Time) {
		line.At = inWords(l, s.At)
	}
	return line
}

// inWords writes a time with the day of the week, for those who have to be sure.
func inWords(l *frame.Locale, t time.Time) string {
	local := t.In(frame.Vietnam)
	return l.T("workflow.at", "weekday", l.T(weekdays[local.Weekday()]), "time", local.Format("15:04:05"), "date", l.Date(t))
}

var weekdays = [...]string{"workflow.day.sunday", "workflow.day.monday", "workflow.day.tuesday", "workflow.day.wednesday", "workflow.day.thursday",
	"workflow.day.friday", "workflow.day.saturday"}
