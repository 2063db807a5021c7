// Package personal finds personal data in a table that nobody declared:
// numbers of identity papers, phones, addresses, names of persons and what
// else identifies, in every row and whatever the type of the column.
//
// A [Scanner] takes in batches as they stream by, in memory bounded by the
// number of columns. A cell is sorted by the classes of its bytes first, so
// that most cells cost one pass over them; there are no regular expressions.
// What a cell looks like is only counted. What a column is, is decided in the
// end, from
//
//   - the rate of cells that a rule hits, its lower confidence bound (Wilson)
//     set against the rate at which random strings hit it,
//   - the header, folded, and the other columns of the table,
//   - how distinct the hits are, and how many are known names of places, for
//     streets, schools and communes are named after persons.
//
// A rate hides leaks: one number of an identity card in a column of notes
// identifies somebody. Rules of high precision therefore count in text on their
// own ([Contamination]): with a context word, or where random numbers would
// hardly give so many hits.
//
// Examples are masked so that nothing can be restored from them, and findings
// can be shown to anybody who may see the table's columns.
package personal
