package chart

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/paulmach/orb"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/web/frame"
)

// stops is a table of points by longitude and latitude.
func stops(rows int64) catalog.Table {
	return catalog.Table{Resource: "stops", Rows: rows, Columns: []catalog.Column{
		column("name", catalog.String, rows), column("kind", catalog.String, 2),
		with(with(column("passengers", catalog.Integer, rows), unit("người")), span("0", "900")),
		with(column("longitude", catalog.Number, rows), span("102.1", "109.5")), with(column("latitude", catalog.Number, rows), span("8.5", "23.4")),
	}}
}

// squares are boundaries made for tests: a square of one degree for each code, the
// second with a hole.
func squares() *boundaries {
	b := &boundaries{codes: "vn-provinces", title: catalog.Text{Vi: "Ô vuông thử", En: "Squares for tests"}, names: map[string]string{}, shapes: map[string]orb.Geometry{}, byName: map[string]string{}}
	square := func(west, south, side float64) orb.Ring {
		return orb.Ring{{west, south}, {west + side, south}, {west + side, south + side}, {west, south + side}, {west, south}}
	}
	for i, code := range []string{"01", "04", "08"} {
		b.names[code] = "Ô " + code
		b.byName[query.Fold(b.names[code])] = code
		b.shapes[code] = orb.Polygon{square(105+float64(i), 20, 1)}
	}
	b.shapes["04"] = orb.MultiPolygon{{square(106, 20, 1), square(106.3, 20.3, 0.2)}}
	return b
}

// placed is the figure of a map of rows.
func placed(t testing.TB, l *frame.Locale, table *catalog.Table, s Spec, base *boundaries, names []string, rows [][]any) (*plan, *figure) {
	t.Helper()
	p, err := newPlan(s.plain(), table)
	if err != nil {
		t.Fatal(err)
	}
	f, err := located(l, p, answered(table, names, rows), base)
	if err != nil {
		t.Fatal(err)
	}
	return p, f
}

var stopNames = []string{"name", "longitude", "latitude", "passengers"}

func TestMapsLookAsTheyDid(t *testing.T) {
	l := locale(t, catalog.Vietnamese)
	table := stops(4)
	rows := [][]any{{"Hà Nội", 105.84, 21.03, int64(900)}, {"Huế", 107.59, 16.46, int64(225)}, {"Không rõ", nil, nil, int64(5)}, {nil, 106.66, 10.78, nil}}
	say := caption{Title: "Bến xe", Source: "Nguồn: thử.", Y: "Lượt khách (người)"}
	pictures := make(map[string]*picture)
	p, f := placed(t, l, &table, Spec{Kind: Map, X: "longitude", Y: "passengers"}, squares(), stopNames, rows)
	say.Said = f.Said
	pictures["map"] = draw(l, p, f, say)

	shapes := catalog.Table{Resource: "roads", Rows: 2, Columns: []catalog.Column{column("name", catalog.String, 2), column("shape", catalog.Geometry, 2)}}
	p, f = placed(t, l, &shapes, Spec{Kind: Map, X: "shape"}, nil, []string{"name", "shape"},
		[][]any{{"Đường", orb.LineString{{105, 20}, {106, 21}, {107, 20}}}, {"Hồ", orb.Polygon{{{105, 20}, {105.5, 20}, {105.5, 20.5}, {105, 20}}}}})
	pictures["shapes"] = draw(l, p, f, say)

	p, f = bordered(t, l, [][]any{{"01", int64(10)}, {"04", int64(30)}, {"99", int64(1)}})
	say.Said = f.Said
	pictures["areas"] = draw(l, p, f, say)
	for name, drawn := range pictures {
		t.Run(name, func(t *testing.T) {
			got := strings.ReplaceAll(drawn.svg(), "><", ">\n<") + "\n"
			file := filepath.Join("testdata", name+".svg")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the picture is another than %s; look at it, and run go test -update if that is right:\n%s", file, got)
			}
		})
	}
}

// bordered is the figure of a map of the squares.
func bordered(t testing.TB, l *frame.Locale, rows [][]any) (*plan, *figure) {
	t.Helper()
	table := catalog.Table{Resource: "people", Rows: int64(len(rows)), Key: []string{"code"}, Columns: []catalog.Column{
		with(column("code", catalog.String, 3), func(c *catalog.Column) { c.Codes = "vn-provinces/code" }), with(column("people", catalog.Integer, 3), unit("người")),
	}}
	s := newAtlasShelf(table)
	p, err := newPlan(Spec{Kind: Areas, X: "code", Y: "people"}, &table)
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.room(t, nil).bounded(t.Context(), l, p, answered(&table, []string{"code", "people"}, rows))
	if err != nil {
		t.Fatal(err)
	}
	return p, f
}

