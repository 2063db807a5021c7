package main

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

// A stage is everything that runs for the bench, in one folder.
type stage struct {
	dir     string
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

// path is that of a file in the folder of the stage.
func (s *stage) path(elem ...string) string {
	return filepath.Join(append([]string{s.dir}, elem...)...)
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
		return nil, errors.Join(fmt.Errorf("start %s: %w", name, err), log.Close())
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
		failed = errors.Join(failed, v.cmd.Process.Signal(syscall.SIGTERM))
		select {
		case <-v.done:
		case <-time.After(30 * time.Second):
			failed = errors.Join(failed, fmt.Errorf("%s does not end", v.name), v.cmd.Process.Kill())
		}
		failed = errors.Join(failed, v.log.Close())
	}
	return failed
}

// cpu is the processor time that a server and its children have used.
func (s *server) cpu() (time.Duration, error) {
	pids := []int{s.cmd.Process.Pid}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", pids[0]))
	if err != nil {
		return 0, err
	}
	for _, word := range bytes.Fields(children) {
		var pid int
		if _, err := fmt.Sscan(string(word), &pid); err == nil {
			pids = append(pids, pid)
		}
	}
	var ticks int64 // of 10 ms
	for _, pid := range pids {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			return 0, err
		}
		fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
		var user, system int64
		if _, err := fmt.Sscan(string(fields[11])+" "+string(fields[12]), &user, &system); err != nil {
			return 0, err
		}
		ticks += user + system
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
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
