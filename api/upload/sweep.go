package upload

import (
	"context"
	"strings"
	"time"

	"nguon/storage"
)

// A Sweep says which uploads to remove.
type Sweep struct {
	Age     time.Duration                                      // since they last grew
	InUse   func(ctx context.Context) (map[string]bool, error) // the ids of those to keep whatever their age; may be nil
	DryRun  bool                                               // only tell
	Removed func(storage.Info)                                 // is told of each object; may be nil
}

// Age returns how long an upload is kept that does not grow.
func (s *Store) Age() time.Duration { return s.age }

// Sweep removes the uploads that have not grown for long, and parts that were
// stored while their upload was removed. It holds the ids of these in memory.
func (s *Store) Sweep(ctx context.Context, o Sweep) error {
	stale, err := s.stale(ctx, s.now().Add(-o.Age))
	if err != nil || len(stale) == 0 {
		return err
	}
	var used map[string]bool
	if o.InUse != nil { // asked after the listing: what was taken into use meanwhile is in it
		if used, err = o.InUse(ctx); err != nil {
			return err
		}
	}
	for _, id := range stale {
		if used[id] {
			continue
		}
		if err := s.sweep(ctx, id, o); err != nil {
			return err
		}
	}
	return nil
}

// stale returns the ids of the uploads of which no object is younger.
func (s *Store) stale(ctx context.Context, before time.Time) (ids []string, err error) {
	var current string
	fresh := true
	end := func() {
		if !fresh {
			ids = append(ids, current)
		}
	}
	for i, err := range s.blobs.List(ctx, s.keys) { // all objects of an upload follow one another
		if err != nil {
			return nil, err
		}
		id, _, ok := strings.Cut(strings.TrimPrefix(i.Key, s.keys), "/")
		if !ok {
			continue
		}
		if id != current {
			end()
			current, fresh = id, false
		}
		fresh = fresh || i.Modified.After(before)
	}
	end()
	return ids, nil
}

func (s *Store) sweep(ctx context.Context, id string, o Sweep) error {
	if !o.DryRun {
		return s.remove(ctx, id, o.Removed)
	}
	for i, err := range s.blobs.List(ctx, s.folder(id)) {
		if err != nil {
			return err
		}
		if o.Removed != nil {
			o.Removed(i)
		}
	}
	return nil
}
