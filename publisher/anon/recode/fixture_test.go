package recode

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/anon/micro"
)

// column makes a column of rows; "" is missing. Its dictionary is in the order
// of numbers if all values are numbers, and else of bytes.
func column(rows ...string) *micro.Column {
	c := &micro.Column{Name: "c", Codes: make([]uint32, len(rows))}
	for i, row := range rows {
		c.Codes[i] = micro.Missing
		if row != "" && !slices.Contains(c.Values, row) {
			c.Values = append(c.Values, row)
		}
	}
	slices.Sort(c.Values)
	ordered(c)
	for i, row := range rows {
		if row != "" {
			c.Codes[i] = uint32(slices.Index(c.Values, row))
		}
	}
	return c
}

// texts are the rows of c; "" is missing.
func texts(c *micro.Column) []string {
	out := make([]string, len(c.Codes))
	for i := range out {
		out[i], _ = c.Value(i)
	}
	return out
}

func joined(c *micro.Column) string { return strings.Join(texts(c), " ") }

// sound fails if c has not so many rows, or a dictionary with a text twice,
// with one that no row has, or with a code beyond it.
func sound(t *testing.T, c *micro.Column, rows int) {
	t.Helper()
	if len(c.Codes) != rows {
		t.Fatalf("%d rows, want %d", len(c.Codes), rows)
	}
	used := make([]bool, len(c.Values))
	for i, code := range c.Codes {
		if code == micro.Missing {
			continue
		}
		if int(code) >= len(c.Values) {
			t.Fatalf("row %d has code %d of %d", i, code, len(c.Values))
		}
		used[code] = true
	}
	if slices.Contains(used, false) {
		t.Errorf("no row has value %d of %q", slices.Index(used, false), c.Values)
	}
	if all := slices.Sorted(slices.Values(c.Values)); len(slices.Compact(all)) != len(c.Values) {
		t.Errorf("a value comes twice in %q", c.Values)
	}
}

// wantCode fails if err is not an *Error with the code.
func wantCode(t *testing.T, err error, want Code) {
	t.Helper()
	_ = failure(t, err, want)
}

// failure returns the *Error with the code that err must be.
func failure(t *testing.T, err error, want Code) *Error {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Code != want {
		t.Fatalf("error %v, want code %s", err, want)
	}
	return e
}

func key(t testing.TB, secret string) Key {
	t.Helper()
	k, err := NewKey([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

const secretA, secretB = "the first secret of the tests", "the second secret of the tests"

// numbersTo is a column of the numbers from 0 to n−1.
func numbersTo(n int) *micro.Column {
	c := &micro.Column{Name: "n", Values: make([]string, n), Codes: make([]uint32, n)}
	for i := range n {
		c.Values[i] = fmt.Sprint(i)
		c.Codes[i] = uint32(i)
	}
	return c
}

func shared(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("NGUON_SHARED")
	if dir == "" {
		dir = "../../../../shared"
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err != nil {
		t.Skip("no real files: set NGUON_SHARED to the folder that has them")
	}
	return filepath.Join(dir, "data")
}
