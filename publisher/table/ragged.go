package table

import "bytes"

// shortCells is how many cells a record must have to be one whose last cells
// were left out: a note below a table has one.
const shortCells = 2

// addRagged takes in a record that has not as many cells as the header.
func (w *inspectWorker) addRagged(limit int, at Spot, record []byte) {
	record = bytes.TrimRight(record, "\r\n")
	w.ragged.add(limit, at.Line, record, at.Got, at.Want)
	if at.Got >= shortCells && at.Got < at.Want {
		w.short.add(asideMost, at.Line, record, at.Got, at.Want)
	}
}

// raggedRows says what is to be done about records that have not as many cells
// as the header. If they lack no more than their last cells, and are as few as
// cells that are set aside, these cells are empty.
func (in *inspector) raggedRows(all *inspectWorker) Problem {
	if !in.isShortOfTail(all) {
		return all.ragged.problem(RaggedRow, Refusal, "")
	}
	in.plan.short = true
	all.short.first = all.short.first[:min(len(all.short.first), in.o.Spots)]
	return all.short.problem(ShortRow, Warning, "")
}

// isShortOfTail reports whether some records lack their last cells and nothing
// else is wrong about them. Two in a row may be one that a line break parts,
// and the last of a file may be cut off or a note: neither is taken.
func (in *inspector) isShortOfTail(all *inspectWorker) bool {
	n := all.short.count
	if n == 0 || n != all.ragged.count || n > asideMost || in.plan.Rows < asideFrom || n > max(1, in.plan.Rows/asideShare) {
		return false
	}
	before := int64(-1)
	for _, at := range all.short.first {
		if at.Line == before+1 || at.Line == all.last {
			return false
		}
		before = at.Line
	}
	return true
}
