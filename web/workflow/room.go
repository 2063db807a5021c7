package workflow

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"time"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/catalog/account"
	steps "nguon/catalog/workflow"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

// Releases are the releases on their way. What somebody may not see is not
// found.
type Releases interface {
	Candidate(ctx context.Context, by account.Principal, id string) (*steps.Candidate, []steps.Action, error)
	Candidates(ctx context.Context, by account.Principal, f steps.Filter) ([]steps.Candidate, error)
	Step(ctx context.Context, by account.Caller, id string, q steps.Request) (*steps.Candidate, error)
}

// Deps are what the room is made of.
type Deps struct {
	Frame    *frame.Frame
	Releases Releases
	// Query reads rows of releases that wait for a decision; nil shows none.
	Query query.Runner
	// Name returns the name of the holder of an account; nil knows no names.
	Name func(ctx context.Context, id string) string
}

// A Room is a [frame.Wing].
type Room struct {
	*frame.Room
	Deps
}

// New returns the room. It returns an error if a template is not well-formed.
func New(d Deps) (*Room, error) {
	room, err := d.Frame.Room(templateFiles, "releases", "release")
	if err != nil {
		return nil, fmt.Errorf("workflow: %w", err)
	}
	if d.Name == nil {
		d.Name = func(context.Context, string) string { return "" }
	}
	return &Room{room, d}, nil
}

// Routes adds the pages to mux.
func (m *Room) Routes(mux *http.ServeMux) {
	m.Page(mux, "GET /desk/{agency}/releases", m.Signed(m.list))
	m.Page(mux, "GET /desk/{agency}/releases/{release}", m.Signed(m.release))
	m.Page(mux, "POST /desk/{agency}/releases/{release}", m.Signed(m.step))
}

// pageSize is how many releases one page lists.
const pageSize = 50

// listPage lists the releases of an agency.
type listPage struct {
	frame.Head
	Agency string
	Name   catalog.Text // of the agency; zero if it has no release
	State  catalog.State
	States []stateLink
	Lines  []line
	Next   string
}

// A stateLink leads to the releases in one state.
type stateLink struct {
	Title, Path string
	Current     bool
}

// A line is one release in a list.
type line struct {
	Path      string
	Title     catalog.Text
	Version   int
	State     state
	Rows      int64
	Created   time.Time
	PublishAt time.Time
}

// A state is how far a release has come, with its name.
type state struct {
	Code catalog.State
	Name string
}

// stateNames are the states in the order of a life.
var stateNames = []struct {
	state catalog.State
	key   string
}{
	{catalog.StateSubmitted, "workflow.state.submitted"},
	{catalog.StateReturned, "workflow.state.returned"},
	{catalog.StateChecked, "workflow.state.checked"},
	{catalog.StateApproved, "workflow.state.approved"},
	{catalog.StateScheduled, "workflow.state.scheduled"},
	{catalog.StatePublished, "workflow.state.published"},
	{catalog.StateWithdrawn, "workflow.state.withdrawn"},
	{catalog.StateRefused, "workflow.state.refused"},
	{catalog.StateDiscarded, "workflow.state.discarded"},
	{catalog.StateDraft, "workflow.state.draft"},
}

func newState(l *frame.Locale, s catalog.State) state {
	for _, n := range stateNames {
		if n.state == s {
			return state{s, l.T(n.key)}
		}
	}
	return state{s, string(s)}
}

// list shows the releases of an agency, those in one state if the address names
// it.
func (m *Room) list(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	agency, want := r.PathValue("agency"), catalog.State(r.URL.Query().Get("state"))
	base := "/desk/" + agency + "/releases"
	p := &listPage{Head: m.Head(r, l, l.T("workflow.title"), ""), Agency: agency, State: want}
	p.NoIndex = true
	f := steps.Filter{Agencies: []string{agency}, Before: r.URL.Query().Get("before"), Limit: pageSize}
	p.States = append(p.States, stateLink{l.T("workflow.all"), base, want == ""})
	for _, n := range stateNames {
		p.States = append(p.States, stateLink{l.T(n.key), base + "?state=" + string(n.state), want == n.state})
		if n.state == want {
			f.States = []catalog.State{want}
		}
	}
	if want == catalog.StateScheduled {
		f.States = []catalog.State{catalog.StatePublished}
	}
	if want != "" && f.States == nil {
		return frame.ErrNoPage
	}
	found, err := m.Releases.Candidates(r.Context(), v.Principal(), f)
	if err != nil {
		return err
	}
	for i := range found {
		y := &found[i]
		now := y.StateAt(m.Now())
		p.Name = y.Agency.Title
		if want != "" && now != want {
			continue
		}
		p.Lines = append(p.Lines, line{Path: base + "/" + y.Release.ID, Title: y.Dataset.Title, Version: y.Release.Version, State: newState(l, now),
			Rows: y.Release.Rows(), Created: y.Release.Created, PublishAt: y.Release.PublishAt})
	}
	if len(found) == pageSize {
		p.Next = frame.Prefixed(l.Lang, base) + "?state=" + string(want) + "&before=" + found[len(found)-1].Release.ID
	}
	return m.Render(w, r, http.StatusOK, l, "releases", p)
}
