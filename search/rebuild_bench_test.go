//go:build linux

package search_test

import (
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"

	"nguon/catalog"
	"nguon/search"
	"nguon/search/searchtest"
)

// BenchmarkRebuild builds the index. Beside the datasets a second it reports
// the time of processors, which a busy machine does not change, apart for the
// catalogue that makes up the datasets as they are asked for; what the index
// is; and the most memory that the process has had in use, files that it has
// mapped included.
func BenchmarkRebuild(b *testing.B) {
	size := float64(benchSize())
	before := processorTime(b)
	readCatalogue(b, searchtest.New(benchSize(), 1))
	ofCatalogue := processorTime(b) - before
	var dir string
	b.ResetTimer()
	before = processorTime(b)
	for b.Loop() {
		dir = b.TempDir()
		if err := search.Rebuild(b.Context(), dir, searchtest.New(benchSize(), 1), search.Options{Within: within}, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((processorTime(b)-before).Seconds()*1000/size/float64(b.N), "CPU-ms/dataset")
	b.ReportMetric(ofCatalogue.Seconds()*1000/size, "catalogue-CPU-ms/dataset")
	b.ReportMetric(size*float64(b.N)/b.Elapsed().Seconds(), "datasets/s")
	b.ReportMetric(float64(usage(b).Maxrss)/1000, "peak-MB")
	reportIndex(b, dir)
}

// readCatalogue asks for all that a build asks for.
func readCatalogue(b *testing.B, c *searchtest.Catalogue) {
	b.Helper()
	for after := catalog.Slug(""); ; {
		ds, err := c.Datasets(b.Context(), catalog.DatasetFilter{After: after, Limit: 1000})
		if err != nil {
			b.Fatal(err)
		}
		if len(ds) == 0 {
			return
		}
		var slugs []catalog.Slug
		for _, d := range ds {
			slugs = append(slugs, d.Slug)
		}
		for range 2 { // those of now, and those that are scheduled
			if _, err := c.Latest(b.Context(), time.Now(), slugs...); err != nil {
				b.Fatal(err)
			}
		}
		after = slugs[len(slugs)-1]
	}
}

func usage(b *testing.B) syscall.Rusage {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u
}

func processorTime(b *testing.B) time.Duration {
	u := usage(b)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// reportIndex reports how much an index has for a dataset.
func reportIndex(b *testing.B, dir string) {
	b.Helper()
	var bytes, docs, postings float64
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".zap") {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		bytes += float64(info.Size())
		if docs > 0 {
			return nil // one tells of the others
		}
		s, err := new(zap.ZapPlugin).Open(path)
		if err != nil {
			return err
		}
		defer s.Close()
		docs, postings = float64(s.Count()), countPostings(b, s)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(bytes/float64(benchSize()), "bytes/dataset")
	b.ReportMetric(postings/docs, "postings/dataset")
}

func countPostings(b *testing.B, s segment.Segment) (all float64) {
	b.Helper()
	for _, field := range s.Fields() {
		dict, err := s.Dictionary(field)
		if err != nil {
			b.Fatal(err)
		}
		for it := dict.AutomatonIterator(nil, nil, nil); ; {
			e, err := it.Next()
			if err != nil {
				b.Fatal(err)
			}
			if e == nil {
				break
			}
			list, err := dict.PostingsList([]byte(e.Term), nil, nil)
			if err != nil {
				b.Fatal(err)
			}
			all += float64(list.Count())
		}
	}
	return all
}
