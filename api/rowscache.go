package api

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/maypok86/otter/v2"
)

const (
	defaultCacheBytes = 64 << 20
	entryBytes        = 256 // of the memory of an entry, besides its key and its body
)

// A rowsAnswer is an answer of …/rows. It is not changed any more.
type rowsAnswer struct {
	body   []byte
	coding coding // of the body
	next   string // the address of the next page, or ""
}

// A rowsCache keeps answers, up to a number of bytes, and lets requests that
// come while an answer to the same is made wait for it. It is safe for
// concurrent use.
//
// An answer is kept under its validator and its address, so that it is never an
// old one.
type rowsCache struct {
	answers *otter.Cache[string, *rowsAnswer]
}

// newRowsCache returns a cache of so many bytes: of defaultCacheBytes for 0, and
// one that keeps nothing for less.
func newRowsCache(bytes int64) (*rowsCache, error) {
	if bytes == 0 {
		bytes = defaultCacheBytes
	}
	if bytes < 0 {
		return &rowsCache{}, nil
	}
	answers, err := otter.New(&otter.Options[string, *rowsAnswer]{
		MaximumWeight: uint64(bytes),
		Weigher: func(key string, a *rowsAnswer) uint32 {
			return uint32(min(len(key)+len(a.body)+len(a.next)+entryBytes, math.MaxUint32))
		},
	})
	if err != nil {
		return nil, fmt.Errorf("cache of rows: %w", err)
	}
	return &rowsCache{answers}, nil
}

// get returns the answer under key, or makes it. made reports whether this call
// has made it. What another request was refused for, by its plan or because its
// client left, is not what this one is: it tries by itself then.
func (r *rowsCache) get(ctx context.Context, key string, produce func(context.Context) (*rowsAnswer, error)) (a *rowsAnswer, made bool, err error) {
	if r.answers == nil {
		a, err = produce(ctx)
		return a, true, err
	}
	a, err = r.answers.Get(ctx, key, otter.LoaderFunc[string, *rowsAnswer](func(ctx context.Context, _ string) (*rowsAnswer, error) {
		made = true
		return produce(ctx)
	}))
	if err != nil && !made {
		a, err = produce(ctx)
		return a, true, err
	}
	return a, made, err
}

// kept returns the answer under key, if there is one.
func (r *rowsCache) kept(key string) (*rowsAnswer, bool) {
	if r.answers == nil {
		return nil, false
	}
	return r.answers.GetIfPresent(key)
}

// keep keeps an answer that was not made by get.
func (r *rowsCache) keep(key string, a *rowsAnswer) {
	if r.answers != nil {
		r.answers.Set(key, a)
	}
}

// errNotCoded is why there is no compressed answer to be kept.
var errNotCoded = errors.New("as it is")

// coded is get for an answer in a coding, so that what is asked often is
// compressed once. An answer that is not worth it, or is too large, comes plain.
func (r *rowsCache) coded(
	ctx context.Context, key string, how coding, produce func(context.Context) (*rowsAnswer, error),
) (a *rowsAnswer, made bool, err error) {
	if how == plain {
		return r.get(ctx, key, produce)
	}
	var whole *rowsAnswer
	a, _, err = r.get(ctx, string(how)+" "+key, func(ctx context.Context) (_ *rowsAnswer, err error) {
		if whole, made, err = r.get(ctx, key, produce); err != nil {
			return nil, err
		}
		if len(whole.body) < leastCoded || len(whole.body) > mostCoded {
			return nil, errNotCoded
		}
		body, err := how.compressed(whole.body)
		return &rowsAnswer{body, how, whole.next}, err
	})
	if errors.Is(err, errNotCoded) {
		return whole, made, nil
	}
	return a, made, err
}

// forget drops all answers.
func (r *rowsCache) forget() {
	if r.answers != nil {
		r.answers.InvalidateAll()
	}
}

// size is how many bytes are kept.
func (r *rowsCache) size() uint64 {
	if r.answers == nil {
		return 0
	}
	return r.answers.WeightedSize()
}
