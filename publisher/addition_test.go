package publisher

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nguon/catalog"
	"nguon/publisher/table"
	"nguon/storage"
	stored "nguon/storage/joined"
)

// stationManifest declares a table that grows.
const stationManifest = `slug: rain
title: {vi: Lượng mưa, en: Rainfall}
description: {vi: Lượng mưa theo ngày., en: Rainfall by day.}
agency: {code: MAU-MT, title: {vi: Ban mẫu, en: Sample desk}}
theme: [environment]
licence: CC-BY-4.0
frequency: monthly
temporal: {from: 2026-01-01, to: 2026-12-31}
resources:
  - name: days
    title: {vi: Theo ngày, en: By day}
    file: days.csv
    primaryKey: [day, station]
`

// A growing bench has a table of days, stations, and rain.
type growingBench struct {
	*bench
	put *counting
}

// counting counts what is put into a store.
type counting struct {
	storage.Store
	keys  []string
	bytes int64
}

func (c *counting) Put(ctx context.Context, key string, r io.Reader) error {
	n := &counted{r: r}
	err := c.Store.Put(ctx, key, n)
	c.keys = append(c.keys, key)
	c.bytes += n.n
	return err
}

type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

func newGrowingBench(t *testing.T) *growingBench {
	t.Helper()
	b := newBench(t)
	put := &counting{Store: b.blobs}
	b.blobs = stored.New(put)
	b.Publisher = New(b.db, b.blobs, Options{WorkDir: b.work})
	b.write(t, ManifestName, stationManifest)
	return &growingBench{b, put}
}

// month is the rows of a month, with a value missing here and there.
func month(n, stations int) string {
	var b strings.Builder
	for day := range 28 {
		for s := range stations {
			rain := fmt.Sprintf("%d.%d", (day*7+s*n)%40, n%10)
			if (day+s)%9 == 0 {
				rain = ""
			}
			fmt.Fprintf(&b, "2026-%02d-%02d,S%03d,%s\n", n, day+1, s, rain)
		}
	}
	return b.String()
}

const stationHeader = "day,station,rain\n"

// publish publishes rows as all of the table, or as an addition.
func (b *growingBench) publish(t *testing.T, rows string, additions ...Addition) (*catalog.Table, error) {
	t.Helper()
	b.write(t, "days.csv", stationHeader+rows)
	out, err := b.Publish(t.Context(), Request{Dir: b.dir, Additions: additions})
	if err != nil {
		return nil, err
	}
	r, err := b.db.Release(t.Context(), "rain", out.Version)
	if err != nil {
		t.Fatal(err)
	}
	return &r.Tables[0], nil
}

func (b *growingBench) mustPublish(t *testing.T, rows string, additions ...Addition) *catalog.Table {
	t.Helper()
	table, err := b.publish(t, rows, additions...)
	if err != nil {
		t.Fatalf("publish: %v", explained(err))
	}
	return table
}

// explained is an error with its fields.
func explained(err error) string {
	text := err.Error()
	if e, ok := errors.AsType[*catalog.Error](err); ok {
		text += ": " + e.Public.En
		for _, f := range e.Fields {
			text += "; " + f.Field + ": " + f.Detail.En
		}
	}
	return text
}

