package rows_test

import (
	"testing"

	"nguon/publisher/rows"
)

func TestColumnsAreLetteredAsInSheets(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := rows.ColumnRef(i); got != want {
			t.Errorf("ColumnRef(%d) = %q, want %q", i, got, want)
		}
	}
}

func TestRangesOfOneCellAreTheCell(t *testing.T) {
	if got := rows.RangeRef(7, 1, 7, 1); got != "B7" {
		t.Errorf("got %q, want B7", got)
	}
	if got := rows.RangeRef(1, 0, 3, 5); got != "A1:F3" {
		t.Errorf("got %q, want A1:F3", got)
	}
}

func TestSmallFilesMayUnpackFar(t *testing.T) {
	l := rows.Limits{Bytes: 1 << 30, Ratio: 10}
	for _, test := range []struct {
		name       string
		size, want int64
	}{
		{"a small file is bounded by a fixed size", 1 << 10, 100 << 20},
		{"a larger one by its own", 50 << 20, 500 << 20},
		{"none by more than the limit of files", 900 << 20, 1 << 30},
	} {
		if got := l.Unpacked(test.size); got != test.want {
			t.Errorf("%s: Unpacked(%d) = %d, want %d", test.name, test.size, got, test.want)
		}
	}
}
