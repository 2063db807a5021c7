package joined

import (
	"context"

	"nguon/storage"
)

// Files gives the objects of a store that keeps them as files: those that are
// made of others as copies.
type Files struct {
	storage.Locator                 // of all others
	Copies          storage.Locator // a cache of a [Store]
}

// Locate implements [storage.Locator].
func (f *Files) Locate(ctx context.Context, key string) (file string, done func(), err error) {
	if Is(key) {
		return f.Copies.Locate(ctx, key)
	}
	return f.Locator.Locate(ctx, key)
}

// Forget removes the copy of an object that another process has removed.
func (f *Files) Forget(key string) {
	if c, ok := f.Copies.(interface{ Forget(key string) }); ok && Is(key) {
		c.Forget(key)
	}
}

var (
	_ storage.Store   = (*Store)(nil)
	_ storage.Locator = (*Files)(nil)
)
