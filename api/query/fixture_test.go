package query_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"nguon/api/query"
	"nguon/api/query/duckdb"
	"nguon/catalog"
	"nguon/storage"
)

// files is a Locator on a folder.
type files string

func (f files) Locate(_ context.Context, key string) (string, func(), error) {
	path := filepath.Join(string(f), key)
	if _, err := os.Stat(path); err != nil {
		return "", nil, fmt.Errorf("%w: %s", storage.ErrNotExist, key)
	}
	return path, func() {}, nil
}

// patient lets tests pass on a busy machine.
var patient = query.Limits{Timeout: time.Minute}

// A world is a service with an engine and a folder of files.
type world struct {
	*query.Service
	dir string
}

var engine = sync.OnceValues(func() (*duckdb.Engine, error) {
	return duckdb.Open(duckdb.Options{Threads: 2, MemoryLimit: 256 << 20})
})

func newWorld(t testing.TB) world {
	t.Helper()
	e, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	s := query.New(files(dir), []byte("a key of the tests"), e)
	t.Cleanup(func() { s.Close() })
	return world{s, dir}
}

// A table is a table to be published in a test. A cell is nil or a value of the
// type of its column; a number may be not finite.
type table struct {
	columns []catalog.Column
	rows    [][]any
	group   int64 // rows of a row group; 0 is all
	page    int   // bytes of a page; 0 is the default
}

// publish writes the table as a file and returns it as a target.
func (w world) publish(t testing.TB, tab table) query.Target {
	t.Helper()
	data := tab.parquet(t)
	sum := sha256.Sum256(data)
	key := fmt.Sprintf("it's-%x.parquet", sum[:8])
	if err := os.WriteFile(filepath.Join(w.dir, key), data, 0o600); err != nil {
		t.Fatal(err)
	}
	columns := slices.Clone(tab.columns)
	for i := range columns {
		columns[i].Stats = stats(columns[i].Type, tab.rows, i)
	}
	return query.Target{Dataset: "sample", Version: 3, Table: &catalog.Table{
		Resource: "main", Rows: int64(len(tab.rows)), Columns: columns,
		File: catalog.File{Key: key, Format: "parquet", Bytes: int64(len(data)), SHA256: sum},
	}}
}

func stats(t catalog.Type, rows [][]any, column int) catalog.Stats {
	var s catalog.Stats
	var least, most any
	for _, r := range rows {
		switch v := r[column]; {
		case missing(v):
			s.Nulls++
		case least == nil:
			least, most = v, v
		default:
			if compare(v, least) < 0 {
				least = v
			}
			if compare(v, most) > 0 {
				most = v
			}
		}
	}
	if least != nil {
		a, b := string(query.AppendText(nil, least, t)), string(query.AppendText(nil, most, t))
		s.Min, s.Max = &a, &b
	}
	return s
}

// parquet is the table as a file. Its columns are in the order of their names,
// whatever their order in the table.
func (tab table) parquet(t testing.TB) []byte {
	t.Helper()
	group := parquet.Group{}
	for _, c := range tab.columns {
		group[c.Name] = parquet.Optional(nodes[c.Type]())
	}
	options := []parquet.WriterOption{parquet.NewSchema("table", group), parquet.Compression(&parquet.Zstd)}
	if tab.group > 0 {
		options = append(options, parquet.MaxRowsPerRowGroup(tab.group))
	}
	if tab.page > 0 {
		options = append(options, parquet.PageBufferSize(tab.page))
	}
	order := make([]int, len(tab.columns))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(tab.columns[a].Name, tab.columns[b].Name) })

	var b bytes.Buffer
	w := parquet.NewWriter(&b, options...)
	for _, r := range tab.rows {
		row := make(parquet.Row, len(order))
		for leaf, i := range order {
			level := 1
			if r[i] == nil {
				level = 0
			}
			row[leaf] = cell(r[i], tab.columns[i].Type).Level(0, level, leaf)
		}
		if _, err := w.WriteRows([]parquet.Row{row}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var nodes = map[catalog.Type]func() parquet.Node{
	catalog.Boolean:  func() parquet.Node { return parquet.Leaf(parquet.BooleanType) },
	catalog.Integer:  func() parquet.Node { return parquet.Int(64) },
	catalog.Number:   func() parquet.Node { return parquet.Leaf(parquet.DoubleType) },
	catalog.Date:     parquet.Date,
	catalog.DateTime: func() parquet.Node { return parquet.Timestamp(parquet.Microsecond) },
	catalog.String:   parquet.String,
}

func cell(v any, t catalog.Type) parquet.Value {
	switch v := v.(type) {
	case bool:
		return parquet.BooleanValue(v)
	case int64:
		return parquet.Int64Value(v)
	case float64:
		return parquet.DoubleValue(v)
	case string:
		return parquet.ByteArrayValue([]byte(v))
	case time.Time:
		if t == catalog.Date {
			return parquet.Int32Value(int32(v.Unix() / 86400))
		}
		return parquet.Int64Value(v.UnixMicro())
	default:
		return parquet.NullValue()
	}
}

// missing reports whether v is null outside.
func missing(v any) bool {
	f, ok := v.(float64)
	return v == nil || ok && (math.IsNaN(f) || math.IsInf(f, 0))
}

func column(name string, t catalog.Type) catalog.Column { return catalog.Column{Name: name, Type: t} }
