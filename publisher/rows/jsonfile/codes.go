package jsonfile

import "nguon/publisher/rows"

// Codes of what ends the reading. Unless it is said otherwise, Got is the byte
// of the text, from 1, and Line the line of the text.
const (
	Malformed       rows.Code = "json-malformed"         // Value is what is there and cannot be
	TrailingComma   rows.Code = "json-trailing-comma"    // Value is what follows a comma with no value after it
	Unfinished      rows.Code = "json-unfinished"        // the file, or the line, ends inside a value
	ControlInText   rows.Code = "json-control-in-text"   // a line break or a tab stands unescaped in a text; Value is the text before it
	NotUTF8         rows.Code = "json-not-utf-8"         // Value is the text with the wrong bytes
	TooDeep         rows.Code = "json-too-deep"          // more than Want arrays and objects inside one another
	DuplicateKey    rows.Code = "json-duplicate-key"     // Column has two values in one record
	NotARecord      rows.Code = "json-not-a-record"      // Value stands where the others have an object or an array
	MoreValues      rows.Code = "json-more-values"       // Value follows the end of the only value
	NoHeader        rows.Code = "json-no-header"         // rows are arrays, and the first holds Value, which is no text
	WrongLength     rows.Code = "json-wrong-length"      // the array has Got elements, the header Want
	RecordTooLong   rows.Code = "json-record-too-long"   // a record has more than Want bytes
	ObjectTooWide   rows.Code = "json-object-too-wide"   // the file is one object of more than Want members, and so no table
	ErrorAnswer     rows.Code = "json-error-answer"      // the file is no data but the answer of an interface that failed; Value is what it says, if it does
	ObjectOfObjects rows.Code = "json-object-of-objects" // the file is an object of Got objects with the same Want members, as pandas writes columns; Value is the first
	UnknownUnicode  rows.Code = "json-unknown-encoding"  // Value is the encoding, which JSON is not written in
)

// Codes of notices.
const (
	ArrayTaken       rows.Code = "json-array-taken"    // Value is the path of the array, Got its length, Want how many arrays could have been taken
	HeaderTaken      rows.Code = "json-header-taken"   // rows are arrays; Value is the path of the list of Got names of their columns
	PartOfMore       rows.Code = "json-part-of-more"   // the file has Got records, and says that there are Want
	SingleObject     rows.Code = "json-single-object"  // the file is one object, read as one row of Got cells
	ArrayKept        rows.Code = "json-array-kept"     // Value is the first array that stays one cell
	ObjectsAndValues rows.Code = "json-mixed-objects"  // objects of this name are in columns of their own, other values here
	NotANumber       rows.Code = "json-not-a-number"   // Value is NaN or Infinity, read as missing
	LoneSurrogate    rows.Code = "json-lone-surrogate" // half a character was replaced by U+FFFD; Value is the text
	Decoded          rows.Code = "json-decoded"        // Value is the encoding
)
