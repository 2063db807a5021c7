package snapshot_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"nguon/search"
	"nguon/search/snapshot"
	"nguon/storage"
)

// deadly is a store whose process is killed while it passes a snapshot.
type deadly struct{ storage.Store }

func (d deadly) Put(ctx context.Context, key string, r io.Reader) error {
	return d.Store.Put(ctx, key, &fuse{r, len("taken\n") + 1000})
}

func (d deadly) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	r, err := d.Store.Open(ctx, key, off, n)
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{&fuse{r, 1000}, r}, nil
}

// fuse kills the process after a number of bytes.
type fuse struct {
	io.Reader
	left int
}

func (f *fuse) Read(b []byte) (int, error) {
	n, err := f.Reader.Read(b)
	if f.left -= n; f.left < 0 {
		self, failed := os.FindProcess(os.Getpid())
		if failed == nil {
			failed = self.Kill()
		}
		if failed != nil {
			return n, failed
		}
		time.Sleep(time.Minute)
	}
	return n, err
}

// TestKilledProcessLeavesNoHalfSnapshotAndNoHalfIndex runs itself as a process
// that is killed in the middle of a snapshot.
func TestKilledProcessLeavesNoHalfSnapshotAndNoHalfIndex(t *testing.T) {
	const during = "NGUON_TEST_KILLED_WHILE"
	if dir := os.Getenv("NGUON_TEST_DIR"); dir != "" {
		keeper := snapshot.New(deadly{localStore(t, filepath.Join(dir, "objects"))}, small)
		db := openCatalogue(t, "sqlite://"+filepath.Join(dir, "catalog.db"))
		opt := search.Options{SnapshotKey: small.Key}
		if os.Getenv(during) == "restoring" {
			opt.Snapshot = keeper.Open
		}
		x := openIndex(t, filepath.Join(dir, os.Getenv(during)), db, opt)
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		make1(t, keeper, x)
		return
	}
	dir := t.TempDir()
	db := filled(t, "sqlite://"+filepath.Join(dir, "catalog.db"), 20)
	blobs := localStore(t, filepath.Join(dir, "objects"))
	killed := func(what string) {
		t.Helper()
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		child := exec.CommandContext(t.Context(), self, "-test.run=^"+t.Name()+"$")
		child.Env = append(os.Environ(), "NGUON_TEST_DIR="+dir, during+"="+what)
		if out, err := child.CombinedOutput(); err == nil || child.ProcessState.ExitCode() > 0 {
			t.Fatalf("the child was not killed: %v\n%s", err, out)
		}
	}
	killed("making")
	if got := keys(t, blobs); len(got) != 0 {
		t.Fatalf("%q is there after its maker was killed", got)
	}
	opt := small
	opt.Now = func() time.Time { return time.Now().Add(time.Hour) } // the turn of the dead is over
	keeper := snapshot.New(blobs, opt)
	x := openIndex(t, filepath.Join(dir, "making"), db, search.Options{})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if make1(t, keeper, x) == "" {
		t.Fatal("no snapshot is made at the next turn")
	}
	if left, err := filepath.Glob(filepath.Join(dir, "making", "snapshot-*")); err != nil || len(left) > 0 {
		t.Errorf("the killed process left %q", left)
	}

	killed("restoring")
	y := openIndex(t, filepath.Join(dir, "restoring"), db, search.Options{Snapshot: keeper.Open, SnapshotKey: small.Key})
	if err := y.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := total(t, y, ""); got != 20 {
		t.Errorf("finds %d, want 20", got)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "restoring", "0*")); err != nil || len(left) != 1 {
		t.Errorf("beside the index that is served there is %q", left)
	}
}
