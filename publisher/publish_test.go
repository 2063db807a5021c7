package publisher

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/sqlstore"
	"nguon/publisher/rows"
	"nguon/storage"
	"nguon/storage/local"
)

const goodData = "Ngày;Mưa (mm)\n01/01/2026;0,5\n02/01/2026;12,25\n03/01/2026;\n"

// A bench is a publisher on an empty portal, with a dataset folder.
type bench struct {
	*Publisher
	db    *sqlstore.Store
	blobs storage.Store
	dir   string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	root := t.TempDir()
	db, err := sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(root, "catalog.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	blobs, err := local.New(filepath.Join(root, "objects"))
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{db: db, blobs: blobs, dir: filepath.Join(root, "rain")}
	b.Publisher = New(db, blobs, Options{WorkDir: filepath.Join(root, "work")})
	b.write(t, ManifestName, goodManifest)
	b.write(t, "days.csv", goodData)
	return b
}

func (b *bench) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// versions are the versions that are published, newest first.
func (b *bench) versions(t *testing.T) (vs []int) {
	t.Helper()
	rs, err := b.db.Releases(t.Context(), "rain")
	if err != nil && !errors.Is(err, catalog.ErrNotFound) {
		t.Fatal(err)
	}
	for _, r := range rs.At(time.Now()) {
		vs = append(vs, r.Version)
	}
	return vs
}

// leftovers are the objects in the store and the folders of unfinished work.
func (b *bench) leftovers(t *testing.T) (found []string) {
	t.Helper()
	for info, err := range b.blobs.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, info.Key)
	}
	entries, err := os.ReadDir(b.work)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		found = append(found, e.Name())
	}
	return found
}

func TestFolderBecomesARelease(t *testing.T) {
	b := newBench(t)
	var stages []Stage
	out, err := b.Publish(t.Context(), Request{Dir: b.dir, Progress: func(p Progress) { stages = append(stages, p.Stage) }})
	if err != nil {
		t.Fatal(err)
	}
	if out.Version != 1 || out.Unchanged {
		t.Errorf("outcome %+v, want version 1", out)
	}
	r, err := b.db.Release(t.Context(), "rain", 1)
	if err != nil {
		t.Fatal(err)
	}
	table := r.Tables[0]
	if table.Rows != 3 || table.Checks.InputRows != 3 {
		t.Errorf("%d rows of %d in the input, want 3 of 3", table.Rows, table.Checks.InputRows)
	}
	day, rain := table.Columns[0], table.Columns[1]
	if day.Name != "day" || day.Type != catalog.Date || *day.Stats.Min != "2026-01-01" {
		t.Errorf("column of days: %+v", day)
	}
	if rain.Type != catalog.Number || rain.Stats.Nulls != 1 || *rain.Stats.Max != "12.25" || rain.Unit != "mm" {
		t.Errorf("column of rain: %+v", rain)
	}
	if info, err := b.blobs.Stat(t.Context(), table.File.Key); err != nil || info.Size != table.File.Bytes {
		t.Errorf("object: %+v, %v, want %d bytes", info, err, table.File.Bytes)
	}
	if len(stages) == 0 || stages[len(stages)-1] != StageStore {
		t.Errorf("progress ends with %v, want %s", stages, StageStore)
	}
}

func TestSameFilesMakeNoNewRelease(t *testing.T) {
	b := newBench(t)
	for i, want := range []struct {
		change    func()
		version   int
		unchanged bool
	}{
		{func() {}, 1, false},
		{func() {}, 1, true},
		{func() { b.write(t, "days.csv", goodData+"04/01/2026;1\n") }, 2, false},
		{func() { b.write(t, ManifestName, strings.Replace(goodManifest, "Rainfall by day.", "Rain by day.", 1)) }, 3, false},
		{func() {}, 3, true},
	} {
		want.change()
		out, err := b.Publish(t.Context(), Request{Dir: b.dir})
		if err != nil {
			t.Fatal(err)
		}
		if out.Version != want.version || out.Unchanged != want.unchanged {
			t.Errorf("publication %d: version %d, unchanged %v, want %d, %v", i, out.Version, out.Unchanged, want.version, want.unchanged)
		}
	}
}

