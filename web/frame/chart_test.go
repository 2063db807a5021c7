package frame_test

import (
	"math"
	"testing"

	"nguon/web/frame"
)

func TestBarsFillTheChartByTheirValues(t *testing.T) {
	c := frame.NewBarChart("c", "Lượt gọi", "Ngày", "Lượt", []frame.Bar{{Label: "1", Value: 5, Text: "5"}, {Label: "2", Value: 10, Text: "10"}, {Label: "3"}})
	if c.Empty() || c.Top != "10" || c.Last().Label != "3" {
		t.Errorf("%+v", c)
	}
	half, whole, none := c.Bars[0], c.Bars[1], c.Bars[2]
	if math.Abs(half.H*2-whole.H) > 1e-9 || none.H != 0 || whole.Y < 0 || whole.Y+whole.H != float64(c.Height) {
		t.Errorf("heights %v, %v, %v of %d", half.H, whole.H, none.H, c.Height)
	}
	for i, b := range c.Bars[1:] {
		if before := c.Bars[i]; b.X < before.X+before.W {
			t.Errorf("bar %d overlaps the one before", i+1)
		}
	}
	if last := c.Last(); last.X+last.W > float64(c.Width) {
		t.Errorf("the last bar ends at %v of %d", last.X+last.W, c.Width)
	}
}

func TestAChartWithoutValuesIsEmpty(t *testing.T) {
	for name, bars := range map[string][]frame.Bar{"no bars": nil, "all are 0": {{Label: "1", Text: "0"}}} {
		c := frame.NewBarChart("c", "", "", "", bars)
		if !c.Empty() {
			t.Errorf("%s: not empty", name)
		}
		for _, b := range c.Bars {
			if b.H != 0 {
				t.Errorf("%s: a bar of height %v", name, b.H)
			}
		}
	}
}
