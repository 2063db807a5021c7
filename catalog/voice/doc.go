// Package voice is what people say to those who answer for data: questions about
// a dataset, corrections of it, and requests for data that are not there; and what
// agencies answer.
//
// A [Post] is public at once, unless something keeps it back: personal data in its
// words, or more links than a question needs. Then a moderator looks, or its author
// changes it. With its being public the time begins in which the agency is to
// answer, in working days ([Kind.Days]).
//
// Nothing public says who wrote a post. Its author is known by the ID of the
// account alone, to the author and to the administration; when the account ends,
// posts without an answer and without the support of others go with it, and the
// others lose their author.
//
// [Voices] are the rules: who may do what, with the entries of the audit log and
// the notices that belong to it. A [Store] keeps posts.
package voice
