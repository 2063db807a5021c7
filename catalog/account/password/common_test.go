package password

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"nguon/catalog"
)

func TestWhatWasLeakedIsRefusedAndSaysWhy(t *testing.T) {
	for _, test := range []struct {
		name, plain string
		want        string // of the reason; empty: it may be chosen
	}{
		{"leaked", "PolniyPizdec0211", "leaked"},
		{"leaked, in another case", "POLNIYPIZDEC0211", "leaked"},
		{"leaked, with spaces", "momsan a la dventure", "leaked"},
		{"leaked, but looks random", "zQjphsyf6ctifgu", "leaked"},
		{"the last of the list or near it", "1qazxsw23edcvfr4", "leaked"},
		{"known in Vietnam", "matkhau123", "leaked"},
		{"known in Vietnam, with marks", "Anh yêu em", "leaked"},
		{"a phrase with digits behind", "Anh yêu em nhiều lắm 2024!", "leaked"},
		{"a phrase that is repeated", "matkhaumatkhaumatkhau", "easy to guess"},
		{"phrases in a row", "anhyeuem matkhau 123", "easy to guess"},
		{"digits before and behind", "123matkhau456789", "easy to guess"},
		{"short", "x7Gq2vTz9", "at least 15"},
		{"a sentence with a known word in it", "bà tôi bảo anh yêu em từ thuở chăn trâu", ""},
		{"random", "x7Gq2vTz9LmKw4p", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := Check(test.plain)
			e, _ := errors.AsType[*catalog.Error](err)
			switch {
			case test.want == "" && err != nil:
				t.Errorf("Check(%q) = %v", test.plain, err)
			case test.want != "" && (e == nil || !strings.Contains(e.Public.En, test.want) || e.Public.Vi == ""):
				t.Errorf("Check(%q) = %v, want that it is %s", test.plain, err, test.want)
			}
		})
	}
}

// TestListsAreInOrder keeps what is looked up by halves in the order for that.
func TestListsAreInOrder(t *testing.T) {
	if len(breachedHashes)%hashSize != 0 || len(breachedHashes)/hashSize < 9000 {
		t.Fatalf("%d bytes of hashes", len(breachedHashes))
	}
	for i := hashSize; i < len(breachedHashes); i += hashSize {
		if breachedHashes[i-hashSize:i] >= breachedHashes[i:i+hashSize] {
			t.Fatalf("hash %d is out of order", i/hashSize)
		}
	}
	if !slices.IsSorted(vietnamesePhrases) {
		t.Error("vietnamese.txt is out of order")
	}
	for _, p := range vietnamesePhrases {
		if bare(p) != p || strings.Trim(p, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%q is not in the form that is looked up", p)
		}
	}
}
