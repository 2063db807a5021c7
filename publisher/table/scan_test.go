package table_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nguon/publisher/table"
)

// many is a file of several chunks.
func many(t *testing.T, rows int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("id,day,ratio,word\n")
	for i := range rows {
		fmt.Fprintf(&b, "%d,2025-01-%02d,%d.5,từ %d\n", i, i%28+1, i%97, i%1000)
	}
	name := filepath.Join(t.TempDir(), "many.csv")
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestScanHandsOverTheRowsThatConvertWrites(t *testing.T) {
	plan, err := table.Inspect(t.Context(), many(t, 200_000), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	gather := func(into *[]string) func(*table.Batch) error {
		return func(b *table.Batch) error {
			for i := range b.Rows {
				*into = append(*into, fmt.Sprint(b.First+int64(i), b.Columns[0].Ints[i], string(b.Columns[3].Bytes(i))))
			}
			return nil
		}
	}
	var scanned, written []string
	if err := table.Scan(t.Context(), plan, gather(&scanned), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := table.Convert(t.Context(), plan, io.Discard, table.ConvertOptions{OnBatch: gather(&written)}); err != nil {
		t.Fatal(err)
	}
	if len(scanned) != 200_000 || strings.Join(scanned, "\n") != strings.Join(written, "\n") {
		t.Errorf("%d rows were scanned, %d written, or they differ", len(scanned), len(written))
	}
}

func TestScanEndsWithTheErrorOfItsListener(t *testing.T) {
	plan, err := table.Inspect(t.Context(), many(t, 50_000), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	enough := errors.New("enough")
	if err := table.Scan(t.Context(), plan, func(*table.Batch) error { return enough }, nil); !errors.Is(err, enough) {
		t.Errorf("err = %v, want %v", err, enough)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := table.Scan(ctx, plan, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want %v", err, context.Canceled)
	}
}

func TestScanRefusesAFileThatChanged(t *testing.T) {
	name := many(t, 1000)
	plan, err := table.Inspect(t.Context(), name, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	if err := os.WriteFile(name, []byte("id,day,ratio,word\n1,2025-01-01,1.5,x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if e, ok := errors.AsType[*table.Error](table.Scan(t.Context(), plan, nil, nil)); !ok || e.Code != table.FileChanged {
		t.Errorf("err = %v, want code %s", e, table.FileChanged)
	}
}
