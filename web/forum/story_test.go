package forum_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// told are the words of a story of lan's.
var told = map[string]string{
	"title": "Bản đồ <b>ngập</b>", "by": "Nhóm <i>Mưa</i>", "text": "Chúng tôi **đếm** <script>alert(1)</script> [x](javascript:alert(1))", "uses": "https://portal.example.org/datasets/rain@1",
	"url": "https://example.vn/ngap", "alt": "Bản đồ \"tô\" màu", "consent": "1",
}

// tell sends the form of a story, with a picture if there is one.
func (s *square) tell(t testing.TB, who string, words map[string]string, picture []byte) *httptest.ResponseRecorder {
	t.Helper()
	stamp := s.stampOf(t, who, "/stories/new")
	s.now = s.now.Add(time.Minute)
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for name, value := range words {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.WriteField("shown", stamp); err != nil {
		t.Fatal(err)
	}
	if picture != nil {
		must(must(form.CreateFormFile("files", "a.png"))(t).Write(picture))(t)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/stories/new", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return s.send(r, who)
}

func aPicture(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), "GPS 21.03"...)
}

// offered sends the story of lan's and returns its path.
func (s *square) offered(t testing.TB) string {
	t.Helper()
	rec := s.tell(t, "lan", told, aPicture(t))
	if rec.Code != http.StatusSeeOther {
		t.Fatalf("offered: %d %s", rec.Code, rec.Body)
	}
	path, _, _ := strings.Cut(rec.Header().Get("Location"), "?")
	return path
}

var pictureLink = regexp.MustCompile(`<img src="(/stories/[^"]+)"`)

