package query_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/storage"
)

// slow is an engine that waits for the end of the context.
type slow struct{}

func (slow) Rows(ctx context.Context, _ []query.Source, _ query.Statement) (query.Result, error) {
	<-ctx.Done()
	return query.Result{}, ctx.Err()
}

func TestAQueryThatTakesTooLongIsATimeout(t *testing.T) {
	w := newWorld(t)
	target := w.publish(t, numbers(3))
	s := query.New(files(w.dir), []byte("key"), slow{})
	defer s.Close()
	q, err := query.Parse(map[string][]string{"n": {"1"}, "sort": {"-n"}}, target, query.Limits{Timeout: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Run(t.Context(), target, q); !errors.Is(err, query.ErrTimeout) {
		t.Errorf("got %v, want %v", err, query.ErrTimeout)
	}
}

func TestAClientThatLeavesIsNotATimeout(t *testing.T) {
	w := newWorld(t)
	target := w.publish(t, numbers(3))
	s := query.New(files(w.dir), []byte("key"), slow{})
	defer s.Close()
	q, err := query.Parse(map[string][]string{"n": {"1"}, "sort": {"-n"}}, target, query.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := s.Run(ctx, target, q); !errors.Is(err, context.Canceled) || errors.Is(err, query.ErrTimeout) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestBothEnginesReadTheSamePages(t *testing.T) {
	w := newWorld(t)
	r := rand.New(rand.NewPCG(3, 4))
	tab := randomTable(r, 1000)
	tab.group, tab.page = 333, 100
	target := w.publish(t, tab)
	for range 8 {
		limit, depth := 1+r.IntN(400), 1+r.IntN(4)
		pages := [2]*query.Page{}
		for i, params := range []string{"", "sort=z_id&"} {
			var cursor string
			for range depth {
				page, err := w.page(t, target, fmt.Sprintf("%slimit=%d&select=name,x,at,place,price,ok,day,total,n,month,quarter,year,opens,takes%s", params, limit, cursor))
				if err != nil {
					t.Fatal(err)
				}
				if pages[i] = page; page.Next == "" {
					break
				}
				cursor = "&cursor=" + page.Next
			}
		}
		if pages[0].Engine == pages[1].Engine {
			t.Fatalf("both pages were read by %s", pages[0].Engine)
		}
		if d := cmp.Diff(pages[0].Rows, pages[1].Rows); d != "" {
			t.Fatalf("limit %d: -parquet +duckdb\n%s", limit, d)
		}
	}
}

func TestAnEmptyTableHasOneEmptyPage(t *testing.T) {
	w := newWorld(t)
	target := w.publish(t, numbers(0))
	for _, params := range []string{"", "n=1&count=exact", "sort=s"} {
		page, err := w.page(t, target, params)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Rows) != 0 || page.Next != "" || page.Total == nil || *page.Total != 0 || len(page.Columns) != 2 {
			t.Errorf("%q: got %+v", params, page)
		}
	}
}

func TestWhatIsWrongWithTheServerIsNotTheCallersFault(t *testing.T) {
	w := newWorld(t)
	good := w.publish(t, numbers(3))
	alter := func(change func(*catalog.Table)) query.Target {
		tab := *good.Table
		tab.Columns = append([]catalog.Column{}, tab.Columns...)
		change(&tab)
		t := good
		t.Table = &tab
		return t
	}
	if err := os.WriteFile(filepath.Join(w.dir, "broken"), []byte("PAR1 no footer PAR1"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]query.Target{
		"the file is not there":            alter(func(t *catalog.Table) { t.File.Key = "gone" }),
		"the file is not Parquet":          alter(func(t *catalog.Table) { t.File.Key = "broken" }),
		"the file has other rows":          alter(func(t *catalog.Table) { t.Rows = 4 }),
		"the file has no such column":      alter(func(t *catalog.Table) { t.Columns[0].Name = "m" }),
		"the column is of another type":    alter(func(t *catalog.Table) { t.Columns[0].Type = catalog.String }),
		"the column is of an unknown type": alter(func(t *catalog.Table) { t.Columns[0].Type = "colour" }),
	} {
		for _, params := range []string{"", "s__ne=x"} {
			t.Run(name+" "+params, func(t *testing.T) {
				page, err := w.page(t, target, params)
				var e *query.Error
				if err == nil || errors.As(err, &e) {
					t.Errorf("got %v, %v", page, err)
				}
			})
		}
	}
	gone := alter(func(t *catalog.Table) { t.File.Key = "gone" })
	if _, err := w.page(t, gone, ""); !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("got %v, want %v", err, storage.ErrNotExist)
	}
}
