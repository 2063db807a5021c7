package chart

import (
	"bytes"
	"context"
	"fmt"
	"math"

	"nguon/web/raster"
)

// painters bounds how many pictures are painted at a time: one takes up to 64 MB
// and some tens of milliseconds of a processor.
const painters = 2

// sharpness is how many pixels a unit of a picture has, unless that would be too
// many.
const sharpness = 2

// scale is how many pixels a unit of the picture has.
func (p *picture) scale() float64 {
	if p.width*p.height*sharpness*sharpness > raster.MaxPixels {
		return 1
	}
	return sharpness
}

// pixels is the size of the picture as PNG.
func (p *picture) pixels() (width, height int) {
	return int(math.Ceil(p.width * p.scale())), int(math.Ceil(p.height * p.scale()))
}

// png is the picture in pixels. It waits for its turn, or for the end of ctx.
func (c *Room) png(ctx context.Context, p *picture) ([]byte, error) {
	select {
	case c.painters <- struct{}{}:
		defer func() { <-c.painters }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	canvas, err := raster.New(p.width, p.height, p.scale(), paperPaint.colour)
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	for _, m := range p.marks {
		m.draw(canvas)
	}
	var b bytes.Buffer
	if err := canvas.PNG(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (b bar) draw(p *raster.Picture) { p.Rect(b.x, b.y, b.width, b.height, b.paint.colour) }

func (d dot) draw(p *raster.Picture) {
	colour := d.paint.colour
	if colour.A = uint8(255 * d.opacity); colour.A > 0 {
		p.Circle(d.x, d.y, d.radius, colour)
	}
}

func (s stroke) draw(p *raster.Picture) {
	for _, piece := range s.pieces {
		p.Line(piece, s.width, s.dashes, s.paint.colour)
	}
}

func (l label) draw(p *raster.Picture) { p.Text(l.font, l.x, l.y, l.at, l.text, l.paint.colour) }

func (a area) draw(p *raster.Picture) {
	p.Area(a.rings, a.paint.colour)
	for _, ring := range a.rings {
		p.Line(append(ring[:len(ring):len(ring)], ring[0]), 0.7, nil, edgePaint.colour)
	}
}

// draw paints a map without tiles.
func (m window) draw(p *raster.Picture) {
	p.Within(m.left, m.top, m.right-m.left, m.bottom-m.top, func() {
		for _, mark := range m.marks {
			mark.draw(p)
		}
	})
}
