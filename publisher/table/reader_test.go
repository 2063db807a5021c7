package table_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"

	"nguon/publisher/table"
)

// An engine that shares no code with the writer reads back what went in: its
// own CSV reader, with all cells as text, against its own Parquet reader.
func TestDuckDBReadsTheSameRows(t *testing.T) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var csv bytes.Buffer
	csv.WriteString("id,code,n,x,day,at,yes,note\n")
	for i := range 150_000 {
		note := ""
		if i%3 > 0 {
			note = fmt.Sprintf("\"ghi chú %d\n\"\"tốt\"\"\"", i%100)
		}
		n := fmt.Sprint(i % 50)
		if i%7 == 0 {
			n = ""
		}
		fmt.Fprintf(&csv, "%d,C%07d,%s,%d.5,2025-%02d-%02d,2025-07-%02d %02d:00:00Z,%v,%s\n", i, i*7919%1e7, n, i%1000, 1+i%12, 1+i%28, 1+i%31, i%24, i%2 == 0, note)
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.csv"), filepath.Join(dir, "out.parquet")
	if err := os.WriteFile(in, csv.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	publish(t, in, out, table.Options{})
	if _, err := db.ExecContext(t.Context(), "SET TimeZone = 'UTC'"); err != nil {
		t.Fatal(err)
	}
	var types string
	if err := db.QueryRowContext(t.Context(), "SELECT string_agg(column_type, ' ') FROM (DESCRIBE FROM '"+out+"')").Scan(&types); err != nil {
		t.Fatal(err)
	}
	if want := "BIGINT VARCHAR BIGINT DOUBLE DATE TIMESTAMP WITH TIME ZONE BOOLEAN VARCHAR"; types != want {
		t.Errorf("types %s, want %s", types, want)
	}
	const columns = `columns = {id: 'BIGINT', code: 'VARCHAR', n: 'BIGINT', x: 'DOUBLE', day: 'DATE', "at": 'TIMESTAMPTZ', yes: 'BOOLEAN', note: 'VARCHAR'}`
	input := "(SELECT row_number() OVER () AS row, * FROM read_csv('" + in + "', header = true, " + columns + ", parallel = false))"
	output := "(SELECT file_row_number + 1 AS row, * EXCLUDE (file_row_number) FROM read_parquet('" + out + "', file_row_number = true))"
	for _, query := range []string{
		"SELECT count(*) FROM (FROM " + input + " EXCEPT ALL FROM " + output + ")",
		"SELECT count(*) FROM (FROM " + output + " EXCEPT ALL FROM " + input + ")",
	} {
		var n int
		if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n != 0 {
			t.Errorf("%d rows differ: %s", n, query)
		}
	}
}

// publish makes a verified Parquet file of a CSV file.
func publish(t testing.TB, in, out string, o table.Options) *table.Plan {
	t.Helper()
	plan, err := table.Inspect(t.Context(), in, o)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := table.Convert(t.Context(), plan, f, table.ConvertOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := table.Verify(t.Context(), f, w.Bytes, w, nil); err != nil {
		t.Fatal(err)
	}
	return plan
}

// shared is a folder of real files that are not part of the project.
func shared(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("NGUON_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err != nil {
		t.Skip("no real files: set NGUON_SHARED to the folder that has them")
	}
	return filepath.Join(dir, "data")
}

func TestRealFiles(t *testing.T) {
	dir := shared(t)
	for _, test := range []struct {
		file  string
		o     table.Options
		rows  int64
		comma byte
		types map[string]table.Type
		nulls map[string]int64
	}{
		{file: "world-population/population.csv", rows: 17195, comma: ',', types: map[string]table.Type{"country_code": table.String, "year": table.Integer, "value": table.Integer}},
		{file: "world-gdp/gdp.csv", rows: 13979, comma: ',', types: map[string]table.Type{"year": table.Integer, "value": table.Number}},
		{file: "adult/adult.csv", rows: 30162, comma: ';', types: map[string]table.Type{"age": table.Integer, "salary_class": table.String}},
		{file: "hanoi-pm25/Hanoi_PM2.5_2016_YTD.csv", rows: 8040, comma: ',',
			o:     table.Options{Declared: []table.Declaration{{Column: "AQI", Nulls: []string{"-999"}}, {Column: "Hour", Type: table.Integer}}},
			types: map[string]table.Type{"date_lt": table.DateTime, "month": table.String, "hour": table.Integer, "aqi": table.Integer, "raw_conc": table.Number}},
		{file: "vn-power-plants/Vietnam.csv", rows: 304, comma: ',', types: map[string]table.Type{"latitude": table.Number, "capacity_mw": table.Number}, nulls: map[string]int64{"latitude": 63}},
		{file: "innovation-graph/economy_collaborators.csv", comma: ',', types: map[string]table.Type{"source": table.String, "weight": table.Integer}},
	} {
		t.Run(test.file, func(t *testing.T) {
			plan := publish(t, filepath.Join(dir, test.file), filepath.Join(t.TempDir(), "out.parquet"), test.o)
			if plan.Dialect.Comma != test.comma || test.rows > 0 && plan.Rows != test.rows {
				t.Errorf("%d rows separated by %q, want %d by %q", plan.Rows, plan.Dialect.Comma, test.rows, test.comma)
			}
			for name, want := range test.types {
				i := plan.Column(name)
				if i < 0 {
					t.Fatalf("no column %s", name)
				}
				if got := plan.Columns[i]; got.Type != want {
					t.Errorf("column %s is %s, want %s", name, got.Type, want)
				}
			}
			for name, want := range test.nulls {
				if got := plan.Columns[plan.Column(name)].Nulls; got != want {
					t.Errorf("column %s has %d missing values, want %d", name, got, want)
				}
			}
		})
	}
}
