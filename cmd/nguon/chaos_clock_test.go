package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// clockFile is the variable with a file that says how far the clock of a process
// of the tests is off.
const clockFile = "NGUON_TEST_CLOCK"

// followClock returns the clock of a process, which is off by what the file says,
// while it says it.
func followClock(file string) func() time.Time {
	var off atomic.Int64
	look := func() {
		text, err := os.ReadFile(file)
		if d, wrong := time.ParseDuration(strings.TrimSpace(string(text))); err == nil && wrong == nil {
			off.Store(int64(d))
		}
	}
	look()
	go func() {
		for range time.Tick(20 * time.Millisecond) {
			look()
		}
	}()
	return func() time.Time { return time.Now().Add(time.Duration(off.Load())) }
}

// A hand sets the clock of a server.
type hand string

func newHand(t *testing.T) hand {
	h := hand(filepath.Join(t.TempDir(), "clock"))
	h.set(t, 0)
	return h
}

// set has the clock off by d. The file is never seen half written.
func (h hand) set(t *testing.T, d time.Duration) {
	t.Helper()
	part := string(h) + ".part"
	err := os.WriteFile(part, []byte(d.String()), 0o600)
	if err == nil {
		err = os.Rename(part, string(h))
	}
	if err != nil {
		t.Error(err)
	}
}

// off is how far a clock is set off: back, or by a little ahead. What is published
// by a clock that is ahead becomes public when all others are there too.
func off() time.Duration {
	return []time.Duration{-time.Hour, -5 * time.Second, 2 * time.Second}[rand.N(3)]
}
