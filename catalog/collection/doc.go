// Package collection is about what editors gather under a title: datasets, their
// charts and maps, places and registered APIs, in an order, with a note on each.
//
// A collection says what it holds by addresses of the portal (see [Target]). It may
// hold what is not public: readers see through a [Shelf], which leaves out all that
// the public does not see at that moment, as if it were not there. So nobody learns
// from a collection that there is a dataset under embargo, or where one was withdrawn.
//
// [Curators] are the rules of who changes what; a [Store] keeps collections.
package collection
