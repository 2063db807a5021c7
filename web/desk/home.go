package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/web/frame"
)

// waiting is what an agency has to answer.
type waiting struct {
	versions      []versionAt
	subscriptions []market.Subscription
}

// A versionAt is a version and whose it is.
type versionAt struct {
	product *market.Product
	version *market.Version
}

// home shows the desks of whoever looks, and what waits on each.
func (d *Desk) home(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	who := v.Principal()
	agencies, err := d.Catalog.Agencies(r.Context())
	if err != nil {
		return err
	}
	agencies = slices.DeleteFunc(agencies, func(a catalog.Agency) bool { return !who.May(account.ActionReadDraft, a.Code) })
	admin := who.May(account.ActionAdminister, "")
	if len(agencies) == 0 && !admin {
		return catalog.Errorf(catalog.ErrForbidden, "Bạn chưa có vai trò trong cơ quan nào. Hãy nhờ quản trị viên của cơ quan mời bạn.",
			"You have no role in any agency yet. Ask an administrator of your agency to invite you.")
	}
	b := board{Heading: l.T("desk.title"), Lead: l.T("desk.lead")}
	t := &task{w: w, r: r, l: l, visit: v}
	desks := part{Heading: l.T("desk.agencies"), Table: &table{
		Caption: l.T("desk.agencies"), Columns: []string{l.T("desk.agency"), l.T("desk.role"), l.T("desk.review"), l.T("desk.asked")}, Numbers: 2,
	}}
	all, err := d.waiting(r.Context(), "")
	if err != nil {
		return err
	}
	for _, a := range agencies {
		at := all[a.Code]
		desks.Table.Rows = append(desks.Table.Rows, []cell{
			{Text: a.Title.In(l.Lang), Path: "/desk/" + a.Code}, text(t.roleIn(a.Code)),
			text(l.Int(int64(len(at.versions)))), text(l.Int(int64(len(at.subscriptions)))),
		})
	}
	if len(agencies) > 0 {
		b.Parts = append(b.Parts, desks)
	}
	if admin {
		b.Parts = append(b.Parts, part{Heading: l.T("desk.admin.title"), Links: []anchor{{Title: l.T("desk.admin.open"), Path: "/admin"}}})
	}
	return d.show(t, http.StatusOK, b)
}

// roleIn names the greatest role of the visitor in an agency.
func (t *task) roleIn(agency string) string {
	roles := account.Roles()
	greatest := -1
	for _, g := range t.visit.Principal().Grants {
		if g.Agency == agency || g.Agency == account.AnyAgency {
			greatest = max(greatest, slices.Index(roles, g.Role))
		}
	}
	if greatest < 0 {
		return ""
	}
	return t.l.T(roleTexts[roles[greatest]])
}

var roleTexts = map[account.Role]string{
	account.Viewer: "desk.as.viewer", account.Editor: "desk.as.editor", account.Approver: "desk.as.approver",
	account.Steward: "desk.as.steward", account.Administrator: "desk.as.administrator", account.PortalAdmin: "desk.as.portal_admin",
}

// waiting returns what waits for each agency, whoever may answer it; with a code
// for that agency alone.
func (d *Desk) waiting(ctx context.Context, agency string) (map[string]waiting, error) {
	all := make(map[string]waiting)
	products, err := d.Products.Products(ctx, market.ProductFilter{Agency: agency})
	if err != nil {
		return nil, err
	}
	owners := make(map[market.Ref]string)
	for i := range products {
		p := &products[i]
		owners[p.Ref()] = p.Agency
		for j := range p.Versions {
			if v := &p.Versions[j]; v.State == market.Review {
				at := all[p.Agency]
				at.versions = append(at.versions, versionAt{p, v})
				all[p.Agency] = at
			}
		}
	}
	pending, err := d.Applications.Subscriptions(ctx, market.SubscriptionFilter{State: market.Pending})
	if err != nil {
		return nil, err
	}
	for _, s := range pending {
		owner, known := owners[s.Product]
		if !known {
			owner, err = d.Registry.Owner(ctx, s.Product)
			switch {
			case errors.Is(err, catalog.ErrNotFound):
				continue // it is no more
			case err != nil:
				return nil, err
			}
			owners[s.Product] = owner
		}
		at := all[owner]
		at.subscriptions = append(at.subscriptions, s)
		all[owner] = at
	}
	return all, nil
}

// refs returns what of an agency can be called: its APIs and its datasets.
func (d *Desk) refs(ctx context.Context, agency string) ([]market.Ref, error) {
	products, err := d.Products.Products(ctx, market.ProductFilter{Agency: agency})
	if err != nil {
		return nil, err
	}
	datasets, err := d.Catalog.Datasets(ctx, catalog.DatasetFilter{Agency: agency})
	if err != nil {
		return nil, err
	}
	var refs []market.Ref
	for i := range products {
		refs = append(refs, products[i].Ref())
	}
	for i := range datasets {
		refs = append(refs, market.DataProduct(datasets[i].Slug))
	}
	return refs, nil
}

