// Package datacite registers DOIs at DataCite, through the REST API that
// https://support.datacite.org/docs/api describes, with descriptions after
// DataCite's metadata schema 4.6.
//
// A DOI is put, whole, under its name: what is sent twice is the same as what is
// sent once, so that a process may die at any time, and several may run. What
// fails is tried again, with pauses that grow to six hours, for as long as it
// takes. Nothing that a reader asks for waits for any of this.
package datacite
