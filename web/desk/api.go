package desk

import (
	"net/http"
	"strconv"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/web/frame"
)

// api shows an API of the agency, with its versions and what can be done with
// each.
func (d *Desk) api(t *task) error {
	p, err := d.product(t)
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, d.apiBoard(t, &p))
}

func (d *Desk) apiBoard(t *task, p *market.Product) board {
	l := t.l
	about := part{Heading: l.T("desk.about"), Facts: []fact{
		{l.T("desk.name"), cell{Text: string(p.Name), Code: true}},
		{l.T("desk.access"), text(l.T(accessTexts[p.Access]))},
		{l.T("desk.description"), text(p.Description.In(l.Lang))},
		{l.T("desk.support"), text(p.Support.In(l.Lang))},
		{l.T("desk.modified"), cell{Time: p.Modified}},
	}}
	manages := t.may(account.ActionManageProducts)
	if manages {
		about.Links = []anchor{
			{Title: l.T("desk.edit"), Path: t.bare("/apis/" + string(p.Name) + "/edit")},
			{Title: l.T("desk.version_new"), Path: t.bare("/apis/" + string(p.Name) + "/new-version")},
		}
	}
	b := board{Heading: p.Title.In(l.Lang), Above: t.inAPIs(nil), Parts: []part{about}}
	for i := len(p.Versions) - 1; i >= 0; i-- {
		v := &p.Versions[i]
		at := part{ID: "version-" + v.Name, Heading: l.T("desk.version_at", "version", v.Name), Facts: t.versionFacts(v)}
		if manages {
			if v.State != market.Retired && v.State != market.Review {
				at.Links = []anchor{{Title: l.T("desk.edit"), Path: t.bare("/apis/" + string(p.Name) + "/versions/" + v.Name)}}
			}
			at.Forms = t.moves(p, v)
		}
		b.Parts = append(b.Parts, at)
	}
	return b
}

func (t *task) versionFacts(v *market.Version) []fact {
	l := t.l
	facts := []fact{{l.T("desk.state_is"), cell{Text: l.T(stateTexts[v.State]), Badge: string(v.State)}}}
	add := func(key string, c cell) {
		if c.Text != "" || !c.Time.IsZero() {
			facts = append(facts, fact{l.T(key), c})
		}
	}
	if v.State == market.Draft {
		add("desk.returned", text(v.Comment))
	}
	add("desk.note", text(v.Note.In(l.Lang)))
	if v.Document != nil {
		add("desk.document", text(l.T("desk.document_is", "title", v.Document.Title, "version", v.Document.Version, "openapi", v.Document.OpenAPI, "paths", v.Document.Paths)))
	}
	if v.Upstream != nil {
		add("desk.upstream", cell{Text: v.Upstream.URL, Code: true})
	}
	add("desk.home", text(v.Home))
	add("desk.submitted", cell{Time: v.Submitted})
	add("desk.published", cell{Time: v.Published})
	add("desk.deprecated", cell{Time: v.Deprecated})
	add("desk.sunset", cell{Time: v.Sunset})
	add("desk.successor", cell{Text: v.Successor, Code: true})
	return facts
}

// moves are the forms for the states that a version may go to next, as far as
// the visitor may bring it there.
func (t *task) moves(p *market.Product, v *market.Version) []frame.Form {
	l := t.l
	move := func(to market.State, key string, fields ...frame.Field) frame.Form {
		for i := range fields {
			fields[i].ID = v.Name + "-" + string(to) + "-" + fields[i].Name
		}
		return frame.Form{
			Action: t.movePath(p, v.Name), Submit: l.T(key), Fields: fields, Quiet: len(fields) > 0,
			Hidden: []frame.Hidden{{Name: "to", Value: string(to)}, {Name: "revision", Value: strconv.FormatInt(p.Revision, 10)}},
		}
	}
	switch v.State {
	case market.Draft:
		return []frame.Form{move(market.Review, "desk.move.submit")}
	case market.Review:
		back := move(market.Draft, "desk.move.return", frame.Field{Name: "comment", Label: l.T("desk.move.comment"), Type: "area", Rows: 2})
		if !t.may(account.ActionApprove) {
			return []frame.Form{back}
		}
		return []frame.Form{move(market.Published, "desk.move.publish"), back}
	case market.Published:
		deprecate := move(market.Deprecated, "desk.move.deprecate",
			frame.Field{Name: "sunset", Label: l.T("desk.move.sunset"), Hint: l.T("desk.move.sunset_hint"), Type: "date"},
			frame.Field{Name: "successor", Label: l.T("desk.move.successor"), Hint: l.T("desk.move.successor_hint"), Type: "text", Optional: true})
		atOnce := move(market.Retired, "desk.move.retire_now", frame.Field{Name: "now", Label: l.T("desk.move.now"), Type: "box"})
		atOnce.Danger = true
		return []frame.Form{deprecate, atOnce}
	case market.Deprecated:
		retire := move(market.Retired, "desk.move.retire")
		retire.Danger = true
		return []frame.Form{move(market.Published, "desk.move.continue"), retire}
	}
	return nil
}

func (t *task) movePath(p *market.Product, version string) string {
	return t.path("/apis/" + string(p.Name) + "/versions/" + version + "/state")
}

// moveVersion brings a version to another state.
func (d *Desk) moveVersion(t *task) error {
	p, err := d.product(t)
	if err != nil {
		return err
	}
	r, version := t.r, t.r.PathValue("version")
	m := market.Move{
		To: market.State(frame.Given(r, "to")), Comment: frame.Given(r, "comment"), Successor: frame.Given(r, "successor"), Now: r.PostFormValue("now") != "",
	}
	m.Sunset, err = dayEnd(frame.Given(r, "sunset"))
	revision, wrong := strconv.ParseInt(r.PostFormValue("revision"), 10, 64)
	if wrong != nil || revision < 1 {
		revision = -2 // of no product
	}
	if err == nil {
		_, err = d.Registry.Move(r.Context(), t.by(), p.Name, version, m, revision)
	}
	if err == nil {
		return t.done("/apis/"+string(p.Name), "moved")
	}
	f := frame.Form{Action: t.movePath(&p, version), Hidden: []frame.Hidden{{Name: "to", Value: string(m.To)}}}
	b := d.apiBoard(t, &p)
	for _, at := range b.Parts {
		for _, g := range at.Forms {
			if g.Action == f.Action && g.Hidden[0] == f.Hidden[0] {
				f = g
			}
		}
	}
	return d.again(t, b, f, err)
}

// dayEnd returns the end of a day in Viet Nam, or zero for no day.
func dayEnd(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, s, frame.Vietnam)
	if err != nil {
		var w catalog.Faults
		w.Check("sunset", false, "phải là ngày dạng 2026-12-31", "must be a date such as 2026-12-31")
		return time.Time{}, w.Err("Ngày chưa đúng.", "The date is not valid.")
	}
	return day.AddDate(0, 0, 1).Add(-time.Second), nil
}
