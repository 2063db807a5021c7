// Package recode makes columns of microdata say less: it compiles hierarchies
// of generalisation for the dictionary of a column, and holds the
// transformations that a policy may ask for.
//
// A transformation never changes its input. It returns a new column with as
// many rows, whose dictionary holds each text once and no text that no row has.
// It is checked before it runs: a hierarchy with a hole, a text where numbers
// are needed, or parameters that would protect nothing are an [*Error] and
// never a partial result. A missing value stays missing.
//
// What draws lots or depends on a secret takes a [Key] and gives the same
// result for the same input and key. A key never shows in an error or a log.
package recode
