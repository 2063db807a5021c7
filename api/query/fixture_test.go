package query_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/parquet-go/parquet-go"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"nguon/api/query"
	"nguon/api/query/duckdb"
	"nguon/catalog"
	"nguon/publisher/parts"
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

// A world is a service with an engine and a folder of files, and others that ask
// the engine only: of published files, and of copies.
type world struct {
	*query.Service
	statements, copies *query.Service
	dir                string
}

// all runs q on all services, which must give the same page, and returns it.
func (w world) all(t testing.TB, target query.Target, q *query.Query) *query.Page {
	t.Helper()
	page, err := w.Run(t.Context(), target, q)
	if err != nil {
		t.Fatal(err)
	}
	for reader, s := range map[query.Reader]*query.Service{query.ReadParquet: w.statements, query.ReadCopy: w.copies} {
		other, err := s.Run(t.Context(), target, q)
		if err != nil {
			t.Fatalf("%s: %v", reader, err)
		}
		if other.Reader != reader || other.Plan != query.PlanStatement {
			t.Fatalf("%s: read from %s by %s: %s", reader, other.Reader, other.Plan, other.Why)
		}
		if d := cmp.Diff(page.Rows, other.Rows, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("-%s +%s of %s\n%s", page.Plan, other.Plan, reader, d)
		}
		if (page.Next == "") != (other.Next == "") || !cmp.Equal(page.Total, other.Total) {
			t.Fatalf("%s: next %q, total %v; of %s: next %q, total %v", page.Plan, page.Next, page.Total, reader, other.Next, other.Total)
		}
	}
	return page
}

var engine = sync.OnceValues(func() (*duckdb.Engine, error) {
	return duckdb.Open(duckdb.Options{Threads: 2, MemoryLimit: 256 << 20})
})

// An eager engine makes copies of all tables that it is asked for.
type eager struct{ *duckdb.Engine }

func (e eager) Rows(ctx context.Context, sources []query.Source, s query.Statement) (query.Result, error) {
	for _, source := range sources {
		if err := e.Copy(ctx, source); err != nil {
			return query.Result{}, err
		}
	}
	return e.Engine.Rows(ctx, sources, s)
}