// An atlasShelf is a shelf with the dataset borders besides, which has the shapes of
// squares.
type atlasShelf struct {
	*shelf
	table   catalog.Table
	read    int // how often the boundaries were
	version int
}

func newAtlasShelf(table catalog.Table) *atlasShelf {
	return &atlasShelf{shelf: newShelf(), table: table, version: 1}
}

func (s *atlasShelf) Dataset(_ context.Context, slug catalog.Slug) (catalog.Dataset, error) {
	d := s.dataset
	d.Slug = slug
	if slug == "borders" {
		d.Title = squares().title
	} else if slug != "people" {
		return catalog.Dataset{}, catalog.Errorf(catalog.ErrNotFound, "không có", "no such dataset")
	}
	return d, nil
}

func (s *atlasShelf) Releases(_ context.Context, slug catalog.Slug) (catalog.Releases, error) {
	t := s.table
	if slug == "borders" {
		t = catalog.Table{Resource: "squares", Rows: 3, Key: []string{"code"}, Columns: []catalog.Column{
			column("name", catalog.String, 3), with(column("code", catalog.String, 3), func(c *catalog.Column) { c.Codes = "vn-provinces" }), column("shape", catalog.Geometry, 3)}}
	}
	return catalog.Releases{{Version: s.version, State: catalog.StatePublished, PublishAt: today.Add(-time.Hour), Tables: []catalog.Table{t}}}, nil
}

func (s *atlasShelf) Run(ctx context.Context, t query.Target, q *query.Query) (*query.Page, error) {
	switch t.Dataset {
	case "borders":
		s.read++
		b := squares()
		var rows [][]any
		for code, shape := range b.shapes {
			rows = append(rows, []any{code, b.names[code], shape})
		}
		return answered(t.Table, []string{"code", "name", "shape"}, rows), nil
	case "people":
		if q.Group == nil {
			return answered(t.Table, []string{"code", "people"}, [][]any{{"01", int64(10)}, {"Ô 04", int64(30)}}), nil
		}
	}
	return s.shelf.Run(ctx, t, q)
}

func (s *atlasShelf) room(t testing.TB, tiles *Tiles) *Room {
	t.Helper()
	f, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: baseURL, Static: fstest.MapFS{}, Now: func() time.Time { return today }})
	if err != nil {
		t.Fatal(err)
	}
	room, err := New(Deps{Frame: f, Catalog: s, Query: s, Boundaries: []Boundary{{"not-here", "a"}, {"borders", "squares"}}, Tiles: tiles})
	if err != nil {
		t.Fatal(err)
	}
	return room
}

const areasOfPeople = "kind=areas&table=people&x=code&y=people"

func peopleByCode() catalog.Table {
	return catalog.Table{Resource: "people", Rows: 2, Key: []string{"code"}, Columns: []catalog.Column{column("code", catalog.String, 3), with(column("people", catalog.Integer, 3), unit("người"))}}
}

func TestATableLeadsToItsMap(t *testing.T) {
	room := newAtlasShelf(stops(3)).room(t, nil)
	h := room.Handler(nil, room)
	for path, want := range map[string]string{"/en/datasets/people/map": "/en/charts/people?kind=map&table=stops&x=longitude&y=passengers", "/datasets/borders/map?resource=squares": "/charts/borders?kind=map&table=squares&x=shape"} {
		if res, _ := get(t, h, path); res.StatusCode != http.StatusFound || res.Header.Get("Location") != want {
			t.Errorf("%s: %d, leads to %s, want %s", path, res.StatusCode, res.Header.Get("Location"), want)
		}
	}
	none := newAtlasShelf(people()).room(t, nil)
	if res, _ := get(t, none.Handler(nil, none), "/datasets/people/map"); res.StatusCode != http.StatusNotFound {
		t.Errorf("of a table without places: status %d", res.StatusCode)
	}
}

