package api

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/job"
	"nguon/publisher"
)

const (
	publicationKind = "publication" // of a task
	maxPublication  = 1 << 20       // bytes of a request
)

// A publicationInput is what a publication is made of, in the request and as a
// task.
type publicationInput struct {
	Files []publicationFile `json:"files"`
	// PublishAt is from when the public sees the release; absent or past is at
	// once. Hold leaves it as a draft that is checked.
	PublishAt *time.Time `json:"publish_at,omitempty"`
	Hold      bool       `json:"hold,omitempty"`
	// Additions are the tables to which the files only add a part.
	Additions []publisher.Addition `json:"additions,omitempty"`
}

type publicationFile struct {
	Name   string `json:"name"`             // path in the folder
	Upload string `json:"upload"`           // id; in a request also the address
	SHA256 string `json:"sha256,omitempty"` // hexadecimal; empty to take it as it is
}

// publicationOutcome is what became of it; it has one of the members.
type publicationOutcome struct {
	Result  *outcomeBody                      `json:"result,omitempty"`
	Problem map[catalog.Lang]*problem.Details `json:"problem,omitempty"`
}

// A publicationBody is how a publication is answered. Its status follows from
// a lease: it is never "running" when nobody works at it.
type publicationBody struct {
	ID      string     `json:"id"`
	Status  job.Status `json:"status"`
	Attempt int        `json:"attempt"`

	Stage    publisher.Stage `json:"stage,omitempty"`
	Resource string          `json:"resource,omitempty"`
	Rows     int64           `json:"rows"`
	Bytes    int64           `json:"bytes"` // of total, in this stage
	Total    int64           `json:"total"`

	Created   time.Time  `json:"created"`
	Started   *time.Time `json:"started,omitempty"`
	Heartbeat *time.Time `json:"heartbeat,omitempty"`
	Stopping  bool       `json:"stopping,omitempty"` // it was asked to stop, and has not yet
	Ended     *time.Time `json:"ended,omitempty"`

	Result  json.RawMessage  `json:"result,omitempty"`
	Problem *problem.Details `json:"problem,omitempty"`
	Links   struct {
		Self string `json:"self"`
	} `json:"links"`
}

// addPublication answers POST /v1/publications. The id of a publication
// follows from its uploads, each of which is used once: a request that is
// repeated because the answer was lost makes no second one.
func (s *Server) addPublication(c *gin.Context) error {
	who := callerOf(c)
	if err := s.mayUpload(who); err != nil {
		return err
	}
	if s.Tasks == nil {
		return noUploads()
	}
	in, err := readPublication(c.Request.Body)
	if err != nil {
		return err
	}
	input, err := json.Marshal(in)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	sum := sha256.Sum256(append([]byte(who.credential()+"\n"), input...))
	id := base32.StdEncoding.EncodeToString(sum[:])[:26]
	if _, err := s.Tasks.Task(ctx, id); errors.Is(err, catalog.ErrNotFound) {
		if err := s.checkPublication(ctx, who.credential(), in); err != nil {
			return err
		}
		err = s.Tasks.AddTask(ctx, job.Task{ID: id, Kind: publicationKind, Owner: who.credential(), Input: input})
		if err != nil && !errors.Is(err, catalog.ErrConflict) {
			return err
		}
	} else if err != nil {
		return err
	}
	c.Header("Location", s.publicationURL(id))
	return s.answerPublication(c, http.StatusAccepted, id)
}

// readPublication reads a request strictly, and makes ids of addresses.
func readPublication(body io.Reader) (*publicationInput, error) {
	in := new(publicationInput)
	d := json.NewDecoder(io.LimitReader(body, maxPublication))
	d.DisallowUnknownFields()
	if err := d.Decode(in); err != nil {
		e := problem.Errorf(problem.InvalidUpload, `Hãy gửi JSON như {"files":[{"name":"dataset.yaml","upload":"…"}]}.`,
			`Send JSON such as {"files":[{"name":"dataset.yaml","upload":"…"}]}.`)
		e.Err = err
		return nil, e
	}
	for i := range in.Files {
		in.Files[i].Upload = path.Base(in.Files[i].Upload)
	}
	return in, nil
}

