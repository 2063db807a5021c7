package tabulate_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/tabulate"
)

// Nearly every one of 8,000 cells is unsafe: more than can be audited.
func TestTableWithOpenCellsIsNotWritten(t *testing.T) {
	var rows [][]string
	for i := range 20 {
		for j := range 20 {
			for k := range 20 {
				for range 1 + (i*7+j*5+k*3)%4 {
					rows = append(rows, []string{strconv.Itoa(i), strconv.Itoa(j), strconv.Itoa(k)})
				}
			}
		}
	}
	p := of(policy.Table{By: []string{"a", "b", "c"}, Count: "n", MinCount: 4})
	table, err := tabulate.Make(t.Context(), p, 0, &tabulate.Input{Rows: anontest.Table([]string{"a", "b", "c"}, rows)})
	if err != nil {
		t.Fatal(err)
	}
	if f := table.Figures; f.Open == 0 || f.Narrowest == nil || *f.Narrowest != 0 {
		t.Fatalf("figures %+v", f)
	}
	var out strings.Builder
	err = table.WriteCSV(&out)
	if e, ok := errors.AsType[*tabulate.Error](err); !ok || e.Code != tabulate.OpenCells || e.Got != table.Figures.Open || out.Len() > 0 {
		t.Errorf("err = %v, %d bytes written", err, out.Len())
	}
	// Rounding is the way out.
	p.Tables[0].Round = &policy.Round{Base: 5, Mode: "random-keyed"}
	table, text := build(t, p, &tabulate.Input{Rows: anontest.Table([]string{"a", "b", "c"}, rows), Key: key(t, "sixteen bytes or more")})
	if table.Figures.Open != 0 || strings.Count(text, "rounded") != 21*21*21 {
		t.Errorf("figures %+v", table.Figures)
	}
}
