package desk

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"nguon/api/apidoc"
	"nguon/api/registry"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/web/frame"
)

func (d *Desk) newVersion(t *task) error {
	p, err := d.product(t)
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, t.versionBoard(&p, &market.Version{}))
}

func (d *Desk) editVersion(t *task) error {
	p, v, err := d.version(t)
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, t.versionBoard(&p, v))
}

// version returns the version that the path names.
func (d *Desk) version(t *task) (market.Product, *market.Version, error) {
	p, err := d.product(t)
	if err != nil {
		return p, nil, err
	}
	v, ok := p.Version(t.r.PathValue("version"))
	if !ok {
		return p, nil, catalog.Errorf(catalog.ErrNotFound, "API %q không có phiên bản %q.", "The API %q has no version %q.", p.Name, t.r.PathValue("version"))
	}
	return p, v, nil
}

// saveVersion saves a version, or only says what its document would change.
func (d *Desk) saveVersion(t *task) error {
	p, v, err := d.edited(t)
	if err != nil {
		return err
	}
	e, err := edition(t)
	name := v.Name
	if name == "" {
		name = frame.Given(t.r, "name")
	}
	b := t.versionBoard(&p, v)
	f := b.Parts[0].Forms[0]
	if err != nil {
		return d.again(t, b, f, err)
	}
	if t.r.PostFormValue("check") != "" {
		report, err := d.Registry.Check(t.r.Context(), t.by(), p.Name, name, e)
		if err != nil {
			return d.again(t, b, f, err)
		}
		f.Fill(t.r)
		b.Parts[0].Forms[0] = f
		b.Parts = append([]part{t.reportPart(report)}, b.Parts...)
		return d.show(t, http.StatusOK, b)
	}
	revision, err := strconv.ParseInt(t.r.PostFormValue("revision"), 10, 64)
	if err != nil || revision < 1 {
		revision = -2 // of no product
	}
	if v.Name == "" {
		if _, taken := p.Version(name); taken {
			return d.again(t, b, f, catalog.Errorf(catalog.ErrConflict, "Phiên bản %q đã có.", "There is a version %q already.", name))
		}
	}
	if _, err := d.Registry.SaveVersion(t.r.Context(), t.by(), p.Name, name, e, revision); err != nil {
		return d.again(t, b, f, err)
	}
	return t.done("/apis/"+string(p.Name), "saved")
}

// edited returns the product and version that the path names; without one, a
// version without a name.
func (d *Desk) edited(t *task) (market.Product, *market.Version, error) {
	if t.r.PathValue("version") != "" {
		return d.version(t)
	}
	p, err := d.product(t)
	return p, new(market.Version), err
}

// edition reads the form of a version.
func edition(t *task) (registry.Edition, error) {
	r := t.r
	e := registry.Edition{Note: textOf(r, "note"), Home: frame.Given(r, "home"), DocumentURL: frame.Given(r, "document_url"), Document: []byte(r.PostFormValue("document"))}
	if file, _, err := r.FormFile("file"); err == nil {
		defer file.Close()
		text, err := io.ReadAll(io.LimitReader(file, apidoc.MaxBytes+1)) // one more is for the reader to refuse
		if err != nil {
			return e, fmt.Errorf("desk: read document: %w", err)
		}
		if len(text) > 0 {
			e.Document = text
		}
	}
	if frame.Given(r, "url") == "" {
		return e, nil
	}
	var w catalog.Faults
	number := func(name string) float64 {
		if frame.Given(r, name) == "" {
			return 0
		}
		n, err := strconv.ParseFloat(frame.Given(r, name), 64)
		w.Check(name, err == nil && n >= 0 && n <= 1e6, "phải là số từ 0", "must be a number from 0")
		return n
	}
	u := &market.Upstream{
		URL: frame.Given(r, "url"), Header: frame.Given(r, "header"), Health: frame.Given(r, "health"), Validate: market.Validation(frame.Given(r, "validate")),
		Private: r.PostFormValue("private") != "", Retries: int(number("retries")),
		Timeout: time.Duration(number("timeout") * float64(time.Second)), Cache: time.Duration(number("cache") * float64(time.Second)),
	}
	e.Upstream, e.Secret = u, r.PostFormValue("secret")
	return e, w.Err("Địa chỉ gốc chưa đúng.", "The upstream is not valid.")
}

