package sqlstore

import (
	"context"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"nguon/catalog"
)

// A stamper is a notary that costs nothing.
type stamper struct{}

func (stamper) Key() string { return "k" }
func (stamper) Attest(f catalog.LogFact, _ string) (catalog.LogText, error) {
	return catalog.LogText{Leaf: fmt.Sprintf("%0200d", f.Time.UnixMicro()), Statement: fmt.Sprintf("%01000d", 0)}, nil
}

// BenchmarkLog measures what one entry and one proof cost when there are many.
func BenchmarkLog(b *testing.B) {
	const entries = 100_000
	s, _ := openFile(b)
	enter := func(n int) {
		err := s.change(b.Context(), "fill", func(ctx context.Context, c *change) error {
			for range n {
				if err := c.enter(ctx, stamper{}, catalog.LogFact{Kind: catalog.LogKey, Key: "k"}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	enter(entries)
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found, err := s.LogHashes(b.Context(), indexes)
		all := make([]tlog.Hash, len(found))
		for i := range found {
			all[i] = tlog.Hash(found[i])
		}
		return all, err
	})
	for name, f := range map[string]func(i int64) error{
		"append":      func(int64) error { enter(1); return nil },
		"root":        func(int64) error { _, err := tlog.TreeHash(entries-1, read); return err },
		"inclusion":   func(i int64) error { _, err := tlog.ProveRecord(entries, i*7919%entries, read); return err },
		"consistency": func(i int64) error { _, err := tlog.ProveTree(entries, 1+i*7919%(entries-1), read); return err },
		"tile": func(i int64) error {
			_, err := tlog.ReadTileData(tlog.Tile{H: 8, N: i % (entries / 256), W: 256}, read)
			return err
		},
	} {
		b.Run(fmt.Sprintf("%s/entries=%d", name, entries), func(b *testing.B) {
			i := int64(0)
			for b.Loop() {
				i++
				if err := f(i); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
