package web_test

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/catalog/market"
)

var (
	bodyRow  = regexp.MustCompile(`(?s)<table class="preview">.*?<tbody>(.*?)</tbody>`)
	nextLink = regexp.MustCompile(`rel="next nofollow" href="([^"]*)"`)
)

// rowsOf returns the rows of the preview as their HTML.
func rowsOf(body string) []string {
	m := bodyRow.FindStringSubmatch(body)
	if m == nil {
		return nil
	}
	return strings.Split(strings.TrimSpace(m[1]), "\n")
}

func TestPreviewCanBeWalkedThroughLinks(t *testing.T) {
	h := newShelf().site(t)
	for _, start := range []string{"/datasets/population-by-province", "/en/datasets/population-by-province?sort=-population"} {
		seen := make(map[string]bool)
		target, pages := start, 0
		for target != "" {
			res, body := get(t, h, target)
			if res.StatusCode != http.StatusOK {
				t.Fatalf("GET %s: status %d", target, res.StatusCode)
			}
			for _, row := range rowsOf(body) {
				seen[row] = true
			}
			pages++
			target = ""
			if m := nextLink.FindStringSubmatch(body); m != nil {
				target, _, _ = strings.Cut(html.UnescapeString(m[1]), "#")
			}
			if pages > 10 {
				t.Fatal("the walk has no end")
			}
		}
		if len(seen) != 102 || pages != 6 {
			t.Errorf("from %s: %d rows on %d pages, want 102 on 6", start, len(seen), pages)
		}
	}
}

func TestPreviewIsSortedThroughLinks(t *testing.T) {
	h := newShelf().site(t)
	for _, test := range []struct{ name, target, aria, next, first string }{
		{"not sorted", "/datasets/population-by-province", "", "?sort=population#data", "Hà Nội"},
		{"ascending", "/datasets/population-by-province?sort=population", `aria-sort="ascending"`, "?sort=-population#data", "Tuyên"},
		{"descending", "/datasets/population-by-province?sort=-population", `aria-sort="descending"`, `href="/datasets/population-by-province#data"`, "14.200.000"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, body := get(t, h, test.target)
			if test.aria != "" && strings.Count(body, "aria-sort") != 1 || !strings.Contains(body, test.aria) {
				t.Errorf("want %s once", test.aria)
			}
			if !strings.Contains(body, test.next) {
				t.Errorf("no link %s", test.next)
			}
			if rows := rowsOf(body); len(rows) != 20 || test.name != "ascending" && !strings.Contains(rows[0], test.first) {
				t.Errorf("%d rows, first %.200s", len(rows), rows)
			}
		})
	}
}

func TestMissingValuesAreSaid(t *testing.T) {
	_, body := get(t, newShelf().site(t), "/datasets/population-by-province")
	if got := strings.Count(body, `<span class="unseen">giá trị thiếu</span>`); got != 1 {
		t.Errorf("%d missing values are said, want 1", got)
	}
}

func TestReasonForNoPreviewIsAlwaysGiven(t *testing.T) {
	for _, test := range []struct {
		name, target string
		err          error
		status       int
		want         string
	}{
		{"a table that this release does not have", "/datasets/population-by-province?resource=districts", nil, 200, "Phiên bản 3 không có bảng này"},
		{"a file", "/datasets/population-by-province?resource=notes", nil, 200, "không phải bảng"},
		{"the server failed", "/datasets/population-by-province", errors.New("duckdb: secret path /srv/x"), 500, "Bạn vẫn có thể tải tệp về"},
		{
			"too slow", "/datasets/population-by-province?sort=year",
			&query.Error{Code: query.CodeTimeout, Text: catalog.Text{Vi: "Truy vấn quá lâu.", En: "Too slow."}}, 504, "Truy vấn quá lâu.",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newShelf()
			s.broken = test.err
			res, body := get(t, s.site(t), test.target)
			if res.StatusCode != test.status || !strings.Contains(body, test.want) {
				t.Errorf("status %d, want %d and %q", res.StatusCode, test.status, test.want)
			}
			if strings.Contains(body, "secret") {
				t.Error("the page tells what only the log should know")
			}
			if !strings.Contains(body, `id="cite"`) {
				t.Error("the rest of the page is missing")
			}
		})
	}
}

