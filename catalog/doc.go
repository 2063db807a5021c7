// Package catalog is the vocabulary of the portal: agencies, datasets, their
// resources and releases, schemas, licences, events and the kinds of error,
// with the ports through which they are read and written.
//
// It imports nothing of ours and knows no database, file format or protocol.
// Times are UTC unless a comment says otherwise; what a person reads is a
// [Text] in Vietnamese and English.
package catalog
