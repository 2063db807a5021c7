package cite

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
)

func sample() *Work {
	return &Work{
		Dataset: "air-quality", Version: 3, Author: "Sở Môi trường", Title: "Chất lượng không khí & bụi_mịn", Publisher: "Nguồn",
		Issued: time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC), URL: "https://data.example.vn/id/air-quality@3", Digest: strings.Repeat("ab", 32), Lang: catalog.Vietnamese,
	}
}

func TestCitationsAreThoseOfTheirStyle(t *testing.T) {
	work := sample()
	english := sample()
	english.Lang, english.Author, english.Publisher, english.Title = catalog.English, "Environment Desk.", "Environment Desk.", "Air\nquality"
	english.DOI, english.Digest = "10.5072/nguon.air-quality.v3", ""
	for _, test := range []struct{ name, got, want string }{
		{"APA; the night in UTC is the next day in Viet Nam", work.APA(),
			"Sở Môi trường. (2026). Chất lượng không khí & bụi_mịn (Phiên bản 3) [Bộ dữ liệu]. Nguồn. https://data.example.vn/id/air-quality@3\n"},
		{"APA names an author that is the publisher once, and a DOI as an address", english.APA(),
			"Environment Desk. (2026). Air quality (Version 3) [Data set]. https://doi.org/10.5072/nguon.air-quality.v3\n"},
		{"BibTeX", work.BibTeX(), `@misc{air_quality_v3,
  author       = {{S{\h{\ohorn}} M{\^{o}}i tr{\uhorn}{` + "\\`{\\ohorn}" + `}ng}},
  title        = {{Ch{\'{\^{a}}}t l{\uhorn}{\d{\ohorn}}ng kh{\^{o}}ng kh{\'{i}} \& b{\d{u}}i\_m{\d{i}}n}},
  year         = {2026},
  month        = {11},
  version      = {3},
  publisher    = {Ngu{` + "\\`{\\^{o}}" + `}n},
  howpublished = {\url{https://data.example.vn/id/air-quality@3}},
  url          = {https://data.example.vn/id/air-quality@3},
  note         = {SHA-256 ` + strings.Repeat("ab", 32) + `}
}
`},
		{"RIS", english.RIS(), "TY  - DATA\r\nID  - air-quality-v3\r\nAU  - Environment Desk.\r\nTI  - Air quality\r\nPY  - 2026\r\nDA  - 2026/11/22/\r\nET  - 3\r\n" +
			"PB  - Environment Desk.\r\nLA  - en\r\nDO  - 10.5072/nguon.air-quality.v3\r\nUR  - https://data.example.vn/id/air-quality@3\r\nER  - \r\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.got != test.want {
				t.Errorf("got\n%s\nwant\n%s", test.got, test.want)
			}
		})
	}
}

func TestLaTeXHasEveryVietnameseLetter(t *testing.T) {
	for letter, want := range map[string]string{
		"ế": `{\'{\^{e}}}`, "ệ": `{\d{\^{e}}}`, "ằ": "{\\`{\\u{a}}}", "ặ": `{\d{\u{a}}}`, "ữ": `{\~{\uhorn}}`, "Ợ": `{\d{\OHORN}}`, "ư": `{\uhorn}`, "đ": `{\dj}`, "Đ": `{\DJ}`,
		"ỷ": `{\h{y}}`, "ạ": `{\d{a}}`, "ộ": `{\d{\^{o}}}`, "\\": `{\textbackslash}`, "100% {x}": `100\% \{x\}`, "a–b": "a--b", "日": "日", `\write18{x}`: `{\textbackslash}write18\{x\}`,
	} {
		if got := latex(letter); got != want {
			t.Errorf("%s = %s, want %s", letter, got, want)
		}
	}
	const all = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
	for _, r := range all + strings.ToUpper(all) {
		for _, b := range []byte(latex(string(r))) {
			if b >= 0x80 {
				t.Errorf("%c = %s, which is not ASCII", r, latex(string(r)))
				break
			}
		}
	}
}

// What the schema of CSL-JSON demands and forbids of an item such as ours.
func TestCSLHasTheShapeOfItsSchema(t *testing.T) {
	var items []map[string]any
	if err := json.Unmarshal([]byte(sample().CSL()), &items); err != nil || len(items) != 1 {
		t.Fatalf("%v: %v", items, err)
	}
	known := map[string]string{"id": "string", "type": "string", "title": "string", "author": "list", "issued": "object", "publisher": "string",
		"version": "string", "URL": "string", "DOI": "string", "language": "string", "note": "string"}
	for name, v := range items[0] {
		kind := "string"
		switch v.(type) {
		case []any:
			kind = "list"
		case map[string]any:
			kind = "object"
		}
		if known[name] != kind {
			t.Errorf("%s is a %s, want %q", name, kind, known[name])
		}
	}
	if items[0]["type"] != "dataset" {
		t.Errorf("type = %v", items[0]["type"])
	}
	issued, err := json.Marshal(items[0]["issued"])
	if err != nil || string(issued) != `{"date-parts":[[2026,11,22]]}` {
		t.Errorf("issued = %s, %v", issued, err)
	}
}

// Whatever an agency writes, a citation stays one entry.
func FuzzCitations(f *testing.F) {
	f.Add("Sở Môi trường", "Chất lượng\r\nER  - \r\nTY  - JOUR", "Nguồn}")
	f.Fuzz(func(t *testing.T, author, title, publisher string) {
		w := sample()
		w.Author, w.Title, w.Publisher = author, title, publisher
		if ris := w.RIS(); strings.Count(ris, "\nER  - ") != 1 || strings.Count(ris, "TY  - DATA\r\n") < 1 || strings.Contains(ris[4:], "\nTY  - ") {
			t.Errorf("RIS has several records: %q", ris)
		}
		depth, least := 0, 0
		bib := strings.NewReplacer(`\{`, "", `\}`, "").Replace(w.BibTeX())
		for _, r := range bib {
			switch r {
			case '{':
				depth++
			case '}':
				depth--
			}
			least = min(least, depth)
		}
		if depth != 0 || least < 0 {
			t.Errorf("braces of BibTeX do not match: %s", w.BibTeX())
		}
		var items []any
		if err := json.Unmarshal([]byte(w.CSL()), &items); err != nil || len(items) != 1 {
			t.Errorf("CSL-JSON: %v", err)
		}
		if apa := w.APA(); strings.Count(apa, "\n") != 1 {
			t.Errorf("APA has several lines: %q", apa)
		}
	})
}
