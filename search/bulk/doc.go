// Package bulk writes segments of a Bleve index, many documents at a time, for
// an index whose terms are made before they come here and of which only is
// asked which documents have a term.
//
// What it writes is the format "zap", version 17, that Bleve's own package
// zapx reads, searches and merges: the tests compare all of it with what zapx
// writes of the same documents. It exists because zapx takes some 1.6 µs for
// each term of a document (a lookup by its text, an entry of 16 bytes, a
// bitmap that grows by one), and merges at about the same price what it can
// only write in small parts, where this takes some 30 ns. Three things make
// the difference:
//
//   - A term is looked up once and is a number from then on (see
//     [Writer.Term]), so that texts which come again and again cost nothing
//     but their numbers.
//   - The documents of a term are kept as differences, a byte or two for each,
//     and become a bitmap once, at the end. A segment has as many documents as
//     memory allows, and need not be merged.
//   - Frequencies and lengths are not kept. The format wants them, and all
//     terms share those of one block that says 0 of each document.
//
// Stored fields go to the file as they come. In memory are the terms, their
// documents, and the doc values.
package bulk
