package stage

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// A Server is a program that the benchmark has started.
type Server struct {
	Name string
	Port int

	cmd  *exec.Cmd
	log  *os.File // nil when it was stopped
	done chan error
}

// URL is the address of a path of the server.
func (v *Server) URL(path string) string { return fmt.Sprintf("http://127.0.0.1:%d%s", v.Port, path) }

// CPU is the processor time that a server and its children have used, to 10 ms.
func (v *Server) CPU() (time.Duration, error) {
	pids := []int{v.cmd.Process.Pid}
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

// Resident returns the resident memory of a server in bytes, 0 if it cannot be
// read.
func (v *Server) Resident() int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", v.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	var kilobytes int64
	if _, err := fmt.Sscanf(rest, "%d kB", &kilobytes); err != nil {
		return 0
	}
	return kilobytes << 10
}
