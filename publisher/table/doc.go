// Package table turns tabular files into typed columns and writes them as
// Parquet, the form in which a table is published.
//
// A file is read three times, each time as a stream of chunks that are worked
// on in parallel, in memory that does not grow with the file:
//
//  1. [Inspect] finds format, encoding, dialect and header, looks at every cell
//     and decides the type of each column from all of its rows: a [Plan].
//  2. [Convert] parses the cells as the plan says and writes Parquet, handing
//     each [Batch] to whoever computes statistics on the way.
//  3. [Verify] reads the Parquet file back and compares row count and a sum of
//     every column with those of the values that went in.
//
// Separated text is read where it lies. Tables of other formats, which come
// through package rows, and text that was made for the eye, with titles above
// and notes below the table, are written down once as text that says which
// numbers are the file's own: so all formats are typed and checked by the same
// code, and no workbook is unpacked twice.
//
// Nothing is dropped silently: what is wrong, or was decided on thin evidence,
// is a [Problem] with a code, a column and the physical line where the record
// begins; what makes reading impossible is an [Error]. The package has no texts
// for readers: package publisher renders codes in both languages.
//
// The CSV reader is its own and not encoding/csv: that one allocates a string a
// cell, cannot be entered in the middle of a file, and grows without bound on a
// line that never ends.
package table
