package parquetfile

import "nguon/publisher/rows"

// Codes of what ends the reading.
const (
	Encrypted     rows.Code = "parquet-encrypted"       // the file is encrypted
	BadCodec      rows.Code = "parquet-codec"           // Value is a compression that is not supported
	TooManyParts  rows.Code = "parquet-too-many-parts"  // the description of the file has more than Want parts, or Got bytes of Want
	PagesTooLarge rows.Code = "parquet-pages-too-large" // the pages that must be in memory together have Got bytes, Want at most
	RecordTooLong rows.Code = "parquet-record-too-long" // a record has Got bytes, Want at most
	BinaryColumn  rows.Code = "parquet-binary-column"   // the column holds bytes that are no text; Value is its type
	WrongCRS      rows.Code = "parquet-wrong-crs"       // Value is the reference system of the column, which is not WGS 84
	BadGeometry   rows.Code = "parquet-bad-geometry"    // a value of the column is no WKB; Value is its beginning in hexadecimal digits
)

// Codes of notices, each about one column.
const (
	BytesAsText   rows.Code = "parquet-bytes-as-text"   // the column has no type; all its bytes are UTF-8, and read as text
	NestedKept    rows.Code = "parquet-nested-kept"     // lists or maps stay one cell of JSON; Value is the first
	NotANumber    rows.Code = "parquet-not-a-number"    // Value is NaN or Infinity, read as missing
	TooFine       rows.Code = "parquet-nanoseconds"     // digits below the microsecond were cut off; Value is the first time
	OutOfCalendar rows.Code = "parquet-out-of-calendar" // Value is a time outside of the years 0 to 9999, read as missing
	LegacyInstant rows.Code = "parquet-int96"           // the type INT96 gives no zone; it is read as UTC, as Spark writes it
	ClockInUTC    rows.Code = "parquet-clock-in-utc"    // times of the day are given in UTC, and kept so without a zone
)
