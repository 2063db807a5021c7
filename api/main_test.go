package api_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"nguon/api/sqldoor/worker"
)

// shared is a world for tests that only read.
func shared(t *testing.T) *world {
	t.Helper()
	sharedOnce.Do(func() { sharedWorld = newWorld(mainT) })
	return sharedWorld
}

var (
	mainT       *lastingT
	sharedOnce  sync.Once
	sharedWorld *world
)

// A lastingT is a testing.TB whose resources live as long as the test binary.
type lastingT struct {
	testing.TB
	dir      string
	cleanups []func()
}

func (l *lastingT) Helper()                  {}
func (l *lastingT) TempDir() string          { return l.dir }
func (l *lastingT) Cleanup(f func())         { l.cleanups = append(l.cleanups, f) }
func (l *lastingT) Context() context.Context { return context.Background() }
func (l *lastingT) Fatal(args ...any)        { panic(fmt.Sprint(args...)) }
func (l *lastingT) Fatalf(f string, args ...any) {
	panic(fmt.Sprintf(f, args...))
}

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == worker.Command { // as the processes of /v1/sql call it
		os.Exit(worker.Main())
	}
	dir, err := os.MkdirTemp("", "nguon-api-test-")
	if err != nil {
		panic(err)
	}
	mainT = &lastingT{dir: dir}
	code := m.Run()
	for i := len(mainT.cleanups) - 1; i >= 0; i-- {
		mainT.cleanups[i]()
	}
	os.RemoveAll(dir)
	os.Exit(code)
}
