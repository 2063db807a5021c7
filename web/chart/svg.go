package chart

import (
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"

	"nguon/web/raster"
)

// fonts are the typefaces of a picture outside of the portal.
const fonts = "Be Vietnam Pro, Noto Sans, Segoe UI, Roboto, Arial, sans-serif"

// svg is the picture as an SVG document without the declaration of XML. All texts
// in it are escaped, so that it may stand in a page.
func (p *picture) svg() string {
	var w writer
	w.open("svg", attr{"xmlns", "http://www.w3.org/2000/svg"}, attr{"viewBox", "0 0 " + num(p.width) + " " + num(p.height)},
		length("width", p.width), length("height", p.height), attr{"role", "img"}, attr{"aria-label", p.title}, attr{"class", p.class()}, attr{"font-family", fonts})
	w.empty("rect", "", length("width", p.width), length("height", p.height), attr{"class", paperPaint.class}, attr{"fill", paperPaint.hex()})
	for _, m := range p.marks {
		m.svg(&w)
	}
	w.close("svg")
	return w.b.String()
}

// class is what style sheets of pages know the picture by.
func (p *picture) class() string {
	if p.palette == "" {
		return "chart-picture"
	}
	return "chart-picture chart-" + p.palette
}

// A writer writes elements. Everything in it is either a number or escaped.
type writer struct{ b strings.Builder }

// An attr is one attribute of an element. An empty one is left out.
type attr struct{ name, value string }

func length(name string, v float64) attr { return attr{name, num(v)} }

// num writes a place, to a hundredth of a unit.
func num(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }

func (p paint) hex() string {
	return fmt.Sprintf("#%02x%02x%02x", p.colour.R, p.colour.G, p.colour.B)
}

func (w *writer) open(name string, attrs ...attr) {
	w.b.WriteString("<" + name)
	for _, a := range attrs {
		if a.value != "" {
			w.b.WriteString(" " + a.name + `="`)
			w.escape(a.value)
			w.b.WriteByte('"')
		}
	}
	w.b.WriteByte('>')
}

func (w *writer) close(name string) { w.b.WriteString("</" + name + ">") }

// escape writes text for XML 1.0; what that cannot hold becomes U+FFFD. Writing
// to memory does not fail.
func (w *writer) escape(text string) { _ = xml.EscapeText(&w.b, []byte(text)) }

// empty writes an element that holds only what a pointer on it says.
func (w *writer) empty(name, says string, attrs ...attr) {
	w.open(name, attrs...)
	if says != "" {
		w.open("title")
		w.escape(says)
		w.close("title")
	}
	w.close(name)
}

func (b bar) svg(w *writer) {
	w.empty("rect", b.says, length("x", b.x), length("y", b.y), length("width", b.width), length("height", b.height), attr{"class", b.paint.class}, attr{"fill", b.paint.hex()})
}

func (d dot) svg(w *writer) {
	opacity := length("fill-opacity", d.opacity)
	if d.opacity == 1 {
		opacity.value = ""
	}
	w.empty("circle", d.says, length("cx", d.x), length("cy", d.y), length("r", d.radius), opacity, attr{"class", d.paint.class}, attr{"fill", d.paint.hex()})
}

func (s stroke) svg(w *writer) {
	var d, dash strings.Builder
	for _, piece := range s.pieces {
		command := "M"
		for _, at := range piece {
			d.WriteString(command + num(at.X) + " " + num(at.Y))
			command = "L"
		}
		if len(piece) == 1 {
			d.WriteString("h0.01") // a round end makes it a dot
		}
	}
	for i, n := range s.dashes {
		if i > 0 {
			dash.WriteByte(' ')
		}
		dash.WriteString(num(n))
	}
	ends := attr{"stroke-linecap", "round"}
	if s.width == 1 {
		ends.value = "" // of an axis
	}
	w.empty("path", s.says, attr{"d", d.String()}, attr{"class", s.paint.class}, attr{"fill", "none"}, attr{"stroke", s.paint.hex()}, length("stroke-width", s.width),
		ends, attr{"stroke-linejoin", "round"}, attr{"stroke-dasharray", dash.String()})
}

// anchors are the values of text-anchor; the first is the usual one.
var anchors = map[raster.Anchor]string{raster.Middle: "middle", raster.End: "end"}

func (l label) svg(w *writer) {
	weight := ""
	if l.font.Bold {
		weight = "600"
	}
	w.open("text", length("x", l.x), length("y", l.y), length("font-size", l.font.Size), attr{"font-weight", weight}, attr{"text-anchor", anchors[l.at]},
		attr{"class", l.paint.class}, attr{"fill", l.paint.hex()})
	w.escape(l.text)
	w.close("text")
}

func (a area) svg(w *writer) {
	var d strings.Builder
	for _, ring := range a.rings {
		command := "M"
		for _, at := range ring {
			d.WriteString(command + num(at.X) + " " + num(at.Y))
			command = "L"
		}
		d.WriteByte('Z')
	}
	w.empty("path", a.says, attr{"d", d.String()}, attr{"class", a.paint.class + " " + edgePaint.class}, attr{"fill", a.paint.hex()}, attr{"fill-rule", "evenodd"},
		attr{"stroke", edgePaint.hex()}, length("stroke-width", 0.7), attr{"stroke-linejoin", "round"})
}

// svg writes a map as a picture within the picture, whose part that is seen can
// be changed.
func (m window) svg(w *writer) {
	wide, high := m.right-m.left, m.bottom-m.top
	w.open("svg", length("x", m.left), length("y", m.top), length("width", wide), length("height", high),
		attr{"viewBox", num(m.left) + " " + num(m.top) + " " + num(wide) + " " + num(high)}, attr{"class", "chart-map"}, attr{"aria-label", m.name})
	for i, mark := range m.marks {
		mark.svg(w)
		if i > 0 {
			continue
		}
		for _, t := range m.tiles { // above the ground
			w.empty("image", "", attr{"href", t.address}, length("x", t.left), length("y", t.top), length("width", t.side), length("height", t.side))
		}
	}
	w.close("svg")
}
