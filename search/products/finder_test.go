package products_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/catalog/market"
	"nguon/catalog/sqlstore"
	"nguon/search"
	"nguon/search/products"
)

var day = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

// A stall is a store with products, and a finder of them.
type stall struct {
	*sqlstore.Store
	*products.Finder
}

// offered are the products of the fixture: name, agency, theme, access, Vietnamese
// and English title, keywords in both languages.
const offered = `
rain | H29 | environment | open | Lượng mưa theo trạm | Rainfall by station | mưa;khí tượng | rain;weather
exchange-rates | H26 | economy | key | Tỷ giá ngoại tệ | Exchange rates | tỷ giá;đô la | currency;dollar
commune-codes | H26 | government | open | Mã đơn vị hành chính | Codes of administrative units | xã;phường | communes;wards
land-parcels | H29 | environment | approval | Tra cứu thửa đất | Land parcels | thửa đất;bản đồ | cadastre;map
bus-times | H29 | transport | key | Giờ xe buýt | Bus times | xe buýt;tuyến | bus;timetable
`

// rainCalls is what the document of rain describes.
var rainCalls = []products.Operation{
	{Method: "GET", Path: "/stations/{id}/hours", Summary: "Mưa từng giờ của một trạm", Names: []string{"id", "mã trạm", "intensity", "cường độ mưa tính bằng milimét"}},
	{Method: "GET", Path: "/floods", Summary: "Warnings of floods", Description: "Where rivers rise beyond alarm levels."},
}

func newStall(t testing.TB) *stall {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "catalog.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for _, code := range []string{"H26", "H29"} {
		d := catalogtest.Dataset(catalog.Slug("dataset-of-"+strings.ToLower(code)), code)
		catalogtest.Publish(t, db, d, catalogtest.Release(d, 1))
	}
	s := &stall{Store: db}
	for line := range strings.Lines(strings.TrimSpace(offered)) {
		s.offer(t, strings.Split(strings.TrimSpace(line), " | "))
	}
	s.Finder = s.open(t, t.TempDir())
	return s
}

