package table

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/transform"

	"nguon/publisher/charset"
	"nguon/publisher/rows"
)

// openText makes a source of a file of text, and says in d how it is encoded.
// Text that is not UTF-8, or is Vietnamese only in a font of an old encoding,
// is copied.
func openText(ctx context.Context, in rows.Input, g charset.Guess, d *Dialect, o Options) (*source, error) {
	d.Encoding, d.Legacy = g.Name, g.Legacy
	s := &source{text: in.File, start: int64(g.Skip), end: in.Size}
	if g.Legacy != "" || g.Name != charset.UTF8 && g.Name != charset.UTF8BOM {
		f, size, err := transcode(ctx, io.NewSectionReader(in.File, s.start, s.end-s.start), g, o.TempDir)
		if err != nil {
			return nil, err
		}
		*s = source{text: f, end: size, closers: []io.Closer{f}}
	}
	if err := s.trim(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// encodingOf tells the encoding of a text by its head, or takes the one that is
// given.
func encodingOf(in rows.Input, given string) (charset.Guess, error) {
	head := make([]byte, min(in.Size, 1<<20))
	if _, err := in.File.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return charset.Guess{}, err
	}
	g := charset.Detect(head)
	if given == "" {
		return g, nil
	}
	old := slices.Contains([]string{charset.TCVN3, charset.VNI, charset.VIQR}, given)
	isUTF8 := g.Name == charset.UTF8 || g.Name == charset.UTF8BOM
	switch {
	case old && (isUTF8 && !isASCII(head) || g.Name == charset.UTF16LE || g.Name == charset.UTF16BE):
		g.Legacy = given
	case given == g.Name, given == charset.UTF8 && g.Name == charset.UTF8BOM:
		g.Legacy = ""
	default:
		g = charset.Guess{Name: given}
	}
	g.Sure = true
	return g, nil
}

func isASCII(text []byte) bool {
	return !slices.ContainsFunc(text, func(b byte) bool { return b >= utf8.RuneSelf })
}

// transcode copies text as UTF-8 to a temporary file that has no name any more.
// A character that the encoding does not have becomes U+FFFD in it, which
// [chunk.check] refuses.
func transcode(ctx context.Context, text io.Reader, g charset.Guess, dir string) (*os.File, int64, error) {
	var steps []transform.Transformer
	if dec, ok := charset.Decoder(g.Name); ok {
		steps = append(steps, dec)
	}
	if g.Legacy != "" {
		steps = append(steps, charset.Restore(g.Legacy))
	}
	f, err := scratch(dir, "nguon-utf8-*")
	if err != nil {
		return nil, 0, err
	}
	src := transform.NewReader(&contextReader{ctx, text}, transform.Chain(steps...))
	n, err := io.CopyBuffer(struct{ io.Writer }{f}, src, make([]byte, 256<<10))
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, n, nil
}

// contextReader stops when its context ends.
type contextReader struct {
	ctx context.Context // lives as long as one copy
	r   io.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
