// Package quality measures how well a table serves those who use it: points out
// of a hundred, each with what was measured and what would gain the points that
// are missing. The same input always gives the same points. They break no ties
// and hide nothing: whoever reads a score reads its parts.
//
// Completeness, 25: the share of cells that hold a value, rounded down, so that
// only a table without gaps has all points.
//
// Uniqueness, 15: all if a primary key is declared, since a release with a
// repeated key is refused; 8 if a column without repetitions could be declared
// as one; else none.
//
// Validity, 25: 15 for the share of columns without a warning and without
// values that were left out; 10 for the share of columns whose values can be
// wrong at all, because a type other than text, a constraint or a code list is
// declared or found for them. Key columns count as such.
//
// Timeliness, 15: 8 for the share of releases, among the last eight and the
// one that may be due now, that came within one and a half of the promised
// interval; 7 for the age of the data: all up to two intervals after the end of
// the period that they describe, falling evenly to none at four. What is not
// updated has all points. Where nothing is promised, only the 7 for the age can be
// had, measured against a year.
//
// Documentation, 20: 4 for a description of at least a hundred characters in
// both languages, 2 for keywords in both, 3 for a contact, 2 for the address of
// the source, 6 for the share of columns with a title of their own in both
// languages or a description, 3 for the share of columns of quantities with a
// unit.
package quality

import (
	"slices"
	"strings"
	"time"

	"nguon/catalog"
)

// The measures, in the order of the report, with their points.
const (
	Completeness  = "completeness"
	Uniqueness    = "uniqueness"
	Validity      = "validity"
	Timeliness    = "timeliness"
	Documentation = "documentation"

	ofCompleteness  = 25
	ofUniqueness    = 15
	ofValidity      = 25
	ofTimeliness    = 15
	ofDocumentation = 20
)

// An Input is all that is known of a table when its release is made.
type Input struct {
	Dataset *catalog.Dataset
	Period  catalog.Period // of the release; that of the dataset if it is zero
	Table   *catalog.Table // with its columns, statistics, key and misfits

	// Warned are the headers of the columns that there is a warning about.
	Warned []string

	// Constrained tells which columns have constraints, by their names in
	// queries.
	Constrained []string

	// Published are the times at which the earlier releases came out.
	Published []time.Time
	Now       time.Time // at which this one comes out
}

// Of returns the quality of a table.
func Of(in Input) *catalog.Quality {
	q := &catalog.Quality{Points: []catalog.QualityPoint{
		in.completeness(), in.uniqueness(), in.validity(), in.timeliness(), in.documentation()}}
	for _, p := range q.Points {
		q.Score += p.Got
	}
	return q
}

// share returns the part of points that n of total gain, rounded down.
func share(points int, n, total int64) int {
	if total <= 0 {
		return points
	}
	return int(int64(points) * n / total)
}

// add puts a sentence behind others.
func add(to *catalog.Text, t catalog.Text) {
	if to.IsZero() || t.IsZero() {
		to.Vi, to.En = to.Vi+t.Vi, to.En+t.En
		return
	}
	to.Vi, to.En = to.Vi+" "+t.Vi, to.En+" "+t.En
}

// mostNamed bounds the columns that a sentence names.
const mostNamed = 5

