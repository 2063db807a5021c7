// Package letters writes the mails of the portal, in both languages: those of
// accounts with their links, and those that tell of notices.
//
// There is one text for each kind and language, in templates/. Its first line is
// the subject; paragraphs are separated by empty lines; a paragraph of two lines,
// of which the second is an address of the portal, is a link with its words. The
// document in HTML is made from the finished text, so both say the same, and
// whatever a name or a title holds is text in both.
package letters
