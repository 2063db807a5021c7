package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"nguon/catalog"
)

// A change is a transaction that writes, with the events that it makes. It has
// the database to itself, as far as other changes go.
type change struct {
	bun.Tx
	now    micros
	events []eventRow
	head   *head // of the log; nil until it is asked for
	broken error // of a part that failed: see [Store.Record]
}

// change runs f in a transaction. If f returns nil, the events of c are
// numbered and all is committed; otherwise nothing is. What names the change
// in errors. With the context of [Store.Record], f is a part of the change that
// runs already.
func (s *Store) change(ctx context.Context, what string, f func(ctx context.Context, c *change) error) error {
	run := s.tryChange
	if c := s.recording(ctx); c != nil {
		run = c.part
	}
	if err := run(ctx, f); err != nil {
		return fmt.Errorf("sqlstore: %s: %w", what, failed(ctx, err))
	}
	return nil
}

func (s *Store) tryChange(ctx context.Context, f func(ctx context.Context, c *change) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	var last int64
	if err := tx.NewRaw("UPDATE event_sequence SET last = last RETURNING last").Scan(ctx, &last); err != nil {
		return err
	}
	c := &change{Tx: tx, now: stamp(s.now())}
	if err := f(ctx, c); err != nil {
		return err
	}
	if err := c.tell(ctx); err != nil {
		return err
	}
	if err := c.saveEvents(ctx, last); err != nil {
		return err
	}
	return tx.Commit()
}

// failed makes the end of ctx visible in an error that a driver put into words
// of its own.
func failed(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil && !errors.Is(err, ended) {
		return fmt.Errorf("%w: %w", ended, err)
	}
	return err
}

// none reports whether a query found no row.
func none(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// noDataset returns the error for a slug that names no dataset: where the
// dataset went, or that there is none. What cannot be a slug never gets as far
// as a database, which has its own opinion of some bytes.
func noDataset(ctx context.Context, db bun.IDB, s catalog.Slug) error {
	var to catalog.Slug
	err := error(sql.ErrNoRows)
	if s.Valid() {
		err = db.NewSelect().Table("redirects").Column("target").Where("slug = ?", s).Scan(ctx, &to)
	}
	switch {
	case none(err):
		return catalog.Errorf(catalog.ErrNotFound, "Không có bộ dữ liệu %q.", "There is no dataset %q.", s)
	case err != nil:
		return err
	}
	return &catalog.Moved{To: to}
}

// valid returns those of slugs that can be one.
func valid(slugs []catalog.Slug) []catalog.Slug {
	return slices.DeleteFunc(slices.Clone(slugs), func(s catalog.Slug) bool { return !s.Valid() })
}

// storable reports whether both databases take s as text. What is not storable
// names nothing.
func storable(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }
