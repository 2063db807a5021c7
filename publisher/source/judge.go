package source

import (
	"nguon/catalog"
	"nguon/publisher"
)

// settled are the kinds of change of a column that say nothing of the form of
// the table.
var settled = map[string]bool{"described": true, "moved": true, "missing": true, "nullable": true}

// doubts returns why somebody has to look at the tables of a report before they
// follow the last release: one that has at most half of its rows, other columns,
// or that is gone or new.
func doubts(last *catalog.Release, r *publisher.Report) []catalog.Text {
	var why []catalog.Text
	now := make(map[string]bool)
	for i := range r.Tables {
		t := &r.Tables[i].Table
		now[t.Resource] = true
		before, ok := last.Table(t.Resource)
		if !ok {
			why = append(why, catalog.Textf("Bảng %[1]s là bảng mới.", "The table %[1]s is new.", t.Resource))
			continue
		}
		if before.Rows > 0 && t.Rows <= before.Rows/2 {
			why = append(why, catalog.Textf("Số dòng của bảng %[1]s giảm từ %[2]d xuống %[3]d.",
				"The rows of the table %[1]s went down from %[2]d to %[3]d.", t.Resource, before.Rows, t.Rows))
		}
		for _, c := range catalog.ChangesOf(before, t) {
			if !settled[c.Kind] {
				why = append(why, catalog.Text{Vi: t.Resource + ": " + c.Text.Vi, En: t.Resource + ": " + c.Text.En})
			}
		}
	}
	for _, t := range last.Tables {
		if !now[t.Resource] {
			why = append(why, catalog.Textf("Bảng %[1]s không còn.", "The table %[1]s is gone.", t.Resource))
		}
	}
	return why
}

// maxWhy bounds the reasons that are kept.
const maxWhy = 20

func bounded(why []catalog.Text) []catalog.Text {
	if len(why) <= maxWhy {
		return why
	}
	return append(why[:maxWhy:maxWhy], catalog.Textf("Và %d điểm khác.", "And %d more.", len(why)-maxWhy))
}
