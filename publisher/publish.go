package publisher

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/workflow"
)

// A Request asks for a release to be made of a dataset folder.
type Request struct {
	Dir string // holds dataset.yaml and the files that it names

	// By is who asks. It may draft for the agency, or nothing is read but
	// dataset.yaml. Nil is the program itself, which may do everything.
	By *account.Caller

	// At is from when the public sees the release; zero or past is at once.
	At time.Time
	// Hold leaves the release as a draft that is checked.
	Hold bool

	// Additions are the tables to which the folder only adds, see [Addition]; it
	// has all rows of the others.
	Additions []Addition

	// Progress is called often, from one goroutine at a time. It may be nil.
	Progress func(Progress)
}

// An Outcome is what became of a request.
type Outcome struct {
	ID        string          `json:"id"` // of the release
	Dataset   catalog.Slug    `json:"dataset"`
	Version   int             `json:"version"`
	State     catalog.State   `json:"state"`
	Unchanged bool            `json:"unchanged"` // there is a release of the same files: there is no new one
	Tables    []catalog.Table `json:"tables"`
	PublishAt time.Time       `json:"publish_at,omitzero"`
	Created   time.Time       `json:"created"` // the release, not the request
}

func (p *Publisher) outcome(r *catalog.Release, unchanged bool) *Outcome {
	o := &Outcome{ID: r.ID, Dataset: r.Dataset, Version: r.Version, State: r.State, Unchanged: unchanged, Tables: r.Tables, Created: r.Created}
	if r.State == catalog.StatePublished {
		o.PublishAt = r.PublishAt
		if r.PublishAt.After(p.now()) {
			o.State = catalog.StateScheduled
		}
	}
	return o
}

// Publish makes a release of a dataset folder and takes it as far as whoever asks
// may and wants: it is published, or, if its agency requires approval or the
// caller may not publish, submitted. Errors that its maker can mend are
// [*catalog.Error] of kinds ErrInvalid (metadata), ErrRefused (data),
// ErrTooLarge, ErrForbidden or ErrConflict; nothing is published then.
func (p *Publisher) Publish(ctx context.Context, req Request) (*Outcome, error) {
	m, err := ReadManifest(req.Dir)
	if err != nil {
		return nil, err
	}
	if !req.may(account.ActionDraft, m.Agency.Code) && !req.may(account.ActionPublish, m.Agency.Code) {
		return nil, catalog.Errorf(catalog.ErrForbidden, "Khóa này không được công bố cho cơ quan %q.",
			"This key may not publish for the agency %q.", m.Agency.Code)
	}
	additions, err := additionsTo(m, req.Additions)
	if err != nil {
		return nil, err
	}
	req.Additions = additions
	source, err := p.sourceOf(ctx, req, m)
	if err != nil {
		return nil, err
	}
	earlier, err := p.earlier(ctx, m)
	if err != nil {
		return nil, err
	}
	var last catalog.Release
	if len(earlier) > 0 {
		last = earlier[0]
	}
	if last.Version > 0 && last.Source == source && last.State != catalog.StateWithdrawn {
		return p.outcome(&last, true), nil
	}
	if same, err := p.waiting(ctx, req, m, source, last.Version+1); err != nil || same != nil {
		return same, err
	}
	at := p.now().UTC()
	r := catalog.Release{ID: newID(at), Dataset: m.Dataset.Slug, Version: last.Version + 1, State: catalog.StateDraft,
		Note: m.Note, Period: m.Dataset.Period, Source: source, Created: at}
	if err := p.db.SaveDraft(ctx, r); err != nil {
		return nil, err
	}
	if err := p.db.Propose(ctx, r.ID, m.Agency, m.Dataset); err != nil {
		return nil, err
	}
	if err := p.make(ctx, req, m, earlier, &r); err != nil {
		p.refuse(ctx, req, m, r, err)
		return nil, err
	}
	p.log.LogAttrs(ctx, slog.LevelInfo, "release made", slog.String("dataset", string(r.Dataset)),
		slog.Int("version", r.Version), slog.String("state", string(r.State)), slog.Int64("rows", r.Rows()))
	return p.outcome(&r, false), nil
}

// waiting returns the release that was made from the same files and waits for
// somebody, or nil. Whoever wants a draft is content with the one that is there.
func (p *Publisher) waiting(ctx context.Context, req Request, m *Manifest, source catalog.Digest, version int) (*Outcome, error) {
	states := []catalog.State{catalog.StateSubmitted, catalog.StateApproved}
	if req.Hold {
		states = append(states, catalog.StateChecked)
	}
	found, err := p.db.Candidates(ctx, workflow.Filter{Dataset: m.Dataset.Slug, Agencies: []string{m.Agency.Code}, States: states})
	if err != nil {
		return nil, err
	}
	for _, c := range found {
		if c.Release.Source == source && c.Release.Version == version {
			return p.outcome(&c.Release, true), nil
		}
	}
	return nil, nil
}

