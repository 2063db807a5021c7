package storagetest_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"nguon/storage"
	"nguon/storage/local"
	"nguon/storage/storagetest"
)

// A fault is a mistake that a store may make, and the test that must find it.
type fault struct {
	make func(storage.Store) storage.Store
	test string
}

var faults = map[string]fault{
	"overwrites":       {func(s storage.Store) storage.Store { return overwriting{s} }, "put refuses to overwrite"},
	"ignores contexts": {func(s storage.Store) storage.Store { return deaf{s} }, "cancelled put leaves nothing"},
	"keeps halves":     {func(s storage.Store) storage.Store { return halving{s} }, "failed put leaves nothing"},
	"ignores offsets":  {func(s storage.Store) storage.Store { return fromStart{s} }, "ranged read"},
	"lists one page":   {func(s storage.Store) storage.Store { return onePage{s} }, "list more than a page"},
	"lists backwards":  {func(s storage.Store) storage.Store { return backwards{s} }, "list in byte order"},
	"cuts long ones":   {func(s storage.Store) storage.Store { return cutting{s} }, "large object"},
	"has no rules":     {func(s storage.Store) storage.Store { return trusting{s} }, "keys that leave the root are refused"},
}

type overwriting struct{ storage.Store }

func (s overwriting) Put(ctx context.Context, key string, r io.Reader) error {
	return errors.Join(s.Remove(ctx, key), s.Store.Put(ctx, key, r))
}

type deaf struct{ storage.Store }

func (s deaf) Put(ctx context.Context, key string, r io.Reader) error {
	return s.Store.Put(context.WithoutCancel(ctx), key, r)
}

type halving struct{ storage.Store }

func (s halving) Put(ctx context.Context, key string, r io.Reader) error {
	b, err := io.ReadAll(r)
	return errors.Join(err, s.Store.Put(ctx, key, strings.NewReader(string(b))))
}

type fromStart struct{ storage.Store }

func (s fromStart) Open(ctx context.Context, key string, _, n int64) (io.ReadCloser, error) {
	return s.Store.Open(ctx, key, 0, n)
}

type onePage struct{ storage.Store }

func (s onePage) List(ctx context.Context, prefix string) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		n := 0
		for info, err := range s.Store.List(ctx, prefix) {
			if n++; n > 1000 || !yield(info, err) {
				return
			}
		}
	}
}

type backwards struct{ storage.Store }

func (s backwards) List(ctx context.Context, prefix string) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		var all []storage.Info
		for info, err := range s.Store.List(ctx, prefix) {
			if err != nil {
				yield(info, err)
				return
			}
			all = append(all, info)
		}
		for _, info := range slices.Backward(all) {
			if !yield(info, nil) {
				return
			}
		}
	}
}

type cutting struct{ storage.Store }

func (s cutting) Put(ctx context.Context, key string, r io.Reader) error {
	return s.Store.Put(ctx, key, io.LimitReader(r, 16<<20))
}

type trusting struct{ storage.Store }

func (s trusting) Put(ctx context.Context, key string, r io.Reader) error {
	return s.Store.Put(ctx, strings.TrimLeft(key, "./"), r)
}

const faultVariable = "NGUON_TEST_FAULT"

// TestSuite is run with a faulty store by TestSuiteFindsFaults, and by itself
// with a good one.
func TestSuite(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Store {
		s, err := local.New(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if f, ok := faults[os.Getenv(faultVariable)]; ok {
			return f.make(s)
		}
		return s
	})
}

// A suite that passes whatever the store does would protect nothing.
func TestSuiteFindsFaults(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(faults)) {
		t.Run(name, func(t *testing.T) {
			test := strings.ReplaceAll(faults[name].test, " ", "_")
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSuite$/^"+test+"$")
			cmd.Env = append(os.Environ(), faultVariable+"="+name)
			out, err := cmd.CombinedOutput()
			if _, failed := errors.AsType[*exec.ExitError](err); !failed || !strings.Contains(string(out), "--- FAIL: TestSuite/"+test) {
				t.Errorf("a store that %s passes %q: %v\n%s", name, faults[name].test, err, out)
			}
		})
	}
}
