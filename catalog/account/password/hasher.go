package password

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"nguon/catalog"
)

// Options are the costs of a [Hasher]. The zero value of a field means its
// default.
type Options struct {
	Params  Params // default [Least]
	AtOnce  int    // hashes computed at the same time, each with Params.Memory; default: the number of cores
	Waiting int    // callers that may wait for their turn; default 32 × AtOnce
}

// A Hasher hashes and verifies passwords. Its methods are safe for concurrent
// use. It takes at most AtOnce times Params.Memory, however many ask.
type Hasher struct {
	params  Params
	turns   *semaphore.Weighted
	waiting atomic.Int64
	most    int64 // that wait or work
	dummy   Hash  // of a password that nobody has
}

// New returns a Hasher, or an error if the costs are out of bounds.
func New(o Options) (*Hasher, error) {
	o.Params = cmp.Or(o.Params, Least)
	o.AtOnce = cmp.Or(o.AtOnce, runtime.GOMAXPROCS(0))
	o.Waiting = cmp.Or(o.Waiting, 32*o.AtOnce)
	if o.AtOnce < 1 || o.Waiting < 0 {
		return nil, fmt.Errorf("password: %d at once and %d waiting", o.AtOnce, o.Waiting)
	}
	if err := o.Params.validate(); err != nil {
		return nil, err
	}
	salt, key := make([]byte, saltLength), make([]byte, keyLength)
	return &Hasher{
		params: o.Params, turns: semaphore.NewWeighted(int64(o.AtOnce)), most: int64(o.AtOnce + o.Waiting),
		dummy: o.Params.encode(salt, key), // the key is all zeros: no password is known that has it
	}, nil
}

// Calibrate returns the lowest costs with which one hash takes at least target
// on this machine, between [Least] and ten passes.
func Calibrate(target time.Duration) Params {
	p := Least
	for ; p.Time < 10; p.Time++ {
		start := time.Now()
		p.hash("calibration")
		if time.Since(start) >= target {
			break
		}
	}
	return p
}

// turn waits until a hash may be computed. It returns an error of kind
// catalog.ErrNotReady if too many wait already.
func (h *Hasher) turn(ctx context.Context) (done func(), err error) {
	if h.waiting.Add(1) > h.most {
		h.waiting.Add(-1)
		return nil, catalog.Errorf(catalog.ErrNotReady, "Có quá nhiều người đang đăng nhập. Vui lòng thử lại sau ít giây.",
			"Too many people are signing in. Please try again in a few seconds.")
	}
	if err := h.turns.Acquire(ctx, 1); err != nil {
		h.waiting.Add(-1)
		return nil, err
	}
	return func() {
		h.turns.Release(1)
		h.waiting.Add(-1)
	}, nil
}

// Hash returns the hash of a password. It does not check whether the password
// may be chosen: see [Check].
func (h *Hasher) Hash(ctx context.Context, plain string) (Hash, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return h.params.hash(plain), nil
}

// Verify reports whether plain is the password of stored, and, if it is and
// stored is weaker than what would be made today, returns the hash to keep
// instead. It takes as long for an empty stored, which no password fits, as for
// a hash of today.
func (h *Hasher) Verify(ctx context.Context, stored Hash, plain string) (ok bool, better Hash, err error) {
	if len(plain) > maxBytes {
		return false, "", nil // nobody has such a password, whoever it is asked of
	}
	done, err := h.turn(ctx)
	if err != nil {
		return false, "", err
	}
	defer done()
	ok, err = verify(cmp.Or(stored, h.dummy), plain)
	if err != nil || !ok || stored == "" {
		return false, "", err
	}
	if p, _, _, err := parse(stored); err == nil && !p.covers(h.params) {
		better = h.params.hash(plain)
	}
	return true, better, nil
}
