package catalog

import "time"

// A Disclosure is what everyone may know of how the people in a table are
// protected. All of it follows from the release and the rules that the agency
// has made known, or is a figure that bounds what can be found out. What could
// help somebody to find a person out is not here but in the report of the
// agency, whose SHA-256 is Report.
type Disclosure struct {
	Dataset     string    `json:"dataset"`
	Unit        string    `json:"unit"`    // person, household, business, place or aggregate
	Release     string    `json:"release"` // open, restricted or internal
	ReviewBy    time.Time `json:"review_by"`
	KAsked      int64     `json:"k_asked,omitempty"`   // at least so many rows look alike to whoever the policy thinks of
	KReached    *int64    `json:"k_reached,omitempty"` // the smallest of all adversaries; nil is not known
	Adversaries int       `json:"adversaries"`

	Models []Guarded `json:"models,omitempty"`
	// SuppressedRows and SuppressedCells are per cent, rounded up.
	SuppressedRows  int            `json:"suppressed_rows_percent"`
	SuppressedCells int            `json:"suppressed_cells_percent"`
	Levels          []GeneralLevel `json:"levels,omitempty"`

	Policy string `json:"policy"` // SHA-256 of its canonical form, hexadecimal
	Report string `json:"report"` // SHA-256 of the risk report, hexadecimal
	Pass   bool   `json:"pass"`
}

// Guarded are the models that guard a sensitive column, by their codes.
type Guarded struct {
	Column string   `json:"column"`
	Models []string `json:"models"`
}

// A GeneralLevel is how far the values of a column were generalised.
type GeneralLevel struct {
	Column    string `json:"column"`
	Hierarchy string `json:"hierarchy"`
	Level     int    `json:"level"`
	Of        int    `json:"of"`             // the highest level, which tells nothing
	Step      string `json:"step,omitempty"` // the name of the level, such as province
}
