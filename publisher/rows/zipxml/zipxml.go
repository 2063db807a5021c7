// Package zipxml reads what workbooks are made of: parts of XML inside a zip
// file. It unpacks them within the limits of package rows, and splits XML into
// tokens about three times as fast as encoding/xml does (BenchmarkTokens), and
// without an allocation for each.
package zipxml

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/flate"

	"nguon/publisher/rows"
)

// Codes of what workbooks of both families may have. They come as a
// [*rows.Error].
const (
	Encrypted  rows.Code = "encrypted"    // the workbook has a password
	RowTooLong rows.Code = "row-too-long" // a row of Got bytes of text, Want at most
)

// MaxRow is how many bytes the text of one row may have: what a reader holds
// in memory.
const MaxRow = 64 << 20

// maxDirectory bounds the bytes of the directory of the zip file, all of which
// is held in memory: about 100,000 parts.
const maxDirectory = 8 << 20

// A Package is a zip file of parts. Its methods may be called at the same time.
type Package struct {
	ctx    context.Context // of the reading, which outlives the call of Open
	format string
	parts  map[string]*entry

	limit    int64
	mu       sync.Mutex
	unpacked int64 // sum of entry.unpacked
}

type entry struct {
	*zip.File
	unpacked int64 // the most that was unpacked of it so far
}

// Open reads the directory of the file, which is known to the reader of
// errors as being of the given format, such as XLSX. All reading of parts
// ends when ctx does.
func Open(ctx context.Context, in rows.Input, format string, l rows.Limits) (*Package, error) {
	p := &Package{ctx: ctx, format: format, parts: make(map[string]*entry), limit: l.Unpacked(in.Size)}
	if most := l.WithDefaults().Bytes; in.Size > most {
		return nil, rows.Fatal(rows.TooLarge, rows.Spot{Got: in.Size, Want: most}, "")
	}
	file := &bounded{ReaderAt: in.File}
	file.left.Store(maxDirectory)
	z, err := zip.NewReader(file, in.Size)
	if err != nil {
		return nil, p.Damaged("directory", err)
	}
	file.left.Store(math.MaxInt64)
	z.RegisterDecompressor(zip.Deflate, flate.NewReader)
	for _, f := range z.File {
		name := canonical(f.Name)
		if p.parts[name] != nil {
			return nil, p.Damaged(f.Name, errors.New("there are two parts of this name"))
		}
		p.parts[name] = &entry{File: f}
	}
	return p, nil
}

// canonical makes names comparable: case does not matter in packages, and
// writers of old use the other slash.
func canonical(name string) string {
	return strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(name, `\`, "/")), "/")
}

// Has reports whether there is a part of this name.
func (p *Package) Has(name string) bool { return p.parts[canonical(name)] != nil }

// Names returns the names of all parts, in lower case and sorted.
func (p *Package) Names() []string { return slices.Sorted(maps.Keys(p.parts)) }

// Part opens a part. Each may be read several times; only what was not
// unpacked before counts towards the limit.
func (p *Package) Part(name string) (io.ReadCloser, error) {
	e := p.parts[canonical(name)]
	if e == nil {
		return nil, p.Damaged(name, errors.New("the part is missing"))
	}
	if e.Flags&1 != 0 {
		return nil, rows.Fatal(Encrypted, rows.Spot{Value: p.format}, "the zip file has a password")
	}
	body, err := e.Open()
	if err != nil {
		return nil, p.Damaged(name, err)
	}
	return &part{ReadCloser: body, of: p, entry: e}, nil
}

// Damaged makes err, met while reading a part, an error of [rows.Damaged],
// unless it says already what the matter is.
func (p *Package) Damaged(part string, err error) error {
	if _, ok := errors.AsType[*rows.Error](err); ok || p.ctx.Err() != nil {
		return err
	}
	return rows.Fatal(rows.Damaged, rows.Spot{Value: p.format}, part+": "+err.Error())
}

type part struct {
	io.ReadCloser
	of    *Package
	entry *entry
	at    int64
}

func (r *part) Read(b []byte) (int, error) {
	if err := r.of.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.ReadCloser.Read(b)
	r.at += int64(n)
	if tooFar := r.of.count(r.entry, r.at); tooFar != nil {
		return n, tooFar
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = r.of.Damaged(r.entry.Name, err)
	}
	return n, err
}

// Close closes the part. What the decompressor met ahead of what was read is
// damage too.
func (r *part) Close() error {
	if err := r.ReadCloser.Close(); err != nil {
		return r.of.Damaged(r.entry.Name, err)
	}
	return nil
}

// count notes that a part was unpacked up to at.
func (p *Package) count(e *entry, at int64) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at > e.unpacked {
		p.unpacked += at - e.unpacked
		e.unpacked = at
	}
	if p.unpacked > p.limit {
		return rows.Fatal(rows.UnpacksTooFar, rows.Spot{Got: p.unpacked, Want: p.limit}, e.Name)
	}
	return nil
}

// bounded stops a reading that goes on for too long.
type bounded struct {
	io.ReaderAt
	left atomic.Int64
}

// ReadAt reads as long as the bound allows.
func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if b.left.Load() == math.MaxInt64 {
		return b.ReaderAt.ReadAt(p, at)
	}
	if b.left.Add(-int64(len(p))) < 0 {
		return 0, fmt.Errorf("the directory is larger than %d bytes", maxDirectory)
	}
	return b.ReaderAt.ReadAt(p, at)
}
