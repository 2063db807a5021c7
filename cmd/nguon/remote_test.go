package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"nguon/catalog/catalogtest"
	"nguon/catalog/job"
	"nguon/catalog/sqlstore"
	"nguon/storage/storagetest"
)

func TestPublishingSurvivesABadNetworkAndAServerThatRestarts(t *testing.T) {
	data, settings := desk(t)
	folder := filepath.Join(t.TempDir(), "rain")
	size := writeLarge(t, folder, 300_000)
	first := startReplica(t, settings...)
	w := newWire(t, first.url, 3<<19, time.Millisecond)
	cmd, said := send(t, settings, w.url, folder)
	for w.sent.Load() < size/3 {
		time.Sleep(time.Millisecond)
	}
	kill(t, first)
	second := startReplica(t, settings...)
	w.leadTo(second.url)
	if err := cmd.Wait(); err != nil || !strings.Contains(said(), "300,000 rows") {
		t.Fatalf("%v:\n%s", err, said())
	}
	if n := releases(t, second); n != 1 {
		t.Errorf("%d releases, want 1", n)
	}
	if sent := w.sent.Load(); sent > 2*size {
		t.Errorf("%d bytes were sent for %d: it did not go on where it was", sent, size)
	}
	eventually(t, "has removed the uploads", func() bool { return uploadObjects(t, data) == 0 })
}

func TestReplicasTakeAnUploadInTurns(t *testing.T) {
	minio := storagetest.MinIO(t)
	shared := []string{
		"NGUON_LANG=en", "NGUON_STORAGE=" + minio.URL(t), "NGUON_S3_ACCESS_KEY=" + minio.AccessKey, "NGUON_S3_SECRET_KEY=" + minio.SecretKey,
		"NGUON_DATABASE=" + catalogtest.Postgres(t), "NGUON_SECRET=0123456789abcdef0123456789abcdef", "XDG_CACHE_HOME=" + t.TempDir(),
	}
	a := startReplica(t, append(shared, "NGUON_DATA="+t.TempDir())...)
	b := startReplica(t, append(shared, "NGUON_DATA="+t.TempDir())...)
	here := append(shared, "NGUON_DATA="+t.TempDir())
	here = append(here, "NGUON_KEY="+nguon(t, here, "key", "create", "desk", "--publish", "MAU-MT"))
	folder := filepath.Join(t.TempDir(), "rain")
	size := writeLarge(t, folder, 300_000)
	w := newWire(t, a.url, 1<<20, 0)
	w.leadTo(a.url, b.url)
	cmd, said := send(t, here, w.url, folder)
	if err := cmd.Wait(); err != nil || !strings.Contains(said(), "300,000 rows") {
		t.Fatalf("%v:\n%s", err, said())
	}
	if w.had < int(size>>20) {
		t.Errorf("%d connections: the replicas did not take turns", w.had)
	}
	if n := releases(t, b); n != 1 {
		t.Errorf("%d releases, want 1", n)
	}
}

func TestUploadsThatWereGivenUpAreCollected(t *testing.T) {
	data, settings := desk(t)
	server := startReplica(t, settings...)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.url+"/v1/uploads", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Api-Key", strings.TrimPrefix(settings[len(settings)-1], "NGUON_KEY="))
	req.Header.Set("Tus-Resumable", "1.0.0")
	req.Header.Set("Upload-Length", "10")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	for _, test := range []struct {
		args []string
		told bool
		left int
	}{
		{[]string{"gc"}, false, 1},
		{[]string{"gc", "--older", "0s", "--dry-run"}, true, 1},
		{[]string{"gc", "--older", "0s"}, true, 0},
	} {
		if out := nguon(t, settings, test.args...); strings.HasPrefix(out, "uploads/") != test.told {
			t.Errorf("%v says %q", test.args, out)
		}
		if got := uploadObjects(t, data); got != test.left {
			t.Errorf("after %v %d objects are left, want %d", test.args, got, test.left)
		}
	}
}

