package web_test

import (
	"encoding/xml"
	"html"
	"strings"
	"testing"

	"nguon/search"
)

func TestASearchIsAFeed(t *testing.T) {
	s := newShelf()
	h := s.site(t)
	_, page := get(t, h, "/datasets?q=d%C3%A2n+s%E1%BB%91&theme=population&sort=title&page=1")
	const feed = "/feeds/search.atom?q=d%C3%A2n+s%E1%BB%91&theme=population"
	if !strings.Contains(html.UnescapeString(page), `href="`+feed+`"`) {
		t.Errorf("the page does not lead to %s", feed)
	}
	for _, test := range []struct{ name, target, title, self, page string }{
		{"in Vietnamese", feed, "dân số", baseURL + feed, baseURL + "/datasets?q="},
		{"in English", "/en" + feed, "dân số", baseURL + "/en" + feed, baseURL + "/en/datasets?q="},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, body := get(t, h, test.target)
			var f struct {
				ID    string `xml:"id"`
				Title string `xml:"title"`
				Links []struct {
					Rel  string `xml:"rel,attr"`
					Href string `xml:"href,attr"`
				} `xml:"link"`
				Entries []struct {
					ID string `xml:"id"`
				} `xml:"entry"`
			}
			if err := xml.Unmarshal([]byte(body), &f); err != nil {
				t.Fatal(err)
			}
			if f.ID != test.self || !strings.Contains(f.Title, test.title) || len(f.Links) != 2 || !strings.HasPrefix(f.Links[1].Href, test.page) {
				t.Errorf("feed %+v", f)
			}
			if len(f.Entries) != 1 || !strings.Contains(f.Entries[0].ID, "population-by-province") {
				t.Errorf("entries %+v", f.Entries)
			}
		})
	}
	if got := s.asked[len(s.asked)-1]; got.Sort != search.SortNewest || got.Text != "dân số" || len(got.Filters["theme"]) != 1 {
		t.Errorf("asked %+v", got)
	}
}

func TestThePageSaysWhatWasSearchedAndWhere(t *testing.T) {
	s := newShelf()
	d := s.datasets[0]
	r := s.releases[d.Slug].At(day)[0]
	table := r.Tables[0]
	column := table.Columns[0]
	s.answer = &search.Result{
		Corrected: "dân số",
		Total:     1,
		Hits: []search.Hit{{Slug: d.Slug, Fields: []string{"value"}, Found: []search.Found{
			{Field: "value", Resource: table.Resource, Column: column.Name, Value: "Hà <Nội>", HTML: "<mark>Hà</mark> &lt;Nội&gt;"},
			{Field: "column", Resource: table.Resource, Column: column.Name, HTML: "<mark>cột</mark>"},
			{Field: "column", Resource: "gone", Column: "x", HTML: "of another release"},
		}}},
	}
	h := s.site(t)
	_, body := get(t, h, "/datasets?q=dansso")
	for _, want := range []string{
		"Đang hiện kết quả cho <strong>dân số</strong>",
		`?` + column.Name + `__eq=H%C3%A0&#43;%3CN%E1%BB%99i%3E&amp;resource=` + table.Resource + `#data"><mark>Hà</mark> &lt;Nội&gt;</a>`,
		"<mark>cột</mark>",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
	if strings.Contains(body, "of another release") {
		t.Error("the page tells of a table that is not there")
	}
	s.answer = &search.Result{Close: []search.Hit{{Slug: d.Slug}}, CloseTotal: 1, DidYouMean: "dân"}
	_, body = get(t, h, "/en/datasets?q=dân+xyzzy")
	for _, want := range []string{"Close matches", "1 dataset has some of them", `href="/en/datasets/` + string(d.Slug) + `"`, "Did you mean"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
}

func TestRowsOfOneValue(t *testing.T) {
	s := newShelf()
	d := s.datasets[0]
	column := s.releases[d.Slug].At(day)[0].Tables[0].Columns[0]
	h := s.site(t)
	_, body := get(t, h, "/datasets/"+string(d.Slug)+"?column="+column.Name+"&value=01")
	if !strings.Contains(body, "Bỏ điều kiện: Mã tỉnh là 01") || !strings.Contains(body, "Xem tất cả các dòng") {
		t.Error("the page does not say that these are some of the rows")
	}
	if _, body = get(t, h, "/datasets/"+string(d.Slug)+"?column=none&value=01"); strings.Contains(body, "Bỏ điều kiện") {
		t.Error("a column that is not there chooses rows")
	}
}
