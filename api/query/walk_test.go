package query_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"nguon/api/query"
	"nguon/catalog"
)

var (
	allTypes = []catalog.Column{
		column("z_id", catalog.Integer), column("ok", catalog.Boolean), column("n", catalog.Integer), column("x", catalog.Number),
		column("day", catalog.Date), column("at", catalog.DateTime), column("name", catalog.String),
		{Name: "price", Type: catalog.Decimal, Digits: 9, Scale: 2}, {Name: "total", Type: catalog.Decimal, Digits: 18, Scale: 3},
		{Name: "month", Type: catalog.Date, Precision: catalog.ByMonth}, {Name: "quarter", Type: catalog.Date, Precision: catalog.ByQuarter},
		{Name: "year", Type: catalog.Date, Precision: catalog.ByYear},
		column("opens", catalog.Time), column("takes", catalog.Duration), column("place", catalog.Geometry),
	}
	someShapes = []orb.Geometry{
		orb.Point{105.85, 21.03}, orb.LineString{{105, 21}, {106.5, -1e-7}}, orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}},
		orb.MultiPoint{{1, 2}, {3, 4}}, orb.MultiLineString{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}},
		orb.MultiPolygon{{{{0, 0}, {4, 0}, {4, 4}, {0, 0}}, {{1, 1}, {2, 1}, {2, 2}, {1, 1}}}}, orb.Collection{orb.Point{1, 2}, orb.LineString{{1, 2}, {3, 4}}},
	}
	someNumbers = []float64{0, -1.5, 2.25, 1e300, -0.1, 1e-7, math.NaN(), math.Inf(1), math.Inf(-1)}
	someTexts   = []string{"", "Hà Nội", "hà nội", "Đà Nẵng", "HUE", "Huế", "a,b", `say "a"`, "%_\\", "日本", "z\nz", " x "}
)

// randomTable has few distinct values, so that there are ties to break.
func randomTable(r *rand.Rand, rows int) table {
	tab := table{columns: allTypes, group: 1 + r.Int64N(64), page: 16 + r.IntN(200)}
	for i := range rows {
		row := []any{
			int64(i), r.IntN(2) == 0, r.Int64N(5) - 2, someNumbers[r.IntN(len(someNumbers))],
			time.Unix(86400*r.Int64N(6)-86400*3, 0).UTC(), time.UnixMicro(r.Int64N(4)*1_500_001 - 3_000_000).UTC(), someTexts[r.IntN(len(someTexts))],
			query.Decimal{Unscaled: r.Int64N(7)*50 - 125, Scale: 2}, query.Decimal{Unscaled: (r.Int64N(5) - 2) * 123_456_789_012_345_678, Scale: 3},
			time.Date(2024, time.Month(1+r.IntN(5)), 1, 0, 0, 0, 0, time.UTC), time.Date(2024, time.Month(1+3*r.IntN(4)), 1, 0, 0, 0, 0, time.UTC),
			time.Date(1999+r.IntN(3), 1, 1, 0, 0, 0, 0, time.UTC),
			query.Clock(r.Int64N(4) * 21_600_500_001), query.Span(r.Int64N(5)*5_400_000_000 - 7_500_000_000), someShapes[r.IntN(len(someShapes))],
		}
		for j := 1; j < len(row); j++ {
			if r.IntN(5) == 0 {
				row[j] = nil
			}
		}
		tab.rows = append(tab.rows, row)
	}
	return tab
}

// randomParams asks with values that occur in the table.
func randomParams(r *rand.Rand, tab table) url.Values {
	params := url.Values{}
	for range r.IntN(3) {
		i := r.IntN(len(tab.columns))
		c := tab.columns[i]
		value := func() string {
			for range 20 {
				if v := tab.rows[r.IntN(len(tab.rows))][i]; !missing(v) {
					return string(query.AppendText(nil, v, &c))
				}
			}
			return map[catalog.Type]string{"boolean": "true", "date": "2020-01-01", "datetime": "2020-01-01", "string": "x", "time": "12:00",
				"duration": "PT0S", "integer": "1", "decimal": "1", "number": "1", "geometry": "x"}[c.Type]
		}
		item := func() string { return `"` + strings.ReplaceAll(value(), `"`, `""`) + `"` }
		ops := query.Operators(c.Type)
		op := ops[r.IntN(len(ops))]
		v := value()
		switch op {
		case query.OpNull:
			v = strconv.FormatBool(r.IntN(2) == 0)
		case query.OpIn, query.OpNotIn, query.OpBetween:
			v = item() + "," + item()
		case query.OpLike:
			v = strings.ReplaceAll(v, `\`, `\\`)
			if len(v) > 1 {
				v = "%" + v[1:]
			}
			v = strings.ToValidUTF8(v, "_") + "%"
		case query.OpBBox:
			v = []string{"104,20,106,22", "-1,-1,1.5,1.5", "170,-10,-170,10", "1.2,1.05,1.5,1.1"}[r.IntN(4)]
		case query.OpNear:
			v = []string{"105.8,21,10000", "0,0,200000", "-179.9,0,1e6", "0,90,2e6"}[r.IntN(4)]
		case query.OpContains, query.OpStarts, query.OpEnds:
			v = strings.ToUpper(query.Fold(v))
		}
		params[c.Name+"__"+string(op)] = []string{v}
	}
	var sort []string
	for _, i := range r.Perm(len(tab.columns))[:r.IntN(4)] {
		if tab.columns[i].Type == catalog.Geometry {
			continue
		}
		sort = append(sort, []string{"", "-"}[r.IntN(2)]+tab.columns[i].Name)
	}
	if sort != nil {
		params.Set("sort", strings.Join(sort, ","))
	}
	return params
}

func TestTheUnionOfPagesIsTheAnswerOnce(t *testing.T) {
	w := newWorld(t)
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 1))
	for i := range 6 {
		tab := randomTable(r, 1+r.IntN(80))
		if i%2 == 1 {
			tab = tab.inParts(r)
		}
		target := w.publish(t, tab)
		for range 12 {
			params := randomParams(r, tab)
			limit := []int{1, 3, 7, 50, 1000}[r.IntN(5)]
			params.Set("limit", strconv.Itoa(limit))
			params.Set("count", "exact")
			name := fmt.Sprintf("seed %d: %d rows, %s", seed, len(tab.rows), params.Encode())
			q, err := query.Parse(params, target, patient)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			want := answer(tab, q)
			var got [][]any
			for {
				page := w.all(t, target, q)
				if q.Count && (page.Total == nil || *page.Total != int64(len(want))) {
					t.Fatalf("%s: total is not %d", name, len(want))
				}
				got = append(got, page.Rows...)
				if len(got) > len(want) || page.Next == "" {
					break
				}
				if len(page.Rows) != limit {
					t.Fatalf("%s: %d rows on a page that is not the last", name, len(page.Rows))
				}
				params.Set("cursor", page.Next)
				params.Set("count", "none") // it was right
				if q, err = query.Parse(params, target, patient); err != nil {
					t.Fatalf("%s: cursor: %v", name, err)
				}
			}
			if len(want) == 0 {
				want = nil
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("%s (-want +got)\n%s", name, d)
			}
		}
	}
}
