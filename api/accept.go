package api

import (
	"mime"
	"strconv"
	"strings"

	"nguon/api/query"
)

// accepted returns the format that a client with the given Accept header wants
// most: JSON if it says nothing, or nothing that there is.
func accepted(header string) query.Format {
	best, weight := query.JSON, 0.0
	for part := range strings.SplitSeq(header, ",") {
		kind, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		q := 1.0
		if text, ok := params["q"]; ok {
			if q, err = strconv.ParseFloat(text, 64); err != nil {
				continue
			}
		}
		if f, ok := formatOf(kind); ok && q > weight {
			best, weight = f, q
		}
	}
	return best
}

// formatOf returns the format of a media type or range; a range is JSON.
func formatOf(kind string) (query.Format, bool) {
	switch kind {
	case "*/*", "application/*", "application/json":
		return query.JSON, true
	case "text/*":
		return query.CSV, true
	case "application/ndjson", "application/jsonl":
		return query.NDJSON, true
	}
	for _, f := range query.Formats {
		if own, _, err := mime.ParseMediaType(f.MediaType()); err == nil && own == kind {
			return f, true
		}
	}
	return "", false
}
