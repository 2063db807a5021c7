package snapshot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"nguon/search"
	"nguon/storage"
)

// Make makes a snapshot of the index, if one is wanted and no other replica has
// taken the turn, and returns its key, or "". It then removes those that are
// too many.
func (k *Keeper) Make(ctx context.Context, x *search.Index) (key string, err error) {
	seen, err := x.Seen()
	if err != nil {
		return "", err
	}
	if seen.Event < k.gone { // what was withdrawn is still in the index
		return "", search.ErrNotReady
	}
	all, err := k.saved(ctx)
	if err != nil || !k.wanted(seen, all) {
		return "", err
	}
	now := k.opt.Now().UTC()
	mine, err := k.takeTurn(ctx, now, len(all) == 0)
	if err != nil || !mine {
		return "", err
	}
	if key, err = k.put(ctx, x, now, seen.Event); err != nil {
		return "", fmt.Errorf("snapshot of the index: %w", err)
	}
	return key, k.thin(ctx)
}

// wanted reports whether a snapshot is to be made beside those that are there.
func (k *Keeper) wanted(seen search.Seen, all []saved) bool {
	if seen.Datasets < k.opt.Least {
		return false
	}
	if len(all) == 0 {
		return true
	}
	last := all[len(all)-1]
	since := seen.Event - last.event
	// Fewer events than before: the catalogue is an older copy of itself.
	return since < 0 || seen.Refused.After(last.made) || since >= k.opt.Changed || since > 0 && k.opt.Now().Sub(last.made) >= 24*time.Hour
}

// takeTurn reports whether this replica is the first to ask in its time. Where
// there is no snapshot times are shorter: those that were there may have been
// removed for what was in them.
func (k *Keeper) takeTurn(ctx context.Context, now time.Time, bare bool) (bool, error) {
	turn := now.Truncate(k.opt.Every).Format(stamp)
	if bare {
		turn = now.Truncate(k.opt.Every/6).Format(stamp) + "-bare"
	}
	err := k.blobs.Put(ctx, turns+turn, strings.NewReader("taken\n"))
	if errors.Is(err, storage.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("turn to make a snapshot of the index: %w", err)
	}
	return true, nil
}

// put stores a snapshot as it is written. The name says the event that the index
// had seen before, so that at worst one more is replayed.
func (k *Keeper) put(ctx context.Context, x *search.Index, now time.Time, event int64) (string, error) {
	key := fmt.Sprintf("%s%s-%020d%s", folder(), now.Format(stamp), event, suffix)
	r, w := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		_, err := x.WriteSnapshot(ctx, w, k.opt.Key)
		w.CloseWithError(err)
		ended <- err
	}()
	err := k.blobs.Put(ctx, key, r)
	r.CloseWithError(errors.Join(err, io.ErrClosedPipe))
	if wrote := <-ended; wrote != nil && err == nil {
		err = wrote
	}
	return key, err
}

// thin removes the snapshots of this format but the newest, and past turns.
func (k *Keeper) thin(ctx context.Context) error {
	all, err := k.saved(ctx)
	if err != nil {
		return err
	}
	for _, s := range all[:max(len(all)-kept, 0)] {
		if err := k.blobs.Remove(ctx, s.Key); err != nil {
			return err
		}
	}
	before := k.opt.Now().UTC().Add(-24 * time.Hour).Format(stamp)
	for info, err := range k.blobs.List(ctx, turns) {
		if err != nil {
			return err
		}
		if info.Key < turns+before {
			if err := k.blobs.Remove(ctx, info.Key); err != nil {
				return err
			}
		}
	}
	return nil
}

// A Sweep says what [Keeper.Sweep] removes.
type Sweep struct {
	Age     time.Duration      // leave what is younger
	DryRun  bool               // only report
	Removed func(storage.Info) // called for each object
}

// Sweep removes all that is older than the age but the newest snapshot of this
// format: older ones, those of other formats, which a program of another version
// has made, and past turns.
func (k *Keeper) Sweep(ctx context.Context, s Sweep) error {
	all, err := k.saved(ctx)
	if err != nil {
		return err
	}
	before := k.opt.Now().Add(-s.Age)
	for info, err := range k.blobs.List(ctx, Prefix) {
		if err != nil {
			return fmt.Errorf("snapshots of the index: %w", err)
		}
		if !info.Modified.Before(before) || len(all) > 0 && info.Key == all[len(all)-1].Key {
			continue
		}
		if !s.DryRun {
			if err := k.blobs.Remove(ctx, info.Key); err != nil {
				return err
			}
		}
		s.Removed(info)
	}
	return nil
}
