// Package personal finds personal data in a table that nobody declared:
// numbers of identity papers, phones, addresses, names of persons and what
// else identifies, in every row and whatever the type of the column.
//
// A [Scanner] takes in batches as they stream by, in memory bounded by the
// number of columns, and in less time than it took to type them. The bytes of a
// cell are counted by their classes first; words are looked up once and
// remembered; in text only the places are looked at where a number, an address
// or a name may begin; cells that repeat are looked at once. There are no
// regular expressions. What a cell looks like is only counted. What a column is, is decided in the
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
// A [Redactor] takes out of free text what the scanner finds in it.
//
// What cannot be seen: names without a title in the middle of a text, hashes with
// a key, hashes of few numbers under a header and beside columns that say
// nothing, digits that are spelt out, pictures.
//
// Examples are masked so that nothing can be restored from them, and findings
// can be shown to anybody who may see the table's columns.
package personal
