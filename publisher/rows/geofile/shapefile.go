package geofile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"nguon/publisher/geo"
	"nguon/publisher/rows"
	"nguon/publisher/rows/zipxml"
)

// Shapefile opens the shapefile in a zip: .shp with .dbf, .prj and .cpg beside
// it. Row numbers count its records. The system is crs, in any form that
// [geo.ParseCRS] reads; if that is empty it is that of the .prj, and without
// one WGS 84, if the coordinates can be degrees.
func Shapefile(ctx context.Context, in rows.Input, crs string, o rows.Options) (rows.Table, error) {
	t := &shapefile{ctx: ctx, limits: o.Limits.WithDefaults()}
	if err := t.open(in, crs); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// A shapefile joins the records of both files, which are in the same order.
type shapefile struct {
	ctx     context.Context
	limits  rows.Limits
	closers []io.Closer
	shapes  *shpReader
	data    *dbfReader // nil if there is none
	placer  placer
	found   findings
	number  int64
	cells   []rows.Cell
	done    error
}

var _ rows.Table = (*shapefile)(nil)

func (t *shapefile) open(in rows.Input, crs string) error {
	p, err := zipxml.Open(t.ctx, in, "shapefile", t.limits)
	if err != nil {
		return err
	}
	stem, err := t.layer(p)
	if err != nil {
		return err
	}
	body, err := t.part(p, stem+".shp")
	if err != nil {
		return err
	}
	if t.shapes, err = newShpReader(body, 3*shapeLimit(t.limits)); err != nil {
		return err
	}
	t.placer = placer{limit: shapeLimit(t.limits), found: &t.found}
	if t.placer.crs, err = t.system(p, stem, crs); err != nil {
		return err
	}
	if !p.Has(stem + ".dbf") {
		t.found.add(NoAttributes, rows.Warning, 0, "")
		t.cells = make([]rows.Cell, 1)
		return nil
	}
	decoder, err := t.textDecoder(p, stem)
	if err != nil {
		return err
	}
	if body, err = t.part(p, stem+".dbf"); err != nil {
		return err
	}
	if t.data, err = newDBFReader(body, decoder, &t.found); err != nil {
		return err
	}
	if n := len(t.data.fields) + 1; n > t.limits.Columns {
		return rows.Fatal(rows.TooManyColumns, rows.Spot{Got: int64(n), Want: int64(t.limits.Columns)}, "")
	}
	t.cells = make([]rows.Cell, len(t.data.fields)+1)
	return nil
}

// part opens a member of the zip for as long as t is open.
func (t *shapefile) part(p *zipxml.Package, name string) (io.Reader, error) {
	part, err := p.Part(name)
	if err != nil {
		return nil, err
	}
	t.closers = append(t.closers, part)
	return part, nil
}

// layer returns the name of the only shapefile, without its ending.
func (t *shapefile) layer(p *zipxml.Package) (string, error) {
	var stems []string
	for _, name := range p.Names() {
		if strings.HasSuffix(name, ".shp") && !strings.HasPrefix(path.Base(name), "._") {
			stems = append(stems, strings.TrimSuffix(name, ".shp"))
		}
	}
	switch len(stems) {
	case 0:
		return "", rows.Fatal(NoShapes, rows.Spot{}, "")
	case 1:
		t.others(p, stems[0])
		return stems[0], nil
	}
	return "", rows.Fatal(SeveralLayers, rows.Spot{Got: int64(len(stems)), Value: shorten(strings.Join(stems, ", "))}, "")
}

// others notes files that may hold data and are not read. Indices and
// descriptions beside the shapefile are no data.
func (t *shapefile) others(p *zipxml.Package, stem string) {
	for _, name := range p.Names() {
		beside := name == stem+path.Ext(name) || strings.HasPrefix(name, stem+".shp.")
		if !beside && !strings.HasSuffix(name, "/") && !strings.Contains(name, "__macosx/") && !strings.HasPrefix(path.Base(name), ".") {
			t.found.add(OtherFiles, rows.Note, 0, name)
		}
	}
}

// maxSmall bounds the files that hold a line of text.
const maxSmall = 16 << 10

// small returns a member of few bytes, or nothing if there is none.
func (t *shapefile) small(p *zipxml.Package, name string) (text []byte, err error) {
	if !p.Has(name) {
		return nil, nil
	}
	part, err := p.Part(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, part.Close()) }()
	text, err = io.ReadAll(io.LimitReader(part, maxSmall+1))
	if err == nil && len(text) > maxSmall {
		err = rows.Fatal(PrjNotText, rows.Spot{Got: int64(len(text)), Want: maxSmall, Value: name}, "")
	}
	return text, err
}

