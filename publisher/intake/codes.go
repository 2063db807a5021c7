package intake

import "nguon/publisher/rows"

// Codes of files that are refused. Value is a name of a format as programs
// show it, where nothing else is said.
const (
	Unsupported    rows.Code = "unsupported-format"   // there is no reader for it
	OldExcel       rows.Code = "old-excel"            // Value is the name of the file; a workbook of Excel 97 to 2003, or older
	HTMLTable      rows.Code = "html-table"           // Value is the name of the file
	XMLSpreadsheet rows.Code = "xml-spreadsheet"      // Value is the name of the file; XML of Excel 2003
	Encrypted      rows.Code = "encrypted-file"       // Value is the name of the file, or of the member
	LoneShape      rows.Code = "shape-without-tables" // Value is the name of the file; a .shp or .dbf that came alone
	SeveralFiles   rows.Code = "several-files"        // of Got members that could be the table, Value lists some
	NoFileInside   rows.Code = "no-file-inside"       // Value is the name of the archive
	TooManyMembers rows.Code = "too-many-members"     // the list of an archive has more than Want bytes
	PackedTooOften rows.Code = "packed-too-often"     // inside of more than Want archives
	FileChanged    rows.Code = "file-changed"         // it is not the file that was opened
)

// Codes of what was decided.
const (
	Unpacked       rows.Code = "unpacked"        // Value is the way, such as "a.zip › b.csv"; Got bytes became Want
	Misnamed       rows.Code = "misnamed-file"   // Value is the name and the format, such as "a.csv → XLSX"
	MembersIgnored rows.Code = "members-ignored" // Got files of an archive beside its data, some of them in Value
)