func TestRefusedDataLeaveNothing(t *testing.T) {
	wide := strings.Repeat("a;", 10_000) + "a\n"
	for _, test := range []struct {
		name, data string
		want       string // in the English text
		line       int64
	}{
		{"empty file", "", "empty", 0},
		{"header only", "Ngày;Mưa (mm)\n", "no rows", 0},
		{"ragged row", goodData + "04/01/2026;1;2\n", "The row has 3 cells, and the header 2", 5},
		{"NUL byte", goodData + "04/01/2026;\x00\n", "NUL", 5},
		{"10,001 columns", wide + wide, "10001 columns", 0},
		{"duplicate header", "Ngày;Ngày\n01/01/2026;1\n", "same header", 0},
		{"quote that never closes", goodData + "04/01/2026;\"1\n05/01/2026;2\n", "never closed", 5},
		{"text after a closing quote", goodData + "04/01/2026;\"1\"x\n", "after a closing quote", 5},
		{"value of another type", goodData + "hôm qua;1\n", "not of the declared type", 5},
		{"column that is missing", "Ngày;Nắng\n01/01/2026;1\n", "no such column", 0},
		{"column that is not declared", "Ngày;Mưa (mm);CCCD\n01/01/2026;1;2\n", "not declared", 0},
		{"key that repeats", goodData + "01/01/2026;1\n", "key of an earlier row", 0},
		{"key without a value", goodData + ";1\n", "no value of the key", 0},
		{"bytes of no encoding", goodData + "04/01/2026;\xff\xfe\xfa\n", "", 0},
		{"something else under the name of a table", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			b.write(t, "days.csv", test.data)
			_, err := b.Publish(t.Context(), Request{Dir: b.dir})
			e, ok := errors.AsType[*catalog.Error](err)
			if !ok || !errors.Is(err, catalog.ErrRefused) {
				t.Fatalf("err = %v, want one of kind %v", err, catalog.ErrRefused)
			}
			found := false
			for _, f := range e.Fields {
				found = found || strings.Contains(f.Detail.En, test.want) && (test.line == 0 || f.Line == test.line)
			}
			if !found {
				t.Errorf("no field says %q for line %d: %v", test.want, test.line, err)
			}
			if vs := b.versions(t); len(vs) > 0 {
				t.Errorf("versions %v are published", vs)
			}
			if left := b.leftovers(t); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// broken is a store whose Put fails.
type broken struct{ storage.Store }

var errDisk = errors.New("the disk is full")

func (broken) Put(_ context.Context, _ string, r io.Reader) error {
	_, _ = io.CopyN(io.Discard, r, 10)
	return errDisk
}

func TestStoreThatFailsPublishesNothing(t *testing.T) {
	b := newBench(t)
	bad := New(b.db, broken{b.blobs}, Options{WorkDir: b.work})
	if _, err := bad.Publish(t.Context(), Request{Dir: b.dir}); !errors.Is(err, errDisk) {
		t.Fatalf("err = %v, want %v", err, errDisk)
	}
	if vs := b.versions(t); len(vs) > 0 {
		t.Errorf("versions %v are published", vs)
	}
	if out, err := b.Publish(t.Context(), Request{Dir: b.dir}); err != nil || out.Version != 1 {
		t.Errorf("afterwards: %+v, %v, want version 1", out, err)
	}
}

func TestCancelledPublicationLeavesNothing(t *testing.T) {
	for _, at := range []Stage{StageRead, StageWrite, StageStore} {
		t.Run(string(at), func(t *testing.T) {
			b := newBench(t)
			ctx, cancel := context.WithCancel(t.Context())
			_, err := b.Publish(ctx, Request{Dir: b.dir, Progress: func(p Progress) {
				if p.Stage == at {
					cancel()
				}
			}})
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("err = %v, want %v", err, context.Canceled)
			}
			if vs, left := b.versions(t), b.leftovers(t); len(vs)+len(left) > 0 {
				t.Errorf("versions %v, left behind %v", vs, left)
			}
		})
	}
}

func TestOfSimultaneousPublicationsOneWins(t *testing.T) {
	b := newBench(t)
	const n = 4
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		dir := filepath.Join(t.TempDir(), "rain")
		other := &bench{dir: dir}
		other.write(t, ManifestName, goodManifest)
		other.write(t, "days.csv", goodData+fmt.Sprintf("04/01/2026;%d\n", i))
		wg.Go(func() { _, errs[i] = b.Publish(t.Context(), Request{Dir: dir}) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, catalog.ErrConflict) {
			t.Errorf("err = %v, want one of kind %v", err, catalog.ErrConflict)
		}
	}
	vs := b.versions(t)
	if won == 0 || len(vs) != won || vs[0] != won {
		t.Errorf("%d publications won, versions %v", won, vs)
	}
	if left := b.leftovers(t); len(left) != won {
		t.Errorf("%d objects for %d releases: %v", len(left), won, left)
	}
}

func TestFolderThatChangesMeanwhileIsRefused(t *testing.T) {
	b := newBench(t)
	_, err := b.Publish(t.Context(), Request{Dir: b.dir, Progress: func(p Progress) {
		if p.Stage == StageVerify { // the file has been read for the last time
			b.write(t, "days.csv", goodData+"04/01/2026;1\n")
		}
	}})
	if !errors.Is(err, catalog.ErrRefused) {
		t.Errorf("err = %v, want one of kind %v", err, catalog.ErrRefused)
	}
	if vs, left := b.versions(t), b.leftovers(t); len(vs)+len(left) > 0 {
		t.Errorf("versions %v, left behind %v", vs, left)
	}
}

func TestDatasetBelongsToItsAgency(t *testing.T) {
	b := newBench(t)
	if _, err := b.Publish(t.Context(), Request{Dir: b.dir}); err != nil {
		t.Fatal(err)
	}
	b.write(t, ManifestName, strings.Replace(goodManifest, "MAU-MT", "MAU-YT", 1))
	if _, err := b.Publish(t.Context(), Request{Dir: b.dir}); !errors.Is(err, catalog.ErrConflict) {
		t.Errorf("another agency: err = %v, want one of kind %v", err, catalog.ErrConflict)
	}
}

func TestCallerWithoutRightIsRefusedBeforeDataAreRead(t *testing.T) {
	b := newBench(t)
	b.write(t, "days.csv", "")
	_, err := b.Publish(t.Context(), Request{Dir: b.dir, By: new(account.Caller)})
	if !errors.Is(err, catalog.ErrForbidden) || !strings.Contains(err.Error(), "MAU-MT") {
		t.Errorf("err = %v, want one of kind %v that names the agency", err, catalog.ErrForbidden)
	}
}

func TestInputOverTheLimitIsRefused(t *testing.T) {
	b := newBench(t)
	small := New(b.db, b.blobs, Options{WorkDir: b.work, Limits: rows.Limits{Bytes: 20}})
	if _, err := small.Publish(t.Context(), Request{Dir: b.dir}); !errors.Is(err, catalog.ErrTooLarge) {
		t.Errorf("err = %v, want one of kind %v", err, catalog.ErrTooLarge)
	}
}

func TestCheckReportsWhatPublishWouldDo(t *testing.T) {
	b := newBench(t)
	b.write(t, "days.csv", goodData+"hôm qua;1\n")
	for _, path := range []string{b.dir, filepath.Join(b.dir, "days.csv")} {
		report, err := New(nil, nil, Options{WorkDir: b.work}).Check(t.Context(), path, nil)
		if err != nil {
			t.Fatal(err)
		}
		declared := path == b.dir
		if refused := errors.Is(report.Err(), catalog.ErrRefused); refused != declared {
			t.Errorf("%s: refused %v, want %v: by itself a file has no declared types", filepath.Base(path), refused, declared)
		}
		if table := report.Tables[0].Table; table.Rows != 4 || table.Checks.Reading.Format != "csv" {
			t.Errorf("table %+v, want 4 rows", table)
		}
	}
	if left := b.leftovers(t); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestCollectRemovesOnlyOldOrphans(t *testing.T) {
	b := newBench(t)
	out, err := b.Publish(t.Context(), Request{Dir: b.dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.blobs.Put(t.Context(), "releases/rain/X/days.parquet", strings.NewReader("orphan")); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Collect(t.Context(), time.Hour, false, nil); err != nil || got.Objects != 0 {
		t.Errorf("young orphan: %+v, %v, want nothing removed", got, err)
	}
	b.now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	if got, err := b.Collect(t.Context(), time.Hour, true, nil); err != nil || got.Objects != 1 || len(b.leftovers(t)) != 2 {
		t.Errorf("dry: %+v, %v, want one object named and none removed", got, err)
	}
	if got, err := b.Collect(t.Context(), time.Hour, false, nil); err != nil || got != (Collected{Objects: 1, Bytes: 6}) {
		t.Errorf("old orphan: %+v, %v", got, err)
	}
	if left := b.leftovers(t); len(left) != 1 || left[0] != out.Tables[0].File.Key {
		t.Errorf("left: %v, want the object of the release", left)
	}
}

func TestWithdrawnReleaseLosesItsBytes(t *testing.T) {
	b := newBench(t)
	if _, err := b.Publish(t.Context(), Request{Dir: b.dir}); err != nil {
		t.Fatal(err)
	}
	reason := catalog.Text{Vi: "Sai số liệu.", En: "Wrong figures."}
	if err := b.Withdraw(t.Context(), "rain", 1, reason); err != nil {
		t.Fatal(err)
	}
	if left := b.leftovers(t); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	r, err := b.db.Release(t.Context(), "rain", 1)
	if err != nil || r.State != catalog.StateWithdrawn || r.Reason != reason {
		t.Errorf("release %+v, %v", r, err)
	}
	// The same files again are a new version: the withdrawn one is not it.
	if out, err := b.Publish(t.Context(), Request{Dir: b.dir}); err != nil || out.Version != 2 {
		t.Errorf("again: %+v, %v, want version 2", out, err)
	}
}
