package forum_test

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"nguon/catalog/market"
	"nguon/catalog/voice"
)

func TestAskingIsForPeopleWhoAreSignedIn(t *testing.T) {
	s := open(t)
	form := func(change func(url.Values)) url.Values {
		f := url.Values{"kind": {"question"}, "dataset": {"rain"}, "title": {"Từ năm nào?"}, "text": {"Trạm *Láng*."}, "shown": {s.stampOf(t, "lan", "/questions/new?dataset=rain")}}
		change(f)
		return f
	}
	for _, c := range []struct {
		name   string
		who    string
		after  time.Duration // the form was shown
		change func(url.Values)
		status int
		says   string // on the page that comes back
	}{
		{"a stranger", "", time.Minute, func(url.Values) {}, http.StatusSeeOther, ""},
		{"at once", "lan", time.Second, func(url.Values) {}, http.StatusUnprocessableEntity, "Gửi nhanh quá"},
		{"after two days", "lan", 48 * time.Hour, func(url.Values) {}, http.StatusUnprocessableEntity, "đã cũ"},
		{"with another's form", "minh", time.Minute, func(url.Values) {}, http.StatusUnprocessableEntity, "đã cũ"},
		{"without a form", "lan", time.Minute, func(f url.Values) { f.Del("shown") }, http.StatusUnprocessableEntity, "đã cũ"},
		{"as a program", "lan", time.Minute, func(f url.Values) { f.Set("website", "https://spam.example") }, http.StatusUnprocessableEntity, "dành cho máy"},
		{"without words", "lan", time.Minute, func(f url.Values) { f.Set("title", " ") }, http.StatusUnprocessableEntity, "cần 1 đến 120 ký tự"},
		{"about what is not public", "lan", time.Minute, func(f url.Values) { f.Set("dataset", "soon") }, http.StatusNotFound, ""},
		{"as a request", "lan", time.Minute, func(f url.Values) { f.Set("kind", "request") }, http.StatusUnprocessableEntity, "câu hỏi"},
		{"as people do", "lan", time.Minute, func(url.Values) {}, http.StatusSeeOther, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := form(c.change)
			s.now = s.now.Add(c.after)
			rec := s.post(t, c.who, "/questions/new", f)
			if rec.Code != c.status || !strings.Contains(rec.Body.String(), c.says) {
				t.Errorf("status %d, want %d with %q:\n%s", rec.Code, c.status, c.says, rec.Body)
			}
			if rec.Code == http.StatusUnprocessableEntity && f.Get("text") != "" && !strings.Contains(rec.Body.String(), "Trạm *Láng*.") {
				t.Error("what was written is lost")
			}
		})
	}
	posts := must(s.db.Posts(t.Context(), voice.Filter{}))(t)
	if len(posts) != 1 || posts[0].Author != "lan" {
		t.Errorf("%+v", posts)
	}
	if rec := s.get(t, "", "/questions/new?dataset=rain"); rec.Code != http.StatusSeeOther || !strings.Contains(rec.Header().Get("Location"), "/account/sign-in") {
		t.Errorf("a stranger gets the form: %d", rec.Code)
	}
}

// TestPagesShowWhatTheirViewersMaySee asks for every page as everybody.
func TestPagesShowWhatTheirViewersMaySee(t *testing.T) {
	s := open(t)
	public := s.asked(t, voice.Question, "Câu công khai", "Chữ công khai.")
	held := s.asked(t, voice.Question, "Câu bị giữ", "Gọi 0912345678.")
	request := s.asked(t, voice.Request, "Đề nghị mở", "Chữ đề nghị.")
	for _, c := range []struct {
		path string
		want map[string]int // status by who looks; the star is all others
		has  string
	}{
		{"/questions", map[string]int{"*": 200}, "Câu công khai"},
		{"/en/questions?agency=H29&status=open", map[string]int{"*": 200}, "Câu công khai"},
		{"/questions?dataset=rain", map[string]int{"*": 200}, "/questions/new?dataset=rain"},
		{"/questions?dataset=soon", map[string]int{"*": 404}, ""},
		{"/requests?dataset=nothing", map[string]int{"*": 404}, ""},
		{"/questions?dataset=x%2Fy", map[string]int{"*": 404}, ""},
		{"/requests?sort=wanted", map[string]int{"*": 200}, "Đề nghị mở"},
		{"/requests?after=x", map[string]int{"*": 404}, ""},
		{"/questions/" + public.ID, map[string]int{"*": 200}, "<p>Chữ công khai.</p>"},
		{"/en/questions/" + public.ID, map[string]int{"*": 200}, "Waits for an answer"},
		{"/requests/" + public.ID, map[string]int{"*": 303}, ""},
		{"/questions/" + held.ID, map[string]int{"*": 404, "lan": 200, "admin": 200}, "[điện thoại]"},
		{"/questions/0123456789ABCDEFGHJKMNPQRS", map[string]int{"*": 404}, ""},
		{"/requests/" + request.ID, map[string]int{"*": 200}, "người ủng hộ"},
		{"/account/questions", map[string]int{"*": 200, "": 303}, "Câu hỏi và đề nghị của tôi"},
		{"/desk/H29/questions", map[string]int{"*": 403, "": 303, "viewer": 200, "approver": 200, "admin": 200}, "Câu công khai"},
		{"/desk/H99/questions", map[string]int{"*": 404, "": 303}, ""},
		{"/admin/questions", map[string]int{"*": 403, "": 303, "admin": 200}, "Câu bị giữ"},
		{"/showcase", map[string]int{"*": 200}, "Ứng dụng từ dữ liệu"},
		{"/feeds/questions.atom?dataset=rain", map[string]int{"*": 200}, "Câu công khai"},
		{"/feeds/requests.atom?agency=H29", map[string]int{"*": 200}, "<feed"},
	} {
		for _, who := range []string{"", "lan", "minh", "viewer", "approver", "other", "admin"} {
			want, named := c.want[who]
			if !named {
				want = c.want["*"]
			}
			rec := s.get(t, who, c.path)
			if rec.Code != want || rec.Code == http.StatusOK && !strings.Contains(rec.Body.String(), c.has) {
				t.Errorf("%s by %q: status %d, want %d with %q", c.path, who, rec.Code, want, c.has)
			}
			sees := who == "lan" || who == "admin"
			if !sees && strings.Contains(rec.Body.String(), "Câu bị giữ") {
				t.Errorf("%s shows %q what is held", c.path, who)
			}
			if main := rec.Body.String(); strings.Contains(main[strings.Index(main, "<main")+1:], "Người tên lan") {
				t.Errorf("%s shows %q who has asked", c.path, who)
			}
		}
	}
}

