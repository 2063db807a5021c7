package api

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/catalog"
)

const (
	dumpLook  = time.Second // how often it is looked whether anything happened
	dumpShare = 50          // of the time, one part is spent on dumps at most
	dumpBatch = 500         // datasets that are read at a time
	dumpName  = "catalogue-dump-"
)

// The forms of the whole catalogue in one file.
const (
	dumpNDJSON = "datasets.ndjson.gz"
	dumpCSV    = "datasets.csv.gz"
)

var dumpMedia = map[string]string{dumpNDJSON: "application/x-ndjson+gzip", dumpCSV: "text/csv+gzip"}

// A dump is the whole catalogue as it was at one time, in files of this
// process.
type dump struct {
	dir  string
	tags map[string]string // ETag by form
	at   time.Time
}

// KeepDumps makes the dumps of the catalogue at once, and again whenever
// something has happened in it, until ctx ends: within a second or two, or as
// often as one that takes longer can be made. After a withdrawal that does not
// wait.
func (s *Server) KeepDumps(ctx context.Context) {
	defer func() {
		if d := s.dump.Swap(nil); d != nil {
			os.RemoveAll(d.dir)
		}
	}()
	seen, rest := int64(-1), time.Time{}
	tick := time.NewTicker(dumpLook)
	defer tick.Stop()
	for {
		last, urgent, err := s.lastEvent(ctx, max(seen, 0))
		if begin := time.Now(); err == nil && last != seen && (urgent || begin.After(rest)) {
			if err = s.MakeDump(ctx); err == nil {
				seen = last
			}
			rest = time.Now().Add(dumpShare * time.Since(begin))
		}
		if err != nil && ctx.Err() == nil {
			s.Log.LogAttrs(ctx, slog.LevelError, "dump of the catalogue failed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// lastEvent returns the number of the last event after seq, or seq, and whether
// a release was withdrawn since.
func (s *Server) lastEvent(ctx context.Context, seq int64) (last int64, withdrawn bool, err error) {
	for {
		events, err := s.Catalog.Events(ctx, seq, 1000)
		if err != nil || len(events) == 0 {
			return seq, withdrawn, err
		}
		for _, e := range events {
			withdrawn = withdrawn || e.Kind == catalog.ReleaseWithdrawn
		}
		seq = events[len(events)-1].Seq
	}
}

// MakeDump makes the dumps anew, and serves them from then on.
func (s *Server) MakeDump(ctx context.Context) error {
	if err := makeFolder(s.Upload.Dir); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(s.Upload.Dir, dumpName)
	if err != nil {
		return err
	}
	d := &dump{dir: dir, at: s.Now().Truncate(time.Second), tags: make(map[string]string)}
	if err := s.writeDump(ctx, d); err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	if old := s.dump.Swap(d); old != nil {
		// Who reads an old file goes on: it is open.
		return os.RemoveAll(old.dir)
	}
	return nil
}

func (s *Server) writeDump(ctx context.Context, d *dump) (err error) {
	var lines, table *dumpFile
	if lines, err = newDumpFile(d, dumpNDJSON); err != nil {
		return err
	}
	defer lines.file.Close()
	if table, err = newDumpFile(d, dumpCSV); err != nil {
		return err
	}
	defer table.file.Close()
	rows := csv.NewWriter(table)
	if err := rows.Write(dumpColumns); err != nil {
		return err
	}
	err = s.eachDataset(ctx, func(b *datasetBody[string]) error {
		line, err := encode(b)
		if err != nil {
			return err
		}
		if _, err := lines.Write(line); err != nil {
			return err
		}
		return rows.Write(dumpRow(b))
	})
	if err != nil {
		return fmt.Errorf("dump of the catalogue: %w", err)
	}
	rows.Flush()
	return errors.Join(rows.Error(), lines.finish(d), table.finish(d))
}

// eachDataset calls visit with every dataset that the public sees, in the
// order of their slugs.
func (s *Server) eachDataset(ctx context.Context, visit func(*datasetBody[string]) error) error {
	titles, err := s.agencyTitles(ctx)
	if err != nil {
		return err
	}
	after := catalog.Slug("")
	for {
		datasets, err := s.Catalog.Datasets(ctx, catalog.DatasetFilter{After: after, Limit: dumpBatch})
		if err != nil || len(datasets) == 0 {
			return err
		}
		slugs := make([]catalog.Slug, len(datasets))
		for i := range datasets {
			slugs[i] = datasets[i].Slug
		}
		after = slugs[len(slugs)-1]
		latest, err := s.Catalog.Latest(ctx, s.Now(), slugs...)
		if err != nil {
			return err
		}
		for i := range datasets {
			r, ok := latest[slugs[i]]
			if !ok {
				continue
			}
			b := newDataset(s, &datasets[i], titles[datasets[i].Agency], &r, columnName)
			if err := visit(&b); err != nil {
				return err
			}
		}
	}
}

// dumpColumns are the columns of the CSV form.
var dumpColumns = []string{"slug", "title_vi", "title_en", "description_vi", "description_en", "agency", "agency_vi", "agency_en",
	"themes", "keywords_vi", "keywords_en", "licence", "frequency", "version", "published_at", "rows", "url"}

func dumpRow(b *datasetBody[string]) []string {
	rows := int64(0)
	for _, r := range b.Resources {
		rows += r.Rows
	}
	version, at := "", ""
	if b.Latest != nil {
		version, at = fmt.Sprint(b.Latest.Version), b.Latest.PublishedAt.UTC().Format(time.RFC3339)
	}
	return []string{string(b.Slug), b.Title.Vi, b.Title.En, b.Description.Vi, b.Description.En, b.Agency.Code, b.Agency.Title.Vi, b.Agency.Title.En,
		strings.Join(b.Themes, "; "), strings.Join(b.Keywords.Vi, "; "), strings.Join(b.Keywords.En, "; "), b.Licence, b.Frequency,
		version, at, fmt.Sprint(rows), b.Links.HTML}
}

// A dumpFile is one file of a dump in the making.
type dumpFile struct {
	*gzip.Writer
	name string
	file *os.File
	out  *bufio.Writer
}

func newDumpFile(d *dump, name string) (*dumpFile, error) {
	file, err := os.Create(filepath.Join(d.dir, name))
	if err != nil {
		return nil, err
	}
	out := bufio.NewWriterSize(file, 1<<16)
	return &dumpFile{gzip.NewWriter(out), name, file, out}, nil
}

// finish closes the file, and notes its validator.
func (f *dumpFile) finish(d *dump) error {
	if err := errors.Join(f.Close(), f.out.Flush()); err != nil {
		return err
	}
	if _, err := f.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(h, f.file); err != nil {
		return err
	}
	d.tags[f.name] = fmt.Sprintf(`"%x"`, h.Sum(nil)[:12])
	return nil
}

// getDump answers GET /v1/datasets.ndjson.gz and /v1/datasets.csv.gz.
func (s *Server) getDump(form string) handler {
	return func(c *gin.Context) error {
		var file *os.File
		d := s.dump.Load()
		for d != nil && file == nil {
			var err error
			if file, err = os.Open(filepath.Join(d.dir, form)); err != nil {
				if again := s.dump.Load(); again != d { // it was replaced just now
					d = again
					continue
				}
				return fmt.Errorf("dump of the catalogue: %w", err)
			}
		}
		if d == nil {
			return catalog.Errorf(catalog.ErrNotReady, "Bản tổng hợp danh mục đang được tạo; hãy thử lại sau ít phút.",
				"The dump of the catalogue is being made; try again in a few minutes.")
		}
		defer file.Close()
		c.Header("Content-Type", dumpMedia[form])
		c.Header("Content-Disposition", `attachment; filename="`+form+`"`)
		c.Header("Cache-Control", cacheCatalogue)
		c.Header("ETag", d.tags[form])
		http.ServeContent(c.Writer, c.Request, form, d.at, file)
		return nil
	}
}
