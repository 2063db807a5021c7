package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"nguon/catalog/job"
	"nguon/catalog/sqlstore"
	"nguon/storage/local"
)

// A wire is a proxy of TCP between a client and a server, with the faults of a
// bad network.
type wire struct {
	url  string
	sent atomic.Int64 // bytes from clients to the server

	mu   sync.Mutex
	to   string
	cut  int64         // bytes after which a connection is cut; 0 never
	slow time.Duration // pause after each 64 KiB
}

func newWire(t *testing.T, to string, cut int64, slow time.Duration) *wire {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	w := &wire{url: "http://" + l.Addr().String(), to: strings.TrimPrefix(to, "http://"), cut: cut, slow: slow}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(c)
		}
	}()
	return w
}

func (w *wire) carry(client net.Conn) {
	defer client.Close()
	w.mu.Lock()
	to, cut, slow := w.to, w.cut, w.slow
	w.mu.Unlock()
	server, err := new(net.Dialer).Dial("tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		io.Copy(client, server) //nolint:errcheck // the other direction notices
		client.Close()
	}()
	buf := make([]byte, 64<<10)
	for total := int64(0); cut == 0 || total < cut; {
		n, err := client.Read(buf)
		if _, failed := server.Write(buf[:n]); err != nil || failed != nil {
			return
		}
		total += int64(n)
		w.sent.Add(int64(n))
		time.Sleep(slow)
	}
}

// leadTo has new connections go elsewhere.
func (w *wire) leadTo(url string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.to = strings.TrimPrefix(url, "http://")
}

// writeLarge writes the dataset of writeDataset with many more rows, and
// returns the size of the file.
func writeLarge(t *testing.T, dir string, rows int) int64 {
	t.Helper()
	writeDataset(t, dir, 1)
	f, err := os.Create(filepath.Join(dir, "hours.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(w, "Giờ;Trạm;Mưa (mm)")
	for i := range rows {
		at := time.Date(1700, 1, 1, i/6, 0, 0, 0, time.UTC)
		fmt.Fprintf(w, "%s;T%d;%d,%d\n", at.Format("02/01/2006 15:04"), i%6, i%97, i%10)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// desk is a portal with a key, before it is served.
func desk(t *testing.T) (data string, settings []string) {
	t.Helper()
	data = t.TempDir()
	settings = []string{"NGUON_LANG=en", "NGUON_DATA=" + data, "XDG_CACHE_HOME=" + t.TempDir()}
	return data, append(settings, "NGUON_KEY="+nguon(t, settings, "key", "create", "desk", "--publish", "MAU-MT"))
}

// send starts nguon publish --to.
func send(t *testing.T, settings []string, to, folder string) (cmd *exec.Cmd, said func() string) {
	t.Helper()
	cmd = exec.CommandContext(t.Context(), "nguon", "publish", "--to", to, folder)
	cmd.Env = append(os.Environ(), settings...)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out.String
}

// uploadObjects returns how many objects of uploads a portal has.
func uploadObjects(t *testing.T, data string) (n int) {
	t.Helper()
	s, err := local.New(filepath.Join(data, "objects"))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range s.List(t.Context(), "uploads/") {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

func releases(t *testing.T, r *replica) int {
	t.Helper()
	body, err := io.ReadAll(r.get(t, "/v1/datasets/rain/releases", "").Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(body), `"version":`)
}

func TestPublishingSurvivesABadNetworkAndAServerThatRestarts(t *testing.T) {
	data, settings := desk(t)
	folder := filepath.Join(t.TempDir(), "rain")
	size := writeLarge(t, folder, 600_000)
	first := startReplica(t, settings...)
	w := newWire(t, first.url, 3<<20, time.Millisecond)
	cmd, said := send(t, settings, w.url, folder)
	for w.sent.Load() < size/3 {
		time.Sleep(time.Millisecond)
	}
	kill(t, first)
	second := startReplica(t, settings...)
	w.leadTo(second.url)
	if err := cmd.Wait(); err != nil || !strings.Contains(said(), "600,000 rows") {
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
	size := writeLarge(t, folder, 600_000)
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
	writeLarge(t, folder, 1_500_000)
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
	if err := cmd.Wait(); err != nil || !strings.Contains(said(), "rain: version 1 is published") || !strings.Contains(said(), "1,500,000 rows") {
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
