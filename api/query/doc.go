// Package query is the language in which a published table is asked for rows,
// and the reader that answers.
//
// [Parse] turns the parameters of a request into a [Query] that fits the
// columns of one table, or into an [*Error] that says what to mend. A
// [Service] runs it: pages without filter and order are read from the Parquet
// file through its page index, at the same price at any depth; everything else
// is compiled to one parameterised statement for an [Engine]. Neither text nor
// names of the caller are ever part of a statement: names come from the schema
// of the table, values are bound.
//
// # What values mean
//
// A missing value is equal to nothing and different from nothing: of the
// operators only null finds it. A number that is not finite counts as
// missing. Texts are compared by the bytes of their UTF-8 (NFC); contains,
// starts and ends compare after [Fold]. Order is ascending unless asked
// otherwise, missing values come last in both directions, and the place of a
// row in the published file breaks all ties, so that pages never overlap.
//
// A date-time without a zone, and a date where a date-time is expected, are in
// UTC, as all date-times in answers are.
//
// Every column has one text form, in which CSV and filters have it. Decimals
// have all the digits after the point that their column has; in JSON they are
// numbers up to 15 digits, and texts beyond. They are compared exactly, also
// with values that are finer than the column. A column of months, quarters or
// years is written 2024-07, 2024-Q3 or 2024, and stands for the first day of
// that span: a filter may give either. Times of a day have no zone. Durations
// are those of ISO 8601 that have a length: PT36H, never years or months; they
// are ordered by it. A geometry is in WGS 84, longitude before latitude:
// GeoJSON in JSON, well-known text in CSV, WKB in Parquet, which is GeoParquet
// then. It can be asked for and tested with null, not compared or ordered.
// Columns of the file that the table does not have, such as the box beside a
// geometry, are not there for a query.
package query
