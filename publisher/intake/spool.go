package intake

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"

	"nguon/publisher/rows"
)

// spool writes r to a temporary file that has no name, and returns it with its
// size. More than room bytes are refused as soon as they come. Errors of r are
// those of a damaged file of the given format.
func spool(ctx context.Context, r io.Reader, format string, packed, room int64, dir string) (*os.File, int64, error) {
	tmp, err := os.CreateTemp(dir, "nguon-unpacked-*")
	if err != nil {
		return nil, 0, err
	}
	if err := os.Remove(tmp.Name()); err != nil {
		return nil, 0, errors.Join(err, tmp.Close())
	}
	n, err := pour(ctx, tmp, r, format, packed, room)
	if err != nil {
		return nil, 0, errors.Join(err, tmp.Close())
	}
	return tmp, n, nil
}

func pour(ctx context.Context, w io.Writer, r io.Reader, format string, packed, room int64) (int64, error) {
	buf := make([]byte, 256<<10)
	total := int64(0)
	for {
		if err := ctx.Err(); err != nil {
			return total, err
		}
		n, err := r.Read(buf)
		total += int64(n)
		if total > room {
			return total, rows.Fatal(rows.UnpacksTooFar, rows.Spot{Got: packed, Want: room}, "more comes out of the file than is allowed")
		}
		if _, err := w.Write(buf[:n]); err != nil {
			return total, err
		}
		switch {
		case errors.Is(err, io.EOF):
			return total, nil
		case errors.Is(err, zstd.ErrWindowSizeExceeded):
			return total, rows.Fatal(Unsupported, rows.Spot{Value: "zstd --long"}, err.Error())
		case err != nil:
			return total, rows.Fatal(rows.Damaged, rows.Spot{Value: format}, err.Error())
		}
	}
}
