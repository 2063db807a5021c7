package catalogtest

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nguon/catalog"
	"nguon/catalog/market"
)

var products = map[string]func(*testing.T, Store){
	"come back whole, in the order of their names":     testProductsWhole,
	"are changed by one at a time":                     testProductsRevised,
	"that are not valid change nothing":                testProductsInvalid,
	"that are not there are not found":                 testProductsNotFound,
	"keep the documents that they ever had":            testProductsDocuments,
	"tell whoever follows the events of their changes": testProductsEvents,
}

const openAPI = `{"openapi":"3.1.0","info":{"title":"Thời tiết","version":"1.0"},"paths":{}}`

func documentOf(text string) *market.Document {
	sum := sha256.Sum256([]byte(text))
	return &market.Document{SHA256: hex.EncodeToString(sum[:]), OpenAPI: "3.1.0", Title: "Thời tiết", Version: "1.0"}
}

// Product returns a valid product of the agency, with a published version and a
// draft. Its document is that of [ProductDocument].
func Product(name catalog.Slug, agency string) market.Product {
	return market.Product{
		Name: name, Agency: agency,
		Title:       catalog.Text{Vi: "Thời tiết 'tức thời' ?", En: "Weather"},
		Description: catalog.Text{Vi: "Quan trắc từng giờ.", En: "Hourly observations."},
		Themes:      []string{"environment"},
		Keywords:    catalog.Keywords{Vi: []string{"mưa"}, En: []string{"rain"}},
		Contact:     catalog.Contact{Name: "Phòng Dữ liệu", Email: "du-lieu@example.vn"},
		Terms:       market.Terms{Text: catalog.Text{Vi: "Ghi nguồn.", En: "Name the source."}, URL: "https://example.vn/terms"},
		Support:     catalog.Text{Vi: "99,5 % mỗi tháng", En: "99.5 % of a month"},
		Access:      market.WithKey,
		Versions: []market.Version{
			{
				Name: "v1", State: market.Published, Document: documentOf(openAPI), Submitter: "U1",
				Submitted: Epoch, Published: Epoch.Add(time.Hour),
				Upstream: &market.Upstream{
					URL: "https://lgsp.example.vn/weather", Header: "X-Token", Secret: []byte{0, 1, 255}, Health: "/ping",
					Timeout: 3 * time.Second, Retries: 1, Validate: market.Enforce, Cache: time.Minute,
				},
			},
			{Name: "v2", State: market.Draft, Home: "https://example.vn/v2"},
		},
	}
}

// ProductDocument returns the text of the document of [Product].
func ProductDocument() []byte { return []byte(openAPI) }

func saveProduct(t *testing.T, s Store, p market.Product) market.Product {
	t.Helper()
	return must(s.SaveProduct(t.Context(), p, ProductDocument()))(t)
}

// withAgency makes an agency known, as publishing does.
func withAgency(t *testing.T, s Store) {
	t.Helper()
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
}

// stored leaves out what the store sets.
var stored = cmpopts.IgnoreFields(market.Product{}, "Created", "Modified", "Revision")

func testProductsWhole(t *testing.T, s Store) {
	withAgency(t, s)
	second, first := saveProduct(t, s, Product("water", "H26")), saveProduct(t, s, Product("rain", "H26"))
	if diff := cmp.Diff(Product("rain", "H26"), first, stored); diff != "" {
		t.Errorf("what SaveProduct returned differs (-want +got):\n%s", diff)
	}
	if first.Revision != 1 || first.Created.IsZero() || first.Modified.IsZero() {
		t.Errorf("revision %d, created %v, modified %v", first.Revision, first.Created, first.Modified)
	}
	wantEqual(t, "product", must(s.Product(t.Context(), "rain"))(t), first)
	wantEqual(t, "all", must(s.Products(t.Context(), market.ProductFilter{}))(t), []market.Product{first, second})
	wantEqual(t, "of an agency", must(s.Products(t.Context(), market.ProductFilter{Agency: "H26", Limit: 1}))(t), []market.Product{first})
	wantEqual(t, "after one", must(s.Products(t.Context(), market.ProductFilter{After: "rain"}))(t), []market.Product{second})
	wantEqual(t, "of another agency", len(must(s.Products(t.Context(), market.ProductFilter{Agency: "H99"}))(t)), 0)
}