// make builds and stores r, and takes it on its way.
func (p *Publisher) make(ctx context.Context, req Request, m *Manifest, earlier catalog.Releases, r *catalog.Release) error {
	dir, remove, err := p.workspace()
	if err != nil {
		return err
	}
	defer remove()
	all, err := p.tables(ctx, order{dir: req.Dir, work: dir, manifest: m, earlier: earlier, version: r.Version, additions: req.Additions, progress: req.Progress})
	defer func() { p.closeAll(ctx, all) }()
	if err != nil {
		return err
	}
	for _, t := range all {
		if err := t.refusal(); err != nil {
			return err
		}
		t.name(fmt.Sprintf("releases/%s/%s/%s", r.Dataset, r.ID, t.in.Name))
		r.Tables = append(r.Tables, t.Table)
	}
	if now, err := p.sourceOf(ctx, req, m); err != nil {
		return err
	} else if now != r.Source { // it would be recorded for data that are not in the release
		return catalog.Errorf(catalog.ErrRefused, "Thư mục bị thay đổi trong khi đang được công bố. Hãy thử lại.",
			"The folder was changed while it was published. Try again.")
	}
	if r.Digest, err = manifestDigest(r); err != nil {
		return err
	}
	// From here on the catalogue knows the keys: they are in use before there
	// is anything under them, so no object can be orphaned unseen.
	if err := p.db.SaveDraft(ctx, *r); err != nil {
		return err
	}
	if err := p.stillThere(ctx, all); err != nil {
		return err
	}
	for i, t := range r.Tables {
		if err := p.storeTable(ctx, t, all[i], req.Progress); err != nil {
			return fmt.Errorf("store %s: %w", t.Resource, err)
		}
		if err := p.storeRisk(ctx, t, all[i]); err != nil {
			return fmt.Errorf("store the risk report of %s: %w", t.Resource, err)
		}
	}
	return p.conclude(ctx, req, m, r)
}

// refuse marks a draft that came to nothing. Its objects, if any, are no
// longer in use. A failure to do so is only logged: Collect finds old drafts.
func (p *Publisher) refuse(ctx context.Context, req Request, m *Manifest, r catalog.Release, cause error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	r.State = catalog.StateRefused
	c := &workflow.Candidate{Agency: m.Agency, Dataset: m.Dataset, Release: r}
	step := workflow.Step{Time: p.now(), By: req.actor(), Action: workflow.Refuse, State: r.State, Comment: whyRefused(cause)}
	err := p.db.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		if err := p.db.SaveDraft(ctx, r); err != nil {
			return nil, err
		}
		return []account.Entry{req.entry(c, step)}, p.db.Note(ctx, r.ID, step)
	})
	if err != nil {
		// It may be published after all, with the answer lost on the way: its
		// objects must stay.
		p.log.LogAttrs(ctx, slog.LevelWarn, "draft not marked as refused", slog.String("release", r.ID), slog.Any("error", err))
		return
	}
	for i := range r.Tables {
		for _, o := range r.Tables[i].Objects() {
			if !cameWith(r.ID, o.Key) {
				continue
			}
			if err := p.blobs.Remove(ctx, o.Key); err != nil {
				p.log.LogAttrs(ctx, slog.LevelWarn, "object of a refused draft not removed", slog.String("release", r.ID), slog.Any("error", err))
			}
		}
	}
	p.log.LogAttrs(ctx, slog.LevelInfo, "release refused", slog.String("dataset", string(r.Dataset)), slog.Any("error", cause))
}

// earlier returns the releases of the dataset, newest first, and refuses a slug
// that belongs to another agency or was given up by a rename.
func (p *Publisher) earlier(ctx context.Context, m *Manifest) (catalog.Releases, error) {
	s := m.Dataset.Slug
	d, err := p.db.Dataset(ctx, s)
	if moved, ok := errors.AsType[*catalog.Moved](err); ok {
		return nil, catalog.Errorf(catalog.ErrConflict, "Bộ dữ liệu %[1]s đã đổi tên thành %[2]s.",
			"The dataset %[1]s was renamed to %[2]s.", s, moved.To)
	}
	if errors.Is(err, catalog.ErrNotFound) {
		return p.unseen(ctx, m)
	} else if err != nil {
		return nil, err
	}
	if d.Agency != m.Agency.Code {
		return nil, catalog.Errorf(catalog.ErrConflict, "Bộ dữ liệu %[1]s là của cơ quan %[2]s.",
			"The dataset %[1]s belongs to the agency %[2]s.", s, d.Agency)
	}
	return p.db.Releases(ctx, s)
}

// unseen returns the releases of a dataset that nobody sees yet: all of them are
// due later. What another agency prepares under a name is not told, but that the
// name is taken.
func (p *Publisher) unseen(ctx context.Context, m *Manifest) (catalog.Releases, error) {
	found, err := p.db.Candidates(ctx, workflow.Filter{Dataset: m.Dataset.Slug, States: []catalog.State{catalog.StatePublished}})
	if err != nil {
		return nil, err
	}
	var all catalog.Releases
	for _, c := range found {
		if c.Agency.Code != m.Agency.Code {
			return nil, catalog.Errorf(catalog.ErrConflict, "Không dùng được tên %[1]s. Hãy chọn tên khác.",
				"The name %[1]s cannot be used. Choose another one.", m.Dataset.Slug)
		}
		all = append(all, c.Release)
	}
	slices.SortFunc(all, func(a, b catalog.Release) int { return b.Version - a.Version })
	return all, nil
}
