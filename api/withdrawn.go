package api

import (
	"context"
	"encoding/hex"
	"errors"
	"log/slog"
	"strings"
	"time"

	"nguon/catalog"
)

const (
	withdrawnLook  = 100 * time.Millisecond // how late this process hears of a withdrawal
	withdrawnBatch = 1000
)

// A forgetter keeps something of objects that can be removed.
type forgetter interface{ Forget(key string) }

// FollowWithdrawals forgets what this process keeps of releases that are
// withdrawn, here or by another process, until ctx ends: answers with rows,
// copies of files, and what is open. It begins with the first event of the
// catalogue, so that what was withdrawn while no process ran has no copy either.
func (s *Server) FollowWithdrawals(ctx context.Context) {
	var seen int64
	tick := time.NewTicker(withdrawnLook)
	defer tick.Stop()
	for {
		if err := s.forgetWithdrawn(ctx, &seen); err != nil && ctx.Err() == nil {
			s.Log.LogAttrs(ctx, slog.LevelError, "withdrawals are not followed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// forgetWithdrawn takes in the events after the one with the number seen.
func (s *Server) forgetWithdrawn(ctx context.Context, seen *int64) error {
	for {
		events, err := s.Catalog.Events(ctx, *seen, withdrawnBatch)
		if err != nil {
			return err
		}
		for _, e := range events {
			if e.Kind == catalog.ReleaseWithdrawn {
				if err := s.forget(ctx, e.Dataset, e.Version); err != nil {
					return err
				}
			}
			*seen = e.Seq
		}
		if len(events) < withdrawnBatch {
			return nil
		}
	}
}

// forget removes what is kept of a release. Answers go whatever they are about:
// withdrawals are rare, and answers are made again.
func (s *Server) forget(ctx context.Context, slug catalog.Slug, version int) error {
	s.snapshots.forget()
	s.rows.forget()
	r, err := s.Catalog.Release(ctx, slug, version)
	if moved, ok := errors.AsType[*catalog.Moved](err); ok {
		r, err = s.Catalog.Release(ctx, moved.To, version)
	}
	if errors.Is(err, catalog.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for i := range r.Tables {
		t := &r.Tables[i]
		for _, o := range t.Objects() {
			s.forgetObject(o.Key)
		}
		for j := range wholeFormats {
			s.forgetObject(wholeFormats[j].key(t))
		}
	}
	return s.forgetDifferences(ctx, r.Dataset, r.Tables)
}

// forgetDifferences removes the copies of what differs between withdrawn tables
// and those of other releases, which such files are recorded with too.
func (s *Server) forgetDifferences(ctx context.Context, slug catalog.Slug, withdrawn []catalog.Table) error {
	all, err := s.Catalog.Releases(ctx, slug)
	if err != nil {
		return err
	}
	for i := range all {
		derived, err := s.Catalog.Derived(ctx, all[i].ID)
		if err != nil {
			return err
		}
		for _, d := range derived {
			for j := range withdrawn {
				if strings.Contains(d.File.Key, hex.EncodeToString(withdrawn[j].File.SHA256[:])) {
					s.forgetObject(d.File.Key)
				}
			}
		}
	}
	return nil
}

func (s *Server) forgetObject(key string) {
	for _, keeper := range []any{s.Query, s.Files} {
		if f, ok := keeper.(forgetter); ok {
			f.Forget(key)
		}
	}
}
