package chart

import "nguon/catalog"

// Quantities returns the columns of a table whose values are measured or counted:
// numbers that are no names, years or places.
func Quantities(t *catalog.Table) []*catalog.Column { return columns(t, isCounted) }

// Times returns the columns that can be the axis of time.
func Times(t *catalog.Table) []*catalog.Column { return columns(t, isTime) }

// IsUnique reports whether no two rows have the same values in the columns, as
// far as the key and the statistics of the table tell.
func IsUnique(t *catalog.Table, columns ...string) bool { return isUnique(t, columns...) }

// IsStock reports whether quantities of a unit can be added up: people and money
// can, temperatures and shares cannot.
func IsStock(unit string) bool { return isStock(unit) }

// InSentence is the title of a column as it stands within a sentence.
func InSentence(title string) string { return within(title) }
