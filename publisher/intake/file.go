package intake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"nguon/publisher/rows"
)

// A File is a file that was taken in: its Input is that of what was found
// within.
type File struct {
	rows.Input
	Format  Format
	Lines   bool          // of GeoJSON: each line is a feature
	Packed  string        // what was unwrapped, from the outside: "gzip", "zip", "zip/gzip", "kmz"; empty if nothing
	Notices []rows.Notice // what was decided

	given  *os.File    // as it arrived
	opened os.FileInfo // of given
	copied *os.File    // what was unpacked; nil if nothing was
}

// Open takes in the file at path. What the publisher can mend is an
// [*rows.Error]. The caller closes the File.
func Open(ctx context.Context, path string, o rows.Options) (*File, error) {
	o.Limits = o.Limits.WithDefaults()
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("intake: %s is not a regular file", path)
	}
	given, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	f := &File{given: given}
	if err := f.open(ctx, strings.ToValidUTF8(filepath.Base(path), "?"), o); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *File) open(ctx context.Context, name string, o rows.Options) error {
	info, err := f.given.Stat()
	if err != nil {
		return err
	}
	f.opened = info
	f.Input = rows.Input{Name: name, File: f.given, Size: info.Size()}
	if f.Size > o.Limits.Bytes {
		return rows.Fatal(rows.TooLarge, rows.Spot{Got: f.Size, Want: o.Limits.Bytes}, "the file is larger than is allowed")
	}
	if err := f.unwrap(ctx, o); err != nil {
		return err
	}
	if f.copied != nil {
		return f.stillTheSame()
	}
	return nil
}

// Changed returns an error with code [FileChanged] if the file that is read is
// another than when it was opened, by its size or its time of change. What was
// unpacked is a copy, and does not change.
func (f *File) Changed() error {
	if f.copied != nil {
		return nil
	}
	return f.stillTheSame()
}

func (f *File) stillTheSame() error {
	info, err := f.given.Stat()
	if err != nil {
		return err
	}
	if info.Size() != f.opened.Size() || !info.ModTime().Equal(f.opened.ModTime()) {
		return rows.Fatal(FileChanged, rows.Spot{}, "size or time of the file is another than when it was opened")
	}
	return nil
}

// Close closes the file and removes what was unpacked.
func (f *File) Close() error {
	err := f.given.Close()
	if f.copied != nil {
		err = errors.Join(err, f.copied.Close())
	}
	return err
}

// note adds a notice about the file as a whole.
func (f *File) note(code rows.Code, s rows.Severity, at rows.Spot) {
	f.Notices = append(f.Notices, rows.Notice{Code: code, Severity: s, Count: 1, Spot: at})
}
