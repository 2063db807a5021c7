package proof

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"nguon/catalog"
)

// A Log shows the log of releases to the world. It is safe for concurrent use,
// as are several on one catalogue.
type Log struct {
	db     catalog.Log
	notary *Notary
	now    func() time.Time
}

// NewLog returns the log in db, whose checkpoints n signs. Now is the clock.
func NewLog(db catalog.Log, n *Notary, now func() time.Time) *Log {
	return &Log{db: db, notary: n, now: now}
}

// settleEvery is how often [Log.Keep] looks for what has become due.
const settleEvery = time.Second

// Settle enters what the public sees now and is not in the log.
func (l *Log) Settle(ctx context.Context) error {
	if err := l.db.Settle(ctx, l.now()); err != nil {
		return fmt.Errorf("log of releases: %w", err)
	}
	return nil
}

// Keep settles, every second, until ctx ends. A failure is logged once until it
// has passed.
func (l *Log) Keep(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(settleEvery)
	defer tick.Stop()
	var last error
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := l.Settle(ctx)
		if err != nil && last == nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelError, "releases are not entered in the log", slog.Any("error", err))
		}
		last = err
	}
}

// A state is the log at one time.
type state struct {
	Checkpoint
	signed string
	keys   []catalog.LogEntry
}

// state settles what is due and signs the state of the log. What is signed
// follows from the catalogue alone: all replicas sign the same.
func (l *Log) state(ctx context.Context) (*state, error) {
	if err := l.Settle(ctx); err != nil {
		return nil, err
	}
	// The size first: what is read after it can only be newer.
	size, err := l.db.LogSize(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := l.db.LogKeys(ctx)
	if err != nil {
		return nil, err
	}
	for len(keys) > 0 && keys[len(keys)-1].Index >= size {
		keys = keys[:len(keys)-1]
	}
	if len(keys) == 0 {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Chưa có nhật ký công bố.", "There is no log of releases yet.")
	}
	root, err := tlog.TreeHash(size, l.hashes(ctx))
	if err != nil {
		return nil, fmt.Errorf("root of the log: %w", err)
	}
	current := keys[len(keys)-1].Subject
	key, err := l.notary.private(current)
	if err != nil {
		return nil, err
	}
	s := &state{Checkpoint: Checkpoint{Origin: keyName(current), Size: size, Root: root}, keys: keys}
	s.signed, err = key.sign(s.String())
	return s, err
}

// hashes reads the hashes of the tree.
func (l *Log) hashes(ctx context.Context) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found, err := l.db.LogHashes(ctx, indexes)
		if err != nil {
			return nil, err
		}
		all := make([]tlog.Hash, len(found))
		for i, d := range found {
			all[i] = tlog.Hash(d)
		}
		return all, nil
	})
}

// Bundle returns all that is needed to verify a release: what was entered about
// it, that it is in the log, and, if since is not 0, that the log of now begins
// with that of the given size. It returns an error of kind [catalog.ErrNotFound]
// if nothing was entered about the release, and of kind [catalog.ErrInvalid] if
// the log never was of the given size.
func (l *Log) Bundle(ctx context.Context, releaseID string, since int64) (*Bundle, error) {
	s, err := l.state(ctx)
	if err != nil {
		return nil, err
	}
	if since < 0 || since > s.Size {
		return nil, catalog.Errorf(catalog.ErrInvalid, "Nhật ký có %[1]d mục, không phải %[2]d.", "The log has %[1]d entries, and not %[2]d.", s.Size, since)
	}
	about, err := l.db.LogOf(ctx, releaseID)
	if err != nil {
		return nil, err
	}
	b := &Bundle{Checkpoint: s.signed}
	for _, e := range about {
		if e.Index >= s.Size {
			continue
		}
		in, err := l.included(ctx, s, e)
		if err != nil {
			return nil, err
		}
		switch e.Kind {
		case catalog.LogPublished:
			b.Release = in
		case catalog.LogWithdrawn:
			b.Withdrawal = in
		}
	}
	if b.Release == nil && b.Withdrawal == nil {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Bản phát hành này chưa có trong nhật ký.", "The release is not in the log yet.")
	}
	for _, e := range s.keys {
		in, err := l.included(ctx, s, e)
		if err != nil {
			return nil, err
		}
		b.Keys = append(b.Keys, *in)
	}
	if since > 0 {
		proof, err := tlog.ProveTree(s.Size, since, l.hashes(ctx))
		if err != nil {
			return nil, fmt.Errorf("prove the tree: %w", err)
		}
		b.Consistency = &Consistency{Since: since, Proof: proof}
	}
	return b, nil
}

func (l *Log) included(ctx context.Context, s *state, e catalog.LogEntry) (*Included, error) {
	proof, err := tlog.ProveRecord(s.Size, e.Index, l.hashes(ctx))
	if err != nil {
		return nil, fmt.Errorf("prove entry %d: %w", e.Index, err)
	}
	return &Included{Index: e.Index, Leaf: e.Leaf, Statement: e.Statement, Proof: proof}, nil
}
