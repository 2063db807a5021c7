package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path"
	"time"

	"nguon/catalog"
	"nguon/publisher"
)

const (
	farewell  = 10 * time.Second // to take back what was begun
	firstLook = 100 * time.Millisecond
	slowLook  = 2 * time.Second // between looks at a publication
)

// publish is a [sender]. It reads the folder strictly before anything is sent,
// uploads its files, and waits for the portal to make a release of them. If ctx
// ends, it takes back what it has begun.
func (r *remote) publish(ctx context.Context, dir string, want wish, show func(publisher.Progress)) (*published, error) {
	m, err := publisher.ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	files, err := survey(ctx, dir, m, show)
	if err != nil {
		return nil, err
	}
	var id string // of the publication
	out, err := r.publishFiles(ctx, m.Dataset.Slug, files, want, &id, show)
	if _, lost := errors.AsType[*lostError](err); lost {
		return nil, err // the next command goes on
	}
	if err != nil {
		r.takeBack(ctx, id, files)
	}
	for _, f := range files {
		if forgotten := r.notes.forget(r.base.String(), f.SHA256); forgotten != nil && err == nil {
			err = forgotten
		}
	}
	return out, err
}

func (r *remote) publishFiles(ctx context.Context, slug catalog.Slug, files []*outgoing, want wish, id *string, show func(publisher.Progress)) (*published, error) {
	at := publisher.Progress{Stage: stageSend, Resource: string(slug)}
	for _, f := range files {
		at.Total += f.size
	}
	var before int64
	for _, f := range files {
		err := r.send(ctx, f, func(sent int64) { at.Done = before + sent; show(at) })
		if err != nil {
			return nil, err
		}
		before += f.size
	}
	err := r.persist(ctx, func(ctx context.Context) (bool, error) {
		request := map[string]any{"files": files}
		if !want.At.IsZero() {
			request["publish_at"] = want.At
		}
		if want.Hold {
			request["hold"] = true
		}
		if len(want.Additions) > 0 {
			request["additions"] = want.Additions
		}
		answer, _, err := r.askBriefly(ctx, http.MethodPost, "v1/publications", nil, request, http.StatusAccepted)
		if err == nil {
			*id = path.Base(answer.Get("Location"))
		}
		return false, err
	})
	if err != nil {
		return nil, err
	}
	return r.follow(ctx, slug, *id, show)
}

// A publication is what a portal says of one.
type publication struct {
	Status   string          `json:"status"`
	Stage    publisher.Stage `json:"stage"`
	Resource string          `json:"resource"`
	Rows     int64           `json:"rows"`
	Bytes    int64           `json:"bytes"`
	Total    int64           `json:"total"`
	Result   *published      `json:"result"`
	Problem  *problemDoc     `json:"problem"`
}

// follow shows how a publication goes on, until it has ended.
func (r *remote) follow(ctx context.Context, slug catalog.Slug, id string, show func(publisher.Progress)) (*published, error) {
	for pause := firstLook; ; pause = min(pause*3/2, slowLook) {
		var p publication
		err := r.persist(ctx, func(ctx context.Context) (bool, error) {
			_, text, err := r.askBriefly(ctx, http.MethodGet, "v1/publications/"+id, nil, nil, http.StatusOK)
			if err != nil {
				return false, err
			}
			return true, json.Unmarshal(text, &p)
		})
		if err != nil {
			return nil, err
		}
		switch p.Status {
		case "succeeded":
			if p.Result == nil {
				return nil, errors.New("the server published, but does not say what")
			}
			return p.Result, nil
		case "failed":
			if p.Problem == nil {
				return nil, errors.New("the server did not publish, and does not say why")
			}
			return nil, p.Problem.err()
		case "cancelled":
			return nil, catalog.Errorf(catalog.ErrConflict, "Lần công bố đã bị hủy từ nơi khác.", "The publication was cancelled from elsewhere.")
		case "running":
			if p.Stage != "" {
				show(publisher.Progress{Stage: p.Stage, Resource: p.Resource, Rows: p.Rows, Done: p.Bytes, Total: p.Total})
			}
		case "queued", "stalled", "retrying":
			show(publisher.Progress{Stage: stageWait, Resource: string(slug)})
		default:
			return nil, fmt.Errorf("the server calls the publication %q: is this program too old for it?", p.Status)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// takeBack stops a publication, if it was begun, and removes uploads.
func (r *remote) takeBack(ctx context.Context, id string, files []*outgoing) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	if id != "" {
		_, _, _ = r.askBriefly(ctx, http.MethodDelete, "v1/publications/"+id, nil, nil, http.StatusAccepted) // nobody to tell
	}
	for _, f := range files {
		r.drop(ctx, f)
	}
}
