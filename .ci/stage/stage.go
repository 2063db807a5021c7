// Package stage is what the benchmarks that start servers have in common: a
// folder, programs that run in it on free ports of loopback until the benchmark
// is over, and what these take of the machine.
package stage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// A Stage is everything that runs for a benchmark, in one folder.
type Stage struct {
	Dir     string
	servers []*Server
}

// With builds a stage in a temporary folder whose name begins with prefix, has
// play use it, and takes it down. After a failure the folder stays, with the logs
// of the servers.
func With(ctx context.Context, prefix string, play func(*Stage) error) (err error) {
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil && ctx.Err() == nil {
			fmt.Fprintln(os.Stderr, "the logs of the servers are left in", dir)
			return
		}
		err = errors.Join(err, os.RemoveAll(dir))
	}()
	if err := os.Chmod(dir, 0o755); err != nil { // PostgreSQL and nginx have users of their own
		return err
	}
	s := &Stage{Dir: dir}
	defer func() { err = errors.Join(err, s.stop()) }()
	return play(s)
}

// Path is that of a file in the folder of the stage.
func (s *Stage) Path(elem ...string) string {
	return filepath.Join(append([]string{s.Dir}, elem...)...)
}

// Start runs a program until the stage is taken down, and waits until its port
// is open, for a minute at most. Its output is in a log under its name.
func (s *Stage) Start(ctx context.Context, name string, port int, cmd *exec.Cmd) (*Server, error) {
	log, err := os.Create(s.Path(name + ".log"))
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", name, err), log.Close())
	}
	v := &Server{Name: name, Port: port, cmd: cmd, log: log, done: make(chan error, 1)}
	go func() { v.done <- cmd.Wait() }()
	s.servers = append(s.servers, v)
	for begin := time.Now(); time.Since(begin) < time.Minute; time.Sleep(10 * time.Millisecond) {
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
func (s *Stage) stop() error {
	var failed error
	for _, v := range slices.Backward(s.servers) {
		failed = errors.Join(failed, v.Stop())
	}
	return failed
}

// FreePort returns a port of loopback that nobody uses.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// Output runs a program to its end, and returns what it has written. An error
// holds all of its output.
func Output(cmd *exec.Cmd) (string, error) {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s%s", filepath.Base(cmd.Path), err, out, stderr.Bytes())
	}
	return string(out), nil
}

// Median returns the middle one of values, the greater of two.
func Median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// stopped is for how long a server may take to end.
const stopped = 30 * time.Second

// Stop ends a server, by the signal at which PostgreSQL does not wait for its
// clients. It does nothing the second time.
func (v *Server) Stop() error {
	if v.log == nil {
		return nil
	}
	failed := v.cmd.Process.Signal(syscall.SIGINT)
	select {
	case <-v.done:
	case <-time.After(stopped):
		failed = errors.Join(failed, fmt.Errorf("%s does not end", v.Name), v.cmd.Process.Kill())
	}
	failed = errors.Join(failed, v.log.Close())
	v.log = nil
	return failed
}
