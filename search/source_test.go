package search

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
)

func TestStoredPassagesComeBack(t *testing.T) {
	for name, ps := range map[string][]passage{
		"none": {},
		"some": {
			{Field: "title", Lang: catalog.Vietnamese, Text: "Dân số \x00\x1f"},
			{Field: "value", Resource: "main", Column: "sex", Values: []string{"Nam", "", "Nữ"}},
		},
	} {
		got, err := decodePassages(encodePassages(nil, ps))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(ps, got, cmp.AllowUnexported(passage{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func FuzzDecodePassages(f *testing.F) {
	f.Add(encodePassages(nil, []passage{{Field: "value", Text: "a", Values: []string{"b", "c"}}}))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Fuzz(func(t *testing.T, stored []byte) {
		ps, err := decodePassages(stored)
		if err != nil {
			return
		}
		again, err := decodePassages(encodePassages(nil, ps))
		if diff := cmp.Diff(ps, again, cmp.AllowUnexported(passage{})); err != nil || diff != "" {
			t.Errorf("written again: %v\n%s", err, diff)
		}
	})
}

func FuzzParseRow(f *testing.F) {
	d := catalog.Dataset{Slug: "a"}
	f.Add(rowOf(&d, &catalog.Release{}, lengths{}, [facetCount][]string{{"H29"}, {"health", "economy"}}))
	f.Add([]byte("a\x1f1\x1f"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := parseRow(text)
		if err != nil {
			return
		}
		values := new(facetValues)
		for i, raw := range r.facets {
			if n := values.number(i, raw); n != values.number(i, raw) {
				t.Errorf("a set has two numbers")
			}
		}
	})
}