// system finds the system of the coordinates.
func (t *shapefile) system(p *zipxml.Package, stem, crs string) (geo.CRS, error) {
	if crs != "" {
		system, err := geo.ParseCRS(crs)
		if err != nil {
			err = crsError(err)
		}
		return system, err
	}
	prj, err := t.small(p, stem+".prj")
	if err != nil {
		return geo.CRS{}, err
	}
	if strings.TrimSpace(string(prj)) != "" {
		system, err := geo.FromWKT(string(prj))
		if err != nil {
			err = crsError(err)
		}
		return system, err
	}
	b := t.shapes.box
	if b[0] < -180 || b[2] > 180 || b[1] < -90 || b[3] > 90 {
		value := fmt.Sprintf("%.10g, %.10g", b[0], b[1])
		return geo.CRS{}, rows.Fatal(MissingCRS, rows.Spot{Value: value}, "")
	}
	t.found.add(DegreesNoCRS, rows.Warning, 0, "")
	return geo.WGS84, nil
}

// Columns returns the fields of the .dbf and the geometry.
func (t *shapefile) Columns() []rows.Column {
	var columns []rows.Column
	if t.data != nil {
		for i := range t.data.fields {
			columns = append(columns, t.data.fields[i].column())
		}
	}
	return append(columns, geometryColumn)
}

// Notices returns what was found so far.
func (t *shapefile) Notices() []rows.Notice { return t.found.list }

// Next returns the next record that is not marked as deleted.
func (t *shapefile) Next() (rows.Row, error) {
	for t.done == nil {
		row, skipped, err := t.next()
		if skipped {
			continue
		}
		if err == nil {
			return row, nil
		}
		t.done = err
		if errors.Is(err, io.EOF) {
			t.placer.finish()
		}
	}
	return rows.Row{}, t.done
}

func (t *shapefile) next() (row rows.Row, skipped bool, err error) {
	if err := t.ctx.Err(); err != nil {
		return row, false, err
	}
	t.number++
	if t.number > t.limits.Rows {
		return row, false, rows.Fatal(rows.TooManyRows, rows.Spot{Line: t.number, Want: t.limits.Rows}, "")
	}
	shape, err := t.shapes.next()
	if err != nil && !errors.Is(err, io.EOF) {
		return row, false, err
	}
	ended := err != nil
	clear(t.cells)
	if t.data != nil {
		deleted, dataErr := t.data.next(t.number, t.cells)
		switch dataEnded := errors.Is(dataErr, io.EOF); {
		case dataErr != nil && !dataEnded:
			return row, false, dataErr
		case dataEnded != ended:
			return row, false, t.differ(ended)
		case !ended && deleted:
			t.found.add(DeletedRows, rows.Note, t.number, "")
			return row, true, nil
		}
	}
	if ended {
		return row, false, io.EOF
	}
	if shape.flat {
		t.found.add(HeightDropped, rows.Warning, t.number, "")
	}
	if shape.wrong != "" {
		t.found.add(BadShape, rows.Refusal, t.number, shape.wrong)
		return rows.Row{Number: t.number, Cells: t.cells}, false, nil
	}
	data, err := t.placer.place(t.number, shape.geometry)
	if err != nil {
		return row, false, err
	}
	if data != nil {
		t.cells[len(t.cells)-1] = rows.Cell{Kind: rows.Geometry, Text: data}
	}
	return rows.Row{Number: t.number, Cells: t.cells}, false, nil
}

// differ counts on in the file that is longer.
func (t *shapefile) differ(shapesEnded bool) error {
	at := rows.Spot{Line: t.number, Got: t.number, Want: t.number - 1}
	if shapesEnded {
		at.Got, at.Want = t.number-1, max(t.number, t.data.count)
	}
	return rows.Fatal(CountsDiffer, at, "")
}

// Close closes what is open of the zip.
func (t *shapefile) Close() error {
	var errs []error
	for _, c := range t.closers {
		errs = append(errs, c.Close())
	}
	t.closers = nil
	return errors.Join(errs...)
}
