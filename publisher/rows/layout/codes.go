package layout

import "nguon/publisher/rows"

// Codes of the steps by which a table was found, and of what to look at
// before publishing. Ref is the first cell or range of cells; ranges of rows
// that follow one another are joined. Count is the number of rows, unless said
// otherwise here.
const (
	TitleRows      rows.Code = "title-rows"      // rows above the header that are not data; Value is the first text
	HeaderRows     rows.Code = "header-rows"     // the header, where it is not the single first row; Value is the first name
	UnitRow        rows.Code = "unit-row"        // a row or cell that gives units; Value is its text
	ColumnNumbers  rows.Code = "column-numbers"  // a row that numbers the columns; left out
	NotesCut       rows.Code = "notes-cut"       // notes and signatures; left out; Value is the first text
	TotalRows      rows.Code = "total-rows"      // totals that are kept as rows; Value is the label of the first
	TotalsDropped  rows.Code = "totals-dropped"  // totals left out, as Layout says; Value is the label of the first
	MergedFilled   rows.Code = "merged-filled"   // merged cells whose value was repeated; Count of merges
	MergedKept     rows.Code = "merged-kept"     // merged cells left empty but for the first, as Layout says; Count of merges
	HiddenRows     rows.Code = "hidden-rows"     // hidden rows that are kept
	HiddenDropped  rows.Code = "hidden-dropped"  // hidden rows or columns left out, as Layout says
	HiddenColumns  rows.Code = "hidden-columns"  // hidden columns that are kept; Count of columns
	SectionRows    rows.Code = "section-rows"    // rows that hold a label only, kept as rows; Value is the first label
	SectionColumn  rows.Code = "section-column"  // labels that became values of a column of their own; Value is the first
	SectionDropped rows.Code = "section-dropped" // rows that hold a label only, left out as Layout says; Value is the first label
	RepeatedHeader rows.Code = "repeated-header" // header rows of further printed pages; left out
	OtherTables    rows.Code = "other-tables"    // other tables of the sheet; left out; Count of tables
	NoHeader       rows.Code = "no-header"       // there is no header: columns are named by their letters
	BlankColumns   rows.Code = "blank-columns"   // columns inside the table without name and values; left out; Count of columns
	BlankRows      rows.Code = "blank-rows"      // rows without cells inside the table; left out
	EmptyHeader    rows.Code = "empty-header"    // a column without a name is named by its letter; Count of columns
	SameHeader     rows.Code = "same-header"     // columns of the same name got numbers; Value is the name; Count of columns
	LateColumn     rows.Code = "late-column"     // values right or left of the table as it was found made a further column; Count of columns
	BrokenCells    rows.Code = "broken-cells"    // error values such as #N/A in a column; Count of cells; Value is the first
	LeftOut        rows.Code = "left-out"        // rows or columns outside of what Layout names; Value is the first text
	SkippedRows    rows.Code = "skipped-rows"    // rows that Layout says to skip
)

// Codes of what makes a table impossible. They come as a [rows.Error].
const (
	EmptySheet    rows.Code = "empty-sheet"    // no cell is filled
	LayoutOutside rows.Code = "layout-outside" // Layout names row Want, or columns, that the sheet does not have; Value is the field of Layout
)