func newWorld(t testing.TB) world {
	t.Helper()
	e, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	keeper, err := duckdb.Open(duckdb.Options{Threads: 2, MemoryLimit: 256 << 20, Copies: duckdb.CopyOptions{Dir: t.TempDir()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keeper.Close() })
	dir := t.TempDir()
	open := func(e query.Engine) *query.Service {
		s := query.New(files(dir), []byte("a key of the tests"), e)
		t.Cleanup(func() { s.Close() })
		return s
	}
	w := world{open(e), open(e), open(eager{keeper}), dir}
	query.EngineOnly(w.statements)
	query.EngineOnly(w.copies)
	return w
}

// A table is a table to be published in a test. A cell is nil or a value of the
// type of its column; a number may be not finite.
type table struct {
	columns []catalog.Column
	rows    [][]any
	group   int64    // rows of a row group; 0 is all
	page    int      // bytes of a page; 0 is the default
	key     []string // by which rows are sorted when the table is published
	bloom   []string // columns with Bloom filters
	parts   []int    // before which rows parts begin of which the file is joined; nil if it is none
}

// at is the index of a column.
func (tab table) at(name string) int {
	return slices.IndexFunc(tab.columns, func(c catalog.Column) bool { return c.Name == name })
}

// sort sorts the rows by the key, missing values last, as publishing does.
func (tab table) sort() {
	slices.SortStableFunc(tab.rows, func(a, b []any) int {
		for _, name := range tab.key {
			i := tab.at(name)
			if n := missingLast(a[i], b[i]); n != 0 {
				return n
			}
		}
		return 0
	})
}

// publish writes the table as a file and returns it as a target.
func (w world) publish(t testing.TB, tab table) query.Target {
	t.Helper()
	tab.sort()
	data := tab.file(t)
	sum := sha256.Sum256(data)
	key := fmt.Sprintf("it's-%x.parquet", sum[:8])
	if err := os.WriteFile(filepath.Join(w.dir, key), data, 0o600); err != nil {
		t.Fatal(err)
	}
	columns := slices.Clone(tab.columns)
	for i := range columns {
		columns[i].Stats = stats(&columns[i], tab.rows, i)
	}
	return query.Target{Dataset: "sample", Version: 3, Table: &catalog.Table{
		Resource: "main", Rows: int64(len(tab.rows)), Columns: columns, Key: tab.key, Sorted: len(tab.key) > 0,
		File: catalog.File{Key: key, Format: "parquet", Bytes: int64(len(data)), SHA256: sum},
	}}
}

func stats(c *catalog.Column, rows [][]any, column int) catalog.Stats {
	var s catalog.Stats
	var least, most any
	for _, r := range rows {
		switch v := r[column]; {
		case missing(v):
			s.Nulls++
		case c.Type == catalog.Geometry:
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
		a, b := string(query.AppendText(nil, least, c)), string(query.AppendText(nil, most, c))
		s.Min, s.Max = &a, &b
	}
	return s
}

// inParts is a table, without its shapes, whose file is joined of one to five
// parts, of which some may be empty.
func (tab table) inParts(r *rand.Rand) table {
	shape := func(c catalog.Column) bool { return c.Type == catalog.Geometry }
	if i := slices.IndexFunc(tab.columns, shape); i >= 0 {
		tab.columns = slices.Delete(slices.Clone(tab.columns), i, i+1)
		for n, row := range tab.rows {
			tab.rows[n] = slices.Delete(slices.Clone(row), i, i+1)
		}
	}
	tab.parts = []int{0}
	for range r.IntN(5) {
		tab.parts = append(tab.parts, r.IntN(len(tab.rows)+1))
	}
	slices.Sort(tab.parts)
	return tab
}

// file is the table as it is published.
func (tab table) file(t testing.TB) []byte {
	t.Helper()
	if tab.parts == nil {
		return tab.parquet(t)
	}
	var files []parts.File
	for i, from := range tab.parts {
		part, until := tab, len(tab.rows)
		if i+1 < len(tab.parts) {
			until = tab.parts[i+1]
		}
		part.rows = tab.rows[from:until]
		data := part.parquet(t)
		files = append(files, parts.File{ReaderAt: bytes.NewReader(data), Size: int64(len(data))})
	}
	whole, err := parts.Join(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(whole.Reader(files))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// parquet is the table as a file. Its columns are in the order of their names,
// whatever their order in the table. Beside a geometry is the box around each
// shape, as GeoParquet 1.1 has it, which is no column of the table.
func (tab table) parquet(t testing.TB) []byte {
	t.Helper()
	group := parquet.Group{}
	for _, c := range tab.columns {
		group[c.Name] = parquet.Optional(node(c))
		if c.Type == catalog.Geometry {
			group[c.Name+"_bbox"] = parquet.Optional(parquet.Group{
				"xmin": parquet.Leaf(parquet.DoubleType), "ymin": parquet.Leaf(parquet.DoubleType),
				"xmax": parquet.Leaf(parquet.DoubleType), "ymax": parquet.Leaf(parquet.DoubleType),
			})
		}
	}
	options := []parquet.WriterOption{parquet.NewSchema("table", group), parquet.Compression(&parquet.Zstd)}
	if geo := tab.geo(); geo != "" {
		options = append(options, parquet.KeyValueMetadata("geo", geo))
	}
	if tab.group > 0 {
		options = append(options, parquet.MaxRowsPerRowGroup(tab.group))
	}
	if tab.page > 0 {
		options = append(options, parquet.PageBufferSize(tab.page))
	}
	var blooms []parquet.BloomFilterColumn
	for _, name := range tab.bloom {
		blooms = append(blooms, parquet.SplitBlockFilter(10, name))
	}
	options = append(options, parquet.BloomFilters(blooms...))
	order := make([]int, len(tab.columns))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(tab.columns[a].Name, tab.columns[b].Name) })

	var b bytes.Buffer
	w := parquet.NewWriter(&b, options...)
	for _, r := range tab.rows {
		row := make(parquet.Row, 0, len(order))
		for _, i := range order {
			level := 1
			if r[i] == nil {
				level = 0
			}
			row = append(row, cell(r[i], tab.columns[i].Type).Level(0, level, len(row)))
			if tab.columns[i].Type == catalog.Geometry {
				for _, v := range box(r[i]) {
					row = append(row, v.Level(0, level, len(row)))
				}
			}
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

// node is the physical form of a column in published files.
func node(c catalog.Column) parquet.Node {
	switch c.Type {
	case catalog.Boolean:
		return parquet.Leaf(parquet.BooleanType)
	case catalog.Integer:
		return parquet.Int(64)
	case catalog.Decimal:
		return parquet.Decimal(c.Scale, max(10, c.Digits), parquet.Int64Type)
	case catalog.Number:
		return parquet.Leaf(parquet.DoubleType)
	case catalog.Date:
		return parquet.Date()
	case catalog.Time:
		return parquet.TimeAdjusted(parquet.Microsecond, false)
	case catalog.DateTime:
		return parquet.Timestamp(parquet.Microsecond)
	case catalog.Duration:
		return parquet.Leaf(parquet.Int64Type)
	case catalog.Geometry:
		return parquet.Leaf(parquet.ByteArrayType)
	default:
		return parquet.String()
	}
}

// geo is the metadata of GeoParquet, or "" for a table without geometry.
func (tab table) geo() string {
	i := slices.IndexFunc(tab.columns, func(c catalog.Column) bool { return c.Type == catalog.Geometry })
	if i < 0 {
		return ""
	}
	return strings.ReplaceAll(`{"version":"1.1.0","primary_column":"NAME","columns":{"NAME":{"encoding":"WKB","geometry_types":[],"covering":{"bbox":`+
		`{"xmin":["NAME_bbox","xmin"],"ymin":["NAME_bbox","ymin"],"xmax":["NAME_bbox","xmax"],"ymax":["NAME_bbox","ymax"]}}}}}`,
		"NAME", tab.columns[i].Name)
}

// box are the leaves of the box around a shape, in the order of their names.
func box(v any) [4]parquet.Value {
	g, ok := v.(orb.Geometry)
	if !ok {
		return [4]parquet.Value{}
	}
	b := g.Bound()
	if b.IsEmpty() { // as published files have it
		b = orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	}
	return [4]parquet.Value{parquet.DoubleValue(b.Max[0]), parquet.DoubleValue(b.Min[0]), parquet.DoubleValue(b.Max[1]), parquet.DoubleValue(b.Min[1])}
}

func cell(v any, t catalog.Type) parquet.Value {
	switch v := v.(type) {
	case bool:
		return parquet.BooleanValue(v)
	case int64:
		return parquet.Int64Value(v)
	case float64:
		return parquet.DoubleValue(v)
	case query.Decimal:
		return parquet.Int64Value(v.Unscaled)
	case query.Clock:
		return parquet.Int64Value(int64(v))
	case query.Span:
		return parquet.Int64Value(int64(v))
	case orb.Geometry:
		return parquet.ByteArrayValue(wkb.MustMarshal(v))
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
