package api

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"os"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/publisher"
)

// A Publisher makes a release of a folder. Before it does anything lasting it
// asks req.May.
type Publisher interface {
	Publish(ctx context.Context, req publisher.Request) (*publisher.Outcome, error)
}

const (
	uploadsAtOnce = 4
	progressEvery = 200 * time.Millisecond
)

// publish answers POST /v1/publish: a small dataset folder in one request, as
// multipart/form-data, for whom uploads and publications are too many steps;
// each file under its relative path as the name of its part. What fails before
// the work begins is a problem with its status; from then on the answer is a
// stream of lines, the last of which is the result or the problem.
func (s *Server) publish(c *gin.Context) error {
	who := callerOf(c)
	if err := s.mayUpload(who); err != nil {
		return err
	}
	kind, params, err := mime.ParseMediaType(c.Request.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return problem.Errorf(problem.UnsupportedMediaType, "Hãy gửi multipart/form-data.", "Send multipart/form-data.")
	}
	leave, err := s.admission.enter(c.Request.Context(), "publish", uploadsAtOnce, 0, time.Millisecond)
	if err != nil {
		return problem.Errorf(problem.Overloaded, "Đang có quá nhiều bản được gửi lên.", "Too many uploads are under way.")
	}
	defer leave()
	if err := makeFolder(s.Upload.Dir); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(s.Upload.Dir, uploadPrefix)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	control := http.NewResponseController(c.Writer)
	if err := spool(&patientReader{c.Request.Body, control}, params["boundary"], dir, s.Upload); err != nil {
		return err
	}
	waitLong(c.Writer)
	return s.publishDir(c, who, dir)
}

// mayUpload returns an error unless the caller may make drafts for some agency.
// For which one is asked when the metadata are read.
func (s *Server) mayUpload(who *caller) error {
	switch {
	case s.Publisher == nil:
		return problem.Errorf(problem.Forbidden, "Máy chủ này không nhận dữ liệu gửi lên.", "This server takes no uploads.")
	case who.credential() == "":
		return problem.Errorf(problem.KeyMissing, "Cần khóa API của một cơ quan để công bố.", "Publishing needs an API key of an agency.")
	case len(who.Agencies(account.ActionDraft))+len(who.Agencies(account.ActionPublish)) == 0:
		return problem.Errorf(problem.Forbidden, "Khóa này không được công bố dữ liệu.", "This key may not publish.")
	}
	return nil
}

// mayPublish returns an error unless p may publish for an agency.
func mayPublish(p account.Principal, agency string) error {
	if p.May(account.ActionPublish, agency) {
		return nil
	}
	return catalog.Errorf(catalog.ErrForbidden, "Khóa này không được công bố cho cơ quan %q.",
		"This key may not publish for the agency %q.", agency)
}

func (s *Server) publishDir(c *gin.Context, who *caller, dir string) error {
	ctx := c.Request.Context()
	stream := &lineStream{c: c, now: time.Now}
	outcome, err := s.Publisher.Publish(ctx, publisher.Request{
		Dir: dir, By: &account.Caller{Principal: who.Principal}, Progress: stream.progress,
	})
	if err != nil {
		if !stream.begun {
			return err
		}
		d := describe(c.Request, err)
		if d.Status >= http.StatusInternalServerError {
			s.Log.LogAttrs(ctx, slog.LevelError, "publication failed", slog.String("request_id", d.Instance), slog.Any("error", err))
		}
		stream.write(publishLine{Problem: &d})
		return nil
	}
	s.snapshots.forget()
	stream.write(publishLine{Result: s.newOutcome(outcome)})
	return nil
}

// publishLine is one line of the answer; it has one of the members.
type publishLine struct {
	Progress *publisher.Progress `json:"progress,omitempty"`
	Result   *outcomeBody        `json:"result,omitempty"`
	Problem  *problem.Details    `json:"problem,omitempty"`
}

type outcomeBody struct {
	ID        string        `json:"id"` // of the release
	Dataset   catalog.Slug  `json:"dataset"`
	Version   int           `json:"version"`
	State     catalog.State `json:"state"`
	PublishAt *time.Time    `json:"publish_at,omitempty"` // from when the public sees it, if that is settled
	Unchanged bool          `json:"unchanged"`            // nothing differs from the newest release: there is no new one
	Tables    []outcomeFile `json:"tables"`
	Links     releaseLinks  `json:"links"`
}

type outcomeFile struct {
	Resource string         `json:"resource"`
	Rows     int64          `json:"rows"`
	Columns  int            `json:"columns"`
	Bytes    int64          `json:"bytes"`
	SHA256   string         `json:"sha256"`
	Checks   catalog.Checks `json:"checks"`
}

func (s *Server) newOutcome(o *publisher.Outcome) *outcomeBody {
	path := fmt.Sprintf("/datasets/%s/releases/%d", o.Dataset, o.Version)
	b := &outcomeBody{
		ID: o.ID, Dataset: o.Dataset, Version: o.Version, State: o.State, PublishAt: orNil(o.PublishAt), Unchanged: o.Unchanged, Tables: make([]outcomeFile, len(o.Tables)),
		Links: releaseLinks{s.url("/v1" + path), s.url("/v1/datasets/" + string(o.Dataset)), s.url(path)},
	}
	for i, t := range o.Tables {
		b.Tables[i] = outcomeFile{t.Resource, t.Rows, len(t.Columns), t.File.Bytes, fmt.Sprintf("%x", t.File.SHA256[:]), t.Checks}
	}
	return b
}

// A lineStream writes lines of JSON, each as soon as it is there. The answer
// begins with the first of them.
type lineStream struct {
	c     *gin.Context
	now   func() time.Time
	begun bool
	last  publisher.Progress
	sent  time.Time
}

// progress writes p if the stage has changed, or the last line is old.
func (l *lineStream) progress(p publisher.Progress) {
	same := p.Stage == l.last.Stage && p.Resource == l.last.Resource
	if now := l.now(); !same || now.Sub(l.sent) >= progressEvery {
		l.last, l.sent = p, now
		l.write(publishLine{Progress: &p})
	}
}

func (l *lineStream) write(line publishLine) {
	if !l.begun {
		l.begun = true
		h := l.c.Writer.Header()
		h.Set("Content-Type", "application/x-ndjson")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Accel-Buffering", "no")
	}
	body, err := json.Marshal(line)
	if err != nil {
		body = []byte(`{"problem":{"type":"/problems/internal","status":500,"code":"internal","title":"Internal error"}}`)
	}
	w := newPatientWriter(l.c.Writer)
	_, _ = w.Write(append(body, '\n')) // a client that left is noticed by ctx
	_ = w.control.Flush()
}