func TestAPostGoesFromHeldToAnsweredByItsForms(t *testing.T) {
	s := open(t)
	p := s.asked(t, voice.Correction, "Sai đơn vị", "Gọi 0912345678.")
	at := func(who, action string, form url.Values) int {
		t.Helper()
		form.Set("revision", strconv.FormatInt(must(s.db.Post(t.Context(), p.ID))(t).Revision, 10))
		return s.post(t, who, "/questions/"+p.ID+"/"+action, form).Code
	}
	for _, c := range []struct {
		name, who, action string
		form              url.Values
		want              int
	}{
		{"another revises", "minh", "revise", url.Values{"title": {"x"}, "text": {"y"}}, 404},
		{"the agency answers what is held", "approver", "answer", url.Values{"status": {"answered"}, "text": {"y"}}, 404},
		{"the author revises to nothing", "lan", "revise", url.Values{"title": {""}, "text": {"y"}}, 422},
		{"the author revises", "lan", "revise", url.Values{"title": {"Sai đơn vị"}, "text": {"Phải là mm."}}, 303},
		{"another withdraws", "minh", "withdraw", url.Values{}, 404},
		{"another answers", "minh", "answer", url.Values{"status": {"answered"}, "text": {"y"}}, 403},
		{"another agency answers", "other", "answer", url.Values{"status": {"answered"}, "text": {"y"}}, 403},
		{"a stranger answers", "", "answer", url.Values{"status": {"answered"}, "text": {"y"}}, 303},
		{"an answer without an outcome", "approver", "answer", url.Values{"text": {"y"}}, 422},
		{"an answer with a number", "approver", "answer", url.Values{"status": {"planned"}, "text": {"0912345678"}}, 422},
		{"an answer", "approver", "answer", url.Values{"status": {"planned"}, "text": {"Sẽ sửa, gọi 0912345678."}, "official": {"1"}}, 303},
		{"the author withdraws what is answered", "lan", "withdraw", url.Values{}, 409},
		{"an agency moderates", "approver", "moderate", url.Values{"decision": {"remove"}, "note": {"x"}}, 403},
		{"a moderator does not say why", "admin", "moderate", url.Values{"decision": {"remove"}}, 422},
		{"a moderator removes", "admin", "moderate", url.Values{"decision": {"remove"}, "note": {"Nhầm chỗ"}}, 303},
	} {
		if got := at(c.who, c.action, c.form); got != c.want {
			t.Errorf("%s: status %d, want %d", c.name, got, c.want)
		}
	}
	if rec := s.get(t, "lan", "/questions/"+p.ID); !strings.Contains(rec.Body.String(), "Nhầm chỗ") {
		t.Error("the author does not see why it was removed")
	}
	if rec := s.post(t, "approver", "/questions/"+p.ID+"/delete", url.Values{}); rec.Code != http.StatusNotFound {
		t.Errorf("an action that there is not: %d", rec.Code)
	}
}

func TestARequestIsSupportedAndNoLonger(t *testing.T) {
	s := open(t)
	p := s.asked(t, voice.Request, "Giá nước", "Theo phường.")
	for _, c := range []struct {
		who, wants string
		status     int
		supports   int64
	}{{"minh", "1", 303, 1}, {"minh", "1", 303, 1}, {"approver", "1", 303, 2}, {"lan", "1", 409, 2}, {"", "1", 303, 2}, {"minh", "", 303, 1}} {
		rec := s.post(t, c.who, "/requests/"+p.ID+"/support", url.Values{"wants": {c.wants}})
		if got := must(s.db.Post(t.Context(), p.ID))(t).Supports; rec.Code != c.status || got != c.supports {
			t.Errorf("%q, %q: status %d and %d supports, want %d and %d", c.who, c.wants, rec.Code, got, c.status, c.supports)
		}
	}
}

