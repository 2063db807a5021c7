package publisher

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"nguon/storage"
)

// Collected says what [Publisher.Collect] removed.
type Collected struct {
	Objects int
	Bytes   int64
}

// Collect removes the objects of the store that no release refers to, and the
// drafts and temporary folders that crashed publications have left, if they
// are older than the given age. The age must be longer than any publication
// takes: a publication whose draft was removed under it fails with an error of
// kind [catalog.ErrConflict]. With dry set it only reports.
func (p *Publisher) Collect(ctx context.Context, age time.Duration, dry bool, removed func(storage.Info)) (Collected, error) {
	var c Collected
	before := p.now().Add(-age)
	// Objects are listed before the keys in use are read: a release that is
	// published in between has its objects in the second list at least.
	var old []storage.Info
	for info, err := range p.blobs.List(ctx, "") {
		if err != nil {
			return c, err
		}
		if info.Modified.Before(before) && !slices.ContainsFunc(p.others, func(other string) bool { return strings.HasPrefix(info.Key, other) }) {
			old = append(old, info)
		}
	}
	used, err := p.db.KeysInUse(ctx, before)
	if err != nil {
		return c, err
	}
	for _, info := range old {
		if used[info.Key] {
			continue
		}
		if !dry {
			if err := p.blobs.Remove(ctx, info.Key); err != nil {
				return c, err
			}
		}
		c.Objects++
		c.Bytes += info.Size
		if removed != nil {
			removed(info)
		}
	}
	if !dry {
		err = p.sweep(before)
	}
	return c, err
}

// sweep removes the temporary folders of publications that did not end.
func (p *Publisher) sweep(before time.Time) error {
	entries, err := os.ReadDir(p.work)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !strings.HasPrefix(e.Name(), workPrefix) || !info.ModTime().Before(before) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(p.work, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
