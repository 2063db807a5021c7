// Package manual makes of an OpenAPI document what a person reads: its calls by
// their groups, with parameters, bodies, answers and examples, as plain values
// that a page or an index can show.
//
// The document is a stranger's. Whatever is in it, what is made of it is
// bounded: in the calls of one part, in the depth of schemas, and in bytes; and
// a schema that holds itself ends where it does. Where something was left out,
// the value says so.
package manual
