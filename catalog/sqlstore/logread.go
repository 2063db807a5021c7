package sqlstore

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/uptrace/bun"
	"golang.org/x/mod/sumdb/tlog"

	"nguon/catalog"
)

type hashRow struct {
	bun.BaseModel `bun:"table:log_hashes,alias:h"`

	Seq  int64 `bun:",pk"`
	Hash string
}

// hashBatch bounds the indexes in one query.
const hashBatch = 500

// saveHashes stores the hashes that the leaf with the given index completes.
func (c *change) saveHashes(ctx context.Context, index int64, leaf string) error {
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found, err := hashes(ctx, c, indexes)
		all := make([]tlog.Hash, len(found))
		for i, d := range found {
			all[i] = tlog.Hash(d)
		}
		return all, err
	})
	made, err := tlog.StoredHashes(index, []byte(leaf), read)
	if err != nil {
		return err
	}
	rows := make([]hashRow, len(made))
	for i, h := range made {
		rows[i] = hashRow{Seq: tlog.StoredHashIndex(0, index) + int64(i), Hash: hex.EncodeToString(h[:])}
	}
	_, err = c.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// LogHashes implements [catalog.Log].
func (s *Store) LogHashes(ctx context.Context, indexes []int64) ([]catalog.Digest, error) {
	found, err := hashes(ctx, s.read, indexes)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: hashes of the log: %w", failed(ctx, err))
	}
	return found, nil
}

func hashes(ctx context.Context, db bun.IDB, indexes []int64) ([]catalog.Digest, error) {
	known := make(map[int64]catalog.Digest, len(indexes))
	for some := range slices.Chunk(indexes, hashBatch) {
		var rows []hashRow
		if err := db.NewSelect().Model(&rows).Where("seq IN (?)", bun.List(some)).Scan(ctx); err != nil {
			return nil, err
		}
		for _, r := range rows {
			var d catalog.Digest
			if err := d.UnmarshalText([]byte(r.Hash)); err != nil {
				return nil, fmt.Errorf("hash %d of the log: %w", r.Seq, err)
			}
			known[r.Seq] = d
		}
	}
	all := make([]catalog.Digest, len(indexes))
	for i, index := range indexes {
		d, ok := known[index]
		if !ok {
			return nil, fmt.Errorf("the log has no hash %d", index)
		}
		all[i] = d
	}
	return all, nil
}

// LogSize implements [catalog.Log].
func (s *Store) LogSize(ctx context.Context) (n int64, err error) {
	if err := s.read.NewRaw("SELECT coalesce(max(seq) + 1, 0) FROM log_entries").Scan(ctx, &n); err != nil {
		return 0, fmt.Errorf("sqlstore: size of the log: %w", failed(ctx, err))
	}
	return n, nil
}

// LogEntries implements [catalog.Log].
func (s *Store) LogEntries(ctx context.Context, from int64, limit int) ([]catalog.LogEntry, error) {
	if limit <= 0 {
		return nil, nil
	}
	return s.logEntries(ctx, func(q *bun.SelectQuery) { q.Where("seq >= ?", from).Limit(int64(limit)) })
}

// LogOf implements [catalog.Log].
func (s *Store) LogOf(ctx context.Context, releaseID string) ([]catalog.LogEntry, error) {
	if !storable(releaseID) {
		return nil, nil
	}
	return s.logEntries(ctx, func(q *bun.SelectQuery) { q.Where("subject = ?", releaseID) })
}

// LogKeys implements [catalog.Log].
func (s *Store) LogKeys(ctx context.Context) ([]catalog.LogEntry, error) {
	return s.logEntries(ctx, func(q *bun.SelectQuery) { q.Where("kind = 'key.announced'") })
}

func (s *Store) logEntries(ctx context.Context, which func(*bun.SelectQuery)) ([]catalog.LogEntry, error) {
	var rows []logRow
	q := s.read.NewSelect().Model(&rows).Order("seq")
	which(q)
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: entries of the log: %w", failed(ctx, err))
	}
	entries := make([]catalog.LogEntry, len(rows))
	for i, r := range rows {
		entries[i] = r.entry()
	}
	return entries, nil
}
