package sqldoor_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/api/query"
	"nguon/api/sqldoor"
	"nguon/api/sqldoor/wire"
)

// secret is in a file that no statement is granted.
const secret = "bí mật 424242"

// A hostile is a statement of testdata/hostile.sql.
type hostile struct{ want, sql string }

func hostiles(t testing.TB) (all []hostile, out string) {
	t.Helper()
	text, err := os.ReadFile("testdata/hostile.sql")
	if err != nil {
		t.Fatal(err)
	}
	hidden := table("secret", []province{{secret, secret}})
	out = filepath.Join(home, "out")
	fill := strings.NewReplacer("{out}", out, "{secret}", hidden.Path, "{folder}", home)
	for line := range strings.Lines(string(text)) {
		want, sql, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if ok && want != "--" {
			all = append(all, hostile{want, fill.Replace(sql)})
		}
	}
	if len(all) < 200 {
		t.Fatalf("only %d hostile statements: does this test still look at the right place?", len(all))
	}
	return all, out
}

// walked are the reasons for which a statement is refused before it runs.
var walked = map[wire.Reason]bool{
	wire.Syntax: true, wire.Statement: true, wire.Construct: true, wire.Function: true, wire.Type: true, wire.Name: true, wire.Size: true,
	"unknown-table": true,
}

// chosen is of how many statements that the walk refuses one is sent to a process.
// All of them meet the walk in package worker, where they cost none.
const chosen = 3

func TestHostileStatementsAreRefusedOrBounded(t *testing.T) {
	all, out := hostiles(t)
	d := door(t)
	queue := make(chan hostile)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			for h := range queue {
				attack(t, d, h)
			}
		})
	}
	refused, sent := 0, 0
	for _, h := range all {
		if h.want == "refused" {
			if refused++; refused%chosen != 0 {
				continue
			}
		}
		sent++
		queue <- h
	}
	close(queue)
	wg.Wait()
	if sent < 100 {
		t.Errorf("only %d statements met a process", sent)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a statement has written a file")
	}
	if rss := resident(t, "self"); rss > 1<<30 {
		t.Errorf("the server has %d MiB afterwards", rss>>20)
	}
	if _, err := ask(t.Context(), d, "SELECT 1 AS a", limits); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// attack runs one statement and looks at what came of it.
func attack(t *testing.T, d *sqldoor.Door, h hostile) {
	l := limits
	if h.want == "bounded" {
		l.Time = time.Second
	}
	a, err := ask(t.Context(), d, h.sql, l)
	r, refused := refusal(err)
	switch h.want {
	case "refused":
		if !refused || !walked[r.Reason] {
			t.Errorf("%s: got %v, want a refusal before it runs", h.sql, err)
		}
	case "bounded":
		if !refused && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: got %v, want a limit", h.sql, err)
		}
	case "harmless":
		if err != nil {
			t.Errorf("%s: %v", h.sql, err)
		}
	default:
		t.Errorf("no such expectation: %q", h.want)
	}
	if refused {
		p := r.Public("q")
		said := p.Text.En + p.Text.Vi
		for _, word := range []string{home, secret, "parquet_scan(", "root:", "duckdb_settings("} {
			if strings.Contains(said, word) && !strings.Contains(h.sql, word) {
				t.Errorf("%s: the refusal tells %q", h.sql, said)
			}
		}
	}
	if a != nil {
		var b bytes.Buffer
		if err := query.Encode(&b, query.NDJSON, a.Page, query.EncodeOptions{}); err != nil {
			t.Errorf("%s: %v", h.sql, err)
		}
		if strings.Contains(b.String(), secret) || strings.Contains(b.String(), home) {
			t.Errorf("%s: answers %s", h.sql, b.String())
		}
	}
}

// resident returns how many bytes of memory a process has, by its number or
// "self".
func resident(t testing.TB, pid string) int64 {
	t.Helper()
	text, err := os.ReadFile("/proc/" + pid + "/statm")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}
