package sqlstore

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"nguon/catalog/account"
)

// BenchmarkKeyByHash looks a key up among few and among many, as a request does at
// most every half second for its key. "few" asks for the same hundred again and
// again, whose pages are in the caches whatever the size of the table; "any" asks
// for all, most of which are not: a connection to SQLite keeps 2 MB of pages.
func BenchmarkKeyByHash(b *testing.B) {
	for name, open := range databases {
		s := open(b)
		have := 0
		for _, size := range []int{100, 10_000, 100_000} {
			saveKeys(b, s, have, size)
			have = size
			for asked, among := range map[string]int{"few": 100, "any": size} {
				b.Run(fmt.Sprintf("db=%s/keys=%d/asked=%s", name, size, asked), func(b *testing.B) {
					for i := range 400 { // so that caches are warm
						if _, err := s.KeyByHash(b.Context(), hashOf(i%among)); err != nil {
							b.Fatal(err)
						}
					}
					for i := 0; b.Loop(); i++ {
						if _, err := s.KeyByHash(b.Context(), hashOf(i*7919%among)); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}

func hashOf(n int) [32]byte { return sha256.Sum256([]byte(fmt.Sprint(n))) }

// saveKeys saves keys with the numbers from first to before last, in one change.
func saveKeys(b *testing.B, s *Store, first, last int) {
	b.Helper()
	err := s.Record(b.Context(), func(ctx context.Context) ([]account.Entry, error) {
		for n := first; n < last; n++ {
			k := account.Key{ID: fmt.Sprintf("01%024d", n), Name: "bench", Hash: hashOf(n), Hint: "ngn_live_abc", Created: time.Now()}
			if err := s.SaveKey(ctx, k); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// TestAKeyIsFoundByAnIndex asks SQLite how it looks a key up, which every request
// may wait for: the cost grows with the depth of a tree, not with the table.
func TestAKeyIsFoundByAnIndex(t *testing.T) {
	s, _ := openFile(t)
	query := s.read.NewSelect().Model((*keyRow)(nil)).Where("hash = ?", "x").String()
	rows, err := s.pools.read.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil || len(steps) != 1 || !strings.HasPrefix(steps[0], "SEARCH k USING INDEX") || !strings.Contains(steps[0], "(hash=?)") {
		t.Errorf("the plan is %q, %v", steps, err)
	}
}
