package api_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"nguon/api"
	"nguon/catalog"
)

// A witness notes what the server asks the catalogue.
type witness struct {
	catalog.Reader

	mu    sync.Mutex
	asked []string
}

func (w *witness) note(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, what)
}

// take returns what was asked since the last call.
func (w *witness) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	asked := w.asked
	w.asked = nil
	return asked
}

func (w *witness) Dataset(ctx context.Context, s catalog.Slug) (catalog.Dataset, error) {
	w.note("dataset")
	return w.Reader.Dataset(ctx, s)
}

func (w *witness) Datasets(ctx context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error) {
	w.note(fmt.Sprintf("%d datasets", len(f.Slugs)))
	return w.Reader.Datasets(ctx, f)
}

func (w *witness) Releases(ctx context.Context, s catalog.Slug) (catalog.Releases, error) {
	w.note("releases")
	return w.Reader.Releases(ctx, s)
}

func (w *witness) Release(ctx context.Context, s catalog.Slug, version int) (catalog.Release, error) {
	w.note("release")
	return w.Reader.Release(ctx, s, version)
}

func (w *witness) Latest(ctx context.Context, at time.Time, slugs ...catalog.Slug) (map[catalog.Slug]catalog.Release, error) {
	w.note(fmt.Sprintf("latest of %d", len(slugs)))
	return w.Reader.Latest(ctx, at, slugs...)
}

func (w *witness) Derived(ctx context.Context, id string) ([]catalog.DerivedFile, error) {
	w.note("derived")
	return w.Reader.Derived(ctx, id)
}

// TestEmbargoedAndUnknownTakeTheSameSteps is about the time that answers take,
// without a clock: about what is embargoed the server asks the catalogue the same
// as about what does not exist, and answers with as many bytes. (The catalogue
// looks both up by the same statements: neither is in what they select.)
func TestEmbargoedAndUnknownTakeTheSameSteps(t *testing.T) {
	seen := new(witness)
	w := newWorld(t, func(d *api.Deps) {
		seen.Reader = d.Catalog
		d.Catalog = seen
	})
	nine := w.now().Add(48 * time.Hour).Truncate(time.Second)
	w.schedule(t, map[string]string{"dataset.yaml": secretManifest, "v.csv": "Kho;Cân\nA;7919\nB;7907\n"}, nine)
	w.schedule(t, dataset("air-quality", 251), nine)
	for _, test := range []struct{ form, secret, unknown string }{
		{"/v1/datasets/%s", "gold-vaults", "zinc-vaults"},
		{"/v1/datasets/%s/releases", "gold-vaults", "zinc-vaults"},
		{"/v1/datasets/%s/releases/1", "gold-vaults", "zinc-vaults"},
		{"/v1/datasets/%s/releases/1/proof", "gold-vaults", "zinc-vaults"},
		{"/v1/data/%s/ingots/rows", "gold-vaults", "zinc-vaults"},
		{"/v1/data/%s@1/ingots/rows", "gold-vaults", "zinc-vaults"},
		{"/v1/data/%s/ingots/file.parquet", "gold-vaults", "zinc-vaults"},
		{"/v1/data/%s/ingots/openapi.json", "gold-vaults", "zinc-vaults"},
		{"/v1/agencies/%s", "H77", "H78"},
		{"/v1/datasets/air-quality/releases/%s", "2", "9"},
		{"/v1/datasets/air-quality/releases/%s/proof", "2", "9"},
		{"/v1/data/air-quality@%s/hourly/rows", "2", "9"},
		{"/v1/data/air-quality@%s/hourly/rows?filter=pm25,gt,1", "2", "9"},
		{"/v1/data/air-quality@%s/hourly/file.csv", "2", "9"},
		{"/id/%s@1", "gold-vaults", "zinc-vaults"},
		{"/id/air-quality@%s", "2", "9"},
	} {
		var status, bytes [2]int
		var steps [2][]string
		for i, name := range []string{test.secret, test.unknown} {
			w.pass(time.Second) // what was read a moment ago is not asked for again
			seen.take()
			rec := w.plainDo(t, request{path: fmt.Sprintf(test.form, name)})
			status[i], bytes[i], steps[i] = rec.Code, rec.Body.Len(), seen.take()
		}
		if status[0] != status[1] || bytes[0] != bytes[1] || !slices.Equal(steps[0], steps[1]) {
			t.Errorf(test.form+": %d, %d bytes after %q; of what does not exist %d, %d bytes after %q",
				test.secret, status[0], bytes[0], steps[0], status[1], bytes[1], steps[1])
		}
	}
}