func (s *stall) open(t testing.TB, dir string) *products.Finder {
	t.Helper()
	f, err := products.Open(dir, s.Store, s.Store, products.Options{Operations: func(_ context.Context, sha256 string) ([]products.Operation, error) {
		if sha256 != digest([]byte("rain")) {
			return nil, nil
		}
		return rainCalls, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if err := f.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	return f
}

func (s *stall) offer(t testing.TB, f []string) market.Product {
	t.Helper()
	p := market.Product{
		Name: catalog.Slug(f[0]), Agency: f[1], Themes: []string{f[2]}, Access: market.Access(f[3]), Title: catalog.Text{Vi: f[4], En: f[5]},
		Description: catalog.Text{Vi: "Dịch vụ của cơ quan.", En: "A service of the agency."}, Contact: catalog.Contact{Email: "a@example.vn"},
		Keywords: catalog.Keywords{Vi: strings.Split(f[6], ";"), En: strings.Split(f[7], ";")},
		Versions: []market.Version{{Name: "v1", State: market.Published, Published: day, Upstream: &market.Upstream{URL: "https://up.example.vn"}}},
	}
	document := []byte(f[0])
	p.Versions[0].Document = &market.Document{SHA256: digest(document), OpenAPI: "3.1.0", Paths: 2}
	if f[0] == "bus-times" {
		p.Versions[0].Upstream, p.Versions[0].Home = nil, "https://bus.example.vn"
	}
	p, err := s.SaveProduct(t.Context(), p, document)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func (s *stall) find(t testing.TB, r products.Request) *products.Result {
	t.Helper()
	if r.Limit == 0 {
		r.Limit = 20
	}
	found, err := s.Search(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func names(hits []products.Hit) []string {
	var all []string
	for _, h := range hits {
		all = append(all, string(h.Name))
	}
	return all
}

func TestAPIsAreFoundByWhatPeopleType(t *testing.T) {
	s := newStall(t)
	for _, test := range []struct{ query, want string }{
		{"lượng mưa", "rain"},
		{"luong mua", "rain"},
		{"LƯỢNG MƯA", "rain"},
		{norm.NFD.String("lượng mưa"), "rain"},
		{"rainfall", "rain"},
		{"stations", "rain"},
		{"khí tượng", "rain"},
		{"luong muq", "rain"},
		{"rainfal", "rain"},
		{"tỷ giá", "exchange-rates"},
		{"tỉ giá", "exchange-rates"},
		{"ty gia", "exchange-rates"},
		{"dollars", "exchange-rates"},
		{"exchange rat", "exchange-rates"},
		{"mã đơn vị", "commune-codes"},
		{"don vi hanh chinh", "commune-codes"},
		{"administrative unit", "commune-codes"},
		{"thửa đất", "land-parcels"},
		{"thua dat", "land-parcels"},
		{"cadastre", "land-parcels"},
		{"xe bus", "bus-times"},
		{"xe buyt", "bus-times"},
		{"bus-times", "bus-times"},
		{"cường độ mưa", "rain"}, // a field of an answer
		{"cuong do mua", "rain"},
		{"intensity", "rain"},
		{"flood warnings", "rain"}, // a call
		{"/stations/{id}/hours", "rain"},
		{`"Mưa từng giờ"`, "rain"},
		{"xyzzy", ""},
		{"parquet", ""}, // a format of datasets, not of APIs
		{"Dân số", ""},  // the datasets of the same store
	} {
		t.Run(test.query, func(t *testing.T) {
			found := s.find(t, products.Request{Text: test.query, Lang: catalog.Vietnamese})
			got := names(found.Hits)
			if test.want == "" && len(got) > 0 || test.want != "" && (len(got) == 0 || got[0] != test.want) {
				t.Errorf("%q finds %q, want %q first", test.query, got, test.want)
			}
		})
	}
}

func TestWhatTheCallsOfAnAPIMatchIsSaid(t *testing.T) {
	found := newStall(t).find(t, products.Request{Text: "intensity"})
	if len(found.Hits) != 1 || !slices.Contains(found.Hits[0].Fields, "resource") {
		t.Errorf("%+v", found.Hits)
	}
}

func TestAChangeOfAnAPIIsFoundAtOnce(t *testing.T) {
	s := newStall(t)
	p, err := s.Store.Product(t.Context(), "rain")
	if err != nil {
		t.Fatal(err)
	}
	step := func(name string, want ...string) {
		t.Helper()
		var err error
		if p, err = s.SaveProduct(t.Context(), p); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := s.CatchUp(t.Context()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := names(s.find(t, products.Request{Text: "typhoon"}).Hits); !slices.Equal(got, want) {
			t.Errorf("%s: found %q, want %q", name, got, want)
		}
	}
	step("before")
	p.Title.En = "Typhoon tracks"
	step("another title", "rain")
	p.Versions[0].State = market.Draft
	step("a draft is seen by nobody")
	p.Versions[0].State = market.Published
	step("published", "rain")
	p.Versions[0].State, p.Versions[0].Retired = market.Retired, day
	step("one that has stopped is still told of", "rain")
}

func TestTheIndexIsKeptAndFollows(t *testing.T) {
	s, dir := newStall(t), t.TempDir()
	first := s.open(t, dir)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	s.offer(t, []string{"weather", "H29", "environment", "open", "Thời tiết", "Forecasts", "thời tiết", "forecast"})
	s.Finder = s.open(t, dir)
	if got := names(s.find(t, products.Request{Text: "forecasts"}).Hits); !slices.Equal(got, []string{"weather"}) {
		t.Errorf("what came while nobody followed: %q", got)
	}
	if got := names(s.find(t, products.Request{Text: "rainfall"}).Hits); !slices.Equal(got, []string{"rain"}) {
		t.Errorf("what was there before: %q", got)
	}
}

func TestFollowFindsWithinASecond(t *testing.T) {
	s := newStall(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Follow(ctx) }()
	s.offer(t, []string{"weather", "H29", "environment", "open", "Thời tiết", "Forecasts", "thời tiết", "forecast"})
	for began := time.Now(); len(s.find(t, products.Request{Text: "forecasts"}).Hits) == 0; time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > 5*time.Second { // a second where nothing else runs
			t.Fatal("a product is not found after five seconds")
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Follow: %v", err)
	}
}

func TestFacetsCountWhatChoosingThemGives(t *testing.T) {
	s := newStall(t)
	all := s.find(t, products.Request{})
	if all.Total != 5 {
		t.Fatalf("total %d, want 5", all.Total)
	}
	for _, filters := range []map[string][]string{nil, {"access": {"open"}}, {"agency": {"H29"}, "kind": {products.KindRegistered}}} {
		r := s.find(t, products.Request{Filters: filters})
		for _, f := range r.Facets {
			for _, v := range f.Values {
				chosen := map[string][]string{}
				for name, values := range filters {
					chosen[name] = values
				}
				chosen[f.Name] = []string{v.Value}
				if got := s.find(t, products.Request{Filters: chosen}).Total; got != v.Count {
					t.Errorf("%v: %s=%s counts %d, choosing it finds %d", filters, f.Name, v.Value, v.Count, got)
				}
			}
		}
	}
	if _, err := s.Search(t.Context(), products.Request{Filters: map[string][]string{"colour": {"red"}}}); !errors.Is(err, catalog.ErrInvalid) {
		t.Errorf("a filter that is none: %v", err)
	}
}

func TestPagesOfResultsPartThem(t *testing.T) {
	s := newStall(t)
	var got []string
	for offset := 0; offset < 5; offset += 2 {
		got = append(got, names(s.find(t, products.Request{Sort: search.SortTitle, Lang: catalog.English, Limit: 2, Offset: offset}).Hits)...)
	}
	if want := []string{"bus-times", "commune-codes", "exchange-rates", "land-parcels", "rain"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestADocumentThatCannotBeReadIsNotInTheWay(t *testing.T) {
	s := newStall(t)
	f, err := products.Open(t.TempDir(), s.Store, s.Store, products.Options{Operations: func(context.Context, string) ([]products.Operation, error) {
		return nil, errors.New("damaged")
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Finder = f
	if got := names(s.find(t, products.Request{Text: "rainfall"}).Hits); !slices.Equal(got, []string{"rain"}) {
		t.Errorf("found %q", got)
	}
}

func BenchmarkSearch(b *testing.B) {
	s := newStall(b)
	for i := range 1000 {
		s.offer(b, []string{fmt.Sprintf("api-%d", i), "H29", "environment", "open", fmt.Sprintf("Dịch vụ số %d", i), fmt.Sprintf("Service number %d", i), "dịch vụ", "service"})
	}
	s.Finder = s.open(b, b.TempDir())
	for _, text := range []string{"", "service", "rainfall"} {
		b.Run("q="+text, func(b *testing.B) {
			for b.Loop() {
				s.find(b, products.Request{Text: text})
			}
		})
	}
}
