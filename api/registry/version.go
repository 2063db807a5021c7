package registry

import (
	"context"
	"net/url"
	"slices"
	"time"

	"nguon/api/apidoc"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

// fetchTime bounds the fetching of a document by its address.
const fetchTime = 20 * time.Second

// An Edition is what an agency says of a version.
type Edition struct {
	Note catalog.Text
	Home string

	// Document is the text of an OpenAPI document, or DocumentURL where it is.
	// Without both, the document of the version stays.
	Document    []byte
	DocumentURL string

	// Upstream is where calls go; its Secret is not looked at. Secret is the
	// value of its header: empty keeps the one that is there, as long as header
	// and host are the same.
	Upstream *market.Upstream
	Secret   string
}

// A Report says what a document is, and what it would change.
type Report struct {
	Document market.Document
	Against  string          // the version that it was compared with; empty: there is none
	Changes  []apidoc.Change // what breaks programs first
	// Refused says that the version is called already, and the document would
	// break programs: another version is needed.
	Refused bool
}

// Breaking reports whether a program may fail that was written for the version
// that r compares with.
func (r *Report) Breaking() bool { return len(r.Changes) > 0 && r.Changes[0].Breaking }

// SaveVersion adds a version to a product, or changes one. The document of a
// version that is called may change only in ways that break no program.
func (g *Registry) SaveVersion(ctx context.Context, by account.Caller, name catalog.Slug, version string, e Edition, revision int64) (market.Product, error) {
	p, err := g.product(ctx, by, name, revision)
	if err != nil {
		return market.Product{}, err
	}
	before := p
	p.Versions = slices.Clone(p.Versions)
	v, ok := p.Version(version)
	if !ok {
		p.Versions = append(p.Versions, market.Version{Name: version, State: market.Draft})
		v = &p.Versions[len(p.Versions)-1]
	}
	if v.State == market.Retired || v.State == market.Review {
		return market.Product{}, catalog.Errorf(catalog.ErrConflict, "Phiên bản đang ở trạng thái %q, không sửa được.", "A version in state %q cannot be changed.", v.State)
	}
	v.Note, v.Home = e.Note, e.Home
	doc, err := g.document(ctx, e)
	if err != nil {
		return market.Product{}, err
	}
	var documents [][]byte
	if doc != nil {
		if err := g.mayReplace(ctx, v, doc); err != nil {
			return market.Product{}, err
		}
		about := doc.About()
		v.Document, documents = &about, [][]byte{doc.Text}
	}
	if err := g.setUpstream(by, &p, v, e); err != nil {
		return market.Product{}, err
	}
	return g.save(ctx, by, account.VerbVersionChange, &before, p, documents...)
}

// Check reads the document of an edition and compares it with that of the same
// version, or else with that of the last version before it that has one. Nothing
// is saved. Without a document the report is nil.
func (g *Registry) Check(ctx context.Context, by account.Caller, name catalog.Slug, version string, e Edition) (*Report, error) {
	p, err := g.product(ctx, by, name, AnyRevision)
	if err != nil {
		return nil, err
	}
	doc, err := g.document(ctx, e)
	if err != nil || doc == nil {
		return nil, err
	}
	r := &Report{Document: doc.About()}
	old := compared(&p, version)
	if old == nil {
		return r, nil
	}
	r.Against = old.Name
	if r.Changes, err = g.changes(ctx, old, doc); err != nil {
		return nil, err
	}
	r.Refused = old.Name == version && old.State.Callable() && r.Breaking()
	return r, nil
}

// compared returns the version that a document of the given version is compared
// with.
func compared(p *market.Product, version string) *market.Version {
	if v, ok := p.Version(version); ok && v.Document != nil && v.State.Callable() {
		return v
	}
	for i := len(p.Versions) - 1; i >= 0; i-- {
		if v := &p.Versions[i]; v.Name != version && v.Document != nil {
			return v
		}
	}
	return nil
}

// document returns the document of an edition, or nil if there is none.
func (g *Registry) document(ctx context.Context, e Edition) (*apidoc.Document, error) {
	text := e.Document
	if e.DocumentURL != "" {
		var err error
		if text, err = g.Outside.Fetch(ctx, e.DocumentURL, apidoc.MaxBytes, fetchTime); err != nil {
			return nil, err
		}
	}
	if len(text) == 0 {
		return nil, nil //nolint:nilnil // as it says
	}
	return apidoc.Read(ctx, text)
}

func (g *Registry) changes(ctx context.Context, v *market.Version, doc *apidoc.Document) ([]apidoc.Change, error) {
	text, err := g.Products.Document(ctx, v.Document.SHA256)
	if err != nil {
		return nil, err
	}
	old, err := apidoc.Read(ctx, text)
	if err != nil {
		return nil, err
	}
	return apidoc.Changes(ctx, old, doc)
}

// mayReplace returns an error of kind [catalog.ErrConflict] if programs call the
// version and doc would break them.
func (g *Registry) mayReplace(ctx context.Context, v *market.Version, doc *apidoc.Document) error {
	if !v.State.Callable() || v.Document == nil {
		return nil
	}
	changes, err := g.changes(ctx, v, doc)
	if err != nil {
		return err
	}
	if len(changes) > 0 && changes[0].Breaking {
		return &catalog.Error{Kind: catalog.ErrConflict, Public: catalog.Text{
			Vi: "Tài liệu mới làm hỏng chương trình đang gọi phiên bản này; hãy tạo phiên bản khác. " + changes[0].Text.Vi,
			En: "The new document breaks programs that call this version; make another version. " + changes[0].Text.En,
		}}
	}
	return nil
}

// setUpstream takes over where calls go. Only who administers the portal may
// send them inside its network.
func (g *Registry) setUpstream(by account.Caller, p *market.Product, v *market.Version, e Edition) error {
	if e.Upstream == nil {
		v.Upstream = nil
		return nil
	}
	if e.Upstream.Private && !by.May(account.ActionAdminister, "") {
		return catalog.Errorf(catalog.ErrForbidden, "Chỉ quản trị viên cổng được dùng địa chỉ nội bộ.", "Only an administrator of the portal may use an address inside its network.")
	}
	u := *e.Upstream
	u.Secret = nil
	switch {
	case e.Secret != "":
		u.Secret = g.Sealer.Seal(string(p.Ref())+"/"+v.Name, e.Secret)
	case v.Upstream != nil && v.Upstream.Header == u.Header && sameHost(v.Upstream.URL, u.URL):
		u.Secret = v.Upstream.Secret // a secret does not follow to another host
	}
	v.Upstream = &u
	return nil
}

// sameHost reports whether two addresses lead to the same server.
func sameHost(a, b string) bool {
	u, err := url.Parse(a)
	w, err2 := url.Parse(b)
	return err == nil && err2 == nil && u.Scheme == w.Scheme && u.Host == w.Host
}
