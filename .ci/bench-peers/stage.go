package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// A stage is everything that runs for the bench, in one folder.
type stage struct {
	dir string
	out io.Writer

	portal  *server // without answers that are kept
	keeping *server // the portal as it is by itself
	rest    *server // Platformatic DB
	sql     *server // PostgreSQL
	static  *server // nginx

	servers []*server
}

// A server is a program that the bench started.
type server struct {
	name string
	cmd  *exec.Cmd
	port int
	log  *os.File
	done chan error
}

// url is the address of a path of the server.
func (s *server) url(path string) string { return fmt.Sprintf("http://127.0.0.1:%d%s", s.port, path) }

// portals are the servers whose memory is watched.
func (s *stage) portals() []*server { return []*server{s.portal, s.keeping} }

// path is that of a file in the folder of the stage.
func (s *stage) path(elem ...string) string {
	return filepath.Join(append([]string{s.dir}, elem...)...)
}

// say tells how far the bench is.
func (s *stage) say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// raise starts all servers with the table in them.
func (s *stage) raise(ctx context.Context, o *options) error {
	if err := s.publish(ctx, o); err != nil {
		return err
	}
	s.say("PostgreSQL, Platformatic DB and nginx")
	if err := s.startPostgres(ctx); err != nil {
		return err
	}
	if err := s.startPlatformatic(ctx, o.peers); err != nil {
		return err
	}
	return s.startNginx(ctx)
}

// start runs a program until the stage is stopped, and waits until its port is
// open.
func (s *stage) start(ctx context.Context, name string, port int, cmd *exec.Cmd) (*server, error) {
	log, err := os.Create(s.path(name + ".log"))
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		log.Close()
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	v := &server{name: name, cmd: cmd, port: port, log: log, done: make(chan error, 1)}
	go func() { v.done <- cmd.Wait() }()
	s.servers = append(s.servers, v)
	for begin := time.Now(); time.Since(begin) < time.Minute; time.Sleep(50 * time.Millisecond) {
		c, err := new(net.Dialer).DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			return v, c.Close()
		}
		select {
		case err := <-v.done:
			v.done <- err
			text, _ := os.ReadFile(log.Name())
			return nil, fmt.Errorf("%s ended: %w\n%s", name, err, text)
		case <-ctx.Done():
			return nil, ctx.Err()
		default:
		}
	}
	return nil, fmt.Errorf("%s does not listen", name)
}

// stop ends what was started, the last first.
func (s *stage) stop() error {
	var failed error
	for _, v := range slices.Backward(s.servers) {
		failed = errors.Join(failed, v.cmd.Process.Signal(syscall.SIGINT)) // PostgreSQL: without waiting for its clients
		select {
		case <-v.done:
		case <-time.After(30 * time.Second):
			failed = errors.Join(failed, fmt.Errorf("%s does not end", v.name), v.cmd.Process.Kill())
		}
		v.log.Close()
	}
	return failed
}

// freePort returns a port of loopback that nobody uses.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// output runs a program to its end.
func output(cmd *exec.Cmd) (string, error) {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s%s", filepath.Base(cmd.Path), err, out, stderr.Bytes())
	}
	return string(out), nil
}

// fetch returns the body of an answer.
func fetch(ctx context.Context, url string) ([]byte, http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s\n%s", url, resp.Status, body)
	}
	return body, resp.Header, err
}
