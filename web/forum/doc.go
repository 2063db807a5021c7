// Package forum is the room of the portal in which people take part: they ask about
// data, say what is wrong in them, and request data that are not there; agencies
// answer and moderators look; what others have made of the data is shown.
//
// Everybody reads; only who is signed in writes. The rules, and who may do what, are
// those of package voice: nothing is decided here but whether a form was filled in
// by a person (see guard). Pictures are made anew from what they show before they
// are kept.
package forum