// versionBoard asks what is said of a version, which has no name if it is new.
func (t *task) versionBoard(p *market.Product, v *market.Version) board {
	l := t.l
	f := frame.Form{
		Action: t.path("/apis/" + string(p.Name) + "/new-version"), File: true, Submit: l.T("desk.save"), Also: &frame.Choice{Value: "check", Title: l.T("desk.check.button")},
		Hidden: []frame.Hidden{{Name: "revision", Value: strconv.FormatInt(p.Revision, 10)}},
	}
	b := board{Heading: l.T("desk.version_new"), Above: t.inAPIs(p)}
	if v.Name == "" {
		f.Fields = append(f.Fields, frame.Field{ID: "name", Name: "name", Label: l.T("desk.version_name"), Hint: l.T("desk.version_hint"), Type: "text", Max: 20})
	} else {
		f.Action = t.path("/apis/" + string(p.Name) + "/versions/" + v.Name)
		b.Heading = l.T("desk.version_edit", "version", v.Name)
	}
	f.Fields = append(f.Fields, both(l, "note", l.T("desk.note"), "area", v.Note, true)...)
	hint := l.T("desk.document_hint")
	if v.Document != nil {
		hint = l.T("desk.document_keep", "title", v.Document.Title)
	}
	f.Fields = append(f.Fields,
		frame.Field{ID: "file", Name: "file", Label: l.T("desk.document_file"), Hint: hint, Type: "file", Optional: true},
		frame.Field{ID: "document", Name: "document", Label: l.T("desk.document_text"), Type: "area", Rows: 8, Optional: true},
		frame.Field{ID: "document-url", Name: "document_url", Label: l.T("desk.document_url"), Type: "url", Optional: true},
		frame.Field{ID: "home", Name: "home", Label: l.T("desk.home"), Hint: l.T("desk.home_hint"), Type: "url", Value: v.Home, Optional: true},
	)
	u := v.Upstream
	if u == nil {
		u = &market.Upstream{Validate: market.Enforce}
	}
	f.Fields = append(f.Fields, t.upstreamFields(u)...)
	b.Parts = []part{{Forms: []frame.Form{f}}}
	return b
}

func (t *task) upstreamFields(u *market.Upstream) []frame.Field {
	l := t.l
	number := func(n float64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	secretHint := l.T("desk.secret_hint")
	if len(u.Secret) > 0 {
		secretHint = l.T("desk.secret_keep")
	}
	fields := []frame.Field{
		{ID: "url", Name: "url", Label: l.T("desk.upstream"), Hint: l.T("desk.upstream_hint"), Type: "url", Value: u.URL, Optional: true},
		{ID: "header", Name: "header", Label: l.T("desk.header"), Hint: l.T("desk.header_hint"), Type: "text", Value: u.Header, Optional: true},
		{ID: "secret", Name: "secret", Label: l.T("desk.secret"), Hint: secretHint, Type: "password", Autocomplete: "new-password", Optional: true},
		{ID: "validate", Name: "validate", Label: l.T("desk.validate"), Type: "choice", Value: string(u.Validate), Optional: true, Choices: []frame.Choice{
			{Value: string(market.Enforce), Title: l.T("desk.validate_enforce")}, {Value: string(market.ReportOnly), Title: l.T("desk.validate_report")}, {Value: string(market.NoneAtAll), Title: l.T("desk.validate_none")},
		}},
		{ID: "health", Name: "health", Label: l.T("desk.health"), Hint: l.T("desk.health_hint"), Type: "text", Value: u.Health, Optional: true},
		{ID: "timeout", Name: "timeout", Label: l.T("desk.timeout"), Type: "number", Value: number(u.Timeout.Seconds()), Optional: true},
		{ID: "retries", Name: "retries", Label: l.T("desk.retries"), Type: "number", Value: number(float64(u.Retries)), Optional: true},
		{ID: "cache", Name: "cache", Label: l.T("desk.cache"), Type: "number", Value: number(u.Cache.Seconds()), Optional: true},
	}
	if t.visit.Principal().May(account.ActionAdminister, "") {
		private := frame.Field{ID: "private", Name: "private", Label: l.T("desk.private"), Type: "box", Optional: true}
		if u.Private {
			private.Value = "1"
		}
		fields = append(fields, private)
	}
	return fields
}

// reportPart shows what was found in a document.
func (t *task) reportPart(r *registry.Report) part {
	l := t.l
	p := part{ID: "report", Heading: l.T("desk.check.title")}
	if r == nil {
		p.Note = l.T("desk.check.nothing")
		return p
	}
	about := r.Document
	p.Facts = []fact{{l.T("desk.document"), text(l.T("desk.document_is", "title", about.Title, "version", about.Version, "openapi", about.OpenAPI, "paths", about.Paths))}}
	switch {
	case r.Against == "":
		p.Note = l.T("desk.check.first")
		return p
	case r.Refused:
		p.Note = l.T("desk.check.refused", "version", r.Against)
	case r.Breaking():
		p.Note = l.T("desk.check.breaking", "version", r.Against)
	default:
		p.Note = l.T("desk.check.safe", "version", r.Against)
	}
	p.Table = &table{
		Caption: l.T("desk.check.changes"), Columns: []string{l.T("desk.check.what"), l.T("desk.check.operation"), l.T("desk.check.kind")}, Empty: l.T("desk.check.same"),
	}
	for _, c := range r.Changes {
		kind := cell{Text: l.T("desk.check.kind_safe"), Badge: "published"}
		if c.Breaking {
			kind = cell{Text: l.T("desk.check.kind_breaking"), Badge: "withdrawn"}
		}
		p.Table.Rows = append(p.Table.Rows, []cell{text(c.Text.In(l.Lang)), {Text: c.Operation, Code: true}, kind})
	}
	return p
}
