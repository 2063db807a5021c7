// Package query is the language in which a published table is asked for rows,
// and the reader that answers.
//
// [Parse] turns the parameters of a request into a [Query] that fits the
// columns of one table, or into an [*Error] that says what to mend. A
// [Service] runs it. Pages in the order of the file, spans of the key that the
// file is sorted by, values that Bloom filters find, and all of a small table
// are read from the Parquet file through its page index; everything else is
// compiled to one parameterised statement for an [Engine]. [Page.Plan] tells
// which. Neither texts nor names of the caller are ever part of a statement:
// names come from the schema of the table, or are new ones of a-z, 0-9 and _;
// values are bound.
//
// # Expressions
//
// The parameter where is a subset of CQL2-Text (OGC 21-065r2), for what
// parameters of columns cannot say; having is the same about groups:
//
//	or       = and { OR and }
//	and      = factor { AND factor }
//	factor   = NOT factor | "(" or ")" | term
//	term     = name ( = | <> | < | <= | > | >= ) value
//	         | name [NOT] IN "(" value { "," value } ")"
//	         | name [NOT] BETWEEN value AND value
//	         | name [NOT] LIKE text
//	         | name IS [NOT] NULL
//	         | S_INTERSECTS "(" name , BBOX "(" west , south , east , north ")" ")"
//	         | ( CONTAINS | STARTS | ENDS ) "(" name , text ")"
//	         | NEAR "(" name , longitude , latitude , metres ")"
//	value    = number | text | TRUE | FALSE | DATE "(" text ")" | TIMESTAMP "(" text ")"
//
// CONTAINS, STARTS, ENDS and NEAR are not of CQL2; of the characters that CQL2
// escapes, a quote is doubled, and a backslash means something in patterns only.
// A name may stand in double quotes, and must if it is a keyword. Dates, times
// and durations may also be plain texts. An expression has [MaxExpr] bytes and
// [MaxDepth] levels at most, a query [MaxTerms] conditions.
//
// # Groups
//
// With group or agg, the answer has groups in place of rows, and select, sort
// and having are about the names of these. A new name is never that of another
// column of the table, of which the documents of the table promise something
// else. Groups come in the order of their keys unless sorted.
//
// Parts and spans of times are in UTC. Sums of integers, decimals and durations
// are exact, and of their type if the statistics of the column tell that every
// sum fits there; if not, and of numbers, they are doubles. avg, median,
// quantile (which interpolates) and stddev (of a sample) are doubles, but of
// durations, which are rounded to the microsecond. round rounds half away from
// zero. All are missing where there is nothing to compute them of.
//
// # Shapes
//
// bbox and S_INTERSECTS hold for shapes that have a point in the box, exactly,
// with lines straight in longitude and latitude; near for those that have one
// in the circle. See [ShapeInBox] and [ShapeInCircle].
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
// then. It can be asked for, looked for by place, and tested with null, not
// compared, ordered or grouped.
// Columns of the file that the table does not have, such as the box beside a
// geometry, are not there for a query.
package query
