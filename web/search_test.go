package web_test

import (
	"html"
	"slices"
	"strings"
	"testing"
)

func TestSearchAsksForWhatTheAddressSays(t *testing.T) {
	s := newShelf()
	h := s.site(t)
	for _, test := range []struct {
		name, target, text, sort string
		themes                   []string
		offset                   int
	}{
		{"all", "/datasets", "", "newest", nil, 0},
		{"words", "/datasets?q=++d%C3%A2n+++s%E1%BB%91", "dân số", "relevance", nil, 0},
		{"order", "/datasets?q=a&sort=title", "a", "title", nil, 0},
		{"facets, each once", "/datasets?theme=population&theme=regions&theme=population&theme=", "", "newest", []string{"population", "regions"}, 0},
		{"page", "/datasets?page=3", "", "newest", nil, 40},
		{"page that is none", "/datasets?page=-1", "", "newest", nil, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			get(t, h, test.target)
			got := s.asked[len(s.asked)-1]
			if got.Text != test.text || got.Sort != test.sort || got.Offset != test.offset || !slices.Equal(got.Filters["theme"], test.themes) {
				t.Errorf("asked %+v", got)
			}
		})
	}
}

func TestFiltersCanBeTakenBackOneByOne(t *testing.T) {
	_, body := get(t, newShelf().site(t), "/datasets?q=d%C3%A2n&agency=G12&theme=population&sort=title&page=1")
	body = html.UnescapeString(body)
	for _, want := range []string{
		`<a href="/datasets?agency=G12&q=d%C3%A2n&sort=title"><span class="chip-facet">Chủ đề:</span> Dân số và xã hội`,
		`<a href="/datasets?q=d%C3%A2n&sort=title&theme=population"><span class="chip-facet">Cơ quan công bố:</span> Cục Thống kê`,
		`class="clear" href="/datasets?q=d%C3%A2n&sort=title"`,
		`name="theme" value="population" checked`, `<input type="hidden" name="sort" value="title">`,
		"<mark>Dân số theo tỉnh, thành phố</mark>", "Khớp ở: tiêu đề, tên cột",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
}

func TestNoResultsHelp(t *testing.T) {
	_, body := get(t, newShelf().site(t), "/en/datasets?q=xyzzy&theme=health")
	body = html.UnescapeString(body)
	for _, want := range []string{"No results", `Did you mean <a href="/en/datasets?q=d%C3%A2n+s%E1%BB%91">dân số</a>`, "remove all filters", `value="health" checked`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
}

func TestHomeCountsWhatThePublicSees(t *testing.T) {
	_, body := get(t, newShelf().site(t), "/en/")
	for _, want := range []string{
		"<dt>datasets</dt><dd>3</dd>", "<dt>publishing agencies</dt><dd>3</dd>", "<dt>rows of data</dt><dd>109</dd>", "<dt>releases</dt><dd>5</dd>",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
	if strings.Contains(body, "embargo") {
		t.Error("the page tells of a release that is under embargo")
	}
}