func TestDatasetPageHoldsWhatIsNeededToUseIt(t *testing.T) {
	_, body := get(t, newShelf().site(t), "/datasets/population-by-province")
	text := html.UnescapeString(body)
	for _, want := range []string{
		`/v1/data/population-by-province@3/provinces/file.parquet`, `/v1/data/population-by-province@3/provinces/file.csv.gz`,
		`/v1/data/population-by-province@3/provinces/rows.csv?limit=102&bom=1`, baseURL + "/v1/data/population-by-province/provinces/rows",
		"https://creativecommons.org/licenses/by/4.0/", "1995–2025", "Bản tiếp theo dự kiến 01/07/2027", "@misc{population_by_province_v3",
		"Cục Thống kê. (2026). Dân số theo tỉnh, thành phố (Phiên bản 3) [Bộ dữ liệu]. Nguồn. " + baseURL + "/id/population-by-province@3",
		fmt.Sprintf("%v", catalog.Digest{3, 2, 3, 4}), `class="histogram"`, "9,4 kB", "18,3 kB", "thiếu 2,9%",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
}

func TestApplicationsThatAnAgencyHasAgreedToAreShownWithItsDataset(t *testing.T) {
	s := newShelf()
	reuse := func(product market.Ref, name, url string, state market.ReuseState) market.Reuse {
		return market.Reuse{Application: "A", Product: product, Name: name, URL: url, Description: "Bản đồ <b>mở</b>.", State: state}
	}
	if _, body := get(t, s.site(t), "/datasets/population-by-province"); strings.Contains(body, `id="reuses"`) {
		t.Error("a dataset that no application is shown with has a heading for them")
	}
	s.reuses = []market.Reuse{
		reuse("data/population-by-province", "Dân số của tôi", "https://danso.example.vn/a?b=1", market.ReuseShown),
		reuse("data/population-by-province", "Chưa duyệt", "https://cho.example.vn", market.ReuseAsked),
		reuse("data/public-holidays", "Của bộ khác", "https://khac.example.vn", market.ReuseShown),
		reuse("data/population-by-province", "Nguy hiểm", "javascript:alert(1)", market.ReuseShown), // of a time when nobody looked
	}
	_, body := get(t, s.site(t), "/datasets/population-by-province")
	for _, want := range []string{`<a href="https://danso.example.vn/a?b=1" rel="external nofollow ugc noopener">Dân số của tôi</a>`, "danso.example.vn</p>", "&lt;b&gt;mở"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
	for _, hidden := range []string{"Chưa duyệt", "Của bộ khác", "javascript:alert"} {
		if strings.Contains(body, hidden) {
			t.Errorf("the page holds %s", hidden)
		}
	}
}

func TestLateDatasetsSaySo(t *testing.T) {
	_, body := get(t, newShelf().site(t), "/en/datasets/public-holidays")
	if !strings.Contains(body, "was expected 20 Dec 2025") {
		t.Error("a monthly dataset that is a year old does not say that it is late")
	}
}

func TestWithdrawnReleaseKeepsItsReason(t *testing.T) {
	h := newShelf().site(t)
	for _, target := range []string{"/datasets/public-holidays", "/datasets/public-holidays/releases/2"} {
		_, body := get(t, h, target)
		if !strings.Contains(body, "Sai ngày nghỉ bù.") || strings.Contains(body, "@2/") {
			t.Errorf("GET %s: the reason is missing, or a file is still offered", target)
		}
	}
	_, body := get(t, h, "/datasets/withdrawn-survey")
	if !strings.Contains(body, "Có 100% dữ liệu cá nhân.") {
		t.Error("the page of a withdrawn dataset does not say why")
	}
}

func TestReleasePageSaysWhatWasFound(t *testing.T) {
	_, body := get(t, newShelf().site(t), "/en/datasets/population-by-province/releases/1")
	for _, want := range []string{"Some values are missing.", "4 times", "first on line 17", "All 102 rows of the original file", "There is a newer release."} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func BenchmarkDatasetPage(b *testing.B) {
	h := newShelf().site(b)
	b.ReportAllocs()
	for b.Loop() {
		if res, _ := get(b, h, "/datasets/population-by-province", "Accept-Encoding", "gzip"); res.StatusCode != http.StatusOK {
			b.Fatal(res.Status)
		}
	}
}
