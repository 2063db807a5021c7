package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/supply"
	"nguon/web/frame"
)

// runsShown is how many runs the page of a source lists.
const runsShown = 50

// sources lists where the releases of an agency come from by themselves.
func (d *Desk) sources(t *task) error {
	l := t.l
	all, err := d.Sources.Of(t.r.Context(), t.visit.Principal(), t.agency.Code)
	if err != nil {
		return err
	}
	list := &table{
		Caption: l.T("desk.tab.sources"), Empty: l.T("source.none"),
		Columns: []string{l.T("source.name"), l.T("source.dataset"), l.T("source.state"), l.T("source.last"), l.T("source.outcome"), l.T("source.next")},
	}
	for i := range all {
		s := &all[i]
		list.Rows = append(list.Rows, []cell{
			{Text: s.ID, Path: t.bare("/sources/" + s.ID)}, {Text: string(s.Dataset), Code: true}, sourceState(l, s, d.Now()),
			usedCell(l.T("desk.never"), s.Memory.Looked), outcomeCell(l, s.Memory.Outcome), {Time: s.Next},
		})
	}
	b := board{Heading: l.T("desk.tab.sources"), Lead: l.T("source.lead"), Above: t.above()}
	b.Parts = append(b.Parts, part{Table: list, Note: l.T("source.how")})
	return d.show(t, http.StatusOK, b)
}

// stuck are the sources of an agency that wait for somebody; nothing if none does.
func (d *Desk) stuck(t *task) ([]part, error) {
	l := t.l
	all, err := d.Sources.Of(t.r.Context(), t.visit.Principal(), t.agency.Code)
	if err != nil {
		return nil, err
	}
	list := &table{Caption: l.T("source.stuck"), Columns: []string{l.T("source.name"), l.T("source.why"), l.T("source.last")}}
	for i := range all {
		if s := &all[i]; s.State == supply.Attention {
			list.Rows = append(list.Rows, []cell{{Text: s.ID, Path: t.bare("/sources/" + s.ID)}, text(reasons(l, s.Memory.Why)), {Time: s.Memory.Looked}})
		}
	}
	if len(list.Rows) == 0 {
		return nil, nil
	}
	return []part{{Heading: l.T("source.stuck"), Table: list}}, nil
}

// sourceState says what becomes of s at a time.
func sourceState(l *frame.Locale, s *supply.Source, now time.Time) cell {
	if s.Busy(now) {
		return cell{Text: l.T("source.in.busy"), Badge: "scheduled"}
	}
	return cell{Text: l.T(sourceStates[s.State]), Badge: string(s.State)}
}

var sourceStates = map[supply.State]string{
	supply.Active: "source.in.active", supply.Paused: "source.in.paused", supply.Attention: "source.in.attention",
}

func outcomeCell(l *frame.Locale, o supply.Outcome) cell {
	if key, ok := outcomeTexts[o]; ok {
		return cell{Text: l.T(key), Badge: string(o)}
	}
	return cell{}
}

var outcomeTexts = map[supply.Outcome]string{
	supply.Unchanged: "source.was.unchanged", supply.Published: "source.was.published", supply.Submitted: "source.was.submitted",
	supply.Held: "source.was.draft", supply.Refused: "source.was.refused", supply.Asked: "source.was.attention", supply.Failed: "source.was.failed",
}

// source shows a source and its last runs.
func (d *Desk) source(t *task) error {
	s, err := d.sourceOf(t)
	if err != nil {
		return err
	}
	b, err := d.sourceBoard(t, &s)
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, b)
}

// sourceOf returns the source of a path, if it is this agency's.
func (d *Desk) sourceOf(t *task) (supply.Source, error) {
	s, err := d.Sources.Source(t.r.Context(), t.visit.Principal(), t.r.PathValue("source"))
	if err == nil && s.Agency != t.agency.Code {
		return s, frame.ErrNoPage
	}
	return s, err
}

