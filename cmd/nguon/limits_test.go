package main

import "testing"

func TestSizesHaveUnits(t *testing.T) {
	for text, want := range map[string]int64{"500MB": 500e6, "1GiB": 1 << 30, "12 kB": 12e3, "42": 42, "7B": 7} {
		var got byteSize
		if err := got.UnmarshalText([]byte(text)); err != nil || int64(got) != want {
			t.Errorf("%q: %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "MB", "-1MB", "0", "1.5GB", "9999999999TB", "ten"} {
		var got byteSize
		if err := got.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q: %d, want an error", text, got)
		}
	}
}
