package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// memoryBeat is how often memory is read.
const memoryBeat = 200 * time.Millisecond

// A memory is the resident memory of a server, in bytes.
type memory struct {
	name string
	most int64
}

// watchMemory watches servers until the function that it returns is called,
// which tells what they took at most. It may be called again.
func watchMemory(servers []*server) func() []memory {
	found := make([]memory, len(servers))
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			for i, s := range servers {
				found[i] = memory{s.name, max(found[i].most, resident(s.cmd.Process.Pid))}
			}
			select {
			case <-quit:
				return
			case <-time.After(memoryBeat):
			}
		}
	}()
	ended := false
	return func() []memory {
		if !ended {
			ended = true
			close(quit)
		}
		<-done
		return found
	}
}

// resident returns the resident memory of a process, 0 if it cannot be read.
func resident(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
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
