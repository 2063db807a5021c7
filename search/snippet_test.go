package search_test

import (
	"slices"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/search"
)

func TestSnippets(t *testing.T) {
	c := newFakeCatalogue()
	d := dataset("air", "Không khí", "Air")
	d.Description = catalog.Text{
		Vi: "Số đo <b>bụi</b> & khí. " + strings.Repeat("Các trạm đo theo giờ. ", 30) + "Nồng độ ôzôn ở tầng mặt đất.",
		En: "Dust & gases, measured hourly at <20> stations.",
	}
	c.publish(d, start, catalog.Table{Resource: "main", Columns: []catalog.Column{
		{Name: "tsp", Title: catalog.Text{Vi: "Bụi mịn", En: "Fine particles"}}}})
	x := openCaughtUp(t, c)
	for _, test := range []struct {
		name, text string
		lang       catalog.Lang
		want       string
		fields     []string
	}{
		{"markup of the agency is text", "bui", catalog.Vietnamese, "Số đo &lt;b&gt;<mark>bụi</mark>&lt;/b&gt; &amp; khí.", []string{"column", "description"}},
		{"in the language of the reader", "stations", catalog.English, "at &lt;20&gt; <mark>stations</mark>.", []string{"description"}},
		{"in the other language if it is only there", "dust", catalog.Vietnamese, "<mark>Dust</mark> &amp; gases", []string{"description"}},
		{"stems", "gas", catalog.English, "<mark>gases</mark>", []string{"description"}},
		{"beginnings", "measu", catalog.English, "<mark>measured</mark>", []string{"description"}},
		{"far into a text", "ôzôn", catalog.Vietnamese, "Nồng độ <mark>ôzôn</mark> ở tầng mặt đất.", []string{"description"}},
		{"of a column: what the dataset is", "tsp", catalog.English, "Dust &amp; gases", []string{"column"}},
		{"of the title: what the dataset is", "air", catalog.English, "Dust &amp; gases", []string{"title", "slug"}},
		{"decomposed text", "bụi", catalog.Vietnamese, "<mark>bụi</mark>", []string{"column", "description"}},
		{"no text", "", catalog.English, "Dust &amp; gases, measured hourly at &lt;20&gt; stations.", []string{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := find(t, x, search.Request{Text: test.text, Lang: test.lang})
			if len(r.Hits) != 1 {
				t.Fatalf("%q finds %d", test.text, r.Total)
			}
			h := r.Hits[0]
			if !strings.Contains(h.Snippet, test.want) {
				t.Errorf("snippet = %q, want %q in it", h.Snippet, test.want)
			}
			if n := len([]rune(h.Snippet)); n > 520 {
				t.Errorf("snippet has %d characters", n)
			}
			if !slices.Equal(h.Fields, test.fields) {
				t.Errorf("fields = %q, want %q", h.Fields, test.fields)
			}
		})
	}
}

func TestExplanationNamesEveryPartOfAScore(t *testing.T) {
	x := openFixture(t)
	r := find(t, x, search.Request{Text: "quoc lo", Explain: true})
	explained := r.Hits[0].Explain
	for _, want := range []string{"whole title without its marks", `for "quoc"`, `title.vi.folded "quoc"`, "side by side", "published 2026-01-02"} {
		if !strings.Contains(explained, want) {
			t.Errorf("want %q in:\n%s", want, explained)
		}
	}
	plain := find(t, x, search.Request{Text: "quoc lo"})
	if plain.Hits[0].Explain != "" {
		t.Errorf("explained without being asked: %q", plain.Hits[0].Explain)
	}
	if plain.Hits[0].Score != r.Hits[0].Score {
		t.Errorf("score %v, and %v when explained", plain.Hits[0].Score, r.Hits[0].Score)
	}
}

func TestMistakesOfTypingAreMended(t *testing.T) {
	c := fixture(t)
	c.publish(dataset("lungs", "Bệnh bụi phổi", "Pneumonoultramicroscopicsilicovolcanoconiosis"), start)
	x := openCaughtUp(t, c)
	for _, test := range []struct{ name, text, want string }{
		{"a letter too many", "earthquakke", "earthquake"},
		{"a wrong letter", "population denzity ", "population density"},
		{"two letters exchanged", "demograhpy", "demography"},
		{"words typed together", "danso", "dân số"},
		{"a Vietnamese typo", "sốt xuâtt huyết", "sốt xuất huyết"},
		{"without marks", "chat luong khomg khi", "chất lượng không khí"},
		{"a long word", "pneumonoultramicroscopicsilicovolcanoconiosos", "pneumonoultramicroscopicsilicovolcanoconiosis"},
		{"keys of Telex", "ddoongj ddaats", "động đất"},
		{"keys of VNI", "d9o6ng5 d9a6t1", "động đất"},
		{"nothing is close", "zzzzzzzzzz", ""},
		{"no word", "???", ""},
		{"another alphabet", "한국어 사전", ""},
		{"a very long word", strings.Repeat("population", 50), ""},
		{"quotes mean it", "\"earthquakke\"", ""},
		{"what is excluded is meant", "earthquakke -rice", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := find(t, x, search.Request{Text: test.text})
			if r.Corrected != test.want || (r.Total > 0) != (test.want != "") {
				t.Errorf("finds %q for %q, want %q", slugs(r), r.Corrected, test.want)
			}
			if r.Corrected != "" && find(t, x, search.Request{Text: r.Corrected}).Total == 0 {
				t.Errorf("%q finds nothing", r.Corrected)
			}
		})
	}
	if r := find(t, x, search.Request{Text: "earthquake"}); r.Corrected != "" {
		t.Errorf("corrects %q, which finds %d", r.Corrected, r.Total)
	}
}

func TestCloseMatchesStandApart(t *testing.T) {
	x := openFixture(t)
	for _, test := range []struct{ name, text, mean, first string }{
		{"a word that is nowhere", "xyzzy dân số", "dân số", "dan-so-tinh"},
		{"words that are never together", "sốt xuất huyết gạo", "sốt xuất huyết", "sot-xuat-huyet"},
		{"a phrase in another order", "\"số dân\"", "số dân", "mat-do-dan-so"},
		{"nothing at all", "xyzzy", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := find(t, x, search.Request{Text: test.text})
			if r.Total != 0 || len(r.Hits) != 0 {
				t.Fatalf("%q finds %q", test.text, slugs(r))
			}
			first := ""
			if len(r.Close) > 0 {
				first = string(r.Close[0].Slug)
			}
			if first != test.first || r.DidYouMean != test.mean || r.CloseTotal < len(r.Close) {
				t.Errorf("close is %q of %d, did you mean %q; want %q, %q", first, r.CloseTotal, r.DidYouMean, test.first, test.mean)
			}
		})
	}
}
