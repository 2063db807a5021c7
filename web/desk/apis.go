package desk

import (
	"net/http"
	"strconv"
	"strings"

	"nguon/api/registry"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/web/frame"
)

// apis lists the APIs of an agency.
func (d *Desk) apis(t *task) error {
	l := t.l
	products, err := d.Products.Products(t.r.Context(), market.ProductFilter{Agency: t.agency.Code})
	if err != nil {
		return err
	}
	list := &table{
		Caption: l.T("desk.tab.apis"), Columns: []string{l.T("desk.api"), l.T("desk.name"), l.T("desk.access"), l.T("desk.versions"), l.T("desk.modified")},
		Empty: l.T("desk.apis_none"),
	}
	for i := range products {
		p := &products[i]
		var states []string
		for _, v := range p.Versions {
			states = append(states, v.Name+" ("+l.T(stateTexts[v.State])+")")
		}
		list.Rows = append(list.Rows, []cell{
			{Text: p.Title.In(l.Lang), Path: t.bare("/apis/" + string(p.Name))}, {Text: string(p.Name), Code: true},
			text(l.T(accessTexts[p.Access])), text(strings.Join(states, ", ")), {Time: p.Modified},
		})
	}
	all := part{Table: list}
	if t.may(account.ActionManageProducts) {
		all.Links = []anchor{{Title: l.T("desk.apis_new"), Path: t.bare("/new-api")}}
	}
	return d.show(t, http.StatusOK, board{Heading: l.T("desk.tab.apis"), Above: t.above(), Parts: []part{all}})
}

var (
	stateTexts = map[market.State]string{
		market.Draft: "desk.state.draft", market.Review: "desk.state.review", market.Published: "desk.state.published",
		market.Deprecated: "desk.state.deprecated", market.Retired: "desk.state.retired",
	}
	accessTexts = map[market.Access]string{
		market.Open: "desk.for.open", market.WithKey: "desk.for.key", market.Approved: "desk.for.approval",
	}
)

func (t *task) inAPIs(p *market.Product) []anchor {
	up := t.above(anchor{Title: t.l.T("desk.tab.apis"), Path: t.bare("/apis")})
	if p != nil {
		up = append(up, anchor{Title: p.Title.In(t.l.Lang), Path: t.bare("/apis/" + string(p.Name))})
	}
	return up
}

func (d *Desk) newAPI(t *task) error {
	return d.show(t, http.StatusOK, t.aboutBoard(nil, registry.About{}))
}

func (d *Desk) createAPI(t *task) error { return d.saveAbout(t, nil) }

func (d *Desk) editAPI(t *task) error {
	p, err := d.product(t)
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, t.aboutBoard(&p, registry.AboutOf(&p)))
}

func (d *Desk) saveAPI(t *task) error {
	p, err := d.product(t)
	if err != nil {
		return err
	}
	return d.saveAbout(t, &p)
}

// saveAbout saves what the form says of p, or of a new API.
func (d *Desk) saveAbout(t *task, p *market.Product) error {
	r := t.r
	name, revision := catalog.Slug(frame.Given(r, "name")), int64(0)
	if p != nil {
		name = p.Name
		var err error
		if revision, err = strconv.ParseInt(r.PostFormValue("revision"), 10, 64); err != nil || revision < 1 {
			revision = -2 // of no product
		}
	}
	about := registry.About{
		Agency: t.agency.Code, Title: textOf(r, "title"), Description: textOf(r, "description"), Themes: r.PostForm["theme"],
		Keywords: catalog.Keywords{Vi: lines(frame.Given(r, "keywords.vi")), En: lines(frame.Given(r, "keywords.en"))},
		Contact:  catalog.Contact{Name: frame.Given(r, "contact.name"), Email: frame.Given(r, "contact.email"), URL: frame.Given(r, "contact.url")},
		Terms:    market.Terms{Text: textOf(r, "terms.text"), URL: frame.Given(r, "terms.url")},
		Support:  textOf(r, "support"), Access: market.Access(frame.Given(r, "access")),
	}
	saved, err := d.Registry.Describe(r.Context(), t.by(), name, about, revision)
	if err != nil {
		b := t.aboutBoard(p, about)
		return d.again(t, b, b.Parts[0].Forms[0], err)
	}
	return t.done("/apis/"+string(saved.Name), "saved")
}

// aboutBoard asks what is said of p, or of a new API.
func (t *task) aboutBoard(p *market.Product, a registry.About) board {
	l := t.l
	f := frame.Form{Action: t.path("/new-api"), Submit: l.T("desk.save")}
	b := board{Heading: l.T("desk.apis_new"), Above: t.inAPIs(p)}
	if p == nil {
		f.Fields = append(f.Fields, frame.Field{ID: "name", Name: "name", Label: l.T("desk.name"), Type: "text", Hint: l.T("desk.name_hint"), Max: 80})
	} else {
		f.Action, b.Heading = t.path("/apis/"+string(p.Name)+"/edit"), l.T("desk.api_edit", "api", p.Title.In(l.Lang))
		f.Hidden = []frame.Hidden{{Name: "revision", Value: strconv.FormatInt(p.Revision, 10)}}
	}
	f.Fields = append(f.Fields, both(l, "title", l.T("desk.api_title"), "text", a.Title, false)...)
	f.Fields = append(f.Fields, both(l, "description", l.T("desk.description"), "area", a.Description, false)...)
	themes := frame.Field{ID: "theme", Name: "theme", Label: l.T("desk.themes"), Type: "boxes", Values: a.Themes}
	for _, theme := range catalog.Themes {
		themes.Choices = append(themes.Choices, frame.Choice{Value: theme.Code, Title: theme.Title.In(l.Lang)})
	}
	f.Fields = append(f.Fields, themes)
	f.Fields = append(f.Fields, both(l, "keywords", l.T("desk.keywords"), "text", catalog.Text{Vi: strings.Join(a.Keywords.Vi, ", "), En: strings.Join(a.Keywords.En, ", ")}, true)...)
	f.Fields = append(f.Fields,
		frame.Field{ID: "contact-name", Name: "contact.name", Label: l.T("desk.contact_name"), Type: "text", Value: a.Contact.Name, Optional: true},
		frame.Field{ID: "contact-email", Name: "contact.email", Label: l.T("desk.contact_email"), Hint: l.T("desk.contact_hint"), Type: "email", Value: a.Contact.Email, Optional: true},
		frame.Field{ID: "contact-url", Name: "contact.url", Label: l.T("desk.contact_url"), Type: "url", Value: a.Contact.URL, Optional: true},
		accessField(l, a.Access),
	)
	f.Fields = append(f.Fields, both(l, "terms.text", l.T("desk.terms"), "area", a.Terms.Text, true)...)
	f.Fields = append(f.Fields, frame.Field{ID: "terms-url", Name: "terms.url", Label: l.T("desk.terms_url"), Type: "url", Value: a.Terms.URL, Optional: true})
	f.Fields = append(f.Fields, both(l, "support", l.T("desk.support"), "area", a.Support, true)...)
	b.Parts = []part{{Forms: []frame.Form{f}}}
	return b
}

func accessField(l *frame.Locale, now market.Access) frame.Field {
	f := frame.Field{ID: "access", Name: "access", Label: l.T("desk.access"), Hint: l.T("desk.access_hint"), Type: "choice", Value: string(now)}
	for _, a := range market.Accesses() {
		f.Choices = append(f.Choices, frame.Choice{Value: string(a), Title: l.T(accessTexts[a])})
	}
	return f
}
