package table

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// Unlike is why the rows of a file cannot be added to a stored table without
// writing that anew.
type Unlike struct {
	Why    Unlikeness
	Column string // the header in the file, or the name where it has none
	Want   string // see the constants
	Got    string
}

// An Unlikeness is one of the constants.
type Unlikeness string

// What may be unlike.
const (
	OtherColumns   Unlikeness = "columns"   // Want are the names of the columns, Got those of the file
	OtherType      Unlikeness = "type"      // Want and Got are types
	OtherPrecision Unlikeness = "precision" // of dates: Want and Got are precisions
	MoreDecimals   Unlikeness = "decimals"  // Want are the decimals that the table has, Got those of the file
	NewlyMissing   Unlikeness = "missing"   // the table has a value in each row, and Got rows of the file have none
	Shapes         Unlikeness = "shapes"    // the table says where its shapes lie, all together
)

// Error is in English, for the log.
func (u *Unlike) Error() string {
	return fmt.Sprintf("rows cannot be added: %s of column %q: want %q, got %q", u.Why, u.Column, u.Want, u.Got)
}

// Below fits p to files that hold the rows of one stored table, of the columns
// that published gives: what [Convert] makes of it then is stored as they are. It
// returns a plan of all rows, those of the files first, for whatever watches
// them; it can neither be converted nor closed. The error is an [*Unlike] if p
// cannot be fitted.
func (p *Plan) Below(files []Stored, published []Column) (*Plan, error) {
	if err := p.fit(published); err != nil {
		return nil, err
	}
	all := *p
	all.source, all.chunks, all.points = nil, nil, nil
	all.Columns = append([]Column(nil), p.Columns...)
	for _, s := range files {
		f, err := s.open()
		if err != nil {
			return nil, err
		}
		all.Rows += f.NumRows()
		for i := range p.Columns {
			if err := p.Columns[i].storeAs(f, &all.Columns[i]); err != nil {
				return nil, err
			}
		}
	}
	return &all, nil
}

// fit gives the columns the scales of published ones.
func (p *Plan) fit(published []Column) error {
	if len(p.Columns) != len(published) {
		return p.otherColumns(published)
	}
	for i := range published {
		c, want := &p.Columns[i], &published[i]
		unlike := &Unlike{Column: c.Source}
		switch {
		case c.Name != want.Name:
			return p.otherColumns(published)
		case c.Type == Geometry || want.Type == Geometry:
			unlike.Why = Shapes
		case c.Type != want.Type:
			unlike.Why, unlike.Want, unlike.Got = OtherType, string(want.Type), string(c.Type)
		case c.Format.Precision != want.Format.Precision:
			unlike.Why, unlike.Want, unlike.Got = OtherPrecision, string(want.Format.Precision), string(c.Format.Precision)
		case c.Type == Decimal && !c.rescale(want):
			unlike.Why, unlike.Want, unlike.Got = MoreDecimals, fmt.Sprint(want.Scale), fmt.Sprint(c.Scale)
		default:
			continue
		}
		return unlike
	}
	return nil
}

func (p *Plan) otherColumns(published []Column) error {
	names := func(columns []Column) (all string) {
		for i, c := range columns {
			if i > 0 {
				all += ", "
			}
			all += c.Name
		}
		return all
	}
	return &Unlike{Why: OtherColumns, Want: names(published), Got: names(p.Columns)}
}

// rescale makes c a decimal of the scale of another one, if no digit is lost by
// that.
func (c *Column) rescale(want *Column) bool {
	more := want.Scale - c.Scale
	if more < 0 || c.Digits+more > maxDigits {
		return false
	}
	unit := math.Pow10(more)
	c.Scale, c.Digits, c.Min, c.Max = want.Scale, max(c.Digits+more, want.Digits), c.Min*unit, c.Max*unit
	return true
}

// storeAs makes c optional where it is so in f, and takes into all what f knows
// of its values.
func (c *Column) storeAs(f *parquet.File, all *Column) error {
	leaf, ok := f.Schema().Lookup(c.Name)
	if !ok {
		return fmt.Errorf("%w: there is no column %q", ErrDiffers, c.Name)
	}
	if !leaf.Node.Optional() && c.Nulls > 0 {
		return &Unlike{Why: NewlyMissing, Column: c.Source, Got: fmt.Sprint(c.Nulls)}
	}
	c.spare = leaf.Node.Optional()
	for _, g := range f.Metadata().RowGroups {
		m := &g.Columns[leaf.ColumnIndex].MetaData
		all.Nulls += m.Statistics.NullCount
		low, okLow := storedNumber(m.Type, m.Statistics.MinValue)
		high, okHigh := storedNumber(m.Type, m.Statistics.MaxValue)
		switch {
		case !okLow || !okHigh:
		case all.Min > all.Max:
			all.Min, all.Max = low, high
		default:
			all.Min, all.Max = min(all.Min, low), max(all.Max, high)
		}
	}
	return nil
}

// storedNumber reads a number of the statistics.
func storedNumber(t format.Type, b []byte) (float64, bool) {
	switch {
	case t == format.Int32 && len(b) == 4:
		return float64(int32(binary.LittleEndian.Uint32(b))), true
	case t == format.Int64 && len(b) == 8:
		return float64(int64(binary.LittleEndian.Uint64(b))), true
	case t == format.Double && len(b) == 8:
		return math.Float64frombits(binary.LittleEndian.Uint64(b)), true
	}
	return 0, false
}
