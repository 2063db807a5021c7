package intake

import (
	"bytes"
	"context"
	"errors"
	"io"

	"nguon/publisher/rows"
)

// what is the outcome of a look at a file: a format, or an archive to open.
type what struct {
	format  Format
	lines   bool
	ignored []string // members that are not data

	open func() (io.ReadCloser, error) // nil if there is nothing to unwrap
	wrap string                        // the kind of archive
	name string                        // of what comes out
	size int64                         // of what comes out, as the archive says; 0 if it does not
}

// headBytes are read of a file to tell what it is.
const headBytes = 64 << 10

// look tells what the file is by its content.
func (f *File) look(ctx context.Context) (what, error) {
	if err := ctx.Err(); err != nil {
		return what{}, err
	}
	head := make([]byte, min(f.Size, headBytes))
	if _, err := f.File.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return what{}, err
	}
	in := f.Input
	switch {
	case len(head) == 0:
		return what{format: Text}, nil
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return what{wrap: "gzip", name: without(in.Name, ".gz", ".gzip"), open: func() (io.ReadCloser, error) { return gunzip(in) }}, nil
	case bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		return what{wrap: "zstd", name: without(in.Name, ".zst", ".zstd"), open: func() (io.ReadCloser, error) { return unzstd(in) }}, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return lookZip(in)
	case bytes.HasPrefix(head, []byte("PAR1")) && len(head) > 8:
		return what{format: Parquet}, nil
	case bytes.HasPrefix(head, []byte(oleMagic)):
		return what{}, lookOLE(in)
	}
	if name := binaryFormat(head, in.Name); name != "" {
		return what{}, refuse(name, in.Name)
	}
	text := utf8Head(head)
	if w, err := lookXML(text, in.Name); err != nil || w.format != "" {
		return w, err
	}
	if w, err := lookJSON(ctx, in, text); err != nil || w.format != "" {
		return w, err
	}
	return what{format: Text}, nil
}

// refusals are the formats for which more can be said than that they have no
// reader. The value is then the name of the file.
var refusals = map[string]rows.Code{
	"xls": OldExcel, "html": HTMLTable, "xml-spreadsheet": XMLSpreadsheet, "encrypted": Encrypted, "shp": LoneShape, "dbf": LoneShape,
}

// refuse returns the error about a file of a format that has no reader.
func refuse(format, name string) error {
	if code, ok := refusals[format]; ok {
		return rows.Fatal(code, rows.Spot{Value: shorten(name)}, "the file is "+format)
	}
	return rows.Fatal(Unsupported, rows.Spot{Value: format}, "there is no reader for it")
}
