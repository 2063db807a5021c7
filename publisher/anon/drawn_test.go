package anon_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/publisher/anon"
)

// series is a CSV text of one column with the numbers from 1 on.
func series(header string, n int) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for i := range n {
		fmt.Fprintln(&b, i+1)
	}
	return b.String()
}

// hidden is a policy like one, for a release that is not open.
func hidden(column, ops string) string {
	return head + "release: restricted\ncoverage: census\nrows: {order: keep}\ncolumns: {" + column + ": {role: identifier, op: " + ops + "}}\n"
}

// numbers parses the cells of a column.
func numbers(t *testing.T, cells []string) (all []float64) {
	t.Helper()
	for _, cell := range cells {
		x, err := strconv.ParseFloat(cell, 64)
		if err != nil {
			t.Fatalf("a cell is %q, want a number", cell)
		}
		all = append(all, x)
	}
	return all
}

func TestDrawsDependOnTheKeyAlone(t *testing.T) {
	const rows = 200
	var groups strings.Builder
	groups.WriteString("Nhóm\n")
	for i := range rows {
		groups.WriteString(strconv.Itoa(i%4) + "\n")
	}
	for _, test := range []struct {
		name, data, policy string
		check              func(t *testing.T, was, is []string)
	}{
		{"noise", series("Thu nhập", rows), one("Thu nhập", "{noise: {scale: 10}}"), func(t *testing.T, was, is []string) {
			moved := 0.0
			for i, x := range numbers(t, is) {
				moved += math.Abs(x-numbers(t, was[i:i+1])[0]) / rows
			}
			if moved < 5 || moved > 20 {
				t.Errorf("numbers move by %v on average, want about the scale, 10", moved)
			}
		}},
		{"PRAM", groups.String(), one("Nhóm", "{pram: 0.8}"), func(t *testing.T, was, is []string) {
			stayed := 0
			for i := range is {
				if was[i] == is[i] {
					stayed++
				}
			}
			if stayed < rows*6/10 || stayed > rows*95/100 {
				t.Errorf("%d of %d stay, want about 80 %%", stayed, rows)
			}
		}},
		{"swap", series("Thu nhập", rows), one("Thu nhập", "{swap: {window: 5, tails: 0.5}}"), func(t *testing.T, was, is []string) {
			for i, x := range numbers(t, is) {
				if d := math.Abs(x - float64(i+1)); d > rows*5/100+1 {
					t.Errorf("rank %d has %v, more than 5 %% away", i+1, x)
				}
			}
		}},
		{"round at random", series("Số ca", rows), one("Số ca", "{round: 3}"), func(t *testing.T, was, is []string) {
			for i, x := range numbers(t, is) {
				if math.Mod(x, 3) != 0 || math.Abs(x-float64(i+1)) >= 3 {
					t.Errorf("%d becomes %v", i+1, x)
				}
			}
		}},
		{"round by the cell", series("Số ca", rows), one("Số ca", "{round: {base: 5, mode: random-keyed, cell: [Số ca]}}"), func(t *testing.T, was, is []string) {
			for i, x := range numbers(t, is) {
				if math.Mod(x, 5) != 0 || math.Abs(x-float64(i+1)) >= 5 {
					t.Errorf("%d becomes %v", i+1, x)
				}
			}
		}},
		{"pseudonyms", series("Mã bệnh án", rows), hidden("Mã bệnh án", "{pseudonymise: {length: 12}}"), func(t *testing.T, was, is []string) {
			if slices.ContainsFunc(is, func(s string) bool { return len(s) != 12 }) || distinct(is) != rows {
				t.Errorf("pseudonyms %q, want %d of 12 characters", is[:3], rows)
			}
		}},
		{"tokens", series("Mã bệnh án", rows), hidden("Mã bệnh án", "tokenise"), func(t *testing.T, was, is []string) {
			if distinct(is) != rows {
				t.Errorf("%d tokens for %d values", distinct(is), rows)
			}
		}},
		{"random numbers of rows", series("Mã bệnh án", rows), hidden("Mã bệnh án", "random_id"), func(t *testing.T, was, is []string) {
			if distinct(is) != rows {
				t.Errorf("%d numbers for %d rows", distinct(is), rows)
			}
		}},
		{"shuffle", series("Thu nhập", rows), open + "rows: {order: shuffle}\ncolumns: {Thu nhập: {role: insensitive, op: keep}}\n", func(t *testing.T, was, is []string) {
			if !slices.Equal(slices.Sorted(slices.Values(was)), slices.Sorted(slices.Values(is))) {
				t.Error("rows are lost")
			}
		}},
		{"sample", series("Thu nhập", rows), open + "rows: {sample: 0.25, order: keep}\ncolumns: {Thu nhập: {role: insensitive, op: keep}}\n", func(t *testing.T, was, is []string) {
			if len(is) != rows/4 || distinct(is) != rows/4 {
				t.Errorf("%d rows, want %d", len(is), rows/4)
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			with := func(key string) (*anon.Result, []string) {
				j := small(t, test.data, test.policy, nil)
				j.Key = []byte(key)
				got := run(t, j)
				return got, column(records(t, published(t, got)), 0)
			}
			was := column(records(t, test.data), 0)
			got, is := with(secret)
			test.check(t, was, is)
			if slices.Equal(was, is) {
				t.Error("nothing has changed")
			}
			again, same := with(secret)
			if !slices.Equal(is, same) || got.Report.Output.SHA256 != again.Report.Output.SHA256 {
				t.Error("the same key gives other values")
			}
			if _, other := with(secret + "."); slices.Equal(is, other) {
				t.Error("another key gives the same values")
			}
			if len(got.Report.Commitments) != 1 || strings.Contains(fmt.Sprint(got.Report), secret) {
				t.Errorf("commitments %v", got.Report.Commitments)
			}
			refusal(t, func() error {
				j := small(t, test.data, test.policy, nil)
				j.Key = nil
				_, err := anon.Run(t.Context(), j)
				return err
			}(), "NGUON_ANON_KEY")
		})
	}
}

func distinct(values []string) int {
	return len(slices.Compact(slices.Sorted(slices.Values(values))))
}

// refusal checks that an error is one for readers, in both languages, that
// says some words in English.
func refusal(t *testing.T, err error, words string) {
	t.Helper()
	e := &catalog.Error{}
	if !isRefusal(err, &e) {
		t.Fatalf("err = %v, want one of kind %v", err, catalog.ErrRefused)
	}
	text := e.Public
	for _, f := range e.Fields {
		text.Vi, text.En = text.Vi+" "+f.Detail.Vi, text.En+" "+f.Field+": "+f.Detail.En
	}
	if !strings.Contains(text.En, words) || text.Vi == "" || text.Vi == text.En {
		t.Errorf("%q / %q, want words like %q", text.Vi, text.En, words)
	}
}
