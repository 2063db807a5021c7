package search_test

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"nguon/catalog"
	"nguon/search"
)

var snapshotKey = []byte("0123456789abcdef0123456789abcdef")

// snapshotOf returns a snapshot of an index of the catalogue.
func snapshotOf(t testing.TB, c catalog.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := openCaughtUp(t, c).WriteSnapshot(t.Context(), &b, snapshotKey); err != nil {
		t.Fatalf("WriteSnapshot: %v", err)
	}
	return b.Bytes()
}

// from returns options with a snapshot, and the log of what happens.
func from(snapshot []byte) (search.Options, *bytes.Buffer) {
	log := new(bytes.Buffer)
	return search.Options{
		Log:         slog.New(slog.NewTextHandler(log, nil)),
		SnapshotKey: snapshotKey,
		Snapshot: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(snapshot)), nil
		},
	}, log
}

func TestEmptyIndexStartsFromASnapshotAndReplaysTheRest(t *testing.T) {
	c := fixture(t)
	snapshot := snapshotOf(t, c)
	c.withdraw("gdp-tinh", 1)
	c.publish(dataset("late", "Đến sau", "Latecomer"), start)
	opt, log := from(snapshot)
	counted := &countingCatalogue{fakeCatalogue: c}
	dir := t.TempDir()
	x := open(t, dir, counted, opt)
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if counted.datasets > 2 {
		t.Errorf("read %d datasets, want only the 2 that changed after the snapshot", counted.datasets)
	}
	if !strings.Contains(log.String(), "restored from a snapshot") {
		t.Errorf("the log does not say that the index was restored:\n%s", log)
	}
	fresh := openCaughtUp(t, c)
	for _, text := range []string{"", "dân số", "latecomer", "gdp", "ha noi"} {
		got, want := find(t, x, search.Request{Text: text}), find(t, fresh, search.Request{Text: text})
		if !slices.Equal(slugs(got), slugs(want)) || got.Total != want.Total {
			t.Errorf("%q finds %q, one that was built finds %q", text, slugs(got), slugs(want))
		}
	}
	x.Close()
	x = open(t, dir, c, search.Options{}) // it is an index like any other
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := find(t, x, search.Request{}).Total, find(t, fresh, search.Request{}).Total; got != want {
		t.Errorf("after another start finds %d, want %d", got, want)
	}
}

func TestWithdrawnDatasetIsNeverFoundInARestoredOrReopenedIndex(t *testing.T) {
	c, dir := fixture(t), t.TempDir()
	opt, _ := from(snapshotOf(t, c))
	x := open(t, t.TempDir(), c, opt)
	old := open(t, dir, c, search.Options{})
	if err := old.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	old.Close()
	old = open(t, dir, c, search.Options{})
	c.withdraw("dan-so-tinh", 1)
	for name, x := range map[string]*search.Index{"restored": x, "reopened": old} {
		if _, err := x.Search(t.Context(), search.Request{Text: "dân số"}); !errors.Is(err, search.ErrNotReady) {
			t.Errorf("%s, before CatchUp: err = %v, want %v", name, err, search.ErrNotReady)
		}
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := slugs(find(t, x, search.Request{Text: "dân số"})); slices.Contains(got, "dan-so-tinh") {
			t.Errorf("%s: finds %q, of which dan-so-tinh was withdrawn", name, got)
		}
	}
}

