// Package snapshot keeps snapshots of the search index in the object store, so
// that a replica with an empty folder starts from the newest one instead of
// building its index:
//
//	index/1-600a1b2c3d/20261122T153000Z-00000000000000012345.tar.zst
//	index/turns/20261122T150000Z
//
// A snapshot is named by its format (a replica looks only for its own, so that
// two versions of the program may run beside each other), when it was made, and
// the last event in it. A turn is an empty object that replicas try to put: the
// one that was first makes the snapshot of that time, if one is wanted. So there
// is no lock that a replica that dies could keep.
//
// What was withdrawn is in the snapshots from before. Nobody is shown it, as a
// replica brings a snapshot up to the last event before it serves it; but it is
// to be gone from everywhere, so that those snapshots are removed within seconds,
// and one is made in their place ahead of the next turn.
package snapshot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/search"
	"nguon/storage"
)

// Prefix begins the keys of all objects of this package.
const Prefix = "index/"

const (
	turns   = Prefix + "turns/"
	stamp   = "20060102T150405Z" // times in keys, in UTC; they sort as text
	suffix  = ".tar.zst"
	kept    = 2                // newest snapshots that stay: who began to read the older one shall end
	recheck = 20 * time.Second // how often a replica that is not ready asks again
	look    = 3 * time.Second  // how often for withdrawals
)

// Options of a [Keeper]. The zero value of a field means its default.
type Options struct {
	Key   []byte        // with which snapshots are sealed: the same on all replicas
	Every time.Duration // how often it is looked whether a snapshot is wanted; default 1 hour

	// Least is the number of datasets from which on snapshots are made: fewer
	// are indexed as quickly as a snapshot is fetched. The default is 2,000.
	Least int
	// Changed is the number of events after which a new snapshot is wanted;
	// default 1,000. After a day any event will do.
	Changed int64

	// Events returns those of the catalogue: see [catalog.Reader]. If it is nil,
	// snapshots with what was withdrawn go when newer ones are made.
	Events func(ctx context.Context, after int64, limit int) ([]catalog.Event, error)

	Now func() time.Time // default [time.Now]
	Log *slog.Logger     // default: nothing is logged
}

// A Keeper makes, finds and removes snapshots. It is safe for concurrent use, but
// for [Keeper.Keep] and [Keeper.Drop], which one goroutine calls.
type Keeper struct {
	blobs storage.Store
	opt   Options

	begun bool
	heard int64 // the last event that [Keeper.Drop] has looked at
	gone  int64 // the last of them that is a withdrawal
}

// New returns a keeper of the snapshots in blobs.
func New(blobs storage.Store, opt Options) *Keeper {
	opt.Every = cmp.Or(opt.Every, time.Hour)
	opt.Least = cmp.Or(opt.Least, 2000)
	opt.Changed = cmp.Or(opt.Changed, 1000)
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	return &Keeper{blobs: blobs, opt: opt}
}

// A saved snapshot is one in the store.
type saved struct {
	storage.Info
	made  time.Time
	event int64
}

// parse reads the name of a snapshot.
func parse(i storage.Info) (saved, bool) {
	name := i.Key[strings.LastIndexByte(i.Key, '/')+1:]
	name, ok := strings.CutSuffix(name, suffix)
	at, event, cut := strings.Cut(name, "-")
	made, bad := time.Parse(stamp, at)
	n, wrong := strconv.ParseInt(event, 10, 64)
	return saved{i, made, n}, ok && cut && bad == nil && wrong == nil
}

func folder() string { return Prefix + search.SnapshotFormat() + "/" }

// saved returns the snapshots of this format, oldest first.
func (k *Keeper) saved(ctx context.Context) ([]saved, error) {
	var all []saved
	for info, err := range k.blobs.List(ctx, folder()) {
		if err != nil {
			return nil, fmt.Errorf("snapshots of the index: %w", err)
		}
		if s, ok := parse(info); ok {
			all = append(all, s)
		}
	}
	return all, nil
}

// Open opens the newest snapshot of this format. It is for
// [search.Options.Snapshot]: if there is none, the error is [fs.ErrNotExist].
func (k *Keeper) Open(ctx context.Context) (io.ReadCloser, error) {
	all, err := k.saved(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fs.ErrNotExist
	}
	r, err := k.blobs.Open(ctx, all[len(all)-1].Key, 0, -1)
	if errors.Is(err, storage.ErrNotExist) { // replaced just now
		return nil, errors.Join(err, fs.ErrNotExist)
	}
	return r, err
}

// Keep makes snapshots of an index whenever they are wanted, and removes those
// with what was withdrawn, until ctx ends.
func (k *Keeper) Keep(ctx context.Context, x *search.Index) {
	next := k.opt.Now()
	for ctx.Err() == nil {
		dropped, err := k.Drop(ctx)
		if err != nil && ctx.Err() == nil {
			k.opt.Log.Error("snapshots with what was withdrawn were not removed", slog.Any("error", err))
		}
		if dropped > 0 || !k.opt.Now().Before(next) {
			next = k.opt.Now().Add(k.make(ctx, x))
		}
		select {
		case <-ctx.Done():
		case <-time.After(max(min(look, next.Sub(k.opt.Now())), time.Millisecond)):
		}
	}
}

// make makes a snapshot if one is wanted, and returns when to ask again.
func (k *Keeper) make(ctx context.Context, x *search.Index) time.Duration {
	made, err := k.Make(ctx, x)
	switch {
	case ctx.Err() != nil:
	case errors.Is(err, search.ErrNotReady):
		return min(k.opt.Every, recheck)
	case err != nil:
		k.opt.Log.Error("snapshot of the search index failed", slog.Any("error", err))
	case made != "":
		k.opt.Log.Info("snapshot of the search index was made", slog.String("key", made))
	}
	return k.opt.Every
}
