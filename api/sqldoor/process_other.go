//go:build !linux

package sqldoor

import (
	"context"
	"errors"
	"io"
	"os"
	"time"
)

type process struct {
	requests io.WriteCloser
	replies  *os.File
	stderr   *tail
	ended    chan struct{}
	gone     chan struct{}
	kill     func()
}

// start refuses: the limits on the process are those of Linux.
func start(context.Context, Options) (*process, error) {
	return nil, errors.New("SQL of strangers is run on Linux only: elsewhere a process cannot be confined as it must be")
}

func (p *process) permit(int64, time.Duration) error { return errors.ErrUnsupported }

func (p *process) end() {}
