package anon_test

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/publisher/anon"
	"nguon/publisher/anon/assess"
)

// head begins the policies of the tests. What differs is added to it.
const head = "policy: v1\ndataset: mau\nunit: person\nreview_after: 12mo\n"

// open is a head for open data of a whole register.
const open = head + "release: open\ncoverage: census\n"

// secret is a key that is long enough.
const secret = "một khóa bí mật đủ dài để thử"

// small is a job for a table given as the text of a CSV file. Files are what
// stands beside the policy.
func small(t testing.TB, data, policyText string, files map[string]string) anon.Job {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "bảng.csv"), data)
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	j := job(t, filepath.Join(dir, "bảng.csv"), policyText)
	j.Key = []byte(secret)
	return j
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run does a job that must not fail.
func run(t testing.TB, j anon.Job) *anon.Result {
	t.Helper()
	got, err := anon.Run(t.Context(), j)
	if err != nil {
		t.Fatalf("%#v", err)
	}
	return got
}

// published is the text of the file that was written.
func published(t testing.TB, got *anon.Result) string {
	t.Helper()
	text, err := os.ReadFile(got.File)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// records are the rows of a CSV text, without its header.
func records(t testing.TB, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// column are the values of one column of some rows.
func column(rows [][]string, at int) (values []string) {
	for _, row := range rows {
		values = append(values, row[at])
	}
	return values
}

// failed are the codes of the rules that do not hold.
func failed(r *assess.Report) (codes []assess.Code) {
	for _, rule := range r.Rules {
		if !rule.Pass {
			codes = append(codes, rule.Code)
		}
	}
	return codes
}

// isRefusal reports whether an error is one for readers that refuses data.
func isRefusal(err error, e **catalog.Error) bool {
	return errors.As(err, e) && errors.Is(err, catalog.ErrRefused)
}
