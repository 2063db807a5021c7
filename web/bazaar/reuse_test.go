package bazaar_test

import (
	"strings"
	"testing"
	"unicode"

	"nguon/catalog/market"
)

func TestOnlyApplicationsThatTheAgencyAgreedToAreShown(t *testing.T) {
	f := newFair(t, rain())
	for id, state := range map[string]market.ReuseState{"A1": market.ReuseShown, "A2": market.ReuseAsked, "A3": market.ReuseRefused} {
		if err := f.SaveApplication(t.Context(), market.Application{ID: id, Owner: "MAI", Name: "riêng " + id, Created: day}); err != nil {
			t.Fatal(err)
		}
		r := market.Reuse{Application: id, Product: "api/rain", Name: "Bản đồ " + id, URL: "https://" + strings.ToLower(id) + ".example.vn/x", Description: "Mưa.", State: state, Asked: day}
		if err := f.SaveReuse(t.Context(), r, nil); err != nil {
			t.Fatal(err)
		}
	}
	_, body := f.get(t, "/apis/rain")
	if !strings.Contains(body, `<a href="https://a1.example.vn/x" rel="external nofollow ugc noopener">Bản đồ A1</a>`) || !strings.Contains(body, "a1.example.vn</p>") {
		t.Error("what the agency agreed to is not shown")
	}
	for _, hidden := range []string{"Bản đồ A2", "Bản đồ A3", "riêng"} {
		if strings.Contains(body, hidden) {
			t.Errorf("the page shows %q", hidden)
		}
	}
	if err := f.DropReuse(t.Context(), "A1", "api/rain"); err != nil {
		t.Fatal(err)
	}
	if _, body := f.get(t, "/apis/rain"); strings.Contains(body, "a1.example.vn") {
		t.Error("what was withdrawn is still shown")
	}
}

func TestNothingThatADeveloperWritesRuns(t *testing.T) {
	for _, bad := range xss {
		f := newFair(t, rain())
		if err := f.SaveApplication(t.Context(), market.Application{ID: "A", Owner: "MAI", Name: "A", Created: day}); err != nil {
			t.Fatal(err)
		}
		bad = strings.Map(func(c rune) rune {
			if !unicode.IsGraphic(c) { // which is refused
				return -1
			}
			return c
		}, bad)
		name := []rune(bad)
		r := market.Reuse{Application: "A", Product: "api/rain", Name: string(name[:min(len(name), market.MaxReuseName)]), URL: "https://example.vn/?q=" + bad,
			Description: bad, State: market.ReuseShown, Asked: day}
		if err := f.SaveReuse(t.Context(), r, nil); err != nil {
			r.URL = "https://example.vn/"
			if err := f.SaveReuse(t.Context(), r, nil); err != nil {
				t.Fatal(err)
			}
		}
		res, body := f.get(t, "/apis/rain")
		if found := harmIn(t, body); res.StatusCode != 200 || len(found) > 0 || !strings.Contains(body, "example.vn") {
			t.Errorf("%q: status %d, %q", bad, res.StatusCode, found)
		}
	}
}