func (d *Desk) sourceBoard(t *task, s *supply.Source) (board, error) {
	l := t.l
	b := board{Heading: l.T("source.title", "name", s.ID), Above: t.above(anchor{Title: l.T("desk.tab.sources"), Path: t.bare("/sources")})}
	runs, err := d.Sources.Sources.Runs(t.r.Context(), s.ID, runsShown)
	if err != nil {
		return b, err
	}
	about := part{Facts: []fact{
		{l.T("source.state"), sourceState(l, s, d.Now())}, {l.T("source.why"), text(reasons(l, s.Memory.Why))},
		{l.T("source.dataset"), cell{Text: string(s.Dataset), Code: true}}, {l.T("source.where"), text(addresses(s))},
		{l.T("source.every"), text(everyText(l, s))}, {l.T("source.next"), cell{Time: s.Next}},
		{l.T("source.passed"), text(l.T(passed[s.Automatic]))}, {l.T("source.partition"), text(partitionText(l, s))},
	}}
	for _, a := range s.Possible(t.visit.Principal()) {
		if a == supply.Look && s.Busy(d.Now()) {
			continue
		}
		about.Forms = append(about.Forms, t.sourceForm(s, a))
	}
	list := &table{
		Caption: l.T("source.runs"), Empty: l.T("source.runs_none"), Numbers: 2,
		Columns: []string{l.T("source.began"), l.T("source.outcome"), l.T("source.release"), l.T("source.why"), l.T("source.took"), l.T("source.bytes")},
	}
	for _, r := range runs {
		list.Rows = append(list.Rows, []cell{
			{Time: r.Started}, outcomeCell(l, r.Outcome), t.releaseCell(&r), text(reasons(l, r.Why)),
			text(l.Duration(r.Ended.Sub(r.Started).Round(time.Second))), text(l.Bytes(r.Bytes)),
		})
	}
	b.Parts = []part{about, {ID: "runs", Heading: l.T("source.runs"), Table: list}}
	return b, nil
}

// partitionText says how the file of s is added to its table; nothing if it is
// all of it.
func partitionText(l *frame.Locale, s *supply.Source) string {
	if len(s.Parts) == 0 || s.Parts[0].Partition == nil {
		return ""
	}
	how := s.Parts[0].Partition
	return l.T(partitions[how.From], "column", how.Column)
}

var partitions = map[string]string{"name": "source.by_name", "column": "source.by_column", "schedule": "source.by_schedule"}

func everyText(l *frame.Locale, s *supply.Source) string {
	every := l.Duration(s.Every)
	if s.Planned {
		return l.T("source.planned", "every", every)
	}
	return every
}

var passed = map[bool]string{true: "source.automatic", false: "source.by_hand"}

// releaseCell leads to what a run has made.
func (t *task) releaseCell(r *supply.Run) cell {
	if r.Release == "" {
		return cell{}
	}
	return cell{Text: t.l.T("source.version", "version", r.Version), Path: t.bare("/releases/" + r.Release)}
}

func reasons(l *frame.Locale, why []catalog.Text) string {
	var all []string
	for _, w := range why {
		all = append(all, w.In(l.Lang))
	}
	return strings.Join(all, "\n")
}

// addresses are where the files of s are, without what may be a secret.
func addresses(s *supply.Source) string {
	var all []string
	for _, p := range s.Parts {
		u, err := url.Parse(p.Address)
		if err != nil {
			continue // it was checked when it was added
		}
		u.User, u.RawQuery, u.Fragment = nil, "", ""
		all = append(all, p.File+": "+u.String())
	}
	return strings.Join(all, "\n")
}

func (t *task) sourceForm(s *supply.Source, a supply.Action) frame.Form {
	return frame.Form{Action: t.path("/sources/" + s.ID + "/act"), Submit: t.l.T(sourceButtons[a]), Quiet: a != supply.Accept,
		Hidden: []frame.Hidden{{Name: "action", Value: string(a)}}}
}

var sourceButtons = map[supply.Action]string{
	supply.Look: "source.button.look", supply.Accept: "source.button.accept", supply.Pause: "source.button.pause", supply.Resume: "source.button.resume",
}

// actOnSource does what a button asks for.
func (d *Desk) actOnSource(t *task) error {
	s, err := d.sourceOf(t)
	if err != nil {
		return err
	}
	a := supply.Action(frame.Given(t.r, "action"))
	err = d.Sources.Do(t.r.Context(), t.by(), s.ID, a)
	switch {
	case err == nil:
		return t.done("/sources/"+s.ID, string(a))
	case frame.Mistake(err) == 0 || !slices.Contains(supply.Actions(), a):
		return err
	}
	b, wrong := d.sourceBoard(t, &s)
	if wrong != nil {
		return wrong
	}
	return d.again(t, b, t.sourceForm(&s, a), err)
}
