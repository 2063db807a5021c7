package bazaar_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"nguon/catalog/market"
	"nguon/web/frame"
)

var address = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)

// TestEveryLinkLeadsSomewhere follows every link of the room in both languages,
// and so executes every template with its page struct.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	f := newFair(t, rain(), guide())
	if err := f.AddProbes(t.Context(), []market.Probe{{Product: "api/rain", Version: "v2", Time: day.Add(-time.Minute), Up: true, Took: time.Millisecond}}); err != nil {
		t.Fatal(err)
	}
	queue := []string{"/apis", "/en/apis", "/apis?q=xyzzy", "/apis/rain/v1", "/en/apis/rain/v1"}
	bodies := make(map[string]string)
	for len(queue) > 0 {
		target, fragment, _ := strings.Cut(queue[0], "#")
		queue = queue[1:]
		body, seen := bodies[target]
		if !seen {
			if len(bodies) > 400 {
				t.Fatal("the room has no end for a crawler")
			}
			var res *http.Response
			res, body = f.get(t, target)
			bodies[target] = body
			if res.StatusCode != http.StatusOK {
				t.Errorf("%s: status %d", target, res.StatusCode)
			}
			for _, m := range address.FindAllStringSubmatch(body, -1) {
				u, err := url.Parse(html.UnescapeString(m[1]))
				if err != nil {
					t.Errorf("%s: address %q: %v", target, m[1], err)
					continue
				}
				base, _ := url.Parse(target)
				next := base.ResolveReference(u)
				if u.Host == "" && u.Scheme == "" && strings.HasPrefix(frame.BarePath(next.Path), "/apis") && len(next.Query()) < 3 {
					queue = append(queue, next.String())
				}
			}
		}
		if fragment != "" && !strings.Contains(body, `id="`+fragment+`"`) {
			t.Errorf("%s has no place #%s", target, fragment)
		}
	}
	if len(bodies) < 12 {
		t.Errorf("only %d pages were found", len(bodies))
	}
}

func TestStatusOfPages(t *testing.T) {
	hidden := rain()
	hidden.Name, hidden.Versions = "hidden", hidden.Versions[2:]
	f := newFair(t, rain(), guide(), hidden)
	for _, test := range []struct {
		name, target string
		want         int
	}{
		{"all APIs", "/apis", 200},
		{"status", "/apis/status", 200},
		{"an API", "/apis/rain", 200},
		{"an API that is listed only", "/apis/bank-indicators", 200},
		{"a version", "/apis/rain/v2", 200},
		{"a version that is listed only", "/en/apis/bank-indicators/v2", 200},
		{"no such API", "/apis/nope", 404},
		{"what is no name", "/apis/..%2fetc", 404},
		{"an API of drafts only", "/apis/hidden", 404},
		{"a version of it", "/apis/hidden/v3", 404},
		{"a draft beside what is public", "/apis/rain/v3", 404},
		{"no such version", "/apis/rain/v9", 404},
		{"no such part", "/apis/rain/v1?part=2", 404},
		{"a part that is none", "/apis/rain/v1?part=x", 404},
		{"an unknown order", "/apis?sort=backwards", 422},
		{"too far away", "/apis?page=100000", 422},
		{"a filter of nothing", "/apis?access=nobody", 200},
		{"many filters", "/apis?kind=dataset&kind=listed&access=open&agency=H26&theme=economy&state=published&q=x", 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			res, body := f.get(t, test.target)
			if res.StatusCode != test.want || !strings.Contains(body, "</html>") {
				t.Errorf("GET %s: %d, want %d", test.target, res.StatusCode, test.want)
			}
		})
	}
}

// has reports what of a page is missing or should not be there.
func has(t *testing.T, body string, wanted, unwanted []string) {
	t.Helper()
	text := html.UnescapeString(body)
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			t.Errorf("the page has no %q", w)
		}
	}
	for _, w := range unwanted {
		if strings.Contains(text, w) {
			t.Errorf("the page has %q", w)
		}
	}
}

