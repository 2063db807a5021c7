package search

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"nguon/catalog"
)

// A row is what counting and ordering need of a document, as it stands in the
// index: parts between partSign, and in each facet the values between
// valueSign. A value of a tree is the path to it, with pathSign between.
type row struct {
	slug      []byte
	published int64 // Unix nanoseconds
	lengths   []byte
	facets    [facetCount][]byte
}

const (
	partSign  = "\x1f"
	valueSign = "\x1e"
	pathSign  = "\x1d"
)

// tierLangs is how many numbers of words a document has: of each tier in each
// language.
const tierLangs = 2 * len(tiers)

// lengthBucket returns a number of words as a byte, on a scale of six steps to
// the doubling, that is text.
func lengthBucket(words int) byte {
	return byte(' ' + min(int(math.Round(6*math.Log2(float64(1+words)))), utf8.RuneSelf-' '-2))
}

// bucketLength is about the number of words of a bucket.
func bucketLength(b byte) float64 { return math.Exp2(float64(b-' ')/6) - 1 }

// rowOf makes the row of a document.
func rowOf(d *catalog.Dataset, r *catalog.Release, words lengths, facets [facetCount][]string) []byte {
	b := []byte(d.Slug)
	b = append(b, partSign...)
	b = strconv.AppendInt(b, published(r.PublishAt), 10)
	b = append(b, partSign...)
	for _, tier := range words {
		for _, n := range tier {
			b = append(b, lengthBucket(n))
		}
	}
	for _, values := range facets {
		b = append(b, partSign...)
		for i, v := range values {
			if i > 0 {
				b = append(b, valueSign...)
			}
			b = append(b, strings.ToValidUTF8(v, "\uFFFD")...)
		}
	}
	return b
}

func published(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

var errRow = errors.New("row is damaged")

// parseRow reads what rowOf has written. The parts of the row are parts of
// text.
func parseRow(text []byte) (row, error) {
	var parts [3 + facetCount][]byte
	for i := range parts {
		var more bool
		parts[i], text, more = bytes.Cut(text, []byte(partSign))
		if more == (i == len(parts)-1) {
			return row{}, errRow
		}
	}
	n, err := strconv.ParseInt(string(parts[1]), 10, 64)
	if err != nil || len(parts[2]) != tierLangs || len(parts[0]) == 0 {
		return row{}, errRow
	}
	return row{slug: parts[0], published: n, lengths: parts[2], facets: [facetCount][]byte(parts[3:])}, nil
}
