// Package anontest helps the tests of publisher/anon: small tables, the Adult
// data, larger tables grown from them, and a verifier that was written from
// the definitions alone, so that it shares no mistake with the code it checks.
package anontest

import (
	"cmp"
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"nguon/publisher/anon/micro"
)

// Missing is the text of a missing value in the tables of this package.
const Missing = "∅"

// Table makes a table of rows of texts. Dictionaries are in the order of
// numbers, if all values are numbers, and of bytes otherwise.
func Table(names []string, rows [][]string) *micro.Table {
	t := &micro.Table{Rows: len(rows), Columns: make([]micro.Column, len(names))}
	for j, name := range names {
		seen := make(map[string]bool)
		for _, row := range rows {
			if row[j] != Missing {
				seen[row[j]] = true
			}
		}
		c := micro.Column{Name: name, Codes: make([]uint32, len(rows))}
		for v := range seen {
			c.Values = append(c.Values, v)
		}
		slices.SortFunc(c.Values, compare(c.Values))
		code := map[string]uint32{Missing: micro.Missing}
		for i, v := range c.Values {
			code[v] = uint32(i)
		}
		for i, row := range rows {
			c.Codes[i] = code[row[j]]
		}
		t.Columns[j] = c
	}
	return t
}

// compare orders texts by number if all values are numbers, then by bytes.
func compare(values []string) func(a, b string) int {
	numbers := make(map[string]float64)
	for _, v := range values {
		n, err := strconv.ParseFloat(v, 64)
		if err != nil {
			return cmp.Compare[string]
		}
		numbers[v] = n
	}
	return func(a, b string) int {
		return cmp.Or(cmp.Compare(numbers[a], numbers[b]), cmp.Compare(a, b))
	}
}

// Rows returns the texts of some columns of a table.
func Rows(t *micro.Table, columns []int) [][]string {
	rows := make([][]string, t.Rows)
	for i := range rows {
		rows[i] = make([]string, len(columns))
		for j, c := range columns {
			v, ok := t.Columns[c].Value(i)
			if !ok {
				v = Missing
			}
			rows[i][j] = v
		}
	}
	return rows
}

// Random makes a table of columns "a", "b", … with up to kinds values each,
// some of which are frequent, and hides a share of cells.
func Random(r *rand.Rand, rows, columns, kinds int, missing float64) *micro.Table {
	names := make([]string, columns)
	texts := make([][]string, rows)
	for i := range texts {
		texts[i] = make([]string, columns)
		for j := range names {
			names[j] = string(rune('a' + j))
			texts[i][j] = strconv.Itoa(min(r.IntN(kinds), r.IntN(kinds)))
			if r.Float64() < missing {
				texts[i][j] = Missing
			}
		}
	}
	return Table(names, texts)
}

// Folder returns the folder of the Adult data, or skips the test.
func Folder(tb testing.TB) string {
	tb.Helper()
	root := os.Getenv("NGUON_SHARED")
	if root == "" {
		at, err := os.Getwd()
		if err != nil {
			tb.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil || filepath.Dir(at) == at {
				break
			}
			at = filepath.Dir(at)
		}
		root = filepath.Join(at, "..", "shared")
	}
	dir := filepath.Join(root, "data", "adult")
	if _, err := os.Stat(dir); err != nil {
		tb.Skip("no Adult data: set NGUON_SHARED to the folder that has data/adult")
	}
	return dir
}

// Adult returns the Adult data (30,162 rows; sex, age, race, marital-status,
// education, native-country, workclass, occupation, salary-class), or skips the
// test where they are not at hand.
func Adult(tb testing.TB) *micro.Table {
	tb.Helper()
	rows := Read(tb, filepath.Join(Folder(tb), "adult.csv"))
	return Table(rows[0], rows[1:])
}

// Hierarchy returns the hierarchy of a column of the Adult data, a row for
// each value of its domain: the value, then what it is called on each level up
// to "*".
func Hierarchy(tb testing.TB, column string) [][]string {
	tb.Helper()
	return Read(tb, filepath.Join(Folder(tb), "adult_hierarchy_"+column+".csv"))
}

// Generalise returns a table with columns at levels of their hierarchies, and
// for each column how many values of the domain stand behind each code, and
// how large the domain is.
func Generalise(tb testing.TB, t *micro.Table, columns, levels []int) (g *micro.Table, leaves [][]int64, domains []int64) {
	tb.Helper()
	g = &micro.Table{Rows: t.Rows, Columns: slices.Clone(t.Columns)}
	for i, c := range columns {
		rows := Hierarchy(tb, t.Columns[c].Name)
		up, count := make(map[string]string), make(map[string]int64)
		for _, row := range rows {
			up[row[0]] = row[levels[i]]
			count[row[levels[i]]]++
		}
		old := t.Columns[c]
		one := make([][]string, len(old.Values))
		for code, v := range old.Values {
			one[code] = []string{up[v]}
		}
		dictionary := Table([]string{old.Name}, one).Columns[0]
		column := micro.Column{Name: old.Name, Values: dictionary.Values, Codes: make([]uint32, t.Rows)}
		for row, code := range old.Codes {
			column.Codes[row] = dictionary.Codes[code]
		}
		g.Columns[c] = column
		n := make([]int64, len(column.Values))
		for code, v := range column.Values {
			n[code] = count[v]
		}
		leaves, domains = append(leaves, n), append(domains, int64(len(rows)))
	}
	return g, leaves, domains
}

// Grow repeats the rows of a table until there are rows of them, each cell
// being replaced with a given probability by that of some other row, so that
// rows stay like real ones but are not the same over and over.
func Grow(t *micro.Table, rows int, change float64, seed uint64) *micro.Table {
	r := rand.New(rand.NewPCG(seed, 0))
	g := &micro.Table{Rows: rows}
	for _, c := range t.Columns {
		codes := make([]uint32, rows)
		for i := range codes {
			from := i % t.Rows
			if r.Float64() < change {
				from = r.IntN(t.Rows)
			}
			codes[i] = c.Codes[from]
		}
		g.Columns = append(g.Columns, micro.Column{Name: c.Name, Values: c.Values, Codes: codes})
	}
	return g
}

// Read returns the records of a file whose cells are parted by semicolons, as
// the hierarchies of Adult are.
func Read(tb testing.TB, path string) [][]string {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	return rows
}
