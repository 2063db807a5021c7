package raster_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"

	"nguon/web/raster"
)

var (
	paper = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	ink   = color.NRGBA{0x14, 0x20, 0x1c, 0xff}
)

// painted returns what paint leaves on a white picture of 200 × 100.
func painted(t *testing.T, scale float64, paint func(p *raster.Picture)) image.Image {
	t.Helper()
	p, err := raster.New(200, 100, scale, paper)
	if err != nil {
		t.Fatal(err)
	}
	paint(p)
	var b bytes.Buffer
	if err := p.PNG(&b); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// inked is the box of what is not white.
func inked(img image.Image) image.Rectangle {
	var box image.Rectangle
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if r, g, b, _ := img.At(x, y).RGBA(); r+g+b < 3*0xffff {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func TestShapesAreWhereTheyAreAskedFor(t *testing.T) {
	for _, test := range []struct {
		name  string
		scale float64
		paint func(p *raster.Picture)
		want  image.Rectangle
	}{
		{"area", 1, func(p *raster.Picture) {
			p.Area([][]raster.Point{{{X: 10, Y: 20}, {X: 40, Y: 20}, {X: 40, Y: 25}, {X: 10, Y: 25}}}, ink)
		}, image.Rect(10, 20, 40, 25)},
		{"part of a rectangle", 1, func(p *raster.Picture) { p.Within(20, 10, 10, 50, func() { p.Rect(10, 20, 30, 5, ink) }) }, image.Rect(20, 20, 30, 25)},
		{"after a part, all", 1, func(p *raster.Picture) { p.Within(20, 10, 10, 50, func() {}); p.Rect(10, 20, 30, 5, ink) }, image.Rect(10, 20, 40, 25)},
		{"rectangle", 1, func(p *raster.Picture) { p.Rect(10, 20, 30, 5, ink) }, image.Rect(10, 20, 40, 25)},
		{"rectangle at two pixels a unit", 2, func(p *raster.Picture) { p.Rect(10, 20, 30, 5, ink) }, image.Rect(20, 40, 80, 50)},
		{"circle", 1, func(p *raster.Picture) { p.Circle(50, 50, 10, ink) }, image.Rect(40, 40, 60, 60)},
		{"line", 1, func(p *raster.Picture) { p.Line([]raster.Point{{20, 30}, {80, 30}}, 4, nil, ink) }, image.Rect(18, 28, 82, 32)},
		{"a line of one point is a dot", 1, func(p *raster.Picture) { p.Line([]raster.Point{{20, 30}}, 4, nil, ink) }, image.Rect(18, 28, 22, 32)},
		{"no points are no line", 1, func(p *raster.Picture) { p.Line(nil, 4, nil, ink) }, image.Rectangle{}},
		{"outside of the picture", 1, func(p *raster.Picture) { p.Rect(-50, -50, 10, 10, ink); p.Circle(1e6, 1e6, 3, ink) }, image.Rectangle{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := inked(painted(t, test.scale, test.paint)); got != test.want {
				t.Errorf("ink in %v, want %v", got, test.want)
			}
		})
	}
}

func TestDashesLeaveGaps(t *testing.T) {
	img := painted(t, 1, func(p *raster.Picture) {
		p.Line([]raster.Point{{0, 50}, {200, 50}}, 4, []float64{20, 20}, ink)
	})
	for x, want := range map[int]bool{10: true, 30: false, 50: true, 70: false} {
		if r, _, _, _ := img.At(x, 50).RGBA(); (r < 0x8000) != want {
			t.Errorf("ink at %d: %v, want %v", x, !want, want)
		}
	}
}

func TestTextIsAsWideAsItSays(t *testing.T) {
	f := raster.Font{Size: 20}
	for _, text := range []string{"Dân số theo tỉnh", "Nghị quyết 2025", "1.234.567,8"} {
		for anchor, at := range map[raster.Anchor]float64{raster.Start: 10, raster.Middle: 100, raster.End: 190} {
			got := inked(painted(t, 1, func(p *raster.Picture) { p.Text(f, at, 50, anchor, text, ink) }))
			left := at - float64(anchor)*f.Width(text)
			if math.Abs(float64(got.Min.X)-left) > 4 || math.Abs(float64(got.Max.X)-left-f.Width(text)) > 4 {
				t.Errorf("%q at %v: ink from %d to %d, want about %.1f to %.1f", text, anchor, got.Min.X, got.Max.X, left, left+f.Width(text))
			}
		}
	}
}

// Every letter of Vietnamese has a shape of its own: none is the box for what a
// typeface does not have.
func TestEveryLetterOfVietnameseHasAShape(t *testing.T) {
	const letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ–“”…≤≥₫"
	for _, f := range []raster.Font{{Size: 40}, {Size: 40, Bold: true}} {
		seen := make(map[string]rune)
		for _, r := range letters + strings.ToUpper(letters[:strings.Index(letters, "–")]) + "\U0010fffd" {
			img := painted(t, 1, func(p *raster.Picture) { p.Text(f, 20, 70, raster.Start, string(r), ink) })
			var b bytes.Buffer
			if err := png.Encode(&b, img); err != nil {
				t.Fatal(err)
			}
			if other, ok := seen[b.String()]; ok {
				t.Errorf("bold %v: %q looks like %q", f.Bold, r, other)
			}
			seen[b.String()] = r
		}
	}
}

func TestLettersWithMarksOfTheirOwnAreComposed(t *testing.T) {
	f := raster.Font{Size: 20}
	if got, want := f.Width("Vie\u0323\u0302t"), f.Width("Việt"); got != want {
		t.Errorf("width of the decomposed text %g, want %g", got, want)
	}
}

func TestFittedTextFits(t *testing.T) {
	f := raster.Font{Size: 12}
	const text = "Tỷ lệ hộ nghèo tiếp cận đa chiều phân theo vùng"
	for most := 20.0; most < 400; most += 7 {
		got := f.Fit(text, most)
		if f.Width(got) > most {
			t.Errorf("Fit(%g) = %q is %g wide", most, got, f.Width(got))
		}
		if got != text && !strings.HasSuffix(got, "…") {
			t.Errorf("Fit(%g) = %q does not say that it was cut", most, got)
		}
		for _, line := range f.Wrap(text, most) {
			if f.Width(line) > most {
				t.Errorf("Wrap(%g) has a line %q that is %g wide", most, line, f.Width(line))
			}
		}
	}
	if got := strings.Join(f.Wrap(text, 120), " "); got != text {
		t.Errorf("lines %q do not hold the text", got)
	}
	if got := f.Fit("Việt", 0); got != "V…" {
		t.Errorf("in no room: %q", got)
	}
}

func TestSizesThatAreNoPictureAreRefused(t *testing.T) {
	for _, test := range []struct{ width, height, scale float64 }{{0, 10, 1}, {10, -1, 1}, {1e6, 1e6, 1}, {math.NaN(), 10, 1}, {math.Inf(1), 10, 1}, {10, 10, 0}} {
		if _, err := raster.New(test.width, test.height, test.scale, paper); !errors.Is(err, raster.ErrSize) {
			t.Errorf("New(%g, %g, %g): err = %v, want %v", test.width, test.height, test.scale, err, raster.ErrSize)
		}
	}
}

// BenchmarkCard paints about what the card of a link preview has.
func BenchmarkCard(b *testing.B) {
	title, text := raster.Font{Size: 56, Bold: true}, raster.Font{Size: 28}
	b.ReportAllocs()
	for b.Loop() {
		p, err := raster.New(1200, 630, 1, paper)
		if err != nil {
			b.Fatal(err)
		}
		for i, line := range title.Wrap("Dân số trung bình phân theo tỉnh, thành phố trực thuộc trung ương", 1080) {
			p.Text(title, 60, 120+float64(i)*64, raster.Start, line, ink)
		}
		p.Text(text, 60, 560, raster.Start, "Cục Thống kê, phiên bản 3", ink)
		for i := range 30 {
			p.Rect(60+float64(i)*36, 480-float64(i)*5, 30, float64(i)*5, ink)
		}
		if err := p.PNG(new(bytes.Buffer)); err != nil {
			b.Fatal(err)
		}
	}
}

func TestAnAreaHasHoles(t *testing.T) {
	square := func(from, until float64) []raster.Point {
		return []raster.Point{{X: from, Y: from}, {X: until, Y: from}, {X: until, Y: until}, {X: from, Y: until}}
	}
	img := painted(t, 1, func(p *raster.Picture) { p.Area([][]raster.Point{square(10, 60), square(20, 50)}, ink) })
	for at, want := range map[image.Point]bool{{X: 15, Y: 30}: true, {X: 30, Y: 30}: false, {X: 70, Y: 30}: false} {
		if r, g, b, _ := img.At(at.X, at.Y).RGBA(); (r+g+b < 3*0xffff) != want {
			t.Errorf("painted at %v: %v, want %v", at, !want, want)
		}
	}
}
