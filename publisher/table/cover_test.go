package table

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"nguon/publisher/geo"
	"nguon/publisher/rows"
)

// Rows with geometries become GeoParquet 1.1: WKB, a box a row, and the
// metadata that names both.
func TestGeometriesBecomeGeoParquet(t *testing.T) {
	s := &sheet{first: 1, columns: []rows.Column{{Name: "tên"}, {Name: "geometry", Type: "geometry"}, {Name: "số"}}}
	hanoi, hue := string(geo.Point(105.85, 21.03)), string(geo.Point(107.59, 16.46))
	s.lines = [][]string{{"Hà Nội", "g:" + hanoi, "n:1"}, {"nơi khác", "", "n:2"}, {"Huế", "g:" + hue, "n:3"}}
	plan, err := InspectRows(t.Context(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	var out bytes.Buffer
	w, err := Convert(t.Context(), plan, &out, ConvertOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(t.Context(), bytes.NewReader(out.Bytes()), int64(out.Len()), w, nil); err != nil {
		t.Fatal(err)
	}
	want := []Place{{Column: "geometry", Box: geo.Box{West: 105.85, South: 16.46, East: 107.59, North: 21.03}, Kinds: []string{"Point"}}}
	if d := cmp.Diff(want, w.Places); d != "" {
		t.Errorf("places (-want +got):\n%s", d)
	}
	f, err := parquet.OpenFile(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	text, _ := f.Lookup(geo.MetadataKey)
	var meta struct {
		Columns map[string]struct {
			Covering struct {
				Box map[string][]string `json:"bbox"`
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &meta); err != nil {
		t.Fatal(err)
	}
	path := meta.Columns["geometry"].Covering.Box["ymax"]
	if _, ok := f.Schema().Lookup(path...); len(path) != 2 || !ok {
		t.Errorf("the metadata name %q for the north, which is no column", path)
	}
	type place struct {
		Geometry []byte `parquet:"geometry,optional"`
		Box      *struct {
			West  float64 `parquet:"xmin"`
			South float64 `parquet:"ymin"`
			East  float64 `parquet:"xmax"`
			North float64 `parquet:"ymax"`
		} `parquet:"geometry_bbox,optional"`
	}
	got := make([]place, 3)
	if n, err := parquet.NewGenericReader[place](bytes.NewReader(out.Bytes())).Read(got); n != 3 || err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(n, err)
	}
	if got[1].Geometry != nil || got[1].Box != nil || got[2].Box == nil || got[2].Box.North != 16.46 || string(got[0].Geometry) != hanoi {
		t.Errorf("rows %+v", got)
	}
}

func TestPointsAreMadeOfTwoColumns(t *testing.T) {
	vn, err := geo.ParseCRS("EPSG:3405")
	if err != nil {
		t.Fatal(err)
	}
	x, y := vn.FromWGS84(105.85, 21.03)
	text := fmt.Sprintf("id,E,N\n1,%.3f,%.3f\n2,,%.3f\n3,%.3f,%.3f\n", x, y, y, y, x)
	_, plan := mustInspect(t, text, Options{Points: &Points{Longitude: "E", Latitude: "N", CRS: vn}})
	var out bytes.Buffer
	w, err := Convert(t.Context(), plan, &out, ConvertOptions{Key: []string{"id"}, Sort: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(t.Context(), bytes.NewReader(out.Bytes()), int64(out.Len()), w, nil); err != nil {
		t.Fatal(err)
	}
	if c := plan.Columns[3]; c.Name != "geometry" || c.Type != Geometry || len(w.Places) != 1 {
		t.Fatalf("column %+v, places %v", c, w.Places)
	}
	if b := w.Places[0].Box; math.Abs(b.West-105.85) > 1e-7 || math.Abs(b.North-21.03) > 1e-7 || b.West != b.East {
		t.Errorf("box %+v, want the point 105.85, 21.03", b)
	}
	if len(w.Problems) != 1 || w.Problems[0].Code != PointOutside || w.Problems[0].Count != 1 || w.Problems[0].Got != 3 {
		t.Errorf("problems %v, want the exchanged coordinates of row 3", w.Problems)
	}
	if w.Sums[3].Nulls != 2 {
		t.Errorf("%d rows without a point, want 2", w.Sums[3].Nulls)
	}
}

func TestColumnsWithoutCoordinatesAreRefused(t *testing.T) {
	for name, points := range map[string]Points{"no such column": {Longitude: "E", Latitude: "M"}, "text": {Longitude: "E", Latitude: "name"}} {
		plan, err := Inspect(t.Context(), file(t, "E,name\n1,x\n"), Options{Points: &points})
		if err != nil {
			t.Fatal(err)
		}
		if plan.Err() == nil || len(plan.Columns) != 2 {
			t.Errorf("%s: problems %v", name, plan.Problems)
		}
	}
}
