package supply

import (
	"slices"
	"strings"

	"nguon/catalog"
)

// A Partition says that the file of a source is a part of its table, that of a
// period (see [catalog.CheckPeriod]): the rows of other periods stay as they
// were published, those of a period that was given before are replaced.
type Partition struct {
	// From says what the period is known from:
	//
	//	name      the file is called by it at the source, such as rain-2026-10.csv;
	//	          of the files that fit a pattern all are taken, one after the other
	//	column    all values of Column are within it
	//	schedule  it is the last whole one before the day on which the release is due
	From   string `json:"from"`
	Column string `json:"column,omitempty"` // by its header or its name
	Kind   string `json:"kind,omitempty"`   // of column and schedule: one of [PeriodKinds]
}

// PeriodKinds are the kinds of period, from the shortest.
func PeriodKinds() []string { return []string{"day", "week", "month", "quarter", "half-year", "year"} }

// ParsePartition reads "name", "column:COLUMN/month" or "schedule/month"; an
// error is of kind [catalog.ErrInvalid].
func ParsePartition(s string) (*Partition, error) {
	p := &Partition{From: s}
	if from, kind, ok := cutLast(s, "/"); ok {
		p.From, p.Kind = from, kind
	}
	if from, column, ok := strings.Cut(p.From, ":"); ok {
		p.From, p.Column = from, column
	}
	return p, p.validate()
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// String is what [ParsePartition] reads.
func (p Partition) String() string {
	s := p.From
	if p.Column != "" {
		s += ":" + p.Column
	}
	if p.Kind != "" {
		s += "/" + p.Kind
	}
	return s
}

func (p Partition) validate() error {
	kind := slices.Contains(PeriodKinds(), p.Kind)
	ok := p.From == "name" && p.Column == "" && p.Kind == "" ||
		p.From == "column" && p.Column != "" && kind ||
		p.From == "schedule" && p.Column == "" && kind
	if !ok {
		return catalog.Errorf(catalog.ErrInvalid, "Kỳ của tệp được biết từ name, column:CỘT/month hoặc schedule/month (%[2]s), không phải %[1]q.",
			"The period of a file is known from name, column:COLUMN/month or schedule/month (%[2]s), and not from %[1]q.", p.String(), strings.Join(PeriodKinds(), ", "))
	}
	return nil
}

// validatePartition returns an error if the file of p cannot be a part of a
// table.
func (p Part) validatePartition(s *Source) error {
	if p.Partition == nil {
		return nil
	}
	if len(s.Parts) > 1 {
		return catalog.Errorf(catalog.ErrInvalid, "Nguồn thêm dữ liệu theo kỳ chỉ có một tệp dữ liệu.", "A source that adds periods to a table has one data file.")
	}
	if p.Database() && p.Partition.From == "name" {
		return catalog.Errorf(catalog.ErrInvalid, "Câu trả lời của cơ sở dữ liệu không có tên tệp: %s.", "The answer of a database has no file name: %s.", p.File)
	}
	return p.Partition.validate()
}
