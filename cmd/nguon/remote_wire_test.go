package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nguon/storage/local"
)

// A wire is a proxy of TCP between a client and a server, with the faults of a
// bad network.
type wire struct {
	url  string
	sent atomic.Int64 // bytes from clients to the server

	cut  int64         // bytes after which a connection is cut; 0 never
	slow time.Duration // pause after each 64 KiB

	mu    sync.Mutex
	to    []string      // connections go to each in turn
	had   int           // connections
	heard *bytes.Buffer // what clients sent; nil to forget it
}

func newWire(t *testing.T, to string, cut int64, slow time.Duration) *wire {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	w := &wire{url: "http://" + l.Addr().String(), cut: cut, slow: slow}
	w.leadTo(to)
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
	to := w.to[w.had%len(w.to)]
	w.had++
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
	for total := int64(0); w.cut == 0 || total < w.cut; {
		n, err := client.Read(buf)
		if _, failed := server.Write(buf[:n]); err != nil || failed != nil {
			return
		}
		w.hear(buf[:n])
		total += int64(n)
		w.sent.Add(int64(n))
		time.Sleep(w.slow)
	}
}

func (w *wire) hear(b []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.heard != nil {
		w.heard.Write(b)
	}
}

// all is every byte that clients sent so far.
func (w *wire) all() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	return bytes.Clone(w.heard.Bytes())
}

// leadTo has new connections go elsewhere, to each of the servers in turn.
func (w *wire) leadTo(urls ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.to = nil
	for _, url := range urls {
		w.to = append(w.to, strings.TrimPrefix(url, "http://"))
	}
}

// writeLarge writes the dataset of writeDataset with many more rows, and
// returns the size of the file.
func writeLarge(t *testing.T, dir string, rows int) int64 {
	t.Helper()
	writeRows(t, dir, 1, 0)
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