// rows are those of the file of a table.
func (b *growingBench) rows(t *testing.T, of *catalog.Table) (rows []string) {
	t.Helper()
	f, err := b.fetch(t.Context(), of.File, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	columns := storedColumns(of)
	_, err = table.Stored{ReaderAt: f, Size: of.File.Bytes}.Rows(t.Context(), columns, 0, func(batch *table.Batch) error {
		for i := range batch.Rows {
			var cells []string
			for j := range columns {
				switch v := &batch.Columns[j]; {
				case v.Null(i):
					cells = append(cells, "")
				case v.Type == table.String:
					cells = append(cells, string(v.Bytes(i)))
				case v.Type == table.Number:
					cells = append(cells, fmt.Sprint(v.Floats[i]))
				default:
					cells = append(cells, fmt.Sprint(v.Ints[i]))
				}
			}
			rows = append(rows, strings.Join(cells, ","))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

var october = Addition{Period: "2026-10"}

func TestAnAppendedTableIsTheOneThatWholeRowsMake(t *testing.T) {
	parts, whole := newGrowingBench(t), newGrowingBench(t)
	parts.mustPublish(t, month(8, 9))
	parts.mustPublish(t, month(9, 9), Addition{Period: "2026-09"})
	got := parts.mustPublish(t, month(10, 9), october)
	want := whole.mustPublish(t, month(8, 9)+month(9, 9)+month(10, 9))
	if diff := cmp.Diff(whole.rows(t, want), parts.rows(t, got)); diff != "" {
		t.Errorf("rows differ (-whole +parts):\n%s", diff)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(catalog.Table{}, "File", "Parts"), cmpopts.IgnoreFields(catalog.Checks{}, "Changes", "Quality")); diff != "" {
		t.Errorf("what is said of the table differs (-whole +parts):\n%s", diff)
	}
	var periods []string
	var rows, bytes int64
	for _, p := range got.Parts {
		periods, rows, bytes = append(periods, p.Period), rows+p.Rows, bytes+p.File.Bytes
	}
	if diff := cmp.Diff([]string{"", "2026-09", "2026-10"}, periods); diff != "" || rows != got.Rows || bytes >= got.File.Bytes {
		t.Errorf("parts %v of %d rows and %d bytes; the table has %d and %d", periods, rows, bytes, got.Rows, got.File.Bytes)
	}
	if c := got.Checks.Changes; c == nil || c.Rows.Added != 28*9 || c.Rows.Removed != 0 || c.Rows.Changed != 0 {
		t.Errorf("changes %+v, want %d rows added", c, 28*9)
	}
}

func TestAppendingAMonthStoresItAndNothingElse(t *testing.T) {
	b := newGrowingBench(t)
	var year strings.Builder
	for m := 1; m <= 9; m++ {
		year.WriteString(month(m, 200))
	}
	first := b.mustPublish(t, year.String())
	b.put.bytes, b.put.keys = 0, nil
	got := b.mustPublish(t, month(10, 200), october)
	part := got.Parts[1].File
	if want := []string{part.Key, got.File.Key}; !slices.Equal(b.put.keys, want) {
		t.Errorf("put %v, want %v", b.put.keys, want)
	}
	if documents := b.put.bytes - part.Bytes; documents > part.Bytes || b.put.bytes > first.File.Bytes/3 {
		t.Errorf("put %d bytes, of which the part has %d; the table had %d", b.put.bytes, part.Bytes, first.File.Bytes)
	}
	if got.Parts[0].File != first.File {
		t.Errorf("the first part is %+v, want %+v", got.Parts[0].File, first.File)
	}
}

func TestAnAppendedPeriodComesInTheOrderOfTime(t *testing.T) {
	b := newGrowingBench(t)
	b.mustPublish(t, month(1, 2))
	b.mustPublish(t, month(10, 2), october)
	got := b.mustPublish(t, month(9, 2), Addition{Period: "2026-09"})
	if got.Parts[1].Period != "2026-09" || !got.Sorted {
		t.Errorf("the parts are %+v, in order: %t", got.Parts, got.Sorted)
	}
	var want []string
	for _, p := range []int{1, 9, 10} {
		want = append(want, fmt.Sprintf("%02d", p))
	}
	if rows := b.rows(t, got); len(rows) != 3*56 || !slices.IsSorted(rows) {
		t.Errorf("%d rows, in order: %t; want those of %v", len(rows), slices.IsSorted(rows), want)
	}
}

func TestReplacingAPeriodLeavesTheOthers(t *testing.T) {
	b, whole := newGrowingBench(t), newGrowingBench(t)
	b.mustPublish(t, month(8, 3))
	b.mustPublish(t, month(9, 3), Addition{Period: "2026-09"})
	b.mustPublish(t, month(10, 3), october)
	b.put.keys = nil
	corrected := strings.ReplaceAll(month(9, 3), "S001", "S777")
	got := b.mustPublish(t, corrected, Addition{Period: "2026-09", Replace: true})
	if want := []string{got.Parts[1].File.Key, got.File.Key}; !slices.Equal(b.put.keys, want) {
		t.Errorf("put %v, want %v", b.put.keys, want)
	}
	want := whole.mustPublish(t, month(8, 3)+corrected+month(10, 3))
	if diff := cmp.Diff(whole.rows(t, want), b.rows(t, got)); diff != "" {
		t.Errorf("rows differ (-whole +parts):\n%s", diff)
	}
	if got.Columns[1].Stats.Distinct != 4 {
		t.Errorf("%d stations are counted, want 4", got.Columns[1].Stats.Distinct)
	}
}

func TestTheSameAdditionTwiceIsOneRelease(t *testing.T) {
	b := newGrowingBench(t)
	b.mustPublish(t, month(9, 2))
	b.mustPublish(t, month(10, 2), october)
	b.write(t, "days.csv", stationHeader+month(10, 2))
	out, err := b.Publish(t.Context(), Request{Dir: b.dir, Additions: []Addition{{Resource: "days", Period: "2026-10"}}})
	if err != nil || !out.Unchanged || out.Version != 2 {
		t.Errorf("outcome %+v, %v; want version 2 unchanged", out, err)
	}
}

func TestWhatCannotBeAddedSaysWhatToDo(t *testing.T) {
	full := func(month string) string { return strings.ReplaceAll(month, ",\n", ",1\n") }
	for name, test := range map[string]struct {
		first    string
		header   string
		rows     string
		manifest [2]string // replaced in dataset.yaml
		addition Addition
		want     string
	}{
		"a key that is there already":           {rows: strings.ReplaceAll(month(9, 2), "2026-09", "2026-07"), addition: october, want: "key"},
		"another column":                        {header: "day,station,snow\n", rows: month(10, 2), addition: october, want: "rain"},
		"a further column":                      {header: "day,station,rain,snow\n", rows: strings.ReplaceAll(month(10, 2), "\n", ",1\n"), addition: october, want: "columns must be"},
		"another type":                          {rows: strings.ReplaceAll(month(10, 2), ".0", " mm"), addition: october, want: "rain"},
		"a value that is missing":               {first: full(month(9, 2)), rows: month(10, 2), addition: october, want: "lacks none"},
		"another key":                           {rows: month(10, 2), manifest: [2]string{"primaryKey: [day, station]", "primaryKey: [station]"}, addition: october, want: "its key is"},
		"a table about persons":                 {rows: month(10, 2), manifest: [2]string{"file: days.csv", "file: days.csv\n    unit: person"}, addition: october, want: "about persons"},
		"a period that is there":                {rows: month(10, 2), addition: Addition{Period: "2026-08"}, want: "--replace"},
		"a period to replace that is not there": {rows: month(10, 2), addition: Addition{Period: "2026-10", Replace: true}, want: "2026-08"},
		"periods of another kind":               {rows: month(10, 2), addition: Addition{Period: "2026-Q4"}, want: "2026-08"},
		"no period":                             {rows: month(10, 2), addition: Addition{Period: "October"}, want: "not valid"},
		"no such table":                         {rows: month(10, 2), addition: Addition{Resource: "nights", Period: "2026-10"}, want: "days=2026-10"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newGrowingBench(t)
			first := test.first
			if first == "" {
				first = month(9, 2)
			}
			b.mustPublish(t, strings.ReplaceAll(first, "2026-09", "2026-07"))
			b.mustPublish(t, strings.ReplaceAll(first, "2026-09", "2026-08"), Addition{Period: "2026-08"})
			stored := len(b.leftovers(t))
			if test.manifest[0] != "" {
				b.write(t, ManifestName, strings.Replace(stationManifest, test.manifest[0], test.manifest[1], 1))
			}
			header := test.header
			if header == "" {
				header = stationHeader
			}
			b.write(t, "days.csv", header+test.rows)
			_, err := b.Publish(t.Context(), Request{Dir: b.dir, Additions: []Addition{test.addition}})
			if err == nil || !strings.Contains(explained(err), test.want) {
				t.Fatalf("error %v, want one with %q", err, test.want)
			}
			if e, ok := errors.AsType[*catalog.Error](err); !ok || !errors.Is(e.Kind, catalog.ErrRefused) && !errors.Is(e.Kind, catalog.ErrInvalid) {
				t.Errorf("an error of kind %v", err)
			}
			if now := b.leftovers(t); len(now) != stored {
				t.Errorf("%d objects and folders are left, there were %d: %v", len(now), stored, now)
			}
		})
	}
}

func TestNothingIsAddedToWhatWasNeverPublished(t *testing.T) {
	b := newGrowingBench(t)
	if _, err := b.publish(t, month(10, 2), october); !errors.Is(err, catalog.ErrRefused) {
		t.Errorf("error %v, want one of kind %v", err, catalog.ErrRefused)
	}
}

func TestPersonalDataOfEarlierPartsAreStillFound(t *testing.T) {
	b := newGrowingBench(t)
	b.write(t, ManifestName, stationManifest+"    scan: {allow: [{column: station, type: email, reason: functional mailboxes, approver: Nguyễn Văn A}]}\n")
	b.mustPublish(t, strings.ReplaceAll(month(9, 2), "S001", "nguyen.van.an@gmail.com"))
	b.write(t, ManifestName, stationManifest)
	_, err := b.publish(t, month(10, 2), october)
	if err == nil || !strings.Contains(explained(err), "station") {
		t.Errorf("error %v, want one about the column of the month before", err)
	}
}