func TestSnapshotThatIsOfNoUseLeadsToABuild(t *testing.T) {
	c := fixture(t)
	good := snapshotOf(t, c)
	other := newFakeCatalogue()
	for range 200 {
		other.publish(dataset("other", "Khác", "Other"), start)
	}
	for name, test := range map[string]struct {
		bytes []byte
		says  string
	}{
		"empty":                     {nil, "of no use"},
		"cut":                       {good[:len(good)/2], "of no use"},
		"without its seal":          {repack(t, good, func(name string, b []byte) (string, []byte) { return name, drop(name == "seal.json", b) }), "of no use"},
		"a changed byte":            {changed(good), "of no use"},
		"another format":            {repack(t, good, replaceIn("snapshot.json", search.SnapshotFormat(), "9-9")), "format"},
		"a changed segment":         {repack(t, good, flipIn(".zap")), "sealed"},
		"a changed list":            {repack(t, good, flipIn("root.bolt")), "sealed"},
		"a file outside":            {repack(t, good, renamed("root.bolt", "../../root.bolt")), "no name"},
		"an absolute path":          {repack(t, good, renamed("root.bolt", "/root.bolt")), "no name"},
		"the snapshot of another":   {snapshotOf(t, other), "another catalogue"},
		"a head of another event":   {repack(t, good, replaceIn("snapshot.json", `"Seq":`, `"Seq":1`)), "sealed"},
		"files that were not named": {repack(t, good, replaceIn("seal.json", `"size":`, `"size":1`)), "sealed"},
	} {
		t.Run(name, func(t *testing.T) {
			opt, log := from(test.bytes)
			x := open(t, t.TempDir(), c, opt)
			if err := x.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := find(t, x, search.Request{}).Total; got != len(c.datasets) {
				t.Errorf("finds %d, want %d", got, len(c.datasets))
			}
			if !strings.Contains(log.String(), test.says) || !strings.Contains(log.String(), "is built") {
				t.Errorf("the log does not say %q:\n%s", test.says, log)
			}
		})
	}
}

func TestAnotherKeyAndNoSnapshotLeadToABuild(t *testing.T) {
	c := fixture(t)
	opt, log := from(snapshotOf(t, c))
	opt.SnapshotKey = []byte("another")
	none, quiet := from(nil)
	none.Snapshot = func(context.Context) (io.ReadCloser, error) { return nil, fs.ErrNotExist }
	for _, o := range []search.Options{opt, none} {
		x := open(t, t.TempDir(), c, o)
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := find(t, x, search.Request{}).Total; got != len(c.datasets) {
			t.Errorf("finds %d, want %d", got, len(c.datasets))
		}
	}
	if !strings.Contains(log.String(), "another key") || strings.Contains(quiet.String(), "WARN") {
		t.Errorf("logs: %s%s", log, quiet)
	}
}

func TestSnapshotIsOneMomentWhileTheIndexChanges(t *testing.T) {
	c := fixture(t)
	x := openCaughtUp(t, c)
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { // each event is followed by one more dataset
		for i := 0; ctx.Err() == nil; i++ {
			c.publish(dataset(catalog.Slug("extra-"+strings.Repeat("x", i%40+1)), "Thêm", "Extra"), start)
			if err := x.CatchUp(context.WithoutCancel(ctx)); err != nil {
				t.Errorf("CatchUp: %v", err)
				return
			}
		}
	})
	for range 5 {
		var b bytes.Buffer
		seen, err := x.WriteSnapshot(t.Context(), &b, snapshotKey)
		if err != nil {
			t.Fatal(err)
		}
		then := c.until(seen.Event)
		opt, log := from(b.Bytes())
		y := open(t, t.TempDir(), then, opt)
		if err := y.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := find(t, y, search.Request{}).Total; got != seen.Datasets || !strings.Contains(log.String(), "restored") {
			t.Errorf("restored %d datasets, want %d\n%s", got, seen.Datasets, log)
		}
		time.Sleep(5 * time.Millisecond)
	}
	stop()
	all.Wait()
}

// until returns the catalogue with the events up to one; its datasets are
// those of now.
func (c *fakeCatalogue) until(event int64) *fakeCatalogue {
	c.mu.Lock()
	defer c.mu.Unlock()
	return &fakeCatalogue{agencies: c.agencies, datasets: c.datasets, releases: c.releases, events: slices.Clone(c.events[:event])}
}