// An agency publishes boundaries as any dataset; they are read once for each of
// its versions, found by code or by name, and credited.
func TestAMapOfAreasHasTheBoundariesOfADataset(t *testing.T) {
	s := newAtlasShelf(peopleByCode())
	room := s.room(t, nil)
	h := room.Handler(nil, room)
	for range 2 {
		res, body := get(t, h, "/en/charts/people?"+areasOfPeople)
		if res.StatusCode != http.StatusOK {
			t.Fatalf("status %d: %s", res.StatusCode, body)
		}
		for _, want := range []string{`<th scope="row">Ô 01</th><td class="number">10</td>`, `<th scope="row">Ô 04</th><td class="number">30</td>`, "Boundaries: “Squares for tests”", "Hoàng Sa Islands (Viet Nam)", "Trường Sa Islands (Viet Nam)", `data-map-tools`} {
			if !strings.Contains(body, want) {
				t.Errorf("no %s in %s", want, body)
			}
		}
	}
	if s.read != 1 {
		t.Errorf("the boundaries were read %d times", s.read)
	}
	s.version = 2
	if get(t, h, "/en/charts/people?"+areasOfPeople); s.read != 2 {
		t.Errorf("after another version the boundaries were read %d times, want 2", s.read)
	}
	if res, body := get(t, h, "/en/charts/people@2/chart.png?"+areasOfPeople); res.StatusCode != http.StatusOK || !strings.HasPrefix(body, "\x89PNG") {
		t.Errorf("as pixels: status %d", res.StatusCode)
	}
	if res, body := get(t, h, "/en/charts/people?kind=areas&table=people&x=people"); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "no boundaries of the codes") {
		t.Errorf("of what has no boundaries: status %d: %s", res.StatusCode, body)
	}
}

func TestTilesAreAskedOfOneServerByPagesAlone(t *testing.T) {
	tiles, err := ParseTiles("https://tiles.example/{z}/{x}/{y}.png", "© Tiles <b>")
	if err != nil {
		t.Fatal(err)
	}
	room := newAtlasShelf(peopleByCode()).room(t, tiles)
	h := room.Handler(nil, room)
	for _, test := range []struct {
		path  string
		tiles bool
	}{{"/charts/people?" + areasOfPeople, true}, {"/charts/people/embed?" + areasOfPeople, true}, {"/charts/people/chart.svg?" + areasOfPeople, false}, {"/charts/people?kind=bars&table=people&x=code", false}} {
		res, body := get(t, h, test.path)
		policy := res.Header.Get("Content-Security-Policy")
		if got := strings.Contains(body, "https://tiles.example/"); got != test.tiles {
			t.Errorf("%s: tiles %v, want %v", test.path, got, test.tiles)
		}
		if got := strings.Contains(policy, "img-src 'self' https://tiles.example data:"); got != test.tiles {
			t.Errorf("%s: policy %s", test.path, policy)
		}
		if strings.Contains(body, "<b>") {
			t.Errorf("%s: the credit is markup", test.path)
		}
	}
	for _, template := range []string{"ftp://a/{z}/{x}/{y}", "https://a/{z}/{x}", "javascript:{z}{x}{y}", "https://a;script-src *{z}/{x}/{y}", "{z}{x}{y}", "https://a.example,b/{z}/{x}/{y}"} {
		if tiles, err := ParseTiles(template, "a"); err == nil {
			t.Errorf("%s: %+v", template, tiles)
		}
	}
	if _, err := ParseTiles("https://a/{z}/{x}/{y}", ""); err == nil {
		t.Error("tiles without a credit")
	}
}

func TestManyPointsAreFewMarks(t *testing.T) {
	l := locale(t, catalog.English)
	table := stops(4000)
	var rows [][]any
	for i := range 4000 {
		rows = append(rows, []any{fmt.Sprint("Stop ", i), 105 + float64(i%80)/20, 10 + float64(i/80)/5, int64(i)})
	}
	for _, test := range []struct{ name, y, says string }{
		{"without values they are gathered", "", "There are 4,000 points"},
		{"of values the greatest are drawn", "passengers", "1,000 greatest of 4,000"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, f := placed(t, l, &table, Spec{Kind: Map, X: "longitude", Y: test.y}, nil, stopNames, rows)
			if n := len(f.mapped.items); n == 0 || n > mostMarks {
				t.Errorf("%d marks", n)
			}
			if !strings.Contains(strings.Join(f.Said, " "), test.says) {
				t.Errorf("says %q", f.Said)
			}
			if len(f.Rows) != 4000 {
				t.Errorf("the table has %d rows", len(f.Rows))
			}
			if svg := draw(l, p, f, caption{}).svg(); strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
				t.Error("a mark is nowhere")
			}
		})
	}
}

