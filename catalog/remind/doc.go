// Package remind sees to it that nobody forgets a release: those who make them
// hear of one that is due, those who approve them of one that waits, and those
// who answer for an agency of one that did not come.
//
// What was said is marked, by the dataset, the due day and the kind, in the
// transaction that raises the notice: several processes, and any number of
// restarts, say it once. Marks outlive notices, whose log is kept for a month.
package remind
