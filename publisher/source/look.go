package source

import (
	"context"
	"errors"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/job"
	"nguon/catalog/notice"
	"nguon/catalog/supply"
	"nguon/publisher"
)

// maxFailures is after how many failures in a row a source waits for a person.
const maxFailures = 10

// look does a run: it fetches, checks, and makes a release. Only an error of the
// fetch or of the system is returned, with the run as far as it came.
func (k *Keeper) look(ctx context.Context, s *supply.Source, show func(publisher.Progress)) (*supply.Run, error) {
	r := new(supply.Run)
	secret, err := k.secret(s)
	if err != nil {
		return r, err
	}
	dir, remove, err := k.workspace(s.ID)
	if err != nil {
		return r, err
	}
	defer remove()
	b, err := k.fetcher.all(ctx, s, secret, dir, s.Memory.Parts, show)
	if b != nil {
		r.Bytes = b.bytes
	}
	if err != nil {
		return r, err
	}
	if s.Memory.Digest == b.digest || b.again || s.Memory.Asked == b.digest && s.Memory.Accepted != b.digest {
		r.Outcome = supply.Unchanged
		asks := s.Memory.Asked == b.digest
		k.settle(s, b, asks, false, s.Memory.Why)
		if !asks {
			k.follow(s, b, r)
		}
		return r, nil
	}
	if err := layOut(dir, s); err != nil {
		return r, err
	}
	err = k.pipeline.Prepare(ctx, dir, show, func(dir string) error { return k.make(ctx, s, r, b, dir, show) })
	if aboutData(err) {
		r.Outcome, r.Why, err = supply.Refused, reasons(err), nil
	}
	if err != nil {
		return r, err
	}
	k.settle(s, b, r.Outcome == supply.Asked, r.Version > 0 && r.Outcome != supply.Unchanged, r.Why)
	k.follow(s, b, r)
	return r, nil
}

// make has a release made of a folder, unless somebody has to decide first.
func (k *Keeper) make(ctx context.Context, s *supply.Source, r *supply.Run, b *basket, dir string, show func(publisher.Progress)) error {
	v, err := k.judge(ctx, s, b, dir, show)
	if err != nil {
		return err
	}
	if v.refused == nil && len(v.doubts) > 0 && s.Memory.Accepted != b.digest {
		r.Outcome, r.Why = supply.Asked, v.doubts
		return nil
	}
	if err := k.forget(ctx, s); err != nil {
		return err
	}
	out, err := k.pipeline.Publish(ctx, dir, !s.Automatic, v.added, show)
	if err != nil {
		return err
	}
	r.Release, r.Version = out.ID, out.Version
	switch {
	case out.Unchanged && out.State == catalog.StatePublished:
		r.Outcome = supply.Unchanged
	case out.State == catalog.StateSubmitted:
		r.Outcome = supply.Submitted
	case out.State == catalog.StatePublished || out.State == catalog.StateScheduled:
		r.Outcome = supply.Published
	default:
		r.Outcome = supply.Held
	}
	return nil
}

// follow has the next file of a table of parts taken once there is a release of
// this one: a draft holds what is published and its own part, and would lose
// that of a draft before it.
func (k *Keeper) follow(s *supply.Source, b *basket, r *supply.Run) {
	switch {
	case partition(s) == nil:
	case r.Outcome == supply.Held, r.Outcome == supply.Submitted:
		s.Memory.Parts, s.Memory.Digest = b.before, ""
	case r.Outcome != supply.Asked && b.more > 0:
		s.Next = k.now()
	}
}

// forget takes from the memory of s what the last release was made of: of a run
// that dies from here on nobody knows whether there is a later one.
func (k *Keeper) forget(ctx context.Context, s *supply.Source) error {
	kept := s.Memory.Parts
	if partition(s) == nil {
		kept = nil // of a part that is not the one at hand it is known
	}
	s.Memory.Digest, s.Memory.Parts = "", kept
	return k.sources.ChangeSource(ctx, s.ID, func(in *supply.Source) error {
		in.Memory.Digest, in.Memory.Parts = "", kept
		return nil
	})
}

