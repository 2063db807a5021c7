package tabulate_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/tabulate"
)

// households are so many rows of commune A and B with sizes of 1, and a few
// with other sizes.
func households(a, b int, more ...[]string) *tabulate.Input {
	var rows [][]string
	for i := range a + b {
		rows = append(rows, []string{map[bool]string{true: "A", false: "B"}[i < a], "1.50"})
	}
	return &tabulate.Input{Rows: anontest.Table([]string{"xa", "so"}, append(rows, more...))}
}

func TestDifferenceOfReleasesOfATable(t *testing.T) {
	counts := policy.Table{By: []string{"xa"}, Count: "n", MinCount: 5}
	sums := policy.Table{By: []string{"xa"}, Count: "n", Sum: "so", MinCount: 5}
	alone := policy.Table{By: []string{"xa"}, Sum: "so", MinCount: 5}
	rounded := policy.Table{By: []string{"xa"}, Count: "n", MinCount: 5, Round: &policy.Round{Base: 5, Mode: "random-keyed"}}
	both := policy.Table{By: []string{"xa"}, Count: "n", Sum: "so", MinCount: 5, Round: &policy.Round{Base: 5, Mode: "random-keyed"}}
	for _, test := range []struct {
		name      string
		table     policy.Table
		then, now *tabulate.Input
		want      tabulate.Change
	}{
		{name: "the same again", table: sums, then: households(20, 30), now: households(20, 30), want: tabulate.Change{}},
		{name: "one more is seen in its commune and in the total", table: counts, then: households(20, 30), now: households(21, 30), want: tabulate.Change{Differences: 2, Smallest: 1}},
		{name: "one less", table: counts, then: households(20, 30), now: households(19, 30), want: tabulate.Change{Differences: 2, Smallest: 1}},
		{name: "five more are enough", table: counts, then: households(20, 30), now: households(25, 30), want: tabulate.Change{Smallest: 5}},
		{name: "another value of the same number of rows", table: sums, then: households(20, 29, []string{"B", "7"}), now: households(20, 29, []string{"B", "8"}), want: tabulate.Change{Differences: 2}},
		{name: "sums without counts", table: alone, then: households(20, 30), now: households(30, 30), want: tabulate.Change{Differences: 2}},
		{name: "rounded counts", table: rounded, then: households(20, 30), now: households(21, 30), want: tabulate.Change{}},
		{name: "sums beside rounded counts", table: both, then: households(20, 30), now: households(21, 30), want: tabulate.Change{Differences: 2}},
		{name: "a commune that nobody had", table: counts, then: households(20, 30), now: households(20, 30, []string{"C", "1"}, []string{"C", "1"}, []string{"C", "1"}, []string{"C", "1"}, []string{"C", "1"}), want: tabulate.Change{Smallest: 5}},
		{name: "a commune that has gone", table: counts, then: households(5, 30), now: households(0, 30), want: tabulate.Change{Smallest: 5}},
		// A is suppressed now, and B or the total with it.
		{name: "cells that one release suppresses", table: counts, then: households(6, 30), now: households(4, 30), want: tabulate.Change{Uncovered: 2, Differences: 1, Smallest: 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.then.Key, test.now.Key = key(t, "sixteen bytes or more"), key(t, "sixteen bytes or more")
			_, then := build(t, of(test.table), test.then)
			now, _ := build(t, of(test.table), test.now)
			got, err := now.Since(t.Context(), strings.NewReader(then))
			test.want.Comparable = true
			if err != nil || *got != test.want {
				t.Errorf("got %+v, %v, want %+v; then\n%s", got, err, test.want, then)
			}
		})
	}
}

func TestFilesThatAreNoEarlierTable(t *testing.T) {
	now, text := build(t, of(policy.Table{By: []string{"xa"}, Count: "n", Sum: "so", MinCount: 5}), households(20, 30))
	for _, test := range []struct{ name, file, column string }{
		{name: "nothing"},
		{name: "another count", file: strings.Replace(text, "n,", "m,", 1), column: "n"},
		{name: "no dimension", file: strings.Replace(text, "xa,", "commune,", 1), column: "xa"},
		{name: "a count that is none", file: strings.Replace(text, "A,20", "A,2e1", 1)},
		{name: "a negative count", file: strings.Replace(text, "A,20", "A,-20", 1)},
		{name: "a sum that is none", file: strings.Replace(text, "30.00", "30.", 1)},
		{name: "a status that is none", file: strings.Replace(text, "published", "secret", 1)},
		{name: "a cell that comes twice", file: strings.Replace(text, "\nB,", "\nA,", 1)},
		{name: "a line that is short", file: text + "A\n"},
		{name: "a quote that does not end", file: text + "\"A"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := now.Since(t.Context(), strings.NewReader(test.file))
			if err != nil || *got != (tabulate.Change{Column: test.column}) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	if _, err := now.Since(t.Context(), iotest.ErrReader(io.ErrUnexpectedEOF)); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a file that cannot be read: err = %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := now.Since(ctx, strings.NewReader(text)); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: err = %v", err)
	}
}

// Whatever the file is, it is a table or it is not, and a table is read as it
// was written.
func FuzzSince(f *testing.F) {
	now, text := build(f, of(policy.Table{By: []string{"xa"}, Count: "n", Sum: "so", MinCount: 5}), households(3, 30))
	f.Add([]byte(text))
	f.Add([]byte("xa,n,so,status\n"))
	f.Add([]byte("status,so,n,xa\nrounded,1.50,5,A\nsuppressed,,,B\n"))
	f.Add([]byte("\"xa\",n,so,status\nA,9223372036854775807,00.0,published\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := now.Since(t.Context(), bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if !got.Comparable && (got.Differences > 0 || got.Uncovered > 0 || got.Smallest > 0) {
			t.Fatalf("not comparable, and yet %+v", got)
		}
		if got.Smallest < 0 || got.Differences < 0 {
			t.Fatalf("got %+v", got)
		}
		if string(file) == text && *got != (tabulate.Change{Comparable: true}) {
			t.Fatalf("the same again: %+v", got)
		}
	})
}
