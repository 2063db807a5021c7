package snapshot_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/catalog/sqlstore"
	"nguon/search"
	"nguon/search/snapshot"
	"nguon/storage"
	"nguon/storage/local"
	"nguon/storage/minio"
	"nguon/storage/storagetest"
)

func TestMain(m *testing.M) { storagetest.Main(m) }

// The engines that a portal runs on: all in one folder, and servers.
var engines = map[string]struct {
	blobs    func(*testing.T) storage.Store
	database func(*testing.T) string
}{
	"folder and SQLite":    {newLocal, newSQLite},
	"MinIO and PostgreSQL": {newMinIO, func(t *testing.T) string { return catalogtest.Postgres(t) }},
}

func newLocal(t *testing.T) storage.Store { return localStore(t, t.TempDir()) }

func localStore(t *testing.T, dir string) storage.Store {
	t.Helper()
	s, err := local.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newMinIO(t *testing.T) storage.Store {
	t.Helper()
	server := storagetest.MinIO(t)
	s, err := minio.Open(t.Context(), server.URL(t), minio.Credentials{AccessKey: server.AccessKey, SecretKey: server.SecretKey})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newSQLite(t *testing.T) string {
	return "sqlite://" + filepath.Join(t.TempDir(), "catalog.db")
}

func openCatalogue(t *testing.T, address string) *sqlstore.Store {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// publish publishes a dataset with a title.
func publish(t *testing.T, db *sqlstore.Store, slug catalog.Slug, title string) {
	t.Helper()
	d := catalogtest.Dataset(slug, "H29")
	d.Title = catalog.Text{Vi: title, En: title}
	catalogtest.Publish(t, db, d, catalogtest.Release(d, 1))
}

func withdraw(t *testing.T, db *sqlstore.Store, slug catalog.Slug) {
	t.Helper()
	if err := db.Withdraw(t.Context(), slug, 1, catalog.Text{Vi: "Sai.", En: "Wrong."}, time.Now()); err != nil {
		t.Fatal(err)
	}
}

// filled returns a catalogue with n datasets, the titles of which are numbers.
func filled(t *testing.T, address string, n int) *sqlstore.Store {
	t.Helper()
	db := openCatalogue(t, address)
	for i := range n {
		publish(t, db, catalog.Slug(fmt.Sprintf("set-%d", i)), fmt.Sprintf("Number %d", i))
	}
	return db
}

func openIndex(t *testing.T, dir string, db *sqlstore.Store, opt search.Options) *search.Index {
	t.Helper()
	x, err := search.Open(dir, db, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// ready opens an index and brings it up to the last event.
func ready(t *testing.T, db *sqlstore.Store, opt search.Options) *search.Index {
	t.Helper()
	x := openIndex(t, t.TempDir(), db, opt)
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	return x
}

func total(t *testing.T, x *search.Index, text string) int {
	t.Helper()
	r, err := x.Search(t.Context(), search.Request{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return r.Total
}

func keys(t *testing.T, blobs storage.Store) []string {
	t.Helper()
	var all []string
	for info, err := range blobs.List(t.Context(), snapshot.Prefix) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(info.Key, ".zst") {
			all = append(all, info.Key)
		}
	}
	return all
}

func make1(t *testing.T, k *snapshot.Keeper, x *search.Index) string {
	t.Helper()
	key, err := k.Make(t.Context(), x)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// small are options under which every catalogue is worth a snapshot.
var small = snapshot.Options{Key: []byte("key of all replicas"), Least: 1}

func TestNewReplicaStartsFromTheSnapshotOfAnother(t *testing.T) {
	for name, engine := range engines {
		t.Run(name, func(t *testing.T) {
			address := engine.database(t)
			db, blobs := filled(t, address, 12), engine.blobs(t)
			keeper := snapshot.New(blobs, small)
			first := ready(t, db, search.Options{SnapshotKey: small.Key})
			if key := make1(t, keeper, first); !strings.HasPrefix(key, snapshot.Prefix) {
				t.Fatalf("made %q", key)
			}
			withdraw(t, db, "set-3")
			publish(t, db, "late", "Latecomer")

			var log bytes.Buffer
			second := ready(t, openCatalogue(t, address), search.Options{
				Snapshot: keeper.Open, SnapshotKey: small.Key, Log: slog.New(slog.NewTextHandler(&log, nil))})
			if !strings.Contains(log.String(), "restored from a snapshot") {
				t.Errorf("it was not restored:\n%s", &log)
			}
			for text, want := range map[string]int{"": 12, "number": 11, "number 3": 0, "latecomer": 1} {
				if got := total(t, second, text); got != want {
					t.Errorf("%q finds %d, want %d", text, got, want)
				}
			}
		})
	}
}

func TestSnapshotIsMadeWhenEnoughHasChangedByOneReplicaAtATime(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	opt := small
	opt.Now, opt.Changed = func() time.Time { return now }, 5
	db, blobs := filled(t, newSQLite(t), 3), newLocal(t)
	x := ready(t, db, search.Options{})
	keeper := snapshot.New(blobs, opt)
	refuses := func(why string) {
		t.Helper()
		if key := make1(t, keeper, x); key != "" {
			t.Errorf("%s: made %s", why, key)
		}
	}
	change := func() {
		t.Helper()
		publish(t, db, catalog.Slug(fmt.Sprintf("more-%d", now.Unix())), "More")
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	least := opt
	least.Least = 100
	if key := make1(t, snapshot.New(blobs, least), x); key != "" {
		t.Errorf("of a catalogue that is indexed as quickly: made %s", key)
	}

	var made sync.Map
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			key, err := snapshot.New(blobs, opt).Make(t.Context(), x)
			if err != nil {
				t.Error(err)
			}
			if key != "" {
				made.Store(i, key)
			}
		})
	}
	all.Wait()
	n := 0
	made.Range(func(any, any) bool { n++; return true })
	if n != 1 || len(keys(t, blobs)) != 1 {
		t.Errorf("4 replicas made %d snapshots, and %q are there, want 1", n, keys(t, blobs))
	}

	now = now.Add(time.Hour)
	refuses("nothing has changed")
	change()
	refuses("a little has changed")
	now = now.Add(23 * time.Hour)
	if make1(t, keeper, x) == "" {
		t.Error("a little has changed, a day ago: made none")
	}
	for range 3 {
		now = now.Add(time.Hour)
		for range 3 {
			now = now.Add(time.Second)
			change()
		}
		if make1(t, keeper, x) == "" {
			t.Error("much has changed: made none")
		}
		refuses("just made")
	}
	if got := keys(t, blobs); len(got) != 2 || !slices.IsSorted(got) {
		t.Errorf("%q are there, want the newest 2", got)
	}
}

func TestDamagedSnapshotLeadsToABuildAndIsReplaced(t *testing.T) {
	db, blobs := filled(t, newSQLite(t), 3), newLocal(t)
	x := ready(t, db, search.Options{})
	key := make1(t, snapshot.New(blobs, small), x)
	damage(t, blobs, key)
	opt := small
	opt.Now = func() time.Time { return time.Now().Add(time.Hour) } // the next turn
	keeper := snapshot.New(blobs, opt)
	var log bytes.Buffer
	y := ready(t, db, search.Options{Snapshot: keeper.Open, SnapshotKey: small.Key, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if got := total(t, y, ""); got != 3 {
		t.Errorf("finds %d, want 3", got)
	}
	if !strings.Contains(log.String(), "search index is built") {
		t.Errorf("the log does not say why it was built:\n%s", &log)
	}
	if again := make1(t, keeper, y); again == "" || again == key {
		t.Errorf("made %q in place of the damaged %s", again, key)
	}
	log.Reset()
	ready(t, db, search.Options{Snapshot: keeper.Open, SnapshotKey: small.Key, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if !strings.Contains(log.String(), "restored") {
		t.Errorf("the new one is of no use either:\n%s", &log)
	}
}

// damage changes one byte of an object.
func damage(t *testing.T, blobs storage.Store, key string) {
	t.Helper()
	r, err := blobs.Open(t.Context(), key, 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := errors.Join(r.Close(), blobs.Remove(t.Context(), key), blobs.Put(t.Context(), key, bytes.NewReader(b))); err != nil {
		t.Fatal(err)
	}
}

func TestSweepLeavesTheCurrentSnapshotOnly(t *testing.T) {
	now := time.Now().Add(-48 * time.Hour)
	opt := small
	opt.Now = func() time.Time { return now }
	db, blobs := filled(t, newSQLite(t), 1), newLocal(t)
	x := ready(t, db, search.Options{})
	keeper := snapshot.New(blobs, opt)
	make1(t, keeper, x)
	now = now.Add(25 * time.Hour)
	publish(t, db, "more", "More")
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	current := make1(t, keeper, x)
	for _, key := range []string{"index/0-old/20200101T000000Z-00000000000000000001.tar.zst", "index/turns/20200101T000000Z", "other/stays"} {
		if err := blobs.Put(t.Context(), key, strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
	}
	now = time.Now()
	count := 0
	sweep := snapshot.Sweep{Age: time.Hour, Removed: func(storage.Info) { count++ }}
	if err := keeper.Sweep(t.Context(), sweep); err != nil || count != 0 {
		t.Errorf("removed %d young objects, %v", count, err)
	}
	sweep.Age, sweep.DryRun = -time.Minute, true
	if err := keeper.Sweep(t.Context(), sweep); err != nil || count < 4 || len(keys(t, blobs)) != 3 {
		t.Errorf("a dry run names %d objects and leaves %q, %v", count, keys(t, blobs), err)
	}
	sweep.DryRun = false
	if err := keeper.Sweep(t.Context(), sweep); err != nil {
		t.Fatal(err)
	}
	if got := keys(t, blobs); !slices.Equal(got, []string{current}) {
		t.Errorf("left %q, want %q", got, current)
	}
	if _, err := blobs.Stat(t.Context(), "other/stays"); err != nil {
		t.Errorf("removed an object of others: %v", err)
	}
}

func TestNoSnapshotIsSaidSo(t *testing.T) {
	if _, err := snapshot.New(newLocal(t), small).Open(t.Context()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("err = %v, want %v", err, fs.ErrNotExist)
	}
}