// settle notes the end of a run that has dealt with what it fetched, or, if it
// asks, that somebody has to. Fresh is whether there is a release of it.
func (k *Keeper) settle(s *supply.Source, b *basket, asks, fresh bool, why []catalog.Text) {
	m := supply.Memory{Parts: s.Memory.Parts, Digest: s.Memory.Digest, Changed: s.Memory.Changed}
	if fresh {
		m.Changed = k.now()
	}
	s.State, s.Next = supply.Active, k.next(s, m.Changed)
	if asks {
		s.State = supply.Attention
		m.Asked, m.Why = b.digest, why
	} else {
		m.Parts, m.Digest = b.seen, b.digest
	}
	s.Memory = m
}

// fail notes a run that is tried again, sooner than the next one would be.
func (k *Keeper) fail(s *supply.Source, r *supply.Run, err error) {
	r.Outcome, r.Why = supply.Failed, reasons(err)
	s.Memory.Failures++
	s.Memory.Why = r.Why
	pause := min(job.Backoff(s.Memory.Failures+5), s.Every) // about 1, 2, 4, … minutes, up to an hour
	if later, ok := errors.AsType[*laterError](err); ok {
		pause = max(pause, later.after)
	}
	s.State, s.Next = supply.Active, k.now().Add(pause)
	if s.Memory.Failures >= maxFailures {
		s.State = supply.Attention
	}
}

// notices are what those in charge of s hear of a run.
func (k *Keeper) notices(ctx context.Context, s *supply.Source, r *supply.Run) ([]notice.Notice, error) {
	if k.deps.Hearers == nil || s.State != supply.Attention && r.Outcome != supply.Refused || r.Outcome == supply.Unchanged {
		return nil, nil
	}
	to, err := k.deps.Hearers(ctx, s.Agency)
	if err != nil || len(to) == 0 {
		return nil, err
	}
	n := notice.Notice{ID: notice.ID(r.Started, string(notice.SourceAttention), r.ID), Kind: notice.SourceAttention, To: to, At: r.Ended,
		Title: catalog.Textf("Nguồn %[1]s cần người xem xét", "The source %[1]s needs attention", s.ID), Path: "/desk/" + s.Agency + "/sources/" + s.ID}
	for _, why := range r.Why {
		if len(n.Text.Vi)+len(why.Vi) < notice.MaxText-100 && len(n.Text.En)+len(why.En) < notice.MaxText-100 {
			n.Text.Vi += why.Vi + "\n"
			n.Text.En += why.En + "\n"
		}
	}
	return []notice.Notice{n}, nil
}

func newID(at time.Time) string {
	return ulid.MustNew(ulid.Timestamp(at), ulid.DefaultEntropy()).String()
}

// A Preview is what a run would do.
type Preview struct {
	Bytes   int64
	Same    bool                 // the data are those of the last run
	Added   []publisher.Addition // what the file would be a part of; none: it is all of its table
	More    int                  // files that would be taken after this one
	Report  *publisher.Report    // nil if dataset.yaml is refused
	Refused error                // why nothing could be published; nil if it could
	Doubts  []catalog.Text       // why somebody would have to decide
}

// DryRun fetches and checks, and changes nothing.
func (k *Keeper) DryRun(ctx context.Context, id string, show func(publisher.Progress)) (*Preview, error) {
	s, err := k.sources.Source(ctx, id)
	if err != nil {
		return nil, err
	}
	secret, err := k.secret(&s)
	if err != nil {
		return nil, err
	}
	dir, remove, err := k.folder(tryFolder + id + ".")
	if err != nil {
		return nil, err
	}
	defer remove()
	b, err := k.fetcher.all(ctx, &s, secret, dir, taken(&s), show)
	if err != nil {
		return nil, err
	}
	if partition(&s) != nil && !b.changed {
		return &Preview{Same: true}, nil
	}
	if err := layOut(dir, &s); err != nil {
		return nil, err
	}
	p := &Preview{Bytes: b.bytes, Same: s.Memory.Digest == b.digest || b.again, More: b.more}
	err = k.pipeline.Prepare(ctx, dir, show, func(dir string) error {
		v, err := k.judge(ctx, &s, b, dir, show)
		if err == nil {
			p.Added, p.Report, p.Refused, p.Doubts = v.added, v.report, v.refused, v.doubts
		}
		return err
	})
	if aboutData(err) {
		p.Refused, err = err, nil
	}
	return p, err
}