func testProductsRevised(t *testing.T, s Store) {
	withAgency(t, s)
	p := saveProduct(t, s, Product("rain", "H26"))
	mine, theirs := p, p
	mine.Title.En, theirs.Title.En = "Mine", "Theirs"
	mine = saveProduct(t, s, mine)
	if mine.Revision != 2 || !mine.Created.Equal(p.Created) {
		t.Errorf("revision %d, created %v; want 2, %v", mine.Revision, mine.Created, p.Created)
	}
	_, err := s.SaveProduct(t.Context(), theirs)
	wantKind(t, "an old revision", err, catalog.ErrConflict)
	_, err = s.SaveProduct(t.Context(), Product("rain", "H26"))
	wantKind(t, "a name that is taken", err, catalog.ErrConflict)
	gone := p
	gone.Name = "never-made"
	_, err = s.SaveProduct(t.Context(), gone)
	wantKind(t, "a change of what is not there", err, catalog.ErrNotFound)
	wantEqual(t, "product", must(s.Product(t.Context(), "rain"))(t), mine)
}

func testProductsInvalid(t *testing.T, s Store) {
	withAgency(t, s)
	last := lastEvent(t, s)
	for name, spoil := range map[string]func(*market.Product){
		"no title":                func(p *market.Product) { p.Title.Vi = "" },
		"an agency that is none":  func(p *market.Product) { p.Agency = "H99" },
		"a document that is none": func(p *market.Product) { p.Versions[0].Document.SHA256 = "00" },
	} {
		p := Product("rain", "H26")
		spoil(&p)
		_, err := s.SaveProduct(t.Context(), p, ProductDocument())
		wantKind(t, name, err, catalog.ErrInvalid)
	}
	_, err := s.SaveProduct(t.Context(), Product("rain", "H26"), []byte("\xff"))
	wantKind(t, "a document that is no text", err, catalog.ErrInvalid)
	wantEqual(t, "products", len(must(s.Products(t.Context(), market.ProductFilter{}))(t)), 0)
	wantEqual(t, "events", len(events(t, s, last)), 0)
}

func testProductsNotFound(t *testing.T, s Store) {
	_, err := s.Product(t.Context(), "rain")
	wantKind(t, "Product", err, catalog.ErrNotFound)
	_, err = s.Product(t.Context(), "Rain\x00")
	wantKind(t, "Product of what cannot be", err, catalog.ErrNotFound)
	_, err = s.Document(t.Context(), "00")
	wantKind(t, "Document", err, catalog.ErrNotFound)
}

func testProductsDocuments(t *testing.T, s Store) {
	withAgency(t, s)
	p := saveProduct(t, s, Product("rain", "H26"))
	before := p.Versions[0].Document.SHA256
	const changed = `{"openapi":"3.1.0","info":{"title":"Thời tiết","version":"1.1"},"paths":{}}`
	p.Versions[0].Document = documentOf(changed)
	p = must(s.SaveProduct(t.Context(), p, []byte(changed)))(t)
	wantEqual(t, "old document", string(must(s.Document(t.Context(), before))(t)), openAPI)
	wantEqual(t, "new document", string(must(s.Document(t.Context(), p.Versions[0].Document.SHA256))(t)), changed)
}

func testProductsEvents(t *testing.T, s Store) {
	withAgency(t, s)
	last := lastEvent(t, s)
	saveProduct(t, s, saveProduct(t, s, Product("rain", "H26")))
	e := catalog.Event{Kind: catalog.ProductSaved, Agency: "H26", Product: "rain"}
	wantEqual(t, "events", events(t, s, last), []catalog.Event{e, e})
}
