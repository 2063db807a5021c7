package search

import (
	"archive/tar"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"
)

// A packer writes a snapshot. It is the folder that Bleve copies an index to:
// segments that are files go straight into the archive, which wants their sizes
// first; what has no size yet is put aside in a folder until then.
type packer struct {
	ctx   context.Context
	out   *sink // keeps its error, of which Bleve keeps only the text
	zip   *zstd.Encoder
	tar   *tar.Writer
	mac   hash.Hash
	from  string // folder of the index
	aside string
	later []string // names of the files that were put aside
	seal  seal
}

func newPacker(ctx context.Context, w io.Writer, key []byte, dir, from string) (*packer, error) {
	out := &sink{w: w}
	zip, err := zstd.NewWriter(out, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(snapshotWindow))
	if err != nil {
		return nil, fmt.Errorf("search: write snapshot: %w", err)
	}
	aside, err := os.MkdirTemp(dir, asidePrefix+"*")
	if err != nil {
		return nil, fmt.Errorf("search: write snapshot: %w", err)
	}
	return &packer{ctx: ctx, out: out, zip: zip, tar: tar.NewWriter(zip), mac: hmac.New(sha256.New, key), from: from, aside: aside}, nil
}

func (p *packer) discard() {
	p.zip.Close() //nolint:errcheck // finish has reported it, or something before
	os.RemoveAll(p.aside)
}

// GetWriter returns where a file of the index is to be written. Bleve writes
// one file after the other, and the list of segments as a file of its own.
func (p *packer) GetWriter(path string) (io.WriteCloser, error) {
	name := filepath.Base(path)
	if name != rootName {
		if info, err := os.Stat(filepath.Join(p.from, name)); err == nil {
			return p.begin(name, info.Size())
		}
	}
	p.later = append(p.later, name)
	return os.Create(filepath.Join(p.aside, name))
}

// begin begins a file of the archive, whose bytes are counted and summed.
func (p *packer) begin(name string, size int64) (*packedFile, error) {
	if err := p.entry(name, size); err != nil {
		return nil, err
	}
	return &packedFile{packer: p, name: name, sum: sha256.New()}, nil
}

func (p *packer) entry(name string, size int64) error {
	return p.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, Typeflag: tar.TypeReg, Format: tar.FormatUSTAR})
}

type packedFile struct {
	*packer
	name string
	size int64
	sum  hash.Hash
}

// Write adds to the file.
func (f *packedFile) Write(b []byte) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := f.tar.Write(b)
	f.sum.Write(b[:n])
	f.size += int64(n)
	return n, err
}

// Close ends the file.
func (f *packedFile) Close() error {
	f.seal.Files = append(f.seal.Files, sealedFile{f.name, f.size, hex.EncodeToString(f.sum.Sum(nil))})
	return f.tar.Flush()
}

func (p *packer) head(h snapshotHead) error {
	_, err := p.document(headName, h)
	return err
}

// document writes a file of JSON, which counts for the seal.
func (p *packer) document(name string, value any) ([]byte, error) {
	b, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	sealWith(p.mac, b)
	if err := p.entry(name, int64(len(b))); err != nil {
		return nil, err
	}
	_, err = p.tar.Write(b)
	return b, err
}

// sealWith adds a document to a MAC, so that no two of them may be taken for
// others.
func sealWith(mac hash.Hash, document []byte) {
	fmt.Fprintf(mac, "%d:", len(document))
	mac.Write(document)
}

// finish writes what was put aside, and the seal.
func (p *packer) finish() error {
	for _, name := range p.later {
		if err := p.add(name); err != nil {
			return err
		}
	}
	if _, err := p.document(sealName, p.seal); err != nil {
		return err
	}
	if err := p.entry(macName, int64(p.mac.Size())); err != nil {
		return err
	}
	if _, err := p.tar.Write(p.mac.Sum(nil)); err != nil {
		return err
	}
	return errors.Join(p.tar.Close(), p.zip.Close())
}

func (p *packer) add(name string) error {
	f, err := os.Open(filepath.Join(p.aside, name))
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	to, err := p.begin(name, info.Size())
	if err != nil {
		return err
	}
	if _, err := io.Copy(to, f); err != nil {
		return err
	}
	return to.Close()
}