func TestWriteSnapshotFailsWithItsWriterAndItsContext(t *testing.T) {
	x := openCaughtUp(t, fixture(t))
	full := errors.New("the disk is full")
	if _, err := x.WriteSnapshot(t.Context(), failingWriter{full}, snapshotKey); !errors.Is(err, full) {
		t.Errorf("err = %v, want %v", err, full)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.WriteSnapshot(ctx, io.Discard, snapshotKey); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want %v", err, context.Canceled)
	}
	if got := find(t, x, search.Request{Text: "dân số"}); got.Total == 0 {
		t.Error("finds nothing after a snapshot that failed")
	}
	empty := open(t, t.TempDir(), newFakeCatalogue(), search.Options{})
	if _, err := empty.WriteSnapshot(t.Context(), io.Discard, snapshotKey); !errors.Is(err, search.ErrNotReady) {
		t.Errorf("of an index that is not ready: err = %v, want %v", err, search.ErrNotReady)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestOpenRemovesWhatAKilledSnapshotLeft(t *testing.T) {
	dir := t.TempDir()
	left := filepath.Join(dir, "snapshot-123")
	if err := os.Mkdir(left, 0o755); err != nil {
		t.Fatal(err)
	}
	open(t, dir, newFakeCatalogue(), search.Options{})
	if exists(left) {
		t.Error("it is still there")
	}
}

func TestDamagedIndexIsRestoredWhileItIsServed(t *testing.T) {
	c, dir := fixture(t), t.TempDir()
	opt, log := from(snapshotOf(t, c))
	x := open(t, dir, c, opt)
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(dir, "00000002", "*.zap"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("segments: %q, %v", paths, err)
	}
	for _, path := range paths {
		scribble(t, path)
	}
	waitFor(t, "the damage to be seen", func() bool {
		_, err := x.Search(t.Context(), search.Request{Text: "dân số"})
		return errors.Is(err, search.ErrNotReady)
	})
	log.Reset()
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if find(t, x, search.Request{Text: "dân số"}).Total == 0 || !strings.Contains(log.String(), "restored") {
		t.Errorf("was not restored:\n%s", log)
	}
}

// repack changes the files of a snapshot.
func repack(t *testing.T, snapshot []byte, change func(name string, b []byte) (string, []byte)) []byte {
	t.Helper()
	zip, err := zstd.NewReader(bytes.NewReader(snapshot))
	if err != nil {
		t.Fatal(err)
	}
	defer zip.Close()
	var out bytes.Buffer
	w, err := zstd.NewWriter(&out, zstd.WithWindowSize(1<<20))
	if err != nil {
		t.Fatal(err)
	}
	files, to, changed := tar.NewReader(zip), tar.NewWriter(w), false
	for {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		before, err := io.ReadAll(files)
		if err != nil {
			t.Fatal(err)
		}
		name, after := change(h.Name, slices.Clone(before))
		changed = changed || name != h.Name || !bytes.Equal(before, after)
		if after == nil {
			continue
		}
		h.Name, h.Size = name, int64(len(after))
		if err := to.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(after); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(to.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	if !changed {
		t.Fatal("nothing was changed")
	}
	return out.Bytes()
}

func drop(it bool, b []byte) []byte {
	if it {
		return nil
	}
	return b
}

func replaceIn(file, from, to string) func(string, []byte) (string, []byte) {
	return func(name string, b []byte) (string, []byte) {
		if name == file {
			b = bytes.Replace(b, []byte(from), []byte(to), 1)
		}
		return name, b
	}
}

func flipIn(suffix string) func(string, []byte) (string, []byte) {
	return func(name string, b []byte) (string, []byte) {
		if strings.HasSuffix(name, suffix) {
			b[len(b)/2] ^= 1
		}
		return name, b
	}
}

func renamed(from, to string) func(string, []byte) (string, []byte) {
	return func(name string, b []byte) (string, []byte) {
		if name == from {
			name = to
		}
		return name, b
	}
}

func changed(b []byte) []byte {
	b = slices.Clone(b)
	b[len(b)/2] ^= 0x10
	return b
}
