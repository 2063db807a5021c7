package lattice_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

// adult reads ARX's Adult with its hierarchies: dimensions for the columns
// named, and the columns themselves.
func adult(tb testing.TB, names ...string) ([]lattice.Dimension, *micro.Table) {
	tb.Helper()
	folder := filepath.Join("..", "..", "..", "..", "shared", "data", "adult")
	if _, err := os.Stat(folder); err != nil {
		tb.Skipf("the shared data are not there: %v", err)
	}
	records := anontest.Read(tb, filepath.Join(folder, "adult.csv"))
	table := &micro.Table{Rows: len(records) - 1}
	for i, name := range records[0] {
		column := micro.Column{Name: name}
		number := make(map[string]uint32)
		for _, r := range records[1:] {
			number[r[i]] = 0
		}
		for v := range number {
			column.Values = append(column.Values, v)
		}
		slices.Sort(column.Values)
		for code, v := range column.Values {
			number[v] = uint32(code)
		}
		for _, r := range records[1:] {
			column.Codes = append(column.Codes, number[r[i]])
		}
		table.Columns = append(table.Columns, column)
	}
	var dimensions []lattice.Dimension
	for _, name := range names {
		column, ok := table.Column(name)
		if !ok {
			tb.Fatalf("no column %s", name)
		}
		parents := make(map[string][]string)
		for _, r := range anontest.Read(tb, filepath.Join(folder, "adult_hierarchy_"+name+".csv")) {
			parents[r[0]] = r
		}
		d := lattice.Dimension{Column: column}
		for level := range len(parents[column.Values[0]]) {
			number, codes := make(map[string]uint32), []uint32(nil)
			for _, v := range column.Values {
				parent := parents[v][level]
				if _, ok := number[parent]; !ok {
					number[parent] = uint32(len(number))
				}
				codes = append(codes, number[parent])
			}
			d.Parents = append(d.Parents, codes)
		}
		dimensions = append(dimensions, d)
	}
	return dimensions, table
}

var nine = []string{"sex", "age", "race", "marital-status", "education", "native-country", "workclass", "occupation", "salary-class"}

// tEqual is t-closeness with equal distances, written from its definition.
func tEqual(column *micro.Column, most float64) lattice.Measure {
	table, rows := make([]float64, len(column.Values)), 0.0
	for _, code := range column.Codes {
		if code != micro.Missing {
			table[code]++
			rows++
		}
	}
	return lattice.Measure{Kind: lattice.IfAllHold, Within: func(d risk.Distribution) bool {
		shares := make([]float64, len(table))
		for i, code := range d.Codes {
			shares[code] = float64(d.Counts[i]) / float64(d.Rows())
		}
		distance := 0.0
		for code, share := range shares {
			distance += math.Abs(share-table[code]/rows) / 2
		}
		return distance <= most
	}}
}

func TestOptimaOfAdultAreThoseOfARX(t *testing.T) {
	eight := slices.Delete(slices.Clone(nine), 7, 8)
	for _, test := range []struct {
		name     string
		columns  []string
		outliers float64
		t        float64
		metric   lattice.Metric
		want     float64
		levels   []int
	}{
		{"k with suppression", nine, 0.04, 0, lattice.NUE, 255559.85455731067, []int{1, 0, 1, 1, 3, 2, 2, 0, 1}},
		{"k without suppression", nine, 0, 0, lattice.NUE, 407289.5388925293, []int{1, 2, 1, 1, 3, 2, 2, 1, 1}},
		{"k and t with suppression", eight, 0.04, 0.2, lattice.DMStar, 311880088, []int{1, 4, 1, 0, 3, 2, 2, 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dimensions, table := adult(t, test.columns...)
			p := &lattice.Problem{Dimensions: dimensions, Criteria: []lattice.Criterion{lattice.K(5)}, Outliers: test.outliers, Metric: test.metric}
			if test.t > 0 {
				occupation, _ := table.Column("occupation")
				p.Sensitive = []*micro.Column{occupation}
				p.Criteria = append(p.Criteria, tEqual(occupation, test.t))
			}
			got, err := lattice.Search(t.Context(), p, lattice.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if !got.Found || !got.Optimal || !slices.Equal(got.Levels, test.levels) {
				t.Errorf("found %t, optimal %t, levels %v, want %v", got.Found, got.Optimal, got.Levels, test.levels)
			}
			if math.Abs(got.Metric-test.want) > 1e-14*test.want {
				t.Errorf("metric %.17g, want %.17g", got.Metric, test.want)
			}
			t.Logf("metric %.17g, %d of %d nodes checked, %d rows suppressed", got.Metric, got.Checked, got.Lattice, got.Suppressed)
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	for _, share := range []float64{0, 0.04} {
		b.Run(fmt.Sprintf("data=adult/outliers=%g", share), func(b *testing.B) {
			dimensions, _ := adult(b, nine...)
			p := &lattice.Problem{Dimensions: dimensions, Criteria: []lattice.Criterion{lattice.K(5)}, Outliers: share, Metric: lattice.NUE}
			checked := 0
			for b.Loop() {
				r, err := lattice.Search(b.Context(), p, lattice.Options{})
				if err != nil || !r.Optimal {
					b.Fatal(err)
				}
				checked = r.Checked
			}
			b.ReportMetric(float64(checked), "nodes")
		})
	}
}
