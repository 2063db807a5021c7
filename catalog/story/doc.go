// Package story is what people made of data and tell of: what was done, by whom,
// with which versions of which datasets, and a picture of it.
//
// A [Story] is offered by somebody who is signed in and names themselves as they
// want to be named. It is public once the agency of its first dataset, or the
// administration of the portal, has agreed; whoever offered it can take it back at
// any time, and it goes with their account.
//
// [Stories] are the rules; a [Store] keeps stories; a [Shelf] is what readers see.
package story
