package codes

import (
	"cmp"
	"slices"
)

// MaxNamed bounds the values that a [Report] names one by one, in each of its
// lists.
const MaxNamed = 100

// A Report says how the values of a column stand in the list that they are of.
// Numbers of rows are exact.
type Report struct {
	List *List
	Form Form

	Values int   // distinct values that were looked at one by one
	All    bool  // whether these are all there are
	Rows   int64 // with a value
	Known  int64 // rows whose value is in the list

	Unknown     []Count // values that are not in the list, most frequent first
	UnknownRows int64

	// Padded are the rows whose code was found after zeros were put before it:
	// a spreadsheet took it for a number.
	Padded int64

	// Moves are the values of a list that is out of force, in the order of its
	// codes, with what became of each. They are complete. Where the column as a
	// whole is of the list in force, they are not counted as known.
	Moves     []Move
	MovedRows int64

	// Unclear are the values that may stand for several entries, most frequent
	// first: communes of one name, or codes that named another province before
	// the merger than they name now, From and To.
	Unclear     []Move
	UnclearRows int64
}

// A Count is a value and the rows that hold it.
type Count struct {
	Value string
	Rows  int64
}

// A Move is a value with the entries that it may stand for now: one if that is
// clear, several if it has several fates.
type Move struct {
	Count
	From *Entry // of the list that is out of force; nil if the value cannot be of one
	To   []*Entry
}

// Report returns what the values added so far say; nil if they are of no list.
func (c *Column) Report() *Report {
	m := c.match
	if !c.full {
		m = c.decide()
	}
	if m == nil {
		return nil
	}
	r := &Report{List: m.list, Form: m.form, Values: len(c.counts), All: !c.full,
		Known: c.rest.known, UnknownRows: c.rest.unknown, Padded: c.rest.padded, UnclearRows: c.rest.unclear}
	r.Rows = r.Known + r.UnknownRows
	for value, n := range c.counts {
		r.Rows += *n
		r.take(Count{value, *n})
	}
	r.doubtCodes(c.counts)
	r.sort()
	return r
}

// take sorts a value in.
func (r *Report) take(c Count) {
	entries, padded := r.List.lookup(r.Form, c.Value)
	if len(entries) == 0 {
		r.miss(c)
		return
	}
	r.Known += c.Rows
	if padded {
		r.Padded += c.Rows
	}
	if len(entries) > 1 {
		r.unclear(Move{Count: c, To: entries})
	}
	if r.List.Next != nil {
		r.move(c, entries[0])
	}
}

// miss sorts a value in that the list does not have.
func (r *Report) miss(c Count) {
	if old := r.List.before; old != nil && slices.Contains(old.Forms, r.Form) {
		if entries, _ := old.lookup(r.Form, c.Value); len(entries) > 0 {
			r.move(c, entries[0])
			return
		}
	}
	r.Unknown = append(r.Unknown, c)
	r.UnknownRows += c.Rows
}

func (r *Report) move(c Count, from *Entry) {
	to := r.List
	if to.Next != nil {
		to = to.Next
	}
	m := Move{Count: c, From: from}
	m.To = to.before.becomes(from)
	r.Moves = append(r.Moves, m)
	r.MovedRows += c.Rows
}

func (r *Report) unclear(m Move) {
	r.Unclear = append(r.Unclear, m)
	r.UnclearRows += m.Rows
}

// tellingCodes is how many different codes of a list in force tell that it is
// not the list before: by chance alone one of them would be missing here. Of
// the 63 former codes of provinces 34 are still in use, so that twelve that
// are all among these come from the former list with a chance of 0.0002.
const tellingCodes = 12

// doubtCodes adds the codes that named another thing in the list before, if
// they are too few to tell which of the lists they are of.
func (r *Report) doubtCodes(counts map[string]*int64) {
	old := r.List.before
	if old == nil || r.Form != Code || r.Values >= tellingCodes || len(r.Moves) > 0 {
		return
	}
	for value, n := range counts {
		now, _ := r.List.lookup(Code, value)
		if len(now) != 1 {
			continue
		}
		then := old.Lookup(Code, now[0].Code)
		if len(then) == 1 && words(then[0].Name) != words(now[0].Name) {
			r.unclear(Move{Count: Count{value, *n}, From: then[0], To: now})
		}
	}
}

// sort puts all lists in an order that does not depend on that of the rows.
func (r *Report) sort() {
	byRows := func(a, b Count) int { return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Value, b.Value)) }
	slices.SortFunc(r.Unknown, byRows)
	slices.SortFunc(r.Unclear, func(a, b Move) int { return byRows(a.Count, b.Count) })
	slices.SortFunc(r.Moves, func(a, b Move) int {
		return cmp.Or(cmp.Compare(a.From.Code, b.From.Code), cmp.Compare(a.Value, b.Value))
	})
	r.Unknown = r.Unknown[:min(len(r.Unknown), MaxNamed)]
	r.Unclear = r.Unclear[:min(len(r.Unclear), MaxNamed)]
}