func TestATableOfMillionsIsCountedByCells(t *testing.T) {
	table := stops(3_000_000)
	p, err := newPlan(Spec{Kind: Map, X: "longitude"}, &table)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.params.Encode(); got != "agg=value%3Acount%28%2A%29&group=round%28longitude%2C0%29%2Cround%28latitude%2C0%29&limit=5000" {
		t.Fatalf("asks %s", got)
	}
	if _, err := p.query(query.Target{Dataset: "a", Version: 1, Table: &table, Tables: []catalog.Table{table}}, askTimeout); err != nil {
		t.Fatalf("the API does not understand it: %v", err)
	}
	l := locale(t, catalog.English)
	f, err := located(l, p, answered(&table, []string{"round(longitude,0)", "round(latitude,0)", "value"}, [][]any{{105.0, 21.0, int64(2_000_000)}, {107.0, 11.0, int64(1_000_000)}}), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.mapped.items) != 2 || f.mapped.items[0].radius <= f.mapped.items[1].radius || !strings.Contains(strings.Join(f.Said, ""), "3,000,000 rows") {
		t.Errorf("marks %+v, says %q", f.mapped.items, f.Said)
	}
}

func TestWhatIsNowhereIsSaid(t *testing.T) {
	l := locale(t, catalog.English)
	table := stops(3)
	p, f := placed(t, l, &table, Spec{Kind: Map, X: "longitude"}, nil, stopNames, [][]any{{"a", 1000.0, 2.0, nil}, {"b", nil, 2.0, nil}, {"c", math.NaN(), 2.0, nil}})
	if len(f.Rows) != 0 || !strings.Contains(strings.Join(f.Said, ""), "3 rows without a place") {
		t.Errorf("rows %v, says %q", f.Rows, f.Said)
	}
	if svg := draw(l, p, f, caption{}).svg(); !strings.Contains(svg, "No row has a place") {
		t.Error("an empty map does not say so")
	}
}

func TestAMapNeedsAPlace(t *testing.T) {
	table := stops(3)
	for x, field := range map[string]string{"name": "x", "latitude": "x", "longitude": ""} {
		if _, err := newPlan(Spec{Kind: Map, X: x}, &table); blamed(err) != field {
			t.Errorf("%s: %v", x, err)
		}
	}
}

// Names of rows are a stranger's.
func TestNamesOnMapsAreTexts(t *testing.T) {
	l := locale(t, catalog.English)
	table := stops(2)
	for _, text := range hostile {
		p, f := placed(t, l, &table, Spec{Kind: Map, X: "longitude", Y: "passengers"}, squares(), stopNames, [][]any{{text, 105.0, 21.0, int64(3)}, {"b", 107.0, 20.0, int64(4)}})
		body := draw(l, p, f, caption{Title: text, Y: text}).svg()
		for _, harm := range []string{"<script", "<img", "<svg onload", `onerror=alert(1)>`} {
			if strings.Contains(body, harm) {
				t.Errorf("%q: has %s", text, harm)
			}
		}
	}
}

func FuzzBoundary(f *testing.F) {
	for _, s := range []string{"vn-boundaries/provinces", "a/b/c", "/", "A/b", "a/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if b, err := ParseBoundary(s); err == nil && string(b.Dataset)+"/"+b.Table != s {
			t.Errorf("%q is %+v", s, b)
		}
	})
}

func FuzzTiles(f *testing.F) {
	f.Add("https://tiles.example/{z}/{x}/{y}.png")
	f.Add("https://a\"b/{z}{x}{y}")
	f.Fuzz(func(t *testing.T, s string) {
		tiles, err := ParseTiles(s, "credit")
		if err != nil || tiles == nil {
			return
		}
		h := http.Header{"Content-Security-Policy": {"img-src 'self' data:; font-src 'self'"}}
		tiles.allow(h)
		if got := h.Get("Content-Security-Policy"); strings.Count(got, ";") != 1 || len(strings.Fields(got)) != 6 {
			t.Errorf("%q makes the policy %q", s, got)
		}
		if u, err := url.Parse(tiles.origin); err != nil || u.Scheme != "https" && u.Scheme != "http" {
			t.Errorf("%q is of %q", s, tiles.origin)
		}
	})
}