func TestAStoryIsSeenByAllOnceTheAgencyAgrees(t *testing.T) {
	s := open(t)
	path := s.offered(t)
	m := pictureLink.FindStringSubmatch(s.get(t, "lan", path).Body.String())
	if m == nil {
		t.Fatal("its author sees no picture")
	}
	for _, p := range []string{path, m[1]} {
		for who, want := range map[string]int{"": 404, "minh": 404, "viewer": 404, "other": 404, "lan": 200, "approver": 200, "admin": 200} {
			if rec := s.get(t, who, p); rec.Code != want {
				t.Errorf("%q opens %s before it is shown: %d, want %d", who, p, rec.Code, want)
			}
		}
	}
	if page := s.get(t, "", "/showcase").Body.String(); strings.Contains(page, "ngập") {
		t.Error("the showcase has it before it is shown")
	}
	for who, want := range map[string]int{"minh": 404, "viewer": 404, "other": 404, "lan": 403} {
		if rec := s.post(t, who, path+"/answer", url.Values{"revision": {"1"}, "to": {"shown"}}); rec.Code != want {
			t.Errorf("%q shows it: %d, want %d", who, rec.Code, want)
		}
	}
	if rec := s.post(t, "approver", path+"/answer", url.Values{"revision": {"1"}, "to": {"refused"}}); rec.Code != 422 {
		t.Errorf("refused without a reason: %d", rec.Code)
	}
	if rec := s.post(t, "approver", path+"/answer", url.Values{"revision": {"1"}, "to": {"shown"}}); rec.Code != 303 {
		t.Fatalf("shown: %d %s", rec.Code, rec.Body)
	}
	s.now = s.now.Add(time.Minute)
	page := s.get(t, "", path).Body.String()
	for _, want := range []string{"<strong>đếm</strong>", `href="/datasets/rain/releases/1"`, `rel="external nofollow ugc noreferrer"`, `"isBasedOn"`, "Bản đồ &lt;b&gt;ngập&lt;/b&gt;"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	for _, p := range []string{path, "/showcase", "/feeds/showcase.atom", "/en" + path} {
		body := s.get(t, "", p).Body.String()
		if !strings.Contains(body, "ngập") || strings.Contains(body, "<script>alert") || strings.Contains(body, "<b>ngập") || strings.Contains(body, "<i>Mưa") || strings.Contains(body, `href="javascript:`) {
			t.Errorf("%s does not show it, or shows its words as a part of the page", p)
		}
		if strings.Contains(body, "Người tên lan") {
			t.Errorf("%s tells whose account it is", p)
		}
	}
	if pic := s.get(t, "", m[1]); pic.Code != 200 || strings.Contains(pic.Body.String(), "GPS") || !strings.Contains(pic.Header().Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("picture: %d %v", pic.Code, pic.Header())
	}
	if rec := s.post(t, "approver", path+"/answer", url.Values{"revision": {"2"}, "to": {"refused"}, "answer": {"Sai số liệu."}}); rec.Code != 303 {
		t.Errorf("taken back by the agency: %d", rec.Code)
	}
	if rec := s.get(t, "", m[1]); rec.Code != 404 {
		t.Errorf("its picture afterwards: %d", rec.Code)
	}
}

func TestAStoryGoesWhenItsAuthorWantsIt(t *testing.T) {
	s := open(t)
	path := s.offered(t)
	if rec := s.post(t, "minh", path+"/withdraw", nil); rec.Code != 404 {
		t.Errorf("by somebody else: %d", rec.Code)
	}
	if rec := s.post(t, "lan", path+"/withdraw", nil); rec.Code != 303 {
		t.Errorf("by its author: %d", rec.Code)
	}
	if rec := s.get(t, "admin", path); rec.Code != 404 || len(s.objects) > 0 {
		t.Errorf("afterwards: %d, %d pictures", rec.Code, len(s.objects))
	}
}

func TestAStoryThatIsNotFitIsNotSent(t *testing.T) {
	for name, test := range map[string]struct{ field, value, says string }{
		"no consent":                 {"consent", "", `aria-describedby="story-consent-wrong"`},
		"a dataset that is unknown":  {"uses", "zinc", "story-uses-wrong"},
		"a dataset under embargo":    {"uses", "soon", "story-uses-wrong"},
		"a version under embargo":    {"uses", "rain@2", "story-uses-wrong"},
		"a script for a link":        {"url", "javascript:alert(1)", "story-url-wrong"},
		"a picture that is not told": {"alt", "", "story-alt-wrong"},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			words := maps.Clone(told)
			words[test.field] = test.value
			rec := s.tell(t, "lan", words, aPicture(t))
			if rec.Code != 422 || !strings.Contains(rec.Body.String(), test.says) {
				t.Errorf("%d, and %q is said: %v", rec.Code, test.says, strings.Contains(rec.Body.String(), test.says))
			}
			if len(s.objects) > 0 {
				t.Error("its picture is kept")
			}
		})
	}
}

// What is said of a dataset under embargo is what is said of one that nobody made.
func TestStoriesDoNotTellWhatIsUnderEmbargo(t *testing.T) {
	s := open(t)
	said := func(name string) string {
		words := maps.Clone(told)
		words["uses"] = name
		body := s.tell(t, "lan", words, nil).Body.String()
		return regexp.MustCompile(`name="shown" value="[^"]+"`).ReplaceAllString(strings.ReplaceAll(body, name, "NAME"), "")
	}
	if soon, zinc := said("soon"), said("zinc"); soon != zinc {
		t.Errorf("of what is under embargo: %s", fmt.Sprint(len(soon), len(zinc)))
	}
}

func TestListsOfStoriesAreForThoseWhoAnswer(t *testing.T) {
	s := open(t)
	s.offered(t)
	for path, wants := range map[string]map[string]int{
		"/desk/" + here + "/stories": {"minh": 403, "other": 403, "viewer": 200, "approver": 200, "admin": 200},
		"/admin/stories":             {"minh": 403, "approver": 403, "admin": 200},
		"/account/stories":           {"minh": 200, "lan": 200, "": 303},
	} {
		for who, want := range wants {
			rec := s.get(t, who, path)
			if rec.Code != want {
				t.Errorf("%q opens %s: %d, want %d", who, path, rec.Code, want)
			}
			if has := strings.Contains(rec.Body.String(), "ngập"); has != (want == 200 && who != "minh") {
				t.Errorf("%q sees it at %s: %v", who, path, has)
			}
		}
	}
}
