package desk

import "nguon/catalog/account"

// A Row is a row of the table of pages, for the tests of rights.
type Row struct {
	Pattern string
	Action  account.Action
}

// Pages are all rows.
func Pages() []Row {
	var rows []Row
	for _, p := range pages() {
		rows = append(rows, Row{p.pattern, p.action})
	}
	return rows
}
