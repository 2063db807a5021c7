package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"nguon/catalog/schedule"
	"nguon/web/frame"
)

// soon is how far ahead a desk shows what is due.
const soon = 14 * 24 * time.Hour

// due is what of an agency is late or due soon by the public schedule, the most
// urgent first; nothing if there is no schedule.
func (d *Desk) due(ctx context.Context, l *frame.Locale, agency string) ([]part, error) {
	if d.Agenda == nil {
		return nil, nil
	}
	all, err := d.Agenda.All(ctx)
	if err != nil {
		return nil, err
	}
	var urgent []*schedule.Scheduled
	scheduled := false
	for _, s := range all {
		if s.Dataset.Agency != agency {
			continue
		}
		scheduled = true
		if next := s.Standing.Next; next != nil && next.Due.Sub(d.Now()) <= soon {
			urgent = append(urgent, s)
		}
	}
	if !scheduled {
		return nil, nil
	}
	slices.SortStableFunc(urgent, func(x, y *schedule.Scheduled) int {
		return cmp.Or(cmp.Compare(y.Standing.Late, x.Standing.Late), x.Standing.Next.Due.Compare(y.Standing.Next.Due))
	})
	t := &table{Caption: l.T("duty.title"), Columns: []string{l.T("duty.dataset"), l.T("duty.due"), l.T("desk.state_is")}, Empty: l.T("duty.none")}
	for _, s := range urgent {
		state := text(l.T("duty.soon"))
		if s.Standing.Late > 0 {
			state = cell{Text: l.N("duty.late", int64(s.Standing.Late)), Badge: "withdrawn"}
		}
		t.Rows = append(t.Rows, []cell{
			{Text: s.Dataset.Title.In(l.Lang), Path: "/datasets/" + string(s.Dataset.Slug)}, {Time: s.Standing.Next.Due}, state,
		})
	}
	return []part{{Heading: l.T("duty.title"), Note: l.T("duty.note"), Table: t}}, nil
}