// getPublication answers GET /v1/publications/:publication.
func (s *Server) getPublication(c *gin.Context) error {
	return s.answerPublication(c, http.StatusOK, c.Param("publication"))
}

// stopPublication answers DELETE /v1/publications/:publication. What waits is
// cancelled at once; what runs ends soon, without a release unless it was
// there already.
func (s *Server) stopPublication(c *gin.Context) error {
	id := c.Param("publication")
	before, err := s.publication(c, id)
	if err != nil {
		return err
	}
	if err := s.Tasks.StopTask(c.Request.Context(), id); err != nil {
		return err
	}
	t, err := s.publication(c, id)
	if err != nil {
		return err
	}
	if !before.State.Final() && t.State == job.Cancelled { // nobody works at it who could do so
		s.removeUploads(c.Request.Context(), t)
	}
	return s.answerPublication(c, http.StatusAccepted, id)
}

// publication returns a publication of the caller.
func (s *Server) publication(c *gin.Context, id string) (*job.Task, error) {
	who := callerOf(c)
	if err := s.mayUpload(who); err != nil {
		return nil, err
	}
	if s.Tasks == nil {
		return nil, noUploads()
	}
	t, err := s.Tasks.Task(c.Request.Context(), id)
	if errors.Is(err, catalog.ErrNotFound) || err == nil && (t.Owner != who.credential() || t.Kind != publicationKind) {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Không có lần công bố này.", "There is no such publication.")
	}
	return &t, err
}

func (s *Server) answerPublication(c *gin.Context, status int, id string) error {
	t, err := s.publication(c, id)
	if err != nil {
		return err
	}
	b, err := s.newPublication(t, language(c.Request))
	if err != nil {
		return err
	}
	if t.State == job.Succeeded && s.Now().Sub(t.Ended) < time.Minute {
		s.snapshots.forget() // another process may have made the release
	}
	body, err := encode(b)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Data(status, "application/json", body)
	return nil
}

func (s *Server) publicationURL(id string) string { return s.url("/v1/publications/" + id) }

func (s *Server) newPublication(t *job.Task, lang catalog.Lang) (*publicationBody, error) {
	b := &publicationBody{
		ID: t.ID, Status: t.Status(time.Now()), Attempt: t.Attempt, Created: t.Created, Stopping: !t.Stop.IsZero() && !t.State.Final(),
		Started: orNil(t.Started), Heartbeat: orNil(t.Heartbeat), Ended: orNil(t.Ended),
	}
	b.Links.Self = s.publicationURL(t.ID)
	if len(t.Progress) > 0 {
		var at publisher.Progress
		if err := json.Unmarshal(t.Progress, &at); err != nil {
			return nil, fmt.Errorf("progress of publication %s: %w", t.ID, err)
		}
		b.Stage, b.Resource, b.Rows, b.Bytes, b.Total = at.Stage, at.Resource, at.Rows, at.Done, at.Total
	}
	var out struct {
		Result  json.RawMessage                   `json:"result"`
		Problem map[catalog.Lang]*problem.Details `json:"problem"`
	}
	if len(t.Outcome) > 0 {
		if err := json.Unmarshal(t.Outcome, &out); err != nil {
			return nil, fmt.Errorf("outcome of publication %s: %w", t.ID, err)
		}
	}
	b.Result, b.Problem = out.Result, out.Problem[lang]
	if t.State == job.Failed && b.Problem == nil { // it was given up
		d := problem.From(errGivenUp, lang)
		d.Instance = t.ID
		b.Problem = &d
	}
	return b, nil
}

var errGivenUp = errors.New("the publication was given up")

func orNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
