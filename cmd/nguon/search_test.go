package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"nguon/publisher"
	"nguon/search"
	"nguon/search/searchtest"
)

// The sample datasets are published, and found by what people type.
func TestSamplesAreFoundByWhatPeopleType(t *testing.T) {
	folders, err := filepath.Glob("../../datasets-sample/*/" + publisher.ManifestName)
	if err != nil {
		t.Fatal(err)
	}
	e := &env{program: &program{Data: t.TempDir()}, stdout: io.Discard, stderr: io.Discard}
	shop, err := e.openWorkshop(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	for _, file := range folders {
		err := withoutRaw(t.Context(), shop.pub, nil, filepath.Dir(file), func(publisher.Progress) {}, func(dir string) error {
			_, err := shop.pub.Publish(t.Context(), publisher.Request{Dir: dir})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	index, err := search.Open(e.indexDir(), shop.db, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	if err := index.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for set, least := range map[string]int{"golden-samples.tsv": 150, "golden-second-samples.tsv": 75} {
		g := graded(t, index, filepath.Join("../../search/testdata", set))
		t.Logf("%s: %s", set, g)
		for _, miss := range g.Misses {
			t.Log(miss)
		}
		if g.Queries < least || g.SuccessAt5() < 0.97 || g.SuccessAt1() < 0.95 || g.MeanReciprocalRank() < 0.96 || g.Found > 0 {
			t.Errorf("%s: want %d queries, success at 5 of 0.97, at 1 of 0.95, mean reciprocal rank of 0.96 and nothing where nothing should be; got %s", set, least, g)
		}
	}
}

// graded asks the queries of a file.
func graded(t *testing.T, index *search.Index, path string) *searchtest.Grades {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	queries, err := searchtest.ReadGolden(f)
	if err != nil {
		t.Fatal(err)
	}
	var g searchtest.Grades
	for _, q := range queries {
		r, err := index.Search(t.Context(), search.Request{Text: q.Text, Limit: 5})
		if err != nil {
			t.Fatalf("%q: %v", q.Text, err)
		}
		var got []string
		for _, h := range r.Hits {
			got = append(got, string(h.Slug))
		}
		g.Add(q, got, r.Total, func(found, want string) bool { return found == want })
	}
	return &g
}