func TestAPIsAreFoundByWhatTheyGive(t *testing.T) {
	f := newFair(t, rain(), guide())
	const rainCard, bankCard, dataCard = `href="/apis/rain"`, `href="/apis/bank-indicators"`, `href="/datasets/population#api"`
	for _, test := range []struct {
		name, query      string
		wanted, unwanted []string
	}{
		{"all", "", []string{rainCard, bankCard, dataCard, "3 API"}, nil},
		{"words without marks", "?q=luong+mua", []string{rainCard}, []string{bankCard, dataCard}},
		{"a field of an answer", "?q=intensity", nil, []string{bankCard, dataCard}},
		{"access", "?access=key", nil, []string{rainCard, bankCard, dataCard}},
		{"kind", "?kind=listed", []string{bankCard}, []string{rainCard, dataCard}},
		{"the kind of datasets", "?kind=dataset", []string{dataCard}, []string{rainCard, bankCard}},
		{"theme", "?theme=economy", []string{bankCard}, []string{rainCard}},
		{"state", "?state=deprecated", nil, []string{rainCard, bankCard, dataCard}},
		{"nonsense", "?q=xyzzyqwv", []string{"Không tìm thấy API nào"}, []string{rainCard, bankCard, dataCard}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, body := f.get(t, "/apis"+test.query)
			has(t, body, test.wanted, test.unwanted)
		})
	}
}

func TestAPageSaysWhatOneMustKnowToUseAnAPI(t *testing.T) {
	f := newFair(t, rain())
	if err := f.AddProbes(t.Context(), []market.Probe{
		{Product: "api/rain", Version: "v2", Time: day.AddDate(0, 0, -3), Up: false}, {Product: "api/rain", Version: "v2", Time: day.Add(-time.Minute), Up: true, Took: 12 * time.Millisecond},
	}); err != nil {
		t.Fatal(err)
	}
	_, page := f.get(t, "/apis/rain")
	has(t, page, []string{"Lượng mưa theo trạm", "Cập nhật mỗi giờ.", "Ghi nguồn.", "https://example.vn/terms", "hai ngày làm việc", "mailto:mua@example.vn", "Mở, không cần khóa",
		"đang hoạt động", "50", baseURL + "/v1/call/rain/v2", `href="/apis/rain/v1"`, "Sắp ngừng", "có thể làm hỏng", "/v1/apis/rain/v2/changes?from=v1"},
		[]string{"secret-upstream", "v3"})
	_, old := f.get(t, "/apis/rain/v1")
	has(t, old, []string{"Phiên bản v1 sẽ ngừng.", `datetime="2027-01-22`, `<a href="/apis/rain/v2">rain v2</a>`}, []string{"secret-upstream"})
}

func TestTheDocumentationIsThatOfTheDocument(t *testing.T) {
	f := newFair(t, rain())
	_, body := f.get(t, "/apis/rain/v1")
	has(t, body, []string{
		"<strong>mưa</strong>", "Các <em>trạm</em> đo", `id="call-get-stations-id-hours"`, "<p>Mã <strong>trạm</strong></p>", "1 … 100", "intensity", "Cường độ", "(lặp lại Hour)",
		"curl --fail-with-body", "/v1/call/rain/v1/stations/H%C3%80%20N%E1%BB%98I%2F1/hours", "requests.request", "http.NewRequest", "data-console", `data-path="/stations/{id}/hours"`, "bắt buộc",
	}, nil)
	_, listed := newFair(t, guide()).get(t, "/apis/bank-indicators/v2")
	has(t, listed, []string{"https://bank.example.org/api", "không gọi qua cổng"}, []string{"data-console "})
}

func TestTheStatusPageTellsWhatDoesNotAnswer(t *testing.T) {
	f := newFair(t, rain())
	_, before := f.get(t, "/apis/status")
	has(t, before, []string{"chưa rõ"}, nil)
	g := newFair(t, rain())
	if err := g.AddProbes(t.Context(), []market.Probe{{Product: "api/rain", Version: "v1", Time: day.Add(-time.Minute), Up: false}, {Product: "api/rain", Version: "v2", Time: day.Add(-time.Minute), Up: true}}); err != nil {
		t.Fatal(err)
	}
	_, body := g.get(t, "/en/apis/status")
	down, up := strings.Index(body, "/en/apis/rain/v1"), strings.Index(body, "/en/apis/rain/v2")
	if down < 0 || up < down {
		t.Errorf("what does not answer is not first: %d, %d", down, up)
	}
	has(t, body, []string{"does not answer", "works", "Rainfall by station"}, nil)
	if n := strings.Count(body, "<rect "); n != 180 {
		t.Errorf("%d bars, want 90 for each of two versions", n)
	}
}
