package bazaar_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"nguon/api/apidoc"
	"nguon/api/apidoc/manual"
	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/catalog/market"
	"nguon/catalog/sqlstore"
	"nguon/search"
	"nguon/search/products"
	"nguon/web"
	"nguon/web/bazaar"
	"nguon/web/frame"
)

const baseURL = "https://data.example.vn"

// day is the moment at which the tests look at the portal.
var day = time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC)

// A fair is a marketplace on real stores.
type fair struct {
	*sqlstore.Store
	http.Handler
	find *products.Finder
}

func newFair(t testing.TB, offered ...market.Product) *fair {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "catalog.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	d := catalogtest.Dataset("population", "H26")
	r := catalogtest.Release(d, 1)
	r.PublishAt = day.AddDate(0, -1, 0)
	catalogtest.Publish(t, db, d, r)
	f := &fair{Store: db}
	for _, p := range offered {
		f.offer(t, p, documents...)
	}
	clock := func() time.Time { return day }
	datasets, err := search.Open(t.TempDir(), db, search.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { datasets.Close() })
	f.find, err = products.Open(t.TempDir(), db, db, products.Options{Now: clock, Operations: f.operations})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.find.Close() })
	for _, index := range []interface{ CatchUp(context.Context) error }{datasets, f.find} {
		if err := index.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	pages, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: baseURL, Static: web.Static(), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	room, err := bazaar.New(bazaar.Deps{Frame: pages, Catalog: db, Datasets: datasets, Find: f.find, Products: db, Health: db, Reuses: db})
	if err != nil {
		t.Fatal(err)
	}
	f.Handler = pages.Handler(nil, room)
	return f
}

func (f *fair) operations(ctx context.Context, sha256 string) ([]products.Operation, error) {
	text, err := f.Document(ctx, sha256)
	if err != nil {
		return nil, err
	}
	doc, err := apidoc.Read(ctx, text)
	if err != nil {
		return nil, err
	}
	var all []products.Operation
	for _, c := range manual.Of(doc).All() {
		all = append(all, products.Operation{Method: c.Method, Path: c.Path, Summary: c.Summary, Names: c.Words()})
	}
	return all, nil
}

func (f *fair) offer(t testing.TB, p market.Product, documents ...[]byte) market.Product {
	t.Helper()
	p, err := f.SaveProduct(t.Context(), p, documents...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// get asks for a page and returns the answer and its body.
func (f *fair) get(t testing.TB, target string) (*http.Response, string) {
	t.Helper()
	w := httptest.NewRecorder()
	f.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil))
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Result(), string(body)
}

const rainV1 = `
openapi: 3.0.3
info: {title: Mưa, version: "1.0", description: "Số liệu **mưa** từng giờ."}
tags: [{name: Trạm, description: "Các *trạm* đo"}]
paths:
  /stations:
    get: {tags: [Trạm], summary: Các trạm đo mưa, responses: {"200": {description: Danh sách}}}
  /stations/{id}/hours:
    get:
      tags: [Trạm]
      summary: Mưa từng giờ
      parameters:
        - {name: id, in: path, required: true, description: "Mã **trạm**", schema: {type: string}, example: HÀ NỘI/1}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
      responses:
        "200":
          description: Các giờ
          content: {application/json: {schema: {$ref: "#/components/schemas/Hour"}}}
  /warnings:
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {level: {type: integer, enum: [1, 2, 3]}}}}}}
      responses: {"201": {description: Đã ghi}}
components:
  schemas:
    Hour: {type: object, properties: {intensity: {type: number, description: Cường độ}, before: {$ref: "#/components/schemas/Hour"}}}
`

const rainV2 = `
openapi: 3.1.0
info: {title: Rain, version: "2.0"}
paths:
  /stations:
    get: {summary: Các trạm đo mưa, responses: {"200": {description: Danh sách}}}
`

// documents are the texts of those that the products of the tests refer to.
var documents = [][]byte{[]byte(rainV1), []byte(rainV2)}

func about(text, version string, paths int) *market.Document {
	sum := sha256.Sum256([]byte(text))
	return &market.Document{SHA256: hex.EncodeToString(sum[:]), OpenAPI: version, Paths: paths}
}

// rain is an API with a version that will stop, one in use, and a draft.
func rain() market.Product {
	up := &market.Upstream{URL: "https://secret-upstream.example.vn/lgsp", Health: "/health"}
	return market.Product{
		Name: "rain", Agency: "H26", Title: catalog.Text{Vi: "Lượng mưa theo trạm", En: "Rainfall by station"},
		Description: catalog.Text{Vi: "Mưa đo từng giờ ở các trạm.\n\nCập nhật mỗi giờ.", En: "Rain of each hour at stations."},
		Themes:      []string{"environment"}, Keywords: catalog.Keywords{Vi: []string{"khí tượng"}, En: []string{"weather"}},
		Contact: catalog.Contact{Name: "Phòng số liệu", Email: "mua@example.vn"}, Access: market.Open,
		Terms:   market.Terms{Text: catalog.Text{Vi: "Ghi nguồn.", En: "Name the source."}, URL: "https://example.vn/terms"},
		Support: catalog.Text{Vi: "Trả lời trong hai ngày làm việc.", En: "Answers within two working days."},
		Versions: []market.Version{
			{Name: "v1", State: market.Deprecated, Published: day.AddDate(-1, 0, 0), Deprecated: day.AddDate(0, -1, 0), Sunset: day.AddDate(0, 2, 0),
				Successor: "api/rain/v2", Document: about(rainV1, "3.0.3", 3), Upstream: up},
			{Name: "v2", State: market.Published, Published: day.AddDate(0, -1, 0), Document: about(rainV2, "3.1.0", 1), Upstream: up},
			{Name: "v3", State: market.Draft, Document: about(rainV2, "3.1.0", 1), Upstream: up},
		},
	}
}

// guide is an API that is listed only.
func guide() market.Product {
	return market.Product{
		Name: "bank-indicators", Agency: "H26", Title: catalog.Text{Vi: "Chỉ số của ngân hàng", En: "Indicators of the bank"},
		Description: catalog.Text{Vi: "Ở nơi khác.", En: "Elsewhere."}, Themes: []string{"economy"}, Contact: catalog.Contact{Email: "a@example.vn"}, Access: market.Open,
		Versions: []market.Version{{Name: "v2", State: market.Published, Published: day.AddDate(0, -2, 0), Home: "https://bank.example.org/api"}},
	}
}
