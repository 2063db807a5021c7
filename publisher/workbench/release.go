package workbench

import (
	"context"
	"path/filepath"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/dossier"
	"nguon/catalog/workflow"
	"nguon/publisher"
	"nguon/publisher/manuscript"
)

// A Made is the release that was made of a dossier.
type Made struct {
	Release   string        `json:"release"` // its ID
	Dataset   catalog.Slug  `json:"dataset"`
	Version   int           `json:"version"`
	State     catalog.State `json:"state"`
	Unchanged bool          `json:"unchanged,omitempty"` // there was one of the same files
}

// release makes a release of a dossier, whose files are then removed: the
// description stays for the next one.
func (b *Bench) release(ctx context.Context, in input, report func(publisher.Progress)) (*Made, error) {
	d, who, err := b.open(ctx, in)
	if err != nil {
		return nil, err
	}
	m, err := manuscript.Parse([]byte(d.Manifest))
	if err != nil {
		return nil, err
	}
	dir, remove, err := b.folder(ctx, &d, report)
	if err != nil {
		return nil, err
	}
	defer remove()
	if err := write(m, d.Policies, dir); err != nil {
		return nil, err
	}
	read, err := publisher.ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	if read.Raw() {
		out := filepath.Join(filepath.Dir(dir), "out")
		req := publisher.AnonymiseRequest{Dir: dir, Out: out, Tool: b.Tool, Approver: approver(who), Progress: report}
		if _, err := b.Publisher.Anonymise(ctx, req); err != nil {
			return nil, err
		}
		dir = out
	}
	by := account.Caller{Principal: who}
	got, err := b.Publisher.Publish(ctx, publisher.Request{Dir: dir, By: &by, Hold: true, Progress: report})
	if err != nil {
		return nil, err
	}
	made := &Made{Release: got.ID, Dataset: got.Dataset, Version: got.Version, State: got.State, Unchanged: got.Unchanged}
	if in.Submit && made.State == catalog.StateChecked {
		c, err := b.Publisher.Step(ctx, by, got.ID, workflow.Request{Action: workflow.Submit})
		if err != nil {
			return nil, err
		}
		made.State = c.Release.State
	}
	gone := d.Files
	_, err = b.Edit(ctx, who, d.Agency, d.ID, 0, func(now *dossier.Dossier) error {
		now.Release = got.ID
		if now.Digest() == d.Digest() {
			now.Files = nil
		} else {
			gone = nil // it goes on with others
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	b.forget(ctx, &d, gone)
	if len(gone) > 0 {
		found, err := b.CheckOf(ctx, &d)
		if err != nil {
			return nil, err
		}
		b.dropPreview(ctx, &d, found)
	}
	return made, nil
}

// approver is who answers for the policies.
func approver(who account.Principal) string {
	if who.User == nil {
		return ""
	}
	return who.User.Name
}
