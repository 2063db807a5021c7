package catalog

// A Type is the type of the values in a column. It is stable for a published
// version.
type Type string

// The types of columns. Any value may be missing.
const (
	Boolean  Type = "boolean"
	Integer  Type = "integer"  // 64 bits
	Decimal  Type = "decimal"  // exact: at most 18 digits, Column.Scale of them after the point
	Number   Type = "number"   // IEEE 754 double
	Date     Type = "date"     // a day of the calendar, without a zone; see Column.Precision
	Time     Type = "time"     // the time of a day, without a zone, with microseconds
	DateTime Type = "datetime" // an instant, stored in UTC with microseconds
	Duration Type = "duration" // a length of time, with microseconds
	String   Type = "string"   // UTF-8, NFC
	Geometry Type = "geometry" // a shape in WGS 84, longitude before latitude; WKB in the file
)

// A Precision is how much of a date is known. The value of a date stands for
// the first day of the span.
type Precision string

// The precisions.
const (
	ByDay     Precision = "" // the zero value
	ByMonth   Precision = "month"
	ByQuarter Precision = "quarter"
	ByYear    Precision = "year"
)

// A Role is what the values of a column are for, beyond their type.
type Role string

// The roles.
const (
	RoleNone      Role = ""
	RoleCode      Role = "code"     // names a thing elsewhere; digits, maybe, but no quantity
	RoleCategory  Role = "category" // one of few values
	RoleURL       Role = "url"      // addresses of the web
	RoleLongitude Role = "longitude"
	RoleLatitude  Role = "latitude"
)

// A Column is one column of a published table.
type Column struct {
	Name        string `json:"name"`   // in queries: a-z, 0-9 and _, beginning with a letter; unique in the table
	Source      string `json:"source"` // the header in the input
	Title       Text   `json:"title"`
	Description Text   `json:"description"`
	Type        Type   `json:"type"`
	Unit        string `json:"unit,omitempty"` // as UCUM or in words

	Digits    int       `json:"digits,omitempty"`    // of a decimal: in all, at most 18
	Scale     int       `json:"scale,omitempty"`     // of a decimal: after the point
	Precision Precision `json:"precision,omitempty"` // of a date
	Role      Role      `json:"role,omitempty"`
	Codes     string    `json:"codes,omitempty"` // the code list that the values are checked against

	Stats Stats `json:"stats"`
}

// Stats describe the values of a column over all rows.
type Stats struct {
	Nulls    int64   `json:"nulls"`
	Distinct int64   `json:"distinct"`        // of the values that are not null
	Exact    bool    `json:"exact,omitempty"` // whether Distinct is exact, not estimated
	Min      *string `json:"min,omitempty"`   // in the text form of the API; nil if all values are null
	Max      *string `json:"max,omitempty"`
	// Mean of the values of a numeric column; nil otherwise.
	Mean *float64 `json:"mean,omitempty"`
	// Histogram of a numeric or time column: bins of equal width from Min on,
	// the last of which holds Max. Those of integers and dates are whole
	// numbers wide, so that the last may reach beyond Max. Empty for other
	// types.
	Histogram []Bin `json:"histogram,omitempty"`
	// Top holds the most frequent values, most frequent first, where the
	// column has few distinct values. Counts are exact.
	Top []ValueCount `json:"top,omitempty"`
	// Rest holds the texts after those of Top, the most frequent first, as far
	// as there is room for them: so that a search finds every value of a list.
	Rest []string `json:"rest,omitempty"`
}

// A Bin counts the values in [From, Until). Bounds are in the unit of the
// column; of dates and times, seconds since 1970-01-01 UTC.
type Bin struct {
	From  float64 `json:"from"`
	Until float64 `json:"until"`
	Count int64   `json:"count"`
}

// A ValueCount is a value in the text form of the API and how often it occurs.
type ValueCount struct {
	Value string `json:"value"`
	Count int64  `json:"count"`
}
