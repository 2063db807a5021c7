package publisher

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"nguon/catalog"
)

// digest is the SHA-256 of all that a release of dir is made from.
func (p *Publisher) digest(ctx context.Context, dir string, m *Manifest) (catalog.Digest, error) {
	sum := sha256.New()
	for _, name := range m.Files() {
		to := io.Writer(sum)
		if m.reports(name) {
			to = io.Discard // it must be there all the same
		}
		n, err := hashFile(ctx, to, filepath.Join(dir, name), p.limits.Bytes)
		if err != nil {
			return catalog.Digest{}, fileError(name, err)
		}
		if to != io.Discard {
			fmt.Fprintf(sum, "\x00%s\x00%d\x00", name, n)
		}
	}
	return catalog.Digest(sum.Sum(nil)), nil
}

// reports tells whether a file is a risk report. It is not part of what a
// release is made from: made again of the same data by the same policy it has
// another time, and says the same.
func (m *Manifest) reports(name string) bool {
	return slices.ContainsFunc(m.Resources, func(in Input) bool { return in.Risk == name })
}

// Files are the files that a release is made from, dataset.yaml first: what a
// folder holds beside them is not looked at.
func (m *Manifest) Files() []string {
	names := []string{ManifestName}
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, in := range m.Resources {
		add(in.File)
		add(in.Policy)
		add(in.Risk)
		for _, name := range in.Hierarchies {
			add(name)
		}
	}
	return names
}

func hashFile(ctx context.Context, w io.Writer, name string, most int64) (int64, error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if !info.Mode().IsRegular() {
		return 0, os.ErrNotExist
	}
	if info.Size() > most {
		return 0, catalog.Errorf(catalog.ErrTooLarge, "tệp có %[1]d byte, nhiều hơn mức %[2]d byte",
			"the file has %[1]d bytes, more than the limit of %[2]d", info.Size(), most)
	}
	return io.Copy(w, contextReader{ctx, f})
}

// A contextReader stops reading when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(b)
}

// fileError says which file of the folder is missing or too large.
func fileError(name string, err error) error {
	e := &catalog.Error{Kind: catalog.ErrInvalid, Err: err, Public: catalog.Textf(
		"Không đọc được tệp %[1]s.", "The file %[1]s cannot be read.", name)}
	if errors.Is(err, os.ErrNotExist) {
		e.Public = catalog.Textf("Không có tệp %[1]s trong thư mục của bộ dữ liệu.",
			"There is no file %[1]s in the dataset's folder.", name)
		return e
	}
	if cause, ok := errors.AsType[*catalog.Error](err); ok {
		return &catalog.Error{Kind: cause.Kind, Public: catalog.Text{
			Vi: name + ": " + cause.Public.Vi + ".", En: name + ": " + cause.Public.En + "."}}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return e
}

// manifestDigest is the sum of everything that is served from r.
func manifestDigest(r *catalog.Release) (catalog.Digest, error) {
	tables := slices.Clone(r.Tables)
	for i := range tables {
		tables[i].File.Key = "" // where the bytes are is not what they are
		tables[i].Parts = slices.Clone(tables[i].Parts)
		for j := range tables[i].Parts {
			tables[i].Parts[j].File.Key = ""
		}
		if r := tables[i].Risk; r != nil {
			risk := *r
			risk.Key = ""
			tables[i].Risk = &risk
		}
	}
	text, err := json.Marshal(struct {
		Dataset catalog.Slug
		Version int
		Tables  []catalog.Table
	}{r.Dataset, r.Version, tables})
	if err != nil {
		return catalog.Digest{}, err
	}
	return sha256.Sum256(text), nil
}