// kill ends a server as kill -9 does.
func kill(t *testing.T, r *replica) {
	t.Helper()
	if err := r.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Wait(); err == nil {
		t.Error("the server ended well")
	}
}

func TestAPublisherThatIsKilledGoesOnWhereItWas(t *testing.T) {
	data, settings := desk(t)
	folder := filepath.Join(t.TempDir(), "rain")
	size := writeLarge(t, folder, 900_000)
	server := startReplica(t, settings...)
	w := newWire(t, server.url, 0, 2*time.Millisecond)
	cmd, _ := send(t, settings, w.url, folder)
	for w.sent.Load() < size/2 {
		time.Sleep(time.Millisecond)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("it was not killed in time")
	}
	// Two uploads: one of a part, and one of a whole part and the beginning of the next.
	eventually(t, "has stored what arrived", func() bool { return uploadObjects(t, data) == 5 })
	before := w.sent.Load()
	cmd, said := send(t, settings, w.url, folder)
	if err := cmd.Wait(); err != nil || !strings.Contains(said(), "900,000 rows") {
		t.Fatalf("%v:\n%s", err, said())
	}
	if again := w.sent.Load() - before; again > size*3/4 {
		t.Errorf("the second command sent %d of %d bytes", again, size)
	}
}

func TestAnInterruptedPublisherTakesBackWhatItBegan(t *testing.T) {
	data, settings := desk(t)
	folder := filepath.Join(t.TempDir(), "rain")
	size := writeLarge(t, folder, 300_000)
	server := startReplica(t, settings...)
	w := newWire(t, server.url, 0, 5*time.Millisecond)
	cmd, said := send(t, settings, w.url, folder)
	for w.sent.Load() < size/2 {
		time.Sleep(time.Millisecond)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 130 {
		t.Errorf("%v, want status 130:\n%s", err, said())
	}
	eventually(t, "has removed the uploads", func() bool { return uploadObjects(t, data) == 0 })
	if got := server.status(t, "/v1/datasets/rain", ""); got != 404 {
		t.Errorf("the dataset is there: %d", got)
	}
}

// A server that is killed while it publishes is never said to be at it, and
// what it was at is done once.
func TestAPublicationWhoseServerIsKilledIsTakenUpOnce(t *testing.T) {
	data, settings := desk(t)
	folder := filepath.Join(t.TempDir(), "rain")
	writeLarge(t, folder, 700_000)
	server := startReplica(t, settings...)
	w := newWire(t, server.url, 0, 0)
	cmd, said := send(t, settings, w.url, folder)
	db, err := sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(data, "catalog.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	status := func() (id string, s job.Status) {
		t.Helper()
		open, err := db.OpenTasks(context.WithoutCancel(t.Context()))
		if err != nil {
			t.Fatal(err)
		}
		if len(open) == 0 {
			return "", ""
		}
		return open[0].ID, open[0].Status(time.Now())
	}
	var id string
	eventually(t, "publishes", func() bool {
		var s job.Status
		id, s = status()
		return s == job.Status(job.Running)
	})
	kill(t, server)
	eventually(t, "is known to be dead", func() bool { _, s := status(); return s == job.Stalled })
	for range 10 {
		if _, s := status(); s != job.Stalled {
			t.Fatalf("while nobody works, the publication is said to be %s", s)
		}
		time.Sleep(50 * time.Millisecond)
	}
	second := startReplica(t, settings...)
	w.leadTo(second.url)
	if err := cmd.Wait(); err != nil || !strings.Contains(said(), "rain: version 1 is published") || !strings.Contains(said(), "700,000 rows") {
		t.Fatalf("%v:\n%s", err, said())
	}
	task, err := db.Task(t.Context(), id)
	if err != nil || task.State != job.Succeeded || task.Attempt != 2 {
		t.Errorf("the task is %s after attempt %d: %v", task.State, task.Attempt, err)
	}
	if n := releases(t, second); n != 1 {
		t.Errorf("%d releases, want 1", n)
	}
}
