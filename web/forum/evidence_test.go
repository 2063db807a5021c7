package forum_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"nguon/catalog/voice"
)

func TestPicturesOfAPostAreShownOnceAModeratorHasLooked(t *testing.T) {
	s := open(t)
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 3))); err != nil {
		t.Fatal(err)
	}
	for name, files := range map[string][][]byte{
		"a document": {[]byte("%PDF-1.7")}, "four pictures": {b.Bytes(), b.Bytes(), b.Bytes(), b.Bytes()},
	} {
		if rec := s.sendFiles(t, "minh", files...); rec.Code != http.StatusUnprocessableEntity || len(s.objects) != 0 {
			t.Errorf("%s: status %d, %d kept", name, rec.Code, len(s.objects))
		}
	}
	rec := s.sendFiles(t, "lan", b.Bytes())
	posts := must(s.db.Posts(t.Context(), voice.Filter{}))(t)
	if rec.Code != http.StatusSeeOther || len(posts) != 1 || len(posts[0].Files) != 1 {
		t.Fatalf("status %d, %+v", rec.Code, posts)
	}
	p := posts[0]
	path := p.Path() + "/pictures/" + p.Files[0].ID
	for _, c := range []struct {
		who  string
		want int
	}{{"", 404}, {"minh", 404}, {"approver", 404}, {"lan", 200}, {"admin", 200}} {
		if rec := s.get(t, c.who, path); rec.Code != c.want {
			t.Errorf("%q: status %d, want %d", c.who, rec.Code, c.want)
		}
	}
	if body := s.get(t, "", p.Path()).Body.String(); strings.Contains(body, "/pictures/") {
		t.Error("the page shows a picture that nobody has looked at")
	}
	if err := s.Moderate(t.Context(), s.as("admin"), p.ID, 1, voice.Show, ""); err != nil {
		t.Fatal(err)
	}
	rec = s.get(t, "", path)
	h := rec.Header()
	if rec.Code != http.StatusOK || h.Get("Content-Type") != "image/png" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("status %d, %v", rec.Code, h)
	}
	other := s.asked(t, voice.Question, "Bài khác", "Chữ.")
	if rec := s.get(t, "admin", other.Path()+"/pictures/"+p.Files[0].ID); rec.Code != http.StatusNotFound {
		t.Errorf("by the address of another post: status %d", rec.Code)
	}
}
