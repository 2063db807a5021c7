package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// A Server is a MinIO server that runs for the tests.
type Server struct {
	Endpoint  string // http://127.0.0.1:port
	AccessKey string
	SecretKey string

	dir     string // what it stores; a folder in it is a bucket
	cmd     *exec.Cmd
	exited  chan struct{} // closed when the process has ended
	log     bytes.Buffer  // of the process; read it after exited
	buckets int
}

// running is the server that the tests of this binary share.
var running struct {
	sync.Mutex
	*Server
	users int
}

// Main runs the tests of a package that uses servers in more than one of them:
// each is started once, when the first test needs it, and stopped at the end.
//
//	func TestMain(m *testing.M) { storagetest.Main(m) }
func Main(m *testing.M) {
	acquire()
	defer release()
	m.Run() // TestMain exits with its result
}

// MinIO returns a real MinIO server on a free port of the loopback address. It
// is shared by the tests that use it at the same time and stopped with the
// last of them, or by [Main].
//
// The program is the one that NGUON_MINIO names, or minio in PATH, or in the
// folder nguon-tools of the user's cache. Where there is none, the test is
// skipped, and fails if CI is set.
func MinIO(t *testing.T) *Server {
	t.Helper()
	program, err := findMinIO()
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	acquire()
	t.Cleanup(release)
	running.Lock()
	defer running.Unlock()
	if running.Server == nil {
		if running.Server, err = startMinIO(program); err != nil {
			t.Fatal(err)
		}
	}
	return running.Server
}

// acquire keeps the server from being stopped until as many calls of release.
func acquire() {
	running.Lock()
	defer running.Unlock()
	running.users++
}

func release() {
	running.Lock()
	defer running.Unlock()
	if running.users--; running.users == 0 && running.Server != nil {
		running.stop()
		running.Server = nil
	}
}

// Bucket makes a new, empty bucket and returns its name.
func (s *Server) Bucket(t *testing.T) string {
	t.Helper()
	running.Lock()
	defer running.Unlock()
	s.buckets++
	name := fmt.Sprintf("test-%d", s.buckets)
	if err := os.Mkdir(filepath.Join(s.dir, name), 0o755); err != nil {
		t.Fatalf("make a bucket: %v", err)
	}
	return name
}

// URL makes a new, empty bucket and returns its address in the form that
// package minio opens: s3://bucket?endpoint=….
func (s *Server) URL(t *testing.T) string {
	t.Helper()
	return "s3://" + s.Bucket(t) + "?" + url.Values{"endpoint": {s.Endpoint}, "region": {"us-east-1"}}.Encode()
}

func findMinIO() (string, error) {
	if program := os.Getenv("NGUON_MINIO"); program != "" {
		return program, nil
	}
	if program, err := exec.LookPath("minio"); err == nil {
		return program, nil
	}
	if cache, err := os.UserCacheDir(); err == nil {
		program := filepath.Join(cache, "nguon-tools", "minio")
		if _, err := os.Stat(program); err == nil {
			return program, nil
		}
	}
	return "", errors.New("the MinIO server is not installed: run `make tools`, or set NGUON_MINIO to the program")
}

func startMinIO(program string) (*Server, error) {
	var failed error
	for range 3 { // another process may take the free port first
		s, err := tryMinIO(program)
		if err == nil {
			return s, nil
		}
		failed = err
	}
	return nil, failed
}

func tryMinIO(program string) (*Server, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "nguon-minio-")
	if err != nil {
		return nil, err
	}
	s := &Server{
		Endpoint:  "http://" + addr,
		AccessKey: "nguon-test",
		SecretKey: "nguon-test-secret",
		dir:       dir,
		exited:    make(chan struct{}),
	}
	s.cmd = exec.CommandContext(context.Background(), program, "server", "--address", addr, "--console-address", "127.0.0.1:0", "--quiet", dir)
	s.cmd.Env = append(os.Environ(), "MINIO_ROOT_USER="+s.AccessKey, "MINIO_ROOT_PASSWORD="+s.SecretKey,
		"MINIO_UPDATE=off", "MINIO_BROWSER=off")
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	endWithParent(s.cmd)
	if err := s.cmd.Start(); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("start MinIO: %w", err)
	}
	go func() {
		s.cmd.Wait() //nolint:errcheck // a server that is stopped reports the signal
		close(s.exited)
	}()
	if err := s.awaitReady(); err != nil {
		s.stop()
		return nil, fmt.Errorf("start MinIO: %w; it wrote:\n%s", err, s.log.String())
	}
	return s, nil
}

// freeAddress returns an address of the loopback interface that was free a
// moment ago.
func freeAddress() (string, error) {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (s *Server) awaitReady() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Endpoint+"/minio/health/live", nil)
		if err != nil {
			return err
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-s.exited:
			return errors.New("it ended")
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends the process and removes what it stored.
func (s *Server) stop() {
	s.cmd.Process.Signal(os.Interrupt) //nolint:errcheck // it may have ended by itself
	select {
	case <-s.exited:
	case <-time.After(10 * time.Second):
		s.cmd.Process.Kill() //nolint:errcheck // as above
		<-s.exited
	}
	os.RemoveAll(s.dir)
}
