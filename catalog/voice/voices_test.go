package voice_test

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/catalog/voice"
)

func TestWhatIsAskedIsPublicUnlessSomethingKeepsItBack(t *testing.T) {
	f := newForum(t)
	for _, c := range []struct {
		name  string
		draft voice.Draft
		want  string // of the error
		state voice.State
		held  []voice.Reason
		told  map[notice.Kind][]string
	}{
		{"a question", draft(voice.Question, "Từ năm nào?"), "ok", voice.Public, nil, map[notice.Kind][]string{notice.PostAsked: {"approver"}}},
		{"a request to nobody", voice.Draft{Kind: voice.Request, Title: "Giá nước", Text: "Theo phường."}, "ok", voice.Public, nil, map[notice.Kind][]string{notice.PostAsked: {"admin"}}},
		{"a request to an agency without people", voice.Draft{Kind: voice.Request, Title: "Giá nước", Text: "Theo phường.", Agency: there}, "ok", voice.Public, nil, map[notice.Kind][]string{notice.PostAsked: {"other"}}},
		{"personal data in the text", voice.Draft{Kind: voice.Question, Dataset: "rain", Title: "Sai số", Text: "Gọi 0912345678."}, "ok", voice.Held, []voice.Reason{voice.Personal}, map[notice.Kind][]string{notice.PostHeld: {"admin"}}},
		{"personal data in the title", draft(voice.Correction, "Số 0912345678"), "ok", voice.Held, []voice.Reason{voice.Personal}, map[notice.Kind][]string{notice.PostHeld: {"admin"}}},
		{"two links", voice.Draft{Kind: voice.Question, Dataset: "rain", Title: "Nguồn", Text: "https://www.a.vn và www.b.vn"}, "ok", voice.Public, nil, map[notice.Kind][]string{notice.PostAsked: {"approver"}}},
		{"three links", voice.Draft{Kind: voice.Question, Dataset: "rain", Title: "Nguồn", Text: "http://a.vn HTTPS://b.vn www.c.vn"}, "ok", voice.Held, []voice.Reason{voice.Links}, map[notice.Kind][]string{notice.PostHeld: {"admin"}}},
		{"a dataset that nobody sees yet", voice.Draft{Kind: voice.Question, Dataset: "soon", Title: "Bao giờ", Text: "Bao giờ có?"}, "not found", "", nil, nil},
		{"no dataset", voice.Draft{Kind: voice.Question, Dataset: "x/y", Title: "Gì", Text: "Gì?"}, "invalid", "", nil, nil},
		{"no agency", voice.Draft{Kind: voice.Request, Agency: "H99", Title: "Gì", Text: "Gì?"}, "invalid", "", nil, nil},
		{"no kind", voice.Draft{Kind: "spam", Title: "Gì", Text: "Gì?"}, "invalid", "", nil, nil},
		{"signs that nobody sees", voice.Draft{Kind: voice.Request, Title: "G\u202eì", Text: "Gì?"}, "invalid", "", nil, nil},
		{"too long a text", voice.Draft{Kind: voice.Request, Title: "Gì", Text: strings.Repeat("ở", voice.MaxText+1)}, "invalid", "", nil, nil},
		{"no words", voice.Draft{Kind: voice.Request, Title: " ", Text: "\n"}, "invalid", "", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			f.now = f.now.Add(25 * time.Hour)
			f.told(t)
			p, err := f.Ask(t.Context(), f.as("lan"), c.draft)
			if got := kindOf(err); got != c.want {
				t.Fatalf("%s, want %s: %v", got, c.want, err)
			}
			if p.State != c.state || !slices.Equal(p.Held, c.held) {
				t.Errorf("%s, %v; want %s, %v", p.State, p.Held, c.state, c.held)
			}
			if err == nil {
				if d := cmp.Diff(p, f.post(t, p.ID)); d != "" {
					t.Errorf("what is kept differs: %s", d)
				}
			}
			if d := cmp.Diff(c.told, f.told(t)); d != "" && len(c.told) > 0 {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func TestOnlySignedInPeopleAskAndNotWithoutEnd(t *testing.T) {
	f := newForum(t)
	for _, caller := range []string{"", "operator"} {
		if _, err := f.Ask(t.Context(), f.as(caller), draft(voice.Question, "Gì?")); kindOf(err) != "unknown caller" {
			t.Errorf("%q: %v", caller, err)
		}
	}
	for n := range voice.MaxDay {
		if _, err := f.Ask(t.Context(), f.as("lan"), draft(voice.Question, strings.Repeat("Gì? ", n+1))); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Ask(t.Context(), f.as("lan"), draft(voice.Request, "Nữa")); kindOf(err) != "quota used up" {
		t.Errorf("one more: %v", err)
	}
}

func TestTheTimeToAnswerBeginsWhenAPostIsPublic(t *testing.T) {
	f := newForum(t)
	held := f.in(t, voice.Correction, voice.Held, 0)
	if !held.Due.IsZero() || !held.Since.IsZero() {
		t.Errorf("held: since %v, due %v", held.Since, held.Due)
	}
	f.now = time.Date(2026, 12, 7, 1, 0, 0, 0, time.UTC)
	p := must(f.Revise(t.Context(), f.as("lan"), held.ID, held.Revision, "Sai đơn vị", "Phải là mm."))(t)
	if want := time.Date(2026, 12, 21, 17, 0, 0, 0, time.UTC); p.State != voice.Public || !p.Due.Equal(want) || !p.Since.Equal(f.now) {
		t.Errorf("%s since %v, due %v; want public, due %v", p.State, p.Since, p.Due, want)
	}
	if p.Late(p.Due) || !p.Late(p.Due.Add(time.Second)) {
		t.Error("late at another time than after it was due")
	}
	f.now = p.Due.Add(time.Hour)
	if err := f.Moderate(t.Context(), f.as("admin"), p.ID, p.Revision, voice.Remove, "Trùng"); err != nil {
		t.Fatal(err)
	}
	if err := f.Moderate(t.Context(), f.as("admin"), p.ID, p.Revision+1, voice.Release, ""); err != nil {
		t.Fatal(err)
	}
	if again := f.post(t, p.ID); !again.Due.Equal(p.Due) || !again.Since.Equal(p.Since) {
		t.Errorf("public again since %v, due %v", again.Since, again.Due)
	}
}

func TestRevisedWordsAreLookedAtAgain(t *testing.T) {
	f := newForum(t)
	held := f.in(t, voice.Question, voice.Held, 0)
	p := must(f.Revise(t.Context(), f.as("lan"), held.ID, held.Revision, "Vẫn hỏi", "Gọi 0912345678 nhé, hay www.a.vn, www.b.vn, www.c.vn."))(t)
	if p.State != voice.Held || !slices.Equal(p.Held, []voice.Reason{voice.Personal, voice.Links}) {
		t.Errorf("%s, %v", p.State, p.Held)
	}
	if _, err := f.Revise(t.Context(), f.as("lan"), p.ID, held.Revision, "Cũ", "Cũ."); kindOf(err) != "conflict" {
		t.Errorf("what was seen before: %v", err)
	}
	f.told(t)
	if err := f.Moderate(t.Context(), f.as("admin"), p.ID, p.Revision, voice.Redact, ""); err != nil {
		t.Fatal(err)
	}
	p = f.post(t, p.ID)
	if p.State != voice.Public || strings.Contains(p.Text, "0912") || !strings.Contains(p.Text, "[điện thoại]") {
		t.Errorf("%s: %q", p.State, p.Text)
	}
	want := map[notice.Kind][]string{notice.PostAsked: {"approver"}, notice.PostModerated: {"lan"}}
	if d := cmp.Diff(want, f.told(t)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

func TestAnswersReachThoseWhoWantThem(t *testing.T) {
	f := newForum(t)
	p := f.in(t, voice.Request, voice.Public, 0)
	for _, user := range []string{"minh", "editor"} {
		if err := f.Support(t.Context(), f.as(user), p.ID, true); err != nil {
			t.Fatal(err)
		}
	}
	f.told(t)
	for _, c := range []struct {
		name  string
		reply voice.Reply
		want  string
	}{
		{"no status", voice.Reply{Text: "Có."}, "invalid"},
		{"a status that no answer gives", voice.Reply{Status: voice.Open, Text: "Có."}, "invalid"},
		{"no words", voice.Reply{Status: voice.Planned, Text: " "}, "invalid"},
		{"a dataset that nobody sees yet", voice.Reply{Status: voice.Answered, Text: "Có.", Dataset: "soon"}, "invalid"},
		{"personal data", voice.Reply{Status: voice.Planned, Text: "Gọi 0912345678."}, "invalid"},
		{"another revision", voice.Reply{Status: voice.Planned, Text: "Quý sau.", Revision: 7}, "conflict"},
		{"planned, with the office's number", voice.Reply{Status: voice.Planned, Text: "Gọi 0912345678.", Official: true, Revision: 1}, "ok"},
		{"published", voice.Reply{Status: voice.Answered, Text: "Có rồi.", Dataset: "rain", Revision: 2}, "ok"},
	} {
		if got := kindOf(f.Answer(t.Context(), f.as("approver"), p.ID, c.reply)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	p = f.post(t, p.ID)
	if p.Status != voice.Answered || p.Dataset != "rain" || len(p.Answers) != 2 || p.Answers[0].Status != voice.Planned {
		t.Errorf("%+v", p)
	}
	want := map[notice.Kind][]string{notice.PostAnswered: {"lan", "editor", "minh", "lan", "editor", "minh"}}
	if d := cmp.Diff(want, f.told(t)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	log := must(f.db.Accounts().Audit(t.Context(), account.AuditFilter{Verb: voice.VerbAnswer}))(t)
	if len(log) != 2 || log[0].Agency != here || strings.Contains(string(log[0].After), "Gọi") {
		t.Errorf("%+v", log)
	}
}

func TestAQuestionHasNoPlans(t *testing.T) {
	f := newForum(t)
	p := f.in(t, voice.Question, voice.Public, 0)
	if err := f.Answer(t.Context(), f.as("approver"), p.ID, voice.Reply{Status: voice.Planned, Text: "Sẽ.", Revision: 1}); kindOf(err) != "invalid" {
		t.Error(err)
	}
}

func TestPicturesAreShownOnceAModeratorHasLooked(t *testing.T) {
	f := newForum(t)
	d := draft(voice.Correction, "Biển trạm ghi khác")
	d.Pictures = []voice.Picture{{Type: "image/png", Width: 1, Height: 1, Data: []byte("png")}}
	p := must(f.Ask(t.Context(), f.as("lan"), d))(t)
	open := func(caller string) string {
		_, content, err := f.Picture(t.Context(), f.as(caller).Principal, p.ID, p.Files[0].ID)
		if err != nil {
			return kindOf(err)
		}
		return string(must(io.ReadAll(content))(t))
	}
	for caller, want := range map[string]string{"": "not found", "minh": "not found", "approver": "not found", "lan": "png", "admin": "png"} {
		if got := open(caller); got != want {
			t.Errorf("before, %q: %s, want %s", caller, got, want)
		}
	}
	if err := f.Moderate(t.Context(), f.as("admin"), p.ID, 1, voice.Show, ""); err != nil {
		t.Fatal(err)
	}
	if got := open(""); got != "png" {
		t.Errorf("after: %s", got)
	}
	if err := f.Withdraw(t.Context(), f.as("lan"), p.ID); err != nil {
		t.Fatal(err)
	}
	if len(f.objects) != 0 {
		t.Errorf("%d pictures of nothing", len(f.objects))
	}
	d.Title = "\x00"
	if _, err := f.Ask(t.Context(), f.as("lan"), d); err == nil || len(f.objects) != 0 {
		t.Errorf("%v, with %d pictures of what was not said", err, len(f.objects))
	}
}

func TestWhatIsWrongIsSaidInBothLanguages(t *testing.T) {
	err := (&voice.Post{}).Validate()
	for _, lang := range []catalog.Lang{catalog.Vietnamese, catalog.English} {
		for _, fault := range err.(*catalog.Error).Fields { //nolint:errcheck,errorlint // it is one
			if fault.Detail.In(lang) == "" {
				t.Errorf("%s: nothing in %s", fault.Field, lang)
			}
		}
	}
}
