package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/workflow"
)

// Releases are the releases on their way: what nobody but their agencies sees.
type Releases interface {
	Candidate(ctx context.Context, by account.Principal, id string) (*workflow.Candidate, []workflow.Action, error)
	Candidates(ctx context.Context, by account.Principal, f workflow.Filter) ([]workflow.Candidate, error)
	Step(ctx context.Context, by account.Caller, id string, q workflow.Request) (*workflow.Candidate, error)
}

const (
	releasesPath = "/v1/releases"

	cachePrivate = "private, no-store" // of what only some may see

	maxStep          = 64 << 10 // bytes of a request
	releasesAtOnce   = 50       // in one answer, unless another number is asked for
	draftRowsAtOnce  = 100      // of a preview, at most
	draftRowsTimeout = 10 * time.Second
)

// workflowRoutes are those of releases that are on their way.
func (s *Server) workflowRoutes() []route {
	one := releasesPath + "/:release"
	return []route{
		{http.MethodGet, releasesPath, s.listCandidates},
		{http.MethodGet, one, s.getCandidate},
		{http.MethodPost, one + "/state", s.moveCandidate},
		{http.MethodGet, one + "/rows/:resource", s.getCandidateRows},
		{http.MethodGet, one + "/risk/:resource", s.getCandidateRisk},
	}
}

// insider returns the caller if it is somebody of an agency. Nothing on the way
// may keep the answer, or a refusal.
func (s *Server) insider(c *gin.Context) (*caller, error) {
	c.Header("Cache-Control", cachePrivate)
	who := callerOf(c)
	switch {
	case s.Releases == nil:
		return nil, noRoute(c)
	case who.credential() == "":
		return nil, problem.Errorf(problem.KeyMissing, "Cần khóa API của một cơ quan.", "This needs an API key of an agency.")
	}
	return who, nil
}

// listCandidates answers GET /v1/releases.
func (s *Server) listCandidates(c *gin.Context) error {
	who, err := s.insider(c)
	if err != nil {
		return err
	}
	f, state, err := parseCandidates(c.Request.URL.Query())
	if err != nil {
		return err
	}
	found, err := s.Releases.Candidates(c.Request.Context(), who.Principal, f)
	if err != nil {
		return err
	}
	now := s.Now()
	body := candidatesBody{Data: []candidateBody{}}
	for i := range found {
		if y := &found[i]; state == "" || y.StateAt(now) == state {
			body.Data = append(body.Data, s.newCandidate(y))
		}
	}
	body.Links.Self = s.url(c.Request.URL.RequestURI())
	if len(found) == f.Limit {
		next := s.url(withParameter(c.Request.URL, "before", found[len(found)-1].Release.ID))
		body.Links.Next = &next
	}
	return private(c, body)
}

// parseCandidates reads the parameters of a list. The state is empty if all are
// asked for.
func parseCandidates(q url.Values) (f workflow.Filter, state catalog.State, err error) {
	f = workflow.Filter{Limit: releasesAtOnce, Before: q.Get("before"), Dataset: catalog.Slug(q.Get("dataset"))}
	if agency := q.Get("agency"); agency != "" {
		f.Agencies = []string{agency}
	}
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > workflow.PageSize {
			return f, "", problem.Parameter("limit", "phải từ 1 đến 200", "must be from 1 to 200")
		}
		f.Limit = n
	}
	switch state = catalog.State(q.Get("state")); state {
	case "":
	case catalog.StateScheduled, catalog.StatePublished:
		f.States = []catalog.State{catalog.StatePublished}
	case catalog.StateDraft, catalog.StateChecked, catalog.StateRefused, catalog.StateSubmitted, catalog.StateReturned, catalog.StateApproved,
		catalog.StateDiscarded, catalog.StateWithdrawn:
		f.States = []catalog.State{state}
	default:
		return f, "", problem.Parameter("state", "không có trạng thái %q", "there is no state %q", state)
	}
	return f, state, nil
}

// getCandidate answers GET /v1/releases/:release.
func (s *Server) getCandidate(c *gin.Context) error {
	who, err := s.insider(c)
	if err != nil {
		return err
	}
	y, may, err := s.Releases.Candidate(c.Request.Context(), who.Principal, c.Param("release"))
	if err != nil {
		return err
	}
	return private(c, s.newWholeCandidate(y, may))
}

// stepBody asks for a step.
type stepBody struct {
	Action    workflow.Action `json:"action"`
	Comment   string          `json:"comment"`
	Reason    catalog.Text    `json:"reason"`
	PublishAt time.Time       `json:"publish_at"`
	Heirs     bool            `json:"heirs"`
}

// moveCandidate answers POST /v1/releases/:release/state.
func (s *Server) moveCandidate(c *gin.Context) error {
	who, err := s.insider(c)
	if err != nil {
		return err
	}
	var in stepBody
	d := json.NewDecoder(io.LimitReader(c.Request.Body, maxStep))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		e := catalog.Errorf(catalog.ErrInvalid, `Hãy gửi JSON như {"action":"approve","comment":"…"}.`, `Send JSON such as {"action":"approve","comment":"…"}.`)
		e.Err = err
		return e
	}
	ctx := c.Request.Context()
	done, err := s.Releases.Step(ctx, account.Caller{Principal: who.Principal}, c.Param("release"),
		workflow.Request{Action: in.Action, Comment: in.Comment, Reason: in.Reason, At: in.PublishAt, Heirs: in.Heirs})
	if err != nil {
		return err
	}
	s.snapshots.forget()
	y, may, err := s.Releases.Candidate(ctx, who.Principal, c.Param("release"))
	if err != nil {
		return err
	}
	if y.Sharers == nil && done != nil { // the catalogue forgets them with the step
		y.Sharers = done.Sharers
	}
	return private(c, s.newWholeCandidate(y, may))
}

// private sends v as JSON that nothing on the way keeps.
func private(c *gin.Context, v any) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "application/json", body)
	return nil
}

// candidateTable finds a table of a release that is on its way.
func (s *Server) candidateTable(c *gin.Context, need account.Action) (*workflow.Candidate, *catalog.Table, error) {
	who, err := s.insider(c)
	if err != nil {
		return nil, nil, err
	}
	y, _, err := s.Releases.Candidate(c.Request.Context(), who.Principal, c.Param("release"))
	if err != nil {
		return nil, nil, err
	}
	if !who.May(need, y.Agency.Code) {
		return nil, nil, catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền xem phần này.", "You have no right to see this.")
	}
	if y.Release.State == catalog.StateWithdrawn {
		return nil, nil, gone(&y.Release)
	}
	t, ok := y.Release.Table(c.Param("resource"))
	if !ok || y.Release.State == catalog.StateDiscarded || y.Release.State == catalog.StateRefused {
		return nil, nil, catalog.Errorf(catalog.ErrNotFound, "Bản phát hành không có bảng %q.", "The release has no table %q.", c.Param("resource"))
	}
	return y, t, nil
}
