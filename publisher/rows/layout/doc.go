// Package layout finds the table in a sheet that was made for the eye.
//
// A sheet of a yearbook or a budget disclosure is not a table: there are titles
// above, headers of several merged rows, a row that numbers the columns, units
// in brackets or in the corner, sections, totals, notes and signatures. [Open]
// reads such a sheet as a stream of rows of one table, and says what it did
// with everything else: no row and no cell goes without being part of the table
// or of the range of a notice. Every guess can be overridden by a [Layout].
//
// # What is decided, and where
//
// The first rows of a sheet (200, or 1 MiB of text) are read before anything
// is decided: the head. In it the header is found as what stands above the
// first row of data, where data are rows whose numbers continue in the rows
// below; a table of words alone begins at its first row with several cells. Of
// several tables the largest is taken, and one that goes on past the head is
// taken to be the largest; the others are reported with their ranges.
//
// Names of a header of several rows are joined from the top with an en dash
// between blanks: "Dân số – Nam". A part that repeats the one above it is not
// repeated. Units in brackets become the unit of the column and stay in its
// name, so that the name is what the reader of the sheet sees; units of a row
// of their own, or of a line such as "Đơn vị tính: ha", are the unit alone.
//
// From then on rows are passed through. A row that may not belong to the table
// (a label alone, a note, whatever follows a blank row) is held back until the
// rows that follow tell, at most [maxHeld] rows.
//
// Rows of totals and of sections stay rows unless Layout says otherwise: the
// row "Cả nước" of a table of provinces is data to some of its readers.
package layout
