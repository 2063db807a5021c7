package web_test

import (
	"bytes"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"nguon/catalog"
)

var cardLink = regexp.MustCompile(`<meta property="og:image" content="([^"]*)">`)

func TestDatasetsHaveACardForLinkPreviews(t *testing.T) {
	s := newCheckedShelf()
	s.datasets[0].Title.En = strings.Repeat("A title that has no end at all ", 20)
	h := s.site(t)
	for _, target := range []string{
		"/datasets/population-by-province", "/en/datasets/population-by-province", "/datasets/public-holidays", "/datasets/hostile-texts", "/datasets/bus-stops",
	} {
		_, page := get(t, h, target)
		m := cardLink.FindStringSubmatch(page)
		if m == nil || !strings.HasPrefix(m[1], baseURL+target+"/card.png?v=") {
			t.Fatalf("GET %s: the card is %v", target, m)
		}
		res, body := get(t, h, strings.TrimPrefix(m[1], baseURL))
		picture, err := png.Decode(strings.NewReader(body))
		if err != nil {
			t.Fatalf("GET %s: status %d: %v", m[1], res.StatusCode, err)
		}
		if size := picture.Bounds().Size(); size.X != 1200 || size.Y != 630 || len(body) > 200_000 {
			t.Errorf("%s: %v and %d bytes, want 1200×630 and no more than 200 kB", target, size, len(body))
		}
		if got := res.Header.Get("Cross-Origin-Resource-Policy"); got != "cross-origin" {
			t.Errorf("%s: Cross-Origin-Resource-Policy = %q: other sites cannot show it", target, got)
		}
		again, _ := get(t, h, strings.TrimPrefix(m[1], baseURL), "If-None-Match", res.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: status %d for a card that the client has", target, again.StatusCode)
		}
		if folder := os.Getenv("NGUON_SHOTS"); folder != "" {
			name := filepath.Join(folder, strings.ReplaceAll(target[1:], "/", "_")+".png")
			if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
				t.Error(err)
			}
		}
	}
	for target, want := range map[string]int{
		"/datasets/nope/card.png": http.StatusNotFound, "/datasets/embargoed-census/card.png": http.StatusNotFound, "/datasets/withdrawn-survey/card.png": http.StatusGone,
	} {
		if res, _ := get(t, h, target); res.StatusCode != want {
			t.Errorf("GET %s: status %d, want %d", target, res.StatusCode, want)
		}
	}
}

func TestACardFollowsTheMetadata(t *testing.T) {
	s := newShelf()
	h := s.site(t)
	const target = "/en/datasets/public-holidays/card.png"
	_, before := get(t, h, target)
	s.datasets[1].Title, s.datasets[1].Modified = catalog.Text{Vi: "Tên khác", En: "Another name"}, day
	if _, after := get(t, h, target); bytes.Equal([]byte(before), []byte(after)) {
		t.Error("the card keeps a title that is no more")
	}
}

func TestCardsAreTheSameForAllWhoAskAtOnce(t *testing.T) {
	h := newShelf().site(t)
	bodies := make([]string, 6)
	var all sync.WaitGroup
	for i := range bodies {
		all.Go(func() { _, bodies[i] = get(t, h, "/datasets/population-by-province/card.png") })
	}
	all.Wait()
	for _, body := range bodies {
		if body != bodies[0] || body == "" {
			t.Fatal("two readers see different cards")
		}
	}
}