// hostile is what a stranger may write.
var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'-alert(1)-'`, `</textarea><script>alert(1)</script>`, `[x](javascript:alert(1))`,
	`![x](javascript:alert(1))`, `<svg onload=alert(1)>`, "`</code><script>alert(1)</script>`", `{{.Author}}`, `]]></summary><script>alert(1)</script>`, `&#60;script&#62;`,
}

func TestNothingThatAStrangerWritesRuns(t *testing.T) {
	s := open(t)
	for _, text := range hostile {
		p := s.asked(t, voice.Question, text, text)
		err := s.Answer(t.Context(), s.as("approver"), p.ID, voice.Reply{Status: voice.Answered, Text: text, Revision: 1})
		if err != nil {
			t.Fatal(err)
		}
		r := s.asked(t, voice.Request, text, text)
		for _, path := range []string{"/questions", p.Path(), r.Path(), "/en" + p.Path(), "/desk/H29/questions", "/admin/questions", "/account/questions"} {
			who := "admin"
			if path == "/account/questions" {
				who = "lan"
			}
			body := strings.ToLower(s.get(t, who, path).Body.String())
			for _, bad := range []string{"<script>alert", "<img src=x", "<svg onload", `href="javascript:`, `src="javascript:`, "{{.author}}lan"} {
				if strings.Contains(body, bad) {
					t.Errorf("%s with %q has %q", path, text, bad)
				}
			}
		}
		body := s.get(t, "", "/feeds/questions.atom").Body.Bytes()
		var feed struct {
			Entries []struct {
				Title   string `xml:"title"`
				Summary string `xml:"summary"`
			} `xml:"http://www.w3.org/2005/Atom entry"`
		}
		if err := xml.Unmarshal(body, &feed); err != nil || len(feed.Entries) == 0 || !strings.Contains(feed.Entries[0].Title, text) {
			t.Errorf("the feed with %q: %v", text, err)
		}
	}
}

func TestListsAreTurnedOverPageByPage(t *testing.T) {
	s := open(t)
	for n := range 45 {
		s.asked(t, voice.Request, "Đề nghị số "+strconv.Itoa(n), "Chữ.")
	}
	seen := 0
	for path := "/requests"; path != ""; {
		body := s.get(t, "", path).Body.String()
		seen += strings.Count(body, `<li class="card">`)
		_, rest, more := strings.Cut(body, `rel="next" href="`)
		next, _, _ := strings.Cut(rest, `"`)
		if path = strings.ReplaceAll(next, "&amp;", "&"); !more {
			break
		}
	}
	if seen != 45 {
		t.Errorf("%d posts on all pages, want 45", seen)
	}
}

func TestTheShowcaseHasWhatAgenciesAgreedTo(t *testing.T) {
	s := open(t)
	if err := s.db.SaveApplication(t.Context(), market.Application{ID: "APP", Owner: "lan", Name: "Mưa", Created: begun}); err != nil {
		t.Fatal(err)
	}
	r := market.Reuse{Application: "APP", Product: market.DataProduct("rain"), Name: "Bản đồ <b>mưa</b>", URL: "https://mua.example.vn/", Description: "Mưa từng giờ.", State: market.ReuseShown, Asked: begun, Answered: begun}
	for _, change := range []func(){func() {}, func() { r.Product = "api/gone" }, func() { r.Product, r.Name, r.State = "api/rain", "Chưa xem", market.ReuseAsked }} {
		change()
		if err := s.db.SaveReuse(t.Context(), r, nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"/showcase", "/en/showcase", "/feeds/showcase.atom"} {
		body := s.get(t, "", path).Body.String()
		if strings.Count(body, "Bản đồ &lt;b&gt;mưa") != 1 || strings.Contains(body, "Chưa xem") || !strings.Contains(body, "https://mua.example.vn/") {
			t.Errorf("%s:\n%s", path, body)
		}
	}
}

// TestFormsCanBeSentAsTheyAreShown wants no choice that browsers do not let through:
// one that has to be made, of which nothing is chosen.
func TestFormsCanBeSentAsTheyAreShown(t *testing.T) {
	s := open(t)
	for _, path := range []string{"/questions", "/requests", "/requests/new", "/questions/new?dataset=rain"} {
		for _, part := range strings.Split(s.get(t, "lan", path).Body.String(), "<select")[1:] {
			tag, rest, _ := strings.Cut(part, ">")
			if strings.Contains(tag, "required") && strings.HasPrefix(strings.TrimSpace(rest), `<option value="" selected`) {
				t.Errorf("%s: <select%s> cannot be left as it is", path, tag)
			}
		}
	}
}
