// Package notices is the part of the portal in which people say what they want
// to hear of, and by which way: what they follow, their webhooks, and the log of
// what was sent to them. All pages but one are for whoever is signed in and show
// what is theirs alone; the one that ends mail takes the pass of a mail instead.
package notices
