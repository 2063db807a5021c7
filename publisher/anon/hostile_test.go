package anon_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"nguon/publisher/anon"
	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/recode"
)

// patient runs a job that must come to an end by itself long before patience
// does.
func patient(t *testing.T, patience time.Duration, j anon.Job) (*anon.Result, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	began := time.Now()
	got, err := anon.Run(ctx, j)
	if errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("not done after %v", patience)
	}
	t.Logf("%v", time.Since(began))
	return got, err
}

// digits is a table of random codes of so many digits, and a policy that
// searches a level for each column.
func digits(columns, length, rows int) (data, columnsOfPolicy string) {
	r := rand.New(rand.NewPCG(9, 0))
	var b, p strings.Builder
	p.WriteString("columns:\n")
	for j := range columns {
		if j > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "Mã %d", j)
		fmt.Fprintf(&p, "  Mã %d: {role: quasi, op: {generalise: mã}}\n", j)
	}
	for range rows {
		for j := range columns {
			b.WriteByte("\n,"[min(j, 1)])
			for i := range length {
				b.WriteByte("ABC"[r.IntN(1+min(i, 2))])
			}
		}
	}
	return b.String() + "\n", p.String()
}

func TestLatticeTooLargeToEnumerateGetsABestEffort(t *testing.T) {
	data, columns := digits(9, 10, 3000)
	j := small(t, data, "hierarchies: {mã: {prefixes: [9, 8, 7, 6, 5, 4, 3, 2, 1]}}\n"+open+columns+"privacy: {k: 5}\nsearch: {time: 2s, suppress_rows: 0.05}\n", nil)
	got, err := patient(t, 90*time.Second, j)
	if err != nil {
		t.Fatal(err)
	}
	if s := got.Report.Search; s.Lattice != 2357947691 || s.Optimal {
		t.Errorf("search %+v, want 11⁹ nodes and no claim of an optimum", s)
	}
	if got.Report.Pass != (len(failed(got.Report)) == 0) || got.Report.Pass && *got.Report.Adversaries[0].Attacker < 5 {
		t.Errorf("pass %v, adversary %+v", got.Report.Pass, got.Report.Adversaries[0])
	}
}

func TestThousandsOfAdversariesAreRefused(t *testing.T) {
	var b strings.Builder
	b.WriteString(open + "columns: {Tuổi: {role: quasi, op: keep}}\nprivacy: {k: 2}\nadversaries:\n")
	for i := range 5000 {
		fmt.Fprintf(&b, "  người %d: [Tuổi]\n", i)
	}
	_, err := patient(t, time.Minute, small(t, byBands, b.String(), nil))
	if e, ok := errors.AsType[*lattice.Error](err); !ok || e.Code != lattice.TooManyViews {
		t.Errorf("err = %v, want code %s", err, lattice.TooManyViews)
	}
}

func TestHundredsOfColumnsComeToAnEnd(t *testing.T) {
	var data, columns strings.Builder
	columns.WriteString("columns:\n")
	for j := range 400 {
		fmt.Fprintf(&columns, "  Cột %d: {role: quasi, op: keep}\n", j)
	}
	for row := range 201 {
		for j := range 400 {
			if j > 0 {
				data.WriteByte(',')
			}
			if row == 0 {
				fmt.Fprintf(&data, "Cột %d", j)
			} else {
				fmt.Fprintf(&data, "%c", 'a'+(row*j)%7)
			}
		}
		data.WriteByte('\n')
	}
	got, err := patient(t, 2*time.Minute, small(t, data.String(), open+columns.String()+"privacy: {k: 3}\nsearch: {time: 5s, suppress_rows: 0.9, suppress_cells: 0.9}\n", nil))
	if err == nil && got.Report.Pass && *got.Report.Adversaries[0].Attacker < 3 {
		t.Errorf("adversary %+v", got.Report.Adversaries[0])
	}
}

func TestEnormousNumbersDoNoHarm(t *testing.T) {
	const huge = "Số đo\n1e300\n-1e300\n9223372036854775807\n0.000000000000000000001\n5\n"
	for _, ops := range []string{"{bands: 0.000000000000001}", "{bands: 1000000000000000}", "{bands: {width: 1, origin: -1000000000000000}}",
		"{top: 999999999999999}", "{microaggregate: 2}", "{top_percentile: 0.0001}", "{geo: {grid_m: 1000000}}", "{geo: {grid_m: 1}}", "{date: year}", "{round: {base: 5, mode: conventional}}", "{noise: 1000000000000000}", "{swap: 100}"} {
		t.Run(ops, func(t *testing.T) {
			_, err := patient(t, time.Minute, small(t, huge, one("Số đo", ops), nil))
			if e, ok := errors.AsType[*recode.Error](err); err != nil && (!ok || e.Column != "Số đo") {
				t.Errorf("err = %v, want one that names the column", err)
			}
		})
	}
}

func TestEndOfContextEndsTheWork(t *testing.T) {
	for _, stage := range []anon.Stage{anon.StageLoad, anon.StageSearch, anon.StageWrite, anon.StageReread, anon.StageMeasure} {
		t.Run(string(stage), func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			j := small(t, spreadTable(3000, 3), twoLadders+"columns: {Tuổi: {role: quasi, op: {generalise: tuổi}}, Nhân khẩu: {role: quasi, op: {generalise: hộ}}}\nprivacy: {k: 3}\n", nil)
			reached := false
			j.Progress = func(p anon.Progress) {
				if p.Stage == stage {
					reached = true
					cancel()
				}
			}
			if _, err := anon.Run(ctx, j); !reached || !errors.Is(err, context.Canceled) {
				t.Errorf("reached %v, err = %v, want %v", reached, err, context.Canceled)
			}
		})
	}
}
