// Package notice says who hears of what: notices of what happened, the wishes of
// those who follow a dataset or an agency, webhooks, and the deliveries that
// follow from them.
//
// A [Notice] is raised once, by the transaction that makes it true wherever that
// is easy, and told once it is due: then it becomes deliveries, one for each
// reader and way. A delivery has an ID that follows from the notice, the reader
// and the way, so that what is told again, after a crash, is told to nobody
// twice. It is attempted, with growing pauses, until it arrives or about a day
// has passed ([Pause]).
//
// Deliveries are rows with a time at which they are due, and not jobs of package
// job: each of them is shown with its attempts, can be sent again, and waits
// after a failure for a time of its own kind.
package notice
