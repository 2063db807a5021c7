package profile

import (
	"fmt"
	"testing"
)

func TestTextsBeyondTheFrequentOnesAreKept(t *testing.T) {
	c := newTexts(roomFor(1))
	for i := range 50 {
		c.one(fmt.Appendf(nil, "v%02d", i), int64(100-i))
	}
	s := c.stats()
	if len(s.Top) != topValues || len(s.Rest) != 30 || s.Rest[0] != "v20" || s.Rest[29] != "v49" {
		t.Errorf("%d frequent values, and the rest %q", len(s.Top), s.Rest)
	}
	wide := newTexts(roomFor(40_000))
	for i := range 60 {
		wide.one(fmt.Appendf(nil, "value %03d", i), 1)
	}
	if s := wide.stats(); len(s.Rest) == 0 || len(s.Rest) > 16 {
		t.Errorf("a column of a wide table keeps %d values", len(s.Rest))
	}
}
