package desk

import (
	"strconv"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/web/frame"
)

// reuseParts are the applications that are offered for the showcases of the
// agency's products, to be answered, and those that are shown.
func (d *Desk) reuseParts(t *task, refs []market.Ref) (asked, shown part, err error) {
	l := t.l
	asked = part{ID: "reuses", Heading: l.T("desk.reuses.asked"), Note: l.T("desk.reuses.none")}
	shown = part{Heading: l.T("desk.reuses.shown"), Table: &table{
		Caption: l.T("desk.reuses.shown"), Columns: []string{l.T("desk.application"), l.T("desk.application_url"), l.T("desk.api"), l.T("desk.since")}, Empty: l.T("desk.reuses.none_shown"),
	}}
	if len(refs) == 0 {
		return asked, shown, nil
	}
	all, err := d.Reuses.Reuses(t.r.Context(), market.ReuseFilter{Products: refs})
	if err != nil {
		return asked, shown, err
	}
	for _, r := range all {
		switch r.State {
		case market.ReuseAsked:
			asked.Note = l.T("desk.reuses.note")
			asked.Facts = append(asked.Facts,
				fact{l.T("desk.application"), text(r.Name)}, fact{l.T("desk.application_url"), text(r.URL)}, fact{l.T("desk.application_what"), text(r.Description)},
				fact{l.T("desk.api"), text(string(r.Product))}, fact{l.T("desk.asked_at"), cell{Time: r.Asked}})
			asked.Forms = append(asked.Forms, t.reuseForm(&r, market.ReuseShown, "desk.reuses.show"), t.reuseForm(&r, market.ReuseRefused, "desk.answer.refuse"))
		case market.ReuseShown:
			end := t.reuseForm(&r, market.ReuseRefused, "desk.reuses.hide")
			end.Danger = true
			shown.Table.Rows = append(shown.Table.Rows, []cell{text(r.Name), text(r.URL), text(string(r.Product)), {Time: r.Answered}})
			shown.Forms = append(shown.Forms, end)
		}
	}
	return asked, shown, nil
}

// reuseForm answers a reuse as it was offered: not what is offered meanwhile.
func (t *task) reuseForm(r *market.Reuse, to market.ReuseState, key string) frame.Form {
	f := frame.Form{
		Action: t.path("/consumers/reuses"), Submit: t.l.T(key), Quiet: to != market.ReuseShown,
		Hidden: []frame.Hidden{{Name: "application", Value: r.Application}, {Name: "product", Value: string(r.Product)},
			{Name: "asked", Value: strconv.FormatInt(r.Asked.UnixMicro(), 10)}, {Name: "to", Value: string(to)}},
	}
	if to == market.ReuseRefused {
		f.Fields = []frame.Field{{
			ID: "reuse-answer-" + r.Application + "-" + string(r.Product), Name: "answer", Label: t.l.T("desk.answer.why"), Type: "area", Rows: 2,
		}}
	}
	return f
}

// answerReuse answers who offers an application for the showcase of a product.
func (d *Desk) answerReuse(t *task) error {
	r := t.r
	product := market.Ref(frame.Given(r, "product"))
	owner, err := d.Registry.Owner(r.Context(), product)
	if err == nil && owner != t.agency.Code {
		err = catalog.Errorf(catalog.ErrNotFound, "API này không phải của cơ quan này.", "This API is not one of this agency.")
	}
	if err != nil {
		return err
	}
	micros, err := strconv.ParseInt(frame.Given(r, "asked"), 10, 64)
	if err != nil {
		return catalog.Errorf(catalog.ErrConflict, "Giới thiệu này đã thay đổi; hãy tải lại.", "This reuse has changed; load it again.")
	}
	reuse := market.Reuse{Application: frame.Given(r, "application"), Product: product, Asked: time.UnixMicro(micros).UTC()}
	to := market.ReuseState(frame.Given(r, "to"))
	err = d.Registry.AnswerReuse(r.Context(), t.by(), reuse.Application, product, reuse.Asked, to, frame.Given(r, "answer"))
	if err == nil {
		return t.done("/consumers", "answered")
	}
	b, wrong := d.consumersBoard(t)
	if wrong != nil {
		return wrong
	}
	return d.again(t, b, t.reuseForm(&reuse, market.ReuseRefused, "desk.answer.refuse"), err)
}
