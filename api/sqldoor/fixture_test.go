package sqldoor_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"nguon/api/sqldoor"
	"nguon/api/sqldoor/worker"
	"nguon/catalog"
)

// The test binary is the worker when it is called as one.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == worker.Command {
		os.Exit(worker.Main())
	}
	dir, err := os.MkdirTemp("", "nguon-sqldoor-test-")
	if err != nil {
		panic(err)
	}
	home = dir
	code := m.Run()
	if d, _ := opened(); d != nil {
		d.Close()
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// home is the folder of the files of the tests.
var home string

// patience is how long tests wait for what must come: machines of tests are busy.
const patience = 2 * time.Minute

// limits are those of the tests.
var limits = sqldoor.Limits{Rows: 1000, Bytes: 1 << 20, Time: patience}

var opened = sync.OnceValues(func() (*sqldoor.Door, error) { return openDoor(sqldoor.Options{Workers: 4}) })

func openDoor(o sqldoor.Options) (*sqldoor.Door, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	o.Command = []string{self, worker.Command}
	if o.Wait == 0 {
		o.Wait = patience
	}
	o.Log = slog.New(slog.DiscardHandler)
	return sqldoor.Open(context.Background(), o)
}

// ownDoor is a door of the test alone, with one worker. It is closed after the
// statements of the test.
func ownDoor(t *testing.T, o sqldoor.Options) *sqldoor.Door {
	t.Helper()
	o.Workers = 1
	d, err := openDoor(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// door is a door that all tests share.
func door(t testing.TB) *sqldoor.Door {
	t.Helper()
	d, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

type place struct {
	ID         int64   `parquet:"id"`
	Name       string  `parquet:"name"`
	Province   string  `parquet:"province"`
	Population *int64  `parquet:"population,optional"`
	Area       float64 `parquet:"area"`
	Price      int64   `parquet:"price,decimal(2:12)"`
	Open       bool    `parquet:"open"`
	Founded    int32   `parquet:"founded,date"`
	Seen       int64   `parquet:"seen,timestamp(microsecond)"`
	Wait       int64   `parquet:"wait"`
}

// places are 500 rows with every type.
func places() []place {
	all := make([]place, 500)
	for i := range all {
		n := int64(i) * 1000
		all[i] = place{
			ID: int64(i), Name: fmt.Sprintf("Xã %d", i), Province: []string{"Hà Nội", "Đà Nẵng", "Cần Thơ"}[i%3],
			Area: float64(i) / 4, Price: int64(i) * 125, Open: i%2 == 0, Founded: int32(10_000 + i), Seen: 1_700_000_000_000_000 + n, Wait: n,
		}
		if i%7 != 3 {
			all[i].Population = &n
		}
	}
	return all
}

type province struct {
	Province string `parquet:"province"`
	Region   string `parquet:"region"`
}

// table writes a table once and returns it as the server would hand it over.
func table[T any](name string, rows []T, columns ...catalog.Column) sqldoor.Table {
	path := filepath.Join(home, name+".parquet")
	if _, err := os.Stat(path); err != nil {
		if err := parquet.WriteFile(path, rows); err != nil {
			panic(err)
		}
	}
	return sqldoor.Table{Path: path, Columns: columns}
}

func columns(names string) []catalog.Column {
	var all []catalog.Column
	for name := range strings.FieldsSeq(names) {
		c := catalog.Column{Name: name, Type: catalog.String}
		if name == "wait" {
			c.Type = catalog.Duration
		}
		all = append(all, c)
	}
	return all
}

// published is what there is. The secret table is there and is not public.
var published = sync.OnceValue(func() map[string]sqldoor.Table {
	p := table("places", places(), columns("id name province population area price open founded seen wait")...)
	v := table("provinces", []province{{"Hà Nội", "Bắc"}, {"Đà Nẵng", "Trung"}, {"Huế", "Trung"}}, columns("province region")...)
	return map[string]sqldoor.Table{
		"vn-places.places": p, "vn-places@1.places": p, "vn.provinces": v, "vn@2.provinces": v,
	}
})

// ask answers a statement as the server would.
func ask(ctx context.Context, d *sqldoor.Door, sql string, l sqldoor.Limits) (*sqldoor.Answer, error) {
	s, err := d.Look(ctx, sql, l)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	all := published()
	tables := make([]sqldoor.Table, len(s.Names()))
	for i, n := range s.Names() {
		t, ok := all[strings.ToLower(n.Dataset+"."+n.Resource)]
		if !ok {
			return nil, sqldoor.Unknown(n)
		}
		tables[i] = t
	}
	return s.Run(ctx, tables)
}

// refusal returns why a statement is refused.
func refusal(err error) (*sqldoor.Refusal, bool) { return errors.AsType[*sqldoor.Refusal](err) }
