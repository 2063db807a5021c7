package main

import (
	"time"

	"nguon/.ci/stage"
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
func watchMemory(servers []*stage.Server) func() []memory {
	found := make([]memory, len(servers))
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			for i, s := range servers {
				found[i] = memory{s.Name, max(found[i].most, s.Resident())}
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
