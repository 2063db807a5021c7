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
package query
