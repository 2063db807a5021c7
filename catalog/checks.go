package catalog

// Checks is what was found when a table was made.
type Checks struct {
	InputRows int64     `json:"input_rows"`         // data rows in the input
	Findings  []Finding `json:"findings,omitempty"` // worst first, bounded; Count says how many there were
	Reading   Reading   `json:"reading"`

	// Misfits are the values that were left out of the data because their
	// column is of another type: never more than a hundredth of a column.
	Misfits []Misfit `json:"misfits,omitempty"`

	Quality *Quality `json:"quality,omitempty"`
	Changes *Changes `json:"changes,omitempty"` // nil if there was no release before
}

// A Finding is something about the data that a reader should know.
type Finding struct {
	Code   string `json:"code"`
	Column string `json:"column,omitempty"`
	Count  int64  `json:"count"`           // occurrences
	Line   int64  `json:"line,omitempty"`  // of the first, in the input
	Ref    string `json:"ref,omitempty"`   // cell or range of a sheet
	Value  string `json:"value,omitempty"` // of the first, shortened
	Text   Text   `json:"text"`

	// Refused is whether the table cannot be published for it. No published
	// table has such a finding.
	Refused bool `json:"refused,omitempty"`
}

// A Reading says how the input was read: what was found and what was guessed.
// The zero value says nothing.
type Reading struct {
	Format    string `json:"format,omitempty"`    // csv, xlsx, ods, json, ndjson, geojson, shapefile, kml, parquet
	Packed    string `json:"packed,omitempty"`    // gzip, zstd or zip, if the file was packed
	Encoding  string `json:"encoding,omitempty"`  // of text
	Separator string `json:"separator,omitempty"` // of columns of text
	Sheet     string `json:"sheet,omitempty"`     // of a workbook
	Header    string `json:"header,omitempty"`    // the range of the header, such as A3:F4, or the number of its line
	Steps     []Step `json:"steps,omitempty"`     // in the order in which they were taken
}

// A Step is one thing that was done to find the table in the input.
type Step struct {
	Code string `json:"code"`
	Ref  string `json:"ref,omitempty"` // the range that it concerns
	Text Text   `json:"text"`
}

// A Misfit is a value of the input that is not in the data.
type Misfit struct {
	Line   int64  `json:"line"`          // in the input
	Ref    string `json:"ref,omitempty"` // cell of a sheet
	Column string `json:"column"`        // name in queries
	Value  string `json:"value"`         // shortened to 80 characters
	Type   Type   `json:"type"`          // of the column
}

// Quality is how well a table serves those who use it, measured, with what
// would make it better.
type Quality struct {
	Score  int            `json:"score"` // 0 to 100
	Points []QualityPoint `json:"points"`
}

// A QualityPoint is one measure of [Quality].
type QualityPoint struct {
	Measure string `json:"measure"` // completeness, uniqueness, validity, timeliness or documentation
	Got     int    `json:"got"`     // points, of
	Of      int    `json:"of"`
	Text    Text   `json:"text"`         // what was measured
	Fix     Text   `json:"fix,omitzero"` // what would gain the points that are missing; zero if none is
}

// Changes are what differs from the release before.
type Changes struct {
	Against  int            `json:"against"`  // version
	Breaking bool           `json:"breaking"` // whether a program that reads the table may fail
	Columns  []ColumnChange `json:"columns,omitempty"`
	Rows     RowChanges     `json:"rows"`
}

// A ColumnChange is a column that was added, removed, given another type or
// description, or whose values moved.
type ColumnChange struct {
	Column   string `json:"column"`
	Kind     string `json:"kind"` // added, removed, retyped, renamed, nullable, moved (its values), missing (more or fewer values), unit, codes, described, key (of all rows)
	Breaking bool   `json:"breaking"`
	Text     Text   `json:"text"`
}

// RowChanges count the rows by key. Without a key only the numbers of rows are
// known.
type RowChanges struct {
	Before  int64 `json:"before"`
	After   int64 `json:"after"`
	ByKey   bool  `json:"by_key"` // whether the following are known
	Added   int64 `json:"added,omitempty"`
	Removed int64 `json:"removed,omitempty"`
	Changed int64 `json:"changed,omitempty"`
}
