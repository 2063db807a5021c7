package sqlstore

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/job"
)

// A Store is a catalogue in a database. Its methods are safe for concurrent
// use, and so are several Stores on one database, in as many processes.
type Store struct {
	pools pools
	write *bun.DB
	read  *bun.DB
	queue *job.Queue
	log   *slog.Logger
	now   func() time.Time
	used  usage // of keys, and the next two of what they say

	usedSessions, usedRobots usage

	notary catalog.Notary // nil: entries of the log are left to others

	stop context.CancelFunc
	done sync.WaitGroup
}

var (
	_ catalog.Reader = (*Store)(nil)
	_ catalog.Writer = (*Store)(nil)
	_ account.Keys   = (*Store)(nil)
	_ job.Ledger     = (*Store)(nil)
	_ catalog.Log    = (*Store)(nil)
)

// Open opens a database, and makes its tables or brings them up to date:
//
//	sqlite:///var/lib/nguon/nguon.db        a file, by its absolute path as it is (nothing in it is escaped)
//	sqlite://:memory:                       a database of its own that ends with the Store, for tests
//	postgres://user:secret@host:5432/nguon  PostgreSQL 15 or newer
//
// It refuses a database that a newer version of the program has changed.
func Open(ctx context.Context, rawURL string, log *slog.Logger) (*Store, error) {
	p, err := connect(rawURL)
	if err != nil {
		return nil, err
	}
	s := &Store{
		pools: p,
		write: bun.NewDB(p.write, p.dialect.bun()),
		read:  bun.NewDB(p.read, p.dialect.bun()),
		log:   log,
		now:   time.Now,
	}
	if s.queue, err = p.dialect.queue(p.write, log); err == nil {
		err = s.migrate(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("sqlstore: open: %w", joinClose(err, p))
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.done.Go(func() { s.keepUsage(background) })
	return s, nil
}

func joinClose(err error, p pools) error {
	if also := p.close(); also != nil {
		return fmt.Errorf("%w; and then: %w", err, also)
	}
	return err
}

// Close writes what is still to be written of the use of keys, and ends the
// connections. Runners of [Store.Jobs] must have ended.
func (s *Store) Close() error {
	s.stop()
	s.done.Wait()
	if err := s.pools.close(); err != nil {
		return fmt.Errorf("sqlstore: close: %w", err)
	}
	return nil
}

// Ping returns an error if the database does not answer.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.read.PingContext(ctx); err != nil {
		return fmt.Errorf("sqlstore: ping: %w", failed(ctx, err))
	}
	return nil
}

// Jobs returns a runner of the jobs that were published with releases. A
// program that only publishes needs none.
func (s *Store) Jobs(o job.Options) *job.Runner { return s.queue.Runner(o) }
