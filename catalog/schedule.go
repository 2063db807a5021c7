package catalog

// A Schedule is when an agency promises releases of a dataset, as it writes it.
// Package schedule checks it and computes with it. Days are in the form
// 2026-01-31; times of day are those of Viet Nam.
type Schedule struct {
	// Every is day, working-day, week, month, quarter, half-year or year; empty if
	// there is a Rule.
	Every string `json:"every,omitempty" yaml:"every"`
	// Day is a weekday in English of a week, and 1 to 31 or "last" of a month: one
	// that a month does not have is its last.
	Day string `json:"day,omitempty" yaml:"day"`
	// Month is the month within a quarter, half-year or year, from 1; 0 is the
	// last.
	Month int `json:"month,omitempty" yaml:"month"`
	// Rule is a recurrence rule of RFC 5545 instead, such as
	// "FREQ=MONTHLY;BYDAY=1MO".
	Rule string `json:"rule,omitempty" yaml:"rule"`

	At   string `json:"at" yaml:"at"`               // the time of day, such as 09:00
	From string `json:"from,omitempty" yaml:"from"` // the first day; from here intervals are counted
	// Holidays says what becomes of a day off: keep, before or after (it is moved
	// to the working day there), or skip. Empty is keep.
	Holidays string `json:"holidays,omitempty" yaml:"holidays"`

	Except []string `json:"except,omitempty" yaml:"except"` // days of the rule on which nothing is due
	Extra  []string `json:"extra,omitempty" yaml:"extra"`   // further days, which are never moved
}
