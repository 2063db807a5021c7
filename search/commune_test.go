package search_test

import (
	"slices"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/search"
)

// Bình Phước Xuân became a part of Cù Lao Giêng on 1 July 2025.
func TestCommunesAreFoundByTheirNamesOfBeforeAndOfNow(t *testing.T) {
	c := fixture(t)
	for i, title := range []string{"Dân số xã Bình Phước Xuân", "Dân số xã Cù Lao Giêng"} {
		c.publish(catalog.Dataset{
			Slug: catalog.Slug([]string{"of-before", "of-now"}[i]), Agency: "NSO", Themes: []string{"population"}, Frequency: "annual", Licence: "CC-BY-4.0",
			Title:     catalog.Text{Vi: title, En: title},
			Resources: []catalog.Resource{{Name: "main", Title: catalog.Text{Vi: "Bảng", En: "Table"}, Kind: catalog.KindTable}},
		}, start.Add(time.Duration(i)*time.Hour), catalog.Table{Resource: "main", Columns: []catalog.Column{{Name: "n", Type: catalog.Number}}})
	}
	x := openCaughtUp(t, c)
	for _, test := range []struct {
		query string
		want  []catalog.Slug
	}{
		{"Bình Phước Xuân", []catalog.Slug{"of-before", "of-now"}},
		{"binh phuoc xuan", []catalog.Slug{"of-before", "of-now"}},
		{"cù lao giêng", []catalog.Slug{"of-now", "of-before"}},
		{"dân số Cù Lao Giêng", []catalog.Slug{"of-now", "of-before"}},
	} {
		var got []catalog.Slug
		for _, h := range find(t, x, search.Request{Text: test.query, Lang: catalog.Vietnamese, Limit: 5}).Hits {
			got = append(got, h.Slug)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q finds %v, want %v", test.query, got, test.want)
		}
	}
}
