package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"slices"
	"time"

	"nguon/api/problem"
	"nguon/api/upload"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/job"
	"nguon/publisher"
)

// HandleTasks has the publications that are asked for made by r, and the tasks
// of further kinds. It needs Uploads, Tasks and a Publisher.
func (s *Server) HandleTasks(r *job.Runner, further map[string]job.TaskFunc) {
	all := map[string]job.TaskFunc{publicationKind: s.doPublication}
	maps.Copy(all, further)
	job.HandleTasks(r, s.Tasks, all)
}

// doPublication makes a release of uploads. What its maker can mend is the end
// of it; what the system failed at is tried again. Uploads are raw data: they
// are removed with the end, whatever it is.
func (s *Server) doPublication(ctx context.Context, t job.Task, report func(any)) (job.Done, error) {
	remove := func() { s.removeUploads(context.WithoutCancel(ctx), &t) }
	result, err := s.publishUploads(ctx, t, func(p publisher.Progress) { report(p) })
	if err == nil {
		return job.Done{State: job.Succeeded, Outcome: publicationOutcome{Result: result}, After: remove}, nil
	}
	if ctx.Err() != nil {
		if errors.Is(context.Cause(ctx), job.ErrStopped) {
			remove()
		}
		return job.Done{}, err
	}
	if t.Attempt > 1 && t.Attempt < job.MaxAttempts && errors.Is(err, catalog.ErrConflict) {
		return job.Done{}, err // perhaps with an earlier attempt, which the next one will see
	}
	out := publicationOutcome{Problem: make(map[catalog.Lang]*problem.Details)}
	for _, lang := range []catalog.Lang{catalog.Vietnamese, catalog.English} {
		d := problem.From(err, lang)
		if d.Status >= http.StatusInternalServerError {
			return job.Done{}, err
		}
		d.Instance = t.ID
		out.Problem[lang] = &d
	}
	return job.Done{State: job.Failed, Outcome: out, After: remove}, nil
}

func (s *Server) publishUploads(ctx context.Context, t job.Task, report func(publisher.Progress)) (*outcomeBody, error) {
	var in publicationInput
	if err := json.Unmarshal(t.Input, &in); err != nil {
		return nil, err
	}
	if err := makeFolder(s.Upload.Dir); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(s.Upload.Dir, uploadPrefix)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := s.assemble(ctx, t.Owner, &in, dir, report); err != nil {
		return nil, err
	}
	who, err := s.holder(ctx, t.Owner)
	if err != nil {
		return nil, err
	}
	req := publisher.Request{Dir: dir, By: &account.Caller{Principal: who}, Hold: in.Hold, Additions: in.Additions, Progress: report}
	if in.PublishAt != nil {
		req.At = *in.PublishAt
	}
	out, err := s.Publisher.Publish(ctx, req)
	if err != nil {
		return nil, err
	}
	s.snapshots.forget()
	if out.Unchanged && t.Attempt > 1 { // an earlier attempt may have got as far as the release
		out.Unchanged = out.Created.Before(t.Created)
	}
	return s.newOutcome(out), nil
}

// holder returns what the holder of a key, or a robot, may do now.
func (s *Server) holder(ctx context.Context, id string) (account.Principal, error) {
	keys, err := s.Keys.Keys(ctx)
	if err != nil {
		return account.Principal{}, err
	}
	i := slices.IndexFunc(keys, func(k account.Key) bool { return k.ID == id })
	if i < 0 && s.Robots != nil {
		who, err := s.Robots.RobotNow(ctx, id)
		if !errors.Is(err, catalog.ErrUnknownCaller) {
			return who, err
		}
	}
	if now := s.Now(); i < 0 || keys[i].RevokedAt(now) || keys[i].ExpiredAt(now) {
		return account.Principal{}, catalog.Errorf(catalog.ErrForbidden, "Khóa đã hết hiệu lực trước khi dữ liệu được công bố.",
			"The key ended before the data were published.")
	}
	return account.Principal{Key: &keys[i], Grants: keys[i].Grants}, nil
}

// removeUploads removes the uploads of a publication that has ended. Those
// that cannot be removed expire.
func (s *Server) removeUploads(ctx context.Context, t *job.Task) {
	ids, err := uploadsOf(t)
	for _, id := range ids {
		err = errors.Join(err, s.Uploads.Remove(ctx, t.Owner, id))
	}
	if err != nil {
		s.Log.LogAttrs(ctx, slog.LevelWarn, "uploads not removed", slog.String("publication", t.ID), slog.Any("error", err))
	}
}

func uploadsOf(t *job.Task) ([]string, error) {
	var in publicationInput
	if err := json.Unmarshal(t.Input, &in); err != nil {
		return nil, fmt.Errorf("publication %s: %w", t.ID, err)
	}
	ids := make([]string, len(in.Files))
	for i, f := range in.Files {
		ids[i] = f.Upload
	}
	return ids, nil
}

// UploadsInUse returns the ids of the uploads that publications wait for.
func UploadsInUse(ctx context.Context, tasks job.Ledger) (map[string]bool, error) {
	open, err := tasks.OpenTasks(ctx)
	if err != nil {
		return nil, err
	}
	used := make(map[string]bool)
	for _, t := range open {
		if t.Kind != publicationKind {
			continue
		}
		ids, err := uploadsOf(&t)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			used[id] = true
		}
	}
	return used, nil
}

// sweepEvery is the time between two looks for uploads that were given up.
const sweepEvery = time.Hour

// SweepUploads removes uploads that nobody goes on with, now and then, until
// ctx ends.
func (s *Server) SweepUploads(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		err := s.Uploads.Sweep(ctx, upload.Sweep{Age: s.Uploads.Age(),
			InUse: func(ctx context.Context) (map[string]bool, error) { return UploadsInUse(ctx, s.Tasks) }})
		if err != nil && ctx.Err() == nil {
			s.Log.LogAttrs(ctx, slog.LevelWarn, "old uploads not removed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
