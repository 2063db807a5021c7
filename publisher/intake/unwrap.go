package intake

import (
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"nguon/publisher/rows"
)

// maxWraps is how many archives may lie around a file: a csv.gz in a zip.
const maxWraps = 2

// unwrap opens archives until there is something to read, and tells what it
// is.
func (f *File) unwrap(ctx context.Context, o rows.Options) error {
	way := []string{f.Name}
	var wraps []string
	for {
		w, err := f.look(ctx)
		if err != nil {
			return err
		}
		f.Format, f.Lines = w.format, w.lines
		if len(w.ignored) > 0 {
			f.note(MembersIgnored, rows.Note, rows.Spot{Value: list(w.ignored), Got: int64(len(w.ignored))})
		}
		if w.open == nil {
			break
		}
		if len(wraps) == maxWraps {
			return rows.Fatal(PackedTooOften, rows.Spot{Value: f.Name, Want: maxWraps}, "an archive in an archive in an archive")
		}
		if err := f.replace(ctx, w, o); err != nil {
			return err
		}
		wraps, way = append(wraps, w.wrap), append(way, f.Name)
	}
	f.Packed = strings.Join(wraps, "/")
	if len(wraps) > 0 {
		f.note(Unpacked, rows.Note, rows.Spot{Value: strings.Join(way, " › "), Got: f.opened.Size(), Want: f.Size})
	}
	f.checkName()
	return nil
}

// replace puts what an archive holds in the place of the archive.
func (f *File) replace(ctx context.Context, w what, o rows.Options) error {
	room := o.Limits.Unpacked(f.opened.Size())
	if w.size > room {
		return rows.Fatal(rows.UnpacksTooFar, rows.Spot{Got: f.opened.Size(), Want: room}, "the archive says that more is in it than is allowed")
	}
	r, err := w.open()
	if err != nil {
		return rows.Fatal(rows.Damaged, rows.Spot{Value: w.wrap}, err.Error())
	}
	tmp, n, err := spool(ctx, r, w.wrap, f.opened.Size(), room, o.TempDir)
	if err := errors.Join(err, ignoreDamage(r.Close(), err)); err != nil {
		return err
	}
	if f.copied != nil {
		if err := f.copied.Close(); err != nil {
			return errors.Join(err, tmp.Close())
		}
	}
	f.copied = tmp
	f.Input = rows.Input{Name: w.name, File: tmp, Size: n}
	return nil
}

// ignoreDamage leaves out the error of closing what could not be read.
func ignoreDamage(closing, reading error) error {
	if reading != nil {
		return nil
	}
	return closing
}

// gunzip opens all members of a gzip file, one after the other.
func gunzip(in rows.Input) (io.ReadCloser, error) {
	return gzip.NewReader(io.NewSectionReader(in.File, 0, in.Size))
}

// unzstd opens all frames of a zstd file. Windows beyond 128 MiB, which only
// "zstd --ultra --long" writes, are refused: they would be held in memory.
func unzstd(in rows.Input) (io.ReadCloser, error) {
	d, err := zstd.NewReader(io.NewSectionReader(in.File, 0, in.Size), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// without returns a name without the end that a packer put on it.
func without(name string, ends ...string) string {
	ext := path.Ext(name)
	if slices.Contains(ends, strings.ToLower(ext)) && len(ext) < len(name) {
		return name[:len(name)-len(ext)]
	}
	return name
}

// checkName reports a name that promises another format than was found.
func (f *File) checkName() {
	promised, ok := extensions[strings.ToLower(path.Ext(f.Name))]
	if !ok || promised == f.Format || slices.Contains(alike[f.Format], promised) || f.Size == 0 {
		return
	}
	f.note(Misnamed, rows.Warning, rows.Spot{Value: shorten(f.Name) + " → " + strings.ToUpper(string(f.Format))})
}
