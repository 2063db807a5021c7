package anon

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"

	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/micro"
)

// writeCSV writes t as CSV (RFC 4180) in UTF-8, with headers in the order of
// its columns. A missing value is an empty cell. What it returns has the name
// of the file, not its folder.
func writeCSV(ctx context.Context, name string, t *micro.Table, headers []string, progress func(rows int64)) (assess.File, error) {
	out, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return assess.File{}, err
	}
	defer out.Close()
	sum, size := sha256.New(), counter(0)
	w := bufio.NewWriterSize(io.MultiWriter(out, sum, &size), 1<<18)
	if err := writeRows(ctx, w, t, headers, progress); err != nil {
		return assess.File{}, err
	}
	if err := w.Flush(); err != nil {
		return assess.File{}, err
	}
	return assess.File{Name: filepath.Base(name), SHA256: hex.EncodeToString(sum.Sum(nil)), Bytes: int64(size), Rows: int64(t.Rows)}, out.Close()
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// stride is after how many rows the context is asked, and progress told.
const stride = 1 << 16

func writeRows(ctx context.Context, w *bufio.Writer, t *micro.Table, headers []string, progress func(int64)) error {
	cells := make([][]string, len(t.Columns)) // the dictionaries, as they are written
	for i := range t.Columns {
		cells[i] = make([]string, len(t.Columns[i].Values))
		for code, value := range t.Columns[i].Values {
			cells[i][code] = quoted(value)
		}
	}
	for i, header := range headers {
		if i > 0 {
			_ = w.WriteByte(',')
		}
		_, _ = w.WriteString(quoted(header))
	}
	_ = w.WriteByte('\n') // the first error stays, and is returned after a row
	for row := range t.Rows {
		if row%stride == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			progress(int64(row))
		}
		empty := true
		for i := range t.Columns {
			if i > 0 {
				_ = w.WriteByte(',')
			}
			if code := t.Columns[i].Codes[row]; code != micro.Missing {
				_, _ = w.WriteString(cells[i][code])
				empty = false
			}
		}
		if empty && len(t.Columns) == 1 {
			_, _ = w.WriteString(`""`) // an empty line is no row
		}
		if err := w.WriteByte('\n'); err != nil {
			return err
		}
	}
	return nil
}

// quoted is a cell as it stands in the file.
func quoted(cell string) string {
	if !strings.ContainsAny(cell, ",\"\r\n") && strings.TrimSpace(cell) == cell && cell != "" {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}
