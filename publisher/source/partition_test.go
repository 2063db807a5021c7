package source

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/supply"
	"nguon/publisher"
)

// A drop is a folder in which somebody leaves a file for each month.
type drop struct {
	*bench
	dir string
}

// month is a table of so many days of a month.
func monthOf(period string, n int, rain int) string {
	lines := []string{"day,rain"}
	for i := range n {
		lines = append(lines, fmt.Sprintf("%s-%02d,%d", period, i+1, rain))
	}
	return strings.Join(lines, "\n") + "\n"
}

// newDrop has a dataset whose first release is the year before, and a source that
// adds what is left in the folder.
func newDrop(t *testing.T, automatic bool, how string) *drop {
	t.Helper()
	d := &drop{emptyBench(t), t.TempDir()}
	first := t.TempDir()
	for name, text := range map[string]string{publisher.ManifestName: manifest, "days.csv": monthOf("2025-12", 20, 1)} {
		if err := os.WriteFile(filepath.Join(first, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.pub.Publish(t.Context(), publisher.Request{Dir: first}); err != nil {
		t.Fatal(err)
	}
	p, err := supply.ParsePartition(how)
	if err != nil {
		t.Fatal(err)
	}
	d.add(t, supply.Source{Automatic: automatic, Parts: []supply.Part{{File: "days.csv", Address: "file://" + d.dir + "/rain-*.csv", Partition: p}}}, "")
	return d
}

func (d *drop) leave(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join(d.dir, name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(time.Second)
	if err := os.Chtimes(file, d.now, d.now); err != nil {
		t.Fatal(err)
	}
}

// parts are those of the table as it is published: period and rows.
func (d *drop) parts(t *testing.T) (all []string) {
	t.Helper()
	r, err := d.Last(t.Context(), "rain")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Tables[0].Parts {
		all = append(all, fmt.Sprintf("%s:%d", p.Period, p.Rows))
	}
	return all
}

func (d *drop) wantParts(t *testing.T, want ...string) {
	t.Helper()
	if got := d.parts(t); !slices.Equal(got, want) {
		t.Errorf("parts %v, want %v", got, want)
	}
}

func TestFilesOfPeriodsAreAddedOneAfterTheOtherAndACorrectionReplacesItsOwn(t *testing.T) {
	d := newDrop(t, true, "name")
	d.leave(t, "rain-2026-01.csv", monthOf("2026-01", 20, 3))
	d.leave(t, "rain-2026-02.csv", monthOf("2026-02", 20, 4))
	p, err := d.DryRun(t.Context(), "rain", nil)
	if err != nil || len(p.Added) != 1 || p.Added[0].Period != "2026-01" || p.More != 1 || p.Refused != nil || p.Report.Tables[0].Table.Rows != 40 {
		t.Fatalf("dry run: %+v, %v", p, err)
	}
	d.at(t, 0, supply.Published)
	d.at(t, 0, supply.Published) // the next at once
	d.wantParts(t, ":20", "2026-01:20", "2026-02:20")
	d.at(t, time.Hour, supply.Unchanged)
	if p, err := d.DryRun(t.Context(), "rain", nil); err != nil || !p.Same {
		t.Errorf("dry run of nothing new: %+v, %v", p, err)
	}
	d.leave(t, "rain-2026-01.csv", monthOf("2026-01", 21, 5))
	d.at(t, time.Hour, supply.Published)
	d.wantParts(t, ":20", "2026-01:21", "2026-02:20")
	d.leave(t, "rain-2026-02.csv", monthOf("2026-02", 20, 4)) // written again, and the same
	d.at(t, time.Hour, supply.Unchanged)
	if n := d.versions(t); n != 4 {
		t.Errorf("%d versions, want 4", n)
	}
}

func TestAPeriodThatShrinksByHalfIsAskedAbout(t *testing.T) {
	d := newDrop(t, true, "column:day/month")
	d.leave(t, "rain-a.csv", monthOf("2026-01", 20, 3))
	d.at(t, 0, supply.Published)
	d.leave(t, "rain-a.csv", monthOf("2026-01", 9, 3))
	if r := d.at(t, time.Hour, supply.Asked); len(r.Why) != 1 || !strings.Contains(r.Why[0].En, "2026-01 went down from 20 to 9") {
		t.Errorf("reasons %v", r.Why)
	}
	if err := d.db.ChangeSource(t.Context(), "rain", func(s *supply.Source) error { return s.Do(supply.Accept, d.now) }); err != nil {
		t.Fatal(err)
	}
	d.at(t, 0, supply.Published)
	d.wantParts(t, ":20", "2026-01:9")
}

func TestAPartWhosePeriodIsNotClearIsRefusedWithTheReason(t *testing.T) {
	for _, test := range []struct{ name, how, file, text, want string }{
		{"no period in the name", "name", "rain-new.csv", monthOf("2026-01", 20, 3), "does not say one period"},
		{"two months in the column", "column:day/month", "rain-a.csv", monthOf("2026-01", 20, 3) + "2026-02-01,3\n", "not within one month"},
		{"no such column", "column:hour/month", "rain-a.csv", monthOf("2026-01", 20, 3), "no column hour"},
		{"no schedule", "schedule/month", "rain-a.csv", monthOf("2026-01", 20, 3), "not known"},
		{"rows that are there already", "name", "rain-2026-01.csv", monthOf("2025-12", 20, 3), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDrop(t, true, test.how)
			d.leave(t, test.file, test.text)
			r := d.at(t, 0, supply.Refused)
			if len(r.Why) == 0 || !strings.Contains(r.Why[0].En, test.want) {
				t.Errorf("reasons %v, want %q", r.Why, test.want)
			}
			d.wantParts(t)
			d.at(t, time.Hour, supply.Unchanged)
		})
	}
}

func TestTheNextPeriodWaitsForADraft(t *testing.T) {
	d := newDrop(t, false, "name")
	d.leave(t, "rain-2026-01.csv", monthOf("2026-01", 20, 3))
	d.leave(t, "rain-2026-02.csv", monthOf("2026-02", 20, 4))
	first := d.at(t, 0, supply.Held)
	if again := d.at(t, time.Hour, supply.Held); again.Release != first.Release {
		t.Errorf("another draft %s beside %s", again.Release, first.Release)
	}
}

func TestAPartIsPublishedOnceThoughTheProcessDies(t *testing.T) {
	d := newDrop(t, true, "name")
	d.leave(t, "rain-2026-01.csv", monthOf("2026-01", 20, 3))
	d.at(t, 0, supply.Published)
	d.leave(t, "rain-2026-02.csv", monthOf("2026-02", 20, 4))
	d.crash = func() error { return errors.New("it died") }
	d.at(t, time.Hour, supply.Failed)
	d.crash = nil
	d.at(t, time.Hour, supply.Unchanged)
	d.at(t, time.Hour, supply.Unchanged)
	d.wantParts(t, ":20", "2026-01:20", "2026-02:20")
	if n := d.versions(t); n != 3 {
		t.Errorf("%d versions, want 3", n)
	}
}

func TestPeriodsInNamesOfFiles(t *testing.T) {
	for name, want := range map[string]string{
		"rain-2026-10.csv": "2026-10", "rain_202610.csv.gz": "2026-10", "mua2026-10-31.xlsx": "2026-10-31", "20261031.csv": "2026-10-31",
		"2026q4.parquet": "2026-Q4", "2026-H1 rain.csv": "2026-H1", "rain-2026-W05.csv": "2026-W05", "rain-2026.csv": "2026", "v2-2026-10.csv": "2026-10",
		"rain.csv": "", "2026-09_2026-10.csv": "", "10-2026.csv": "", "rain-12026.csv": "", "rain-2026-W60.csv": "",
	} {
		got, err := periodOfName(name)
		if got != want || (err != nil) != (want == "") || err != nil && !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
	}
}

func FuzzPeriodOfName(f *testing.F) {
	f.Add("rain-2026-10.csv")
	f.Add("2026Q4")
	f.Add("10-2026.csv")
	f.Fuzz(func(t *testing.T, name string) {
		if period, err := periodOfName(name); err == nil && catalog.CheckPeriod(period) != nil {
			t.Errorf("%q: %q is no period", name, period)
		}
	})
}

func TestPeriodsOfValues(t *testing.T) {
	for _, test := range []struct{ least, greatest, kind, want string }{
		{"2026-10-01", "2026-10-31", "month", "2026-10"},
		{"2026-10-01", "2026-11-01", "month", ""},
		{"2026-10-01", "2026-11-01", "quarter", "2026-Q4"},
		{"2026-01-01", "2026-06-30", "half-year", "2026-H1"},
		{"2025-12-29", "2026-01-04", "week", "2026-W01"},
		{"2026-10-31", "2026-10-31", "day", "2026-10-31"},
		{"2026", "2026", "year", "2026"},
		{"2026", "2026", "month", ""},
		{"2026-10", "2026-10", "day", ""},
		{"2026-09-30T17:00:00Z", "2026-10-31T16:59:59Z", "month", "2026-10"}, // of Viet Nam
		{"here", "there", "month", ""},
	} {
		got, ok := periodOfValues(test.least, test.greatest, test.kind)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("%s to %s by %s: %q, want %q", test.least, test.greatest, test.kind, got, test.want)
		}
	}
}

func TestTheLastWholePeriodBeforeADay(t *testing.T) {
	at := time.Date(2026, 1, 5, 2, 0, 0, 0, time.UTC)
	for kind, want := range map[string]string{"day": "2026-01-04", "week": "2026-W01", "month": "2025-12", "quarter": "2025-Q4", "half-year": "2025-H2", "year": "2025"} {
		if got := lastWhole(at, kind); got != want {
			t.Errorf("%s: %s, want %s", kind, got, want)
		}
	}
}