func list(names []string) string {
	if len(names) > mostNamed {
		return strings.Join(names[:mostNamed], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

func (in *Input) completeness() catalog.QualityPoint {
	t := in.Table
	cells := t.Rows * int64(len(t.Columns))
	var missing int64
	var worst catalog.Column
	for _, c := range t.Columns {
		missing += c.Stats.Nulls
		if c.Stats.Nulls > worst.Stats.Nulls {
			worst = c
		}
	}
	p := catalog.QualityPoint{Measure: Completeness, Got: share(ofCompleteness, cells-missing, cells), Of: ofCompleteness}
	if missing == 0 {
		p.Text = catalog.Textf("Không ô nào thiếu giá trị trong %[1]d ô.", "None of %[1]d cells lacks a value.", cells)
		return p
	}
	p.Text = catalog.Textf("%[1]d trong %[2]d ô thiếu giá trị, nhiều nhất ở cột %[3]s (%[4]d).",
		"%[1]d of %[2]d cells lack a value, most of them in %[3]s (%[4]d).", missing, cells, worst.Name, worst.Stats.Nulls)
	p.Fix = catalog.Textf("Điền các giá trị thiếu, trước hết ở cột %[1]s, hoặc bỏ cột nếu không có số liệu.",
		"Fill in the missing values, first of all those of %[1]s, or leave the column out if there are no data.", worst.Name)
	return p
}

// candidatePoints are for a table that could have a key.
const candidatePoints = 8

func (in *Input) uniqueness() catalog.QualityPoint {
	t := in.Table
	p := catalog.QualityPoint{Measure: Uniqueness, Of: ofUniqueness}
	if len(t.Key) > 0 {
		p.Got = ofUniqueness
		p.Text = catalog.Textf("Khóa (%[1]s) phân biệt mọi dòng.", "The key (%[1]s) tells all rows apart.", list(t.Key))
		return p
	}
	i := slices.IndexFunc(t.Columns, func(c catalog.Column) bool {
		return c.Stats.Exact && c.Stats.Nulls == 0 && t.Rows > 1 && c.Stats.Distinct == t.Rows &&
			c.Type != catalog.Number && c.Type != catalog.Geometry
	})
	if i >= 0 {
		p.Got = candidatePoints
		name := t.Columns[i].Name
		p.Text = catalog.Textf("Chưa khai khóa; cột %[1]s không có giá trị nào lặp lại.", "No key is declared; no value of %[1]s is repeated.", name)
		p.Fix = catalog.Textf("Khai primaryKey: [%[1]s], nếu cột này định danh mỗi dòng.", "Declare primaryKey: [%[1]s], if it identifies a row.", name)
		return p
	}
	p.Text = catalog.Text{Vi: "Chưa khai khóa: không biết có dòng nào lặp lại.", En: "No key is declared: nobody knows whether rows are repeated."}
	p.Fix = catalog.Text{Vi: "Khai primaryKey với các cột cùng nhau định danh mỗi dòng.", En: "Declare primaryKey with the columns that together identify a row."}
	return p
}

const (
	soundPoints = 15
	ruledPoints = 10
)

func (in *Input) validity() catalog.QualityPoint {
	t := in.Table
	var doubtful, free []string
	for _, c := range t.Columns {
		if slices.Contains(in.Warned, c.Source) || slices.ContainsFunc(t.Checks.Misfits, func(m catalog.Misfit) bool { return m.Column == c.Name }) {
			doubtful = append(doubtful, c.Name)
		}
		if c.Type == catalog.String && c.Codes == "" && !slices.Contains(in.Constrained, c.Name) && !slices.Contains(t.Key, c.Name) {
			free = append(free, c.Name)
		}
	}
	n := int64(len(t.Columns))
	p := catalog.QualityPoint{Measure: Validity, Of: ofValidity,
		Got: share(soundPoints, n-int64(len(doubtful)), n) + share(ruledPoints, n-int64(len(free)), n)}
	p.Text = catalog.Textf("%[1]d trong %[3]d cột có cảnh báo hoặc giá trị bị loại; %[2]d cột là chữ tự do, không có quy tắc nào.",
		"%[1]d of %[3]d columns have a warning or values that were left out; %[2]d are free text without any rule.", len(doubtful), len(free), n)
	if len(doubtful) > 0 {
		add(&p.Fix, catalog.Textf("Sửa các giá trị được nêu trong báo cáo kiểm tra của cột %[1]s.",
			"Correct the values that the check report names in %[1]s.", list(doubtful)))
	}
	if len(free) > 0 {
		add(&p.Fix, catalog.Textf("Khai constraints (enum, pattern…) hoặc codes cho cột %[1]s.",
			"Declare constraints (enum, pattern, …) or codes for %[1]s.", list(free)))
	}
	return p
}
