package api

import (
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/workflow"
)

// candidatesBody is the answer of GET /v1/releases.
type candidatesBody struct {
	Data  []candidateBody `json:"data"`
	Links pageLinks       `json:"links"`
}

// candidateBody is a release that is on its way.
type candidateBody struct {
	ID        string         `json:"id"`
	Dataset   catalog.Slug   `json:"dataset"`
	Title     catalog.Text   `json:"title"`
	Agency    string         `json:"agency"`
	Version   int            `json:"version"`
	State     catalog.State  `json:"state"`
	Note      catalog.Text   `json:"note"`
	Rows      int64          `json:"rows"`
	Created   time.Time      `json:"created"`
	PublishAt *time.Time     `json:"publish_at,omitempty"`
	Links     candidateLinks `json:"links"`
}

type candidateLinks struct {
	Self  string `json:"self"`
	State string `json:"state"`
}

// wholeCandidateBody tells all that those who decide should know.
type wholeCandidateBody struct {
	candidateBody
	Tables  []candidateTable  `json:"tables"`
	Steps   []stepLine        `json:"steps"`
	Actions []workflow.Action `json:"actions"` // that the caller may do now
	Sharers []sharerLine      `json:"sharers,omitempty"`
}

type candidateTable struct {
	Resource   string              `json:"resource"`
	Rows       int64               `json:"rows"`
	Columns    int                 `json:"columns"`
	Bytes      int64               `json:"bytes"`
	Checks     catalog.Checks      `json:"checks"` // what was found, and what differs from the release before
	Disclosure *catalog.Disclosure `json:"disclosure,omitempty"`
	Links      candidateFiles      `json:"links"`
}

type candidateFiles struct {
	Rows string `json:"rows"`
	Risk string `json:"risk,omitempty"`
}

// sharerLine is another release with some of the bytes of one.
type sharerLine struct {
	ID      string        `json:"id"`
	Version int           `json:"version"`
	State   catalog.State `json:"state"`
	Heir    bool          `json:"heir"`
}

type stepLine struct {
	Time      time.Time       `json:"time"`
	By        account.Actor   `json:"by"`
	Action    workflow.Action `json:"action"`
	State     catalog.State   `json:"state"`
	Comment   *catalog.Text   `json:"comment,omitempty"`
	PublishAt *time.Time      `json:"publish_at,omitempty"`
	DelayMS   int64           `json:"delay_ms,omitempty"` // after which the portal came to announce it
}

func (s *Server) newCandidate(y *workflow.Candidate) candidateBody {
	r := &y.Release
	self := s.url(releasesPath + "/" + r.ID)
	b := candidateBody{
		ID: r.ID, Dataset: r.Dataset, Title: y.Dataset.Title, Agency: y.Agency.Code, Version: r.Version, State: y.StateAt(s.Now()),
		Note: r.Note, Rows: r.Rows(), Created: r.Created, Links: candidateLinks{self, self + "/state"},
	}
	if r.State == catalog.StatePublished || r.State == catalog.StateWithdrawn {
		b.PublishAt = &r.PublishAt
	}
	return b
}

func (s *Server) newWholeCandidate(y *workflow.Candidate, may []workflow.Action) wholeCandidateBody {
	b := wholeCandidateBody{candidateBody: s.newCandidate(y), Tables: []candidateTable{}, Steps: make([]stepLine, len(y.Steps)), Actions: may}
	if b.Actions == nil {
		b.Actions = []workflow.Action{}
	}
	for _, s := range y.Sharers {
		b.Sharers = append(b.Sharers, sharerLine(s))
	}
	kept := y.Release.State.Waiting() || y.Release.State == catalog.StatePublished
	for i := range y.Release.Tables {
		t := &y.Release.Tables[i]
		if !kept {
			break
		}
		line := candidateTable{Resource: t.Resource, Rows: t.Rows, Columns: len(t.Columns), Bytes: t.File.Bytes, Checks: t.Checks, Disclosure: t.Disclosure,
			Links: candidateFiles{Rows: b.Links.Self + "/rows/" + t.Resource}}
		if t.Risk != nil {
			line.Links.Risk = b.Links.Self + "/risk/" + t.Resource
		}
		b.Tables = append(b.Tables, line)
	}
	for i, p := range y.Steps {
		b.Steps[i] = stepLine{Time: p.Time, By: p.By, Action: p.Action, State: p.State, PublishAt: orNil(p.At), DelayMS: p.Delay.Milliseconds()}
		if !p.Comment.IsZero() {
			b.Steps[i].Comment = &y.Steps[i].Comment
		}
	}
	return b
}
