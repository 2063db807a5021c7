package api

import (
	"testing"

	"nguon/api/query"
)

func TestAccepted(t *testing.T) {
	for header, want := range map[string]query.Format{
		"":                           query.JSON,
		"*/*":                        query.JSON,
		"text/csv":                   query.CSV,
		"text/csv;q=0.5, */*":        query.JSON,
		"text/csv, */*;q=0.1":        query.CSV,
		"text/csv;q=0":               query.JSON,
		"application/x-ndjson":       query.NDJSON,
		"application/jsonl":          query.NDJSON,
		"image/png":                  query.JSON,
		"text/html, text/csv;q=zero": query.JSON,
		"application/vnd.apache.parquet, application/json;q=0.9": query.Parquet,
		";;;,,": query.JSON,
	} {
		if got := accepted(header); got != want {
			t.Errorf("accepted(%q) = %s, want %s", header, got, want)
		}
	}
}
