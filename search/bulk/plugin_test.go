package bulk_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/google/go-cmp/cmp"

	"nguon/search/bulk"
)

// openIndex opens a scorch index. It is closed by close, or when the test ends.
func openIndex(t *testing.T, path string) (x index.Index, closeIndex func()) {
	t.Helper()
	bulk.Register()
	queue := index.NewAnalysisQueue(1)
	t.Cleanup(queue.Close)
	x, err := scorch.NewScorch(scorch.Name, map[string]any{"path": path}, queue)
	if err == nil {
		err = x.Open()
	}
	if err != nil {
		t.Fatal(err)
	}
	closeIndex = sync.OnceFunc(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(closeIndex)
	return x, closeIndex
}

// put puts documents into an index, and deletes others.
func put(t *testing.T, x index.Index, path string, all []doc, deleted ...string) {
	t.Helper()
	write(t, path, all)
	batch := index.NewBatch()
	for _, id := range deleted {
		batch.Delete(id)
	}
	bulk.Add(batch, path)
	if err := x.Batch(batch); err != nil {
		t.Fatal(err)
	}
}

// has returns the identifiers of the documents that have a term.
func has(t *testing.T, x index.Index, field, term string) []string {
	t.Helper()
	r, err := x.Reader()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	docs, err := r.TermFieldReader(t.Context(), []byte(term), field, false, false, false)
	if err != nil {
		t.Fatal(err)
	}
	defer docs.Close()
	var ids []string
	for {
		d, err := docs.Next(nil)
		if err != nil {
			t.Fatal(err)
		}
		if d == nil {
			return ids
		}
		id, err := r.ExternalID(d.ID)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
}

func TestIndexKeepsReplacesAndDeletesDocumentsOfSegments(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	path := filepath.Join(t.TempDir(), "index")
	x, done := openIndex(t, path)
	drafts := t.TempDir()
	put(t, x, filepath.Join(drafts, "1"), docs(r, 5, "a"))
	put(t, x, filepath.Join(drafts, "2"), docs(r, 2, "a"), "a000000", "a000001", "a000004")
	for i := range 15 { // enough for Bleve to merge
		put(t, x, filepath.Join(drafts, fmt.Sprint(3+i)), docs(r, 1, "b"), "b000000")
	}
	want := []string{"a000000", "a000001", "a000002", "a000003", "b000000"}
	look := func() {
		t.Helper()
		got := has(t, x, "words", "all")
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("documents (-want +got):\n%s", diff)
		}
	}
	look()
	done()
	if left, err := os.ReadDir(drafts); err != nil || len(left) > 0 {
		t.Errorf("%d files of segments are left where they were written (%v)", len(left), err)
	}
	x, _ = openIndex(t, path)
	look()
}

func TestIndexTakesDocumentsOfOthersAsBefore(t *testing.T) {
	x, _ := openIndex(t, filepath.Join(t.TempDir(), "index"))
	d := newDocument(docs(rand.New(rand.NewPCG(1, 1)), 1, "d")[0])
	batch := index.NewBatch()
	batch.Update(d)
	if err := x.Batch(batch); err != nil {
		t.Fatal(err)
	}
	if got := has(t, x, "words", "all"); !slices.Equal(got, []string{d.id}) {
		t.Errorf("has %q", got)
	}
}

func TestBatchIsRefused(t *testing.T) {
	all := docs(rand.New(rand.NewPCG(1, 1)), 3, "d")
	for _, test := range []struct {
		name string
		fill func(b *index.Batch, path string)
	}{
		{"of a segment and another document", func(b *index.Batch, path string) {
			write(t, path, all[:2])
			bulk.Add(b, path)
			b.Update(newDocument(all[2]))
		}},
		{"of a file that is no segment", func(b *index.Batch, path string) {
			if err := os.WriteFile(path, bytes.Repeat([]byte{0}, 100), 0o600); err != nil {
				t.Fatal(err)
			}
			bulk.Add(b, path)
		}},
		{"of a file that is not there", func(b *index.Batch, path string) { bulk.Add(b, path) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			x, _ := openIndex(t, filepath.Join(t.TempDir(), "index"))
			batch := index.NewBatch()
			test.fill(batch, filepath.Join(t.TempDir(), "segment"))
			if err := x.Batch(batch); err == nil {
				t.Error("no error")
			}
		})
	}
}
