package rows

import "strconv"

// ColumnRef returns the letters of a column of a sheet: 0 is A, 26 is AA.
func ColumnRef(i int) string {
	var b [8]byte
	at := len(b)
	for i++; i > 0 && at > 0; i = (i - 1) / 26 {
		at--
		b[at] = byte('A' + (i-1)%26)
	}
	return string(b[at:])
}

// CellRef returns the name of a cell of a sheet: row 1, column 0 is A1.
func CellRef(row int64, column int) string {
	return ColumnRef(column) + strconv.FormatInt(row, 10)
}

// RangeRef returns the name of a range of cells, corners included, such as
// A1:F3; of a single cell it is the name of the cell.
func RangeRef(row1 int64, column1 int, row2 int64, column2 int) string {
	from, to := CellRef(row1, column1), CellRef(row2, column2)
	if from == to {
		return from
	}
	return from + ":" + to
}
