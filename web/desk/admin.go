package desk

import (
	"context"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/web/frame"
)

func hexOf(h [32]byte) string { return hex.EncodeToString(h[:]) }

// checkTime bounds one look at a part of the portal.
const checkTime = 2 * time.Second

// state shows how the portal is.
func (d *Desk) state(t *task) error {
	l := t.l
	parts := &table{Caption: l.T("desk.readiness"), Columns: []string{l.T("desk.part"), l.T("desk.state_is")}}
	for _, c := range d.Checks {
		ctx, cancel := context.WithTimeout(t.r.Context(), checkTime)
		err := c.Run(ctx)
		cancel()
		state := cell{Text: l.T("desk.works"), Badge: "published"}
		if err != nil {
			state = cell{Text: l.T("desk.fails"), Badge: "withdrawn"}
		}
		parts.Rows = append(parts.Rows, []cell{text(c.Name), state})
	}
	leaked := part{Heading: l.T("desk.leaked"), Note: l.T("desk.leaked_note"), Links: []anchor{{Title: l.T("desk.leaked_log"), Path: "/admin/log?verb=" + string(account.VerbKeyRevoke)}}}
	return d.show(t, http.StatusOK, board{Heading: l.T("desk.tab.state"), Above: t.above(), Parts: []part{
		{Heading: l.T("desk.readiness"), Table: parts}, d.indexPart(t), d.failuresPart(t), leaked,
	}})
}

// plans shows the plans of the installation, which its configuration has.
func (d *Desk) plans(t *task) error {
	l := t.l
	list := &table{Caption: l.T("desk.tab.plans"), Columns: []string{l.T("desk.plan"), l.T("desk.name"), l.T("desk.limits"), l.T("desk.rows"), l.T("desk.at_once")}, Numbers: 2}
	for _, p := range d.Plans {
		var limits []string
		for _, w := range p.Windows {
			limits = append(limits, l.T("desk.limit", "n", w.Quota, "period", l.Duration(w.Period)))
		}
		list.Rows = append(list.Rows, []cell{
			text(p.Title.In(l.Lang)), {Text: p.Name, Code: true}, text(strings.Join(limits, "; ")), text(l.Int(int64(p.Rows))), text(l.Int(int64(p.Concurrency))),
		})
	}
	return d.show(t, http.StatusOK, board{Heading: l.T("desk.tab.plans"), Lead: l.T("desk.plans_lead"), Above: t.above(), Parts: []part{{Table: list}}})
}

// agencies lists the agencies, and asks for another.
func (d *Desk) agencies(t *task) error {
	b, err := d.agenciesBoard(t, catalog.Agency{})
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, b)
}

func (d *Desk) agenciesBoard(t *task, a catalog.Agency) (board, error) {
	l := t.l
	all, err := d.Catalog.Agencies(t.r.Context())
	if err != nil {
		return board{}, err
	}
	list := &table{Caption: l.T("desk.tab.agencies"), Columns: []string{l.T("desk.agency"), l.T("desk.code"), l.T("desk.parent"), l.T("desk.action")}, Empty: l.T("desk.agencies_none")}
	for _, x := range all {
		list.Rows = append(list.Rows, []cell{
			{Text: x.Title.In(l.Lang), Path: "/desk/" + x.Code}, {Text: x.Code, Code: true}, {Text: x.Parent, Code: true}, {Text: l.T("desk.edit"), Path: "/admin/agencies/" + x.Code},
		})
	}
	heading := l.T("desk.agency_new")
	if a.Code != "" {
		heading = l.T("desk.agency_edit", "code", a.Code)
	}
	return board{Heading: l.T("desk.tab.agencies"), Above: t.above(), Parts: []part{{Table: list}, {Heading: heading, Forms: []frame.Form{t.agencyForm(a)}}}}, nil
}

func (t *task) agencyForm(a catalog.Agency) frame.Form {
	l := t.l
	f := frame.Form{Action: t.path("/agencies"), Submit: l.T("desk.save"), Fields: []frame.Field{
		{ID: "code", Name: "code", Label: l.T("desk.code"), Hint: l.T("desk.code_hint"), Type: "text", Value: a.Code, Max: 32},
	}}
	f.Fields = append(f.Fields, both(l, "title", l.T("desk.agency_title"), "text", a.Title, false)...)
	f.Fields = append(f.Fields,
		frame.Field{ID: "parent", Name: "parent", Label: l.T("desk.parent"), Type: "text", Value: a.Parent, Optional: true, Max: 32},
		frame.Field{ID: "homepage", Name: "homepage", Label: l.T("desk.homepage"), Type: "url", Value: a.Homepage, Optional: true},
		frame.Field{ID: "email", Name: "email", Label: l.T("desk.mail"), Type: "email", Value: a.Email, Optional: true},
	)
	return f
}

func (d *Desk) editAgency(t *task) error {
	a, err := d.agency(t.r.Context(), t.r.PathValue("code"))
	if err != nil {
		return err
	}
	b, err := d.agenciesBoard(t, a)
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, b)
}

// saveAgency makes an agency, or changes what is said of it.
func (d *Desk) saveAgency(t *task) error {
	r := t.r
	a := catalog.Agency{Code: frame.Given(r, "code"), Title: textOf(r, "title"), Parent: frame.Given(r, "parent"), Homepage: frame.Given(r, "homepage"), Email: frame.Given(r, "email")}
	all, err := d.Catalog.Agencies(r.Context())
	if err != nil {
		return err
	}
	var before any
	if i := slices.IndexFunc(all, func(x catalog.Agency) bool { return x.Code == a.Code }); i >= 0 {
		before = all[i]
	}
	err = d.Audit.Record(r.Context(), func(ctx context.Context) ([]account.Entry, error) {
		e := account.NewEntry(t.by(), account.VerbAgencySave, "agency", a.Code).Of(a.Code).Change(before, a)
		return []account.Entry{e}, d.Agencies.SaveAgency(ctx, a)
	})
	if err == nil {
		return t.done("/agencies", "saved")
	}
	b, wrong := d.agenciesBoard(t, a)
	if wrong != nil {
		return wrong
	}
	return d.again(t, b, t.agencyForm(a), err)
}