// agencyHome shows what waits on the desk of an agency.
func (d *Desk) agencyHome(t *task) error {
	l := t.l
	all, err := d.waiting(t.r.Context(), t.agency.Code)
	if err != nil {
		return err
	}
	at := all[t.agency.Code]
	review := part{Heading: l.T("desk.review"), Table: &table{
		Caption: l.T("desk.review"), Columns: []string{l.T("desk.api"), l.T("desk.version"), l.T("desk.submitted")}, Empty: l.T("desk.review_none"),
	}}
	for _, v := range at.versions {
		review.Table.Rows = append(review.Table.Rows, []cell{
			{Text: v.product.Title.In(l.Lang), Path: t.bare("/apis/" + string(v.product.Name))}, text(v.version.Name), {Time: v.version.Submitted},
		})
	}
	asked := part{Heading: l.T("desk.asked"), Table: &table{
		Caption: l.T("desk.asked"), Columns: []string{l.T("desk.api"), l.T("desk.asked_at"), l.T("desk.due")}, Empty: l.T("desk.asked_none"),
	}}
	for _, s := range at.subscriptions {
		asked.Table.Rows = append(asked.Table.Rows, []cell{
			{Text: string(s.Product), Path: t.pathIf(account.ActionManageProducts, "/consumers#asked")}, {Time: s.Asked}, dueCell(l, s.Due, d.Now()),
		})
	}
	due, err := d.due(t.r.Context(), l, t.agency.Code)
	if err != nil {
		return err
	}
	stuck, err := d.stuck(t)
	if err != nil {
		return err
	}
	b := board{Heading: t.agency.Title.In(l.Lang), Above: []anchor{{Title: l.T("desk.title"), Path: "/desk"}}, Parts: slices.Concat(stuck, due, []part{review, asked})}
	return d.show(t, http.StatusOK, b)
}

// pathIf returns the address of a page of this desk if the visitor may open it.
func (t *task) pathIf(a account.Action, rest string) string {
	if !t.may(a) {
		return ""
	}
	return t.bare(rest)
}

// dueCell is a deadline, marked when it has passed.
func dueCell(l *frame.Locale, due, now time.Time) cell {
	if !due.IsZero() && due.Before(now) {
		return cell{Text: l.T("desk.overdue", "time", l.Time(due)), Badge: "withdrawn"}
	}
	return cell{Time: due}
}

// tabs are the pages of the desk that the visitor may open.
func (t *task) tabs() []anchor {
	var tabs []anchor
	add := func(a account.Action, rest, key string) {
		if t.may(a) {
			here := frame.BarePath(t.r.URL.Path)
			tabs = append(tabs, anchor{t.l.T(key), t.bare(rest), here == t.bare(rest) || rest != "" && strings.HasPrefix(here, t.bare(rest)+"/")})
		}
	}
	switch {
	case t.agency.Code != "":
		add(account.ActionReadDraft, "", "desk.tab.home")
		add(account.ActionReadDraft, "/datasets", "desk.tab.datasets")
		add(account.ActionReadDraft, "/apis", "desk.tab.apis")
		add(account.ActionReadDraft, "/releases", "desk.tab.releases")
		add(account.ActionReadDraft, "/sources", "desk.tab.sources")
		add(account.ActionReadDraft, "/questions", "forum.desk.tab")
		add(account.ActionReadDraft, "/stories", "story.title")
		add(account.ActionReadDraft, "/collections", "gallery.title")
		add(account.ActionManageProducts, "/consumers", "desk.tab.consumers")
		add(account.ActionManageMembers, "/members", "desk.tab.members")
		add(account.ActionManageMembers, "/reminders", "duty.tab")
		add(account.ActionManageKeys, "/robots", "desk.tab.robots")
		add(account.ActionReadAudit, "/log", "desk.tab.log")
	case strings.HasPrefix(frame.BarePath(t.r.URL.Path), "/admin"):
		add(account.ActionAdminister, "", "desk.tab.state")
		add(account.ActionAdminister, "/users", "desk.tab.users")
		add(account.ActionAdminister, "/agencies", "desk.tab.agencies")
		add(account.ActionAdminister, "/questions", "forum.desk.tab")
		add(account.ActionAdminister, "/stories", "story.title")
		add(account.ActionAdminister, "/collections", "gallery.title")
		add(account.ActionAdminister, "/log", "desk.tab.log")
		add(account.ActionAdminister, "/plans", "desk.tab.plans")
	}
	return tabs
}

// above leads from a page of this desk to where it is.
func (t *task) above(more ...anchor) []anchor {
	up := []anchor{{Title: t.l.T("desk.title"), Path: "/desk"}}
	if t.agency.Code != "" {
		up = append(up, anchor{Title: t.agency.Title.In(t.l.Lang), Path: t.bare("")})
	} else {
		up = append(up, anchor{Title: t.l.T("desk.admin.title"), Path: "/admin"})
	}
	return append(up, more...)
}

// product returns the API that the path names, if it is the agency's.
func (d *Desk) product(t *task) (market.Product, error) {
	name := catalog.Slug(t.r.PathValue("api"))
	p, err := d.Products.Product(t.r.Context(), name)
	if err == nil && p.Agency != t.agency.Code {
		err = catalog.Errorf(catalog.ErrNotFound, "Không có API %q.", "There is no API %q.", name)
	}
	return p, err
}
