package chart

import (
	"image/color"
	"math"
	"net/http"
	"strings"
	"testing"
)

// linear undoes the gamma of sRGB.
func linear(c uint8) float64 {
	v := float64(c) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

func luminance(c color.NRGBA) float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// sights are how people see colours, as matrices of linear RGB: all of them, and
// without the cones for red, green and blue (Machado, Oliveira and Fernandes 2009,
// severity 1).
var sights = map[string][9]float64{
	"all cones":    {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protanopia":   {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"deuteranopia": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	"tritanopia":   {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
}

// lab is a colour as CIELAB sees it, through the eyes of a sight.
func lab(c color.NRGBA, m [9]float64) [3]float64 {
	in := [3]float64{linear(c.R), linear(c.G), linear(c.B)}
	var rgb [3]float64
	for i := range 3 {
		rgb[i] = min(1, max(0, m[3*i]*in[0]+m[3*i+1]*in[1]+m[3*i+2]*in[2]))
	}
	x := (0.4124*rgb[0] + 0.3576*rgb[1] + 0.1805*rgb[2]) / 0.95047
	y := 0.2126*rgb[0] + 0.7152*rgb[1] + 0.0722*rgb[2]
	z := (0.0193*rgb[0] + 0.1192*rgb[1] + 0.9505*rgb[2]) / 1.08883
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	return [3]float64{116*f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))}
}

func apart(a, b color.NRGBA, m [9]float64) float64 {
	p, q := lab(a, m), lab(b, m)
	return math.Sqrt((p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]) + (p[2]-q[2])*(p[2]-q[2]))
}

func TestPalettesAreToldApartHoweverColoursAreSeen(t *testing.T) {
	all := map[string]palette{"usual": {colours, stepColours}}
	for name, p := range palettes {
		all[name] = p
	}
	const least = 8 // about four times what is just noticed
	for name, p := range all {
		for i, a := range p.series {
			if contrast := 1.05 / (luminance(a) + 0.05); contrast < 3 {
				t.Errorf("%s: the colour %d has a contrast of %.2f with white", name, i+1, contrast)
			}
			for j, b := range p.series[:i] {
				for sight, m := range sights {
					if d := apart(a, b, m); d < least {
						t.Errorf("%s: the colours %d and %d differ by %.1f with %s", name, j+1, i+1, d, sight)
					}
				}
			}
		}
		for i := 1; i < colourSteps; i++ {
			if luminance(p.steps[i]) >= luminance(p.steps[i-1]) {
				t.Errorf("%s: the step %d is not darker than the one before", name, i+1)
			}
		}
	}
}

func TestAChartHasTheColoursThatWereChosen(t *testing.T) {
	h := newShelf().handler(t)
	for _, test := range []struct{ name, choice, class, hex string }{
		{"usual", "", `class="chart-picture"`, "#0072b2"},
		{"chosen", "&colours=tol", `class="chart-picture chart-tol"`, "#335f9c"},
		{"one that there is not", "&colours=pink", `class="chart-picture"`, "#0072b2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if res, body := get(t, h, "/charts/people/chart.svg?"+line+test.choice); res.StatusCode != http.StatusOK || !strings.Contains(body, test.class) || !strings.Contains(body, test.hex) {
				t.Errorf("%d %s", res.StatusCode, body)
			}
		})
	}
}

func TestAChartSaysHowItsFiguresAreCited(t *testing.T) {
	h := newShelf().handler(t)
	for path, want := range map[string]string{
		"/charts/people@1?" + line: "Cục Thống kê. (2026)", "/en/charts/people?" + line: "Version 3",
	} {
		_, body := get(t, h, path)
		_, cited, _ := strings.Cut(body, `id="cite"`)
		if cited, _, _ = strings.Cut(cited, "</figure>"); !strings.Contains(cited, want) || strings.Contains(cited, "<script") {
			t.Errorf("%s: %s", path, cited)
		}
	}
}
