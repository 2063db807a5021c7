// Package sqldoor runs statements of SQL that strangers wrote, each in a process
// of its own, which is thrown away with it.
//
// What a statement may do is decided four times over. The process turns it into
// its syntax tree and denies by default (package tree). The server finds the
// tables that it names and hands over those files only. DuckDB is locked: it can
// open these and nothing else (package worker). And the kernel holds the process:
// limits on memory, processor time, files and descriptors, no environment, no
// system calls that write, connect or start anything, and an end at the deadline,
// by a signal that cannot be caught.
//
// The server believes nothing that the process says (package wire): what comes is
// bounded and validated, and texts of the engine are shown only if the process
// says that they are about the statement, and then in one bounded line.
package sqldoor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"nguon/api/query"
)

// Options bound a [Door]. The zero value of a field means its default.
type Options struct {
	// Command starts a process that runs worker.Main; it is needed.
	Command []string
	Log     *slog.Logger // default: none
	// Workers is how many statements run at one time, and how many processes are
	// there; default the number of processors, at most 4.
	Workers int
	// Queue is how many may wait for their turn; default 8 for each worker.
	Queue int
	// Wait is how long they do; default 5 s.
	Wait time.Duration
	// Memory is what a statement may use, in bytes; default 512 MiB. Half of it is
	// for the engine, which keeps its own account; all of it is the limit that the
	// kernel holds the process to.
	Memory int64
}

func (o Options) withDefaults() Options {
	o.Workers = cmp.Or(o.Workers, min(4, runtime.GOMAXPROCS(0)))
	o.Queue = cmp.Or(o.Queue, 8*o.Workers)
	o.Wait = cmp.Or(o.Wait, 5*time.Second)
	o.Memory = cmp.Or(o.Memory, 512<<20)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// ErrBusy is what a statement gets that would have to wait too long.
var ErrBusy = errors.New("too many statements are waiting")

// A Door keeps processes ready and lets a bounded number of statements in. It is
// safe for concurrent use. Close it after use.
type Door struct {
	options Options
	ready   chan *process // that wait for a statement
	places  chan struct{} // one for each that waits or runs
	quit    context.CancelFunc
	done    sync.WaitGroup
	known   *analyses
}

// Open starts processes, and returns when the first one is ready.
func Open(ctx context.Context, o Options) (*Door, error) {
	o = o.withDefaults()
	if len(o.Command) == 0 || o.Workers < 1 || o.Queue < 0 || o.Memory < minMemory {
		return nil, fmt.Errorf("sql: options that cannot work: %+v", o)
	}
	first, err := start(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("sql: %w", err)
	}
	first.end()
	// The processes live as long as the door.
	life, quit := context.WithCancel(context.WithoutCancel(ctx))
	d := &Door{
		options: o,
		ready:   make(chan *process),
		places:  make(chan struct{}, o.Workers+o.Queue),
		quit:    quit,
		known:   newAnalyses(),
	}
	for range o.Workers {
		d.done.Go(func() { d.keep(life) })
	}
	return d, nil
}

// minMemory is below what the engine does not start with.
const minMemory = 64 << 20

// Close ends all processes. It returns when all statements are closed.
func (d *Door) Close() error {
	d.quit()
	d.done.Wait()
	return nil
}

// Bounds of the pause after a process that could not be started.
const (
	leastPause = 100 * time.Millisecond
	mostPause  = 10 * time.Second
)

// keep has one process at a time: it starts one, hands it to a statement, and
// starts the next when that one has ended. It stays on one thread of the system,
// because processes end with the thread that started them.
func (d *Door) keep(ctx context.Context) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	pause := leastPause
	for ctx.Err() == nil {
		p, err := start(ctx, d.options)
		if err != nil {
			if ctx.Err() != nil {
				return
			}
			d.options.Log.LogAttrs(ctx, slog.LevelError, "sql worker does not start", slog.Any("error", err))
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
			pause = min(2*pause, mostPause)
			continue
		}
		pause = leastPause
		select {
		case d.ready <- p:
			stop := context.AfterFunc(ctx, p.kill)
			<-p.gone // whoever has it ends it
			stop()
		case <-p.ended: // by itself, before it was asked
			p.end()
		case <-ctx.Done():
			p.end()
		}
	}
}

// enter returns a process when it is the statement's turn. The caller must end
// it, then leave.
func (d *Door) enter(ctx context.Context) (p *process, leave func(), err error) {
	select {
	case d.places <- struct{}{}:
	default:
		return nil, nil, ErrBusy
	}
	leave = func() { <-d.places }
	patience := time.NewTimer(d.options.Wait)
	defer patience.Stop()
	select {
	case p := <-d.ready:
		return p, leave, nil
	case <-patience.C:
		err = ErrBusy
	case <-ctx.Done():
		err = ctx.Err()
	}
	leave()
	return nil, nil, err
}

// Limits bound the answer to one statement; all must be positive.
type Limits struct {
	Rows  int
	Bytes int64         // of the values
	Time  time.Duration // of the run, from when it is the statement's turn
}

// An Answer is what a statement comes to.
type Answer struct {
	Page  *query.Page
	Bytes int64 // of the values
}
