package letters_test

import (
	"fmt"
	"net/mail"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/notice"
	"nguon/publisher/courier"
	"nguon/web/letters"
)

func writer(t testing.TB) *letters.Writer {
	t.Helper()
	w, err := letters.New("https://data.example.org/")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// kinds are all letters of accounts, and whether they have a link with a token.
var kinds = map[account.LetterKind]bool{
	account.LetterWelcome: true, account.LetterExists: false, account.LetterReset: true, account.LetterPasswordChanged: false,
	account.LetterOldMail: true, account.LetterNewMail: true, account.LetterMailTaken: false, account.LetterSignIn: false,
	account.LetterInvitation: true, account.LetterDeleted: false,
}

func TestEveryLetterIsWrittenInBothLanguages(t *testing.T) {
	w := writer(t)
	seen := make(map[string]account.LetterKind)
	for kind, linked := range kinds {
		for lang, prefix := range map[catalog.Lang]string{catalog.Vietnamese: "", catalog.English: "/en"} {
			t.Run(string(kind)+" "+string(lang), func(t *testing.T) {
				l := account.Letter{Kind: kind, To: "lan@example.net", Name: "Trần Thị Lan", Lang: lang, NewMail: "lan@example.com",
					Expires: time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC), Grant: account.Grant{Agency: "H26", Role: account.Editor}}
				if linked {
					l.Token = "T0kenT0ken"
				}
				m, err := w.Letter(l, catalog.Text{Vi: "Sở Y tế", En: "Health Department"})
				if err != nil {
					t.Fatal(err)
				}
				m.ID = "01JP9ZMQCN7RHYG5G075CMMCW9"
				if err := m.Validate(); err != nil {
					t.Error(err)
				}
				if other, ok := seen[m.Subject]; ok {
					t.Errorf("the subject %q is that of %s too", m.Subject, other)
				}
				seen[m.Subject] = kind
				link := "https://data.example.org" + prefix + l.Path()
				if linked && (!strings.Contains(m.Text, "\n"+link+"\n") || !strings.Contains(m.HTML, `href="`+link+`"`) || !strings.Contains(m.Text, "9:00") && !strings.Contains(m.Text, "09:00")) {
					t.Errorf("it lacks its link %s, or its time in Viet Nam:\n%s\n%s", link, m.Text, m.HTML)
				}
				if !linked && strings.Contains(m.Text, "token") {
					t.Errorf("it has a token: %s", m.Text)
				}
				if strings.Contains(m.Text, "<no value>") || strings.Contains(m.Text, "\n\n\n") || m.Lang != string(lang) {
					t.Errorf("text %q in %s", m.Text, m.Lang)
				}
			})
		}
	}
}

func TestANameIsGreetedOnlyIfItLooksLikeOne(t *testing.T) {
	w := writer(t)
	for name, want := range map[string]bool{
		"Trần Thị Lan": true, "Lan": true, "J. R. O'Neil-Smith": true,
		"Win at evil.example": false, "https://evil.example": false, "a@b.example": false, "<b>Lan</b>": false, "Lan\r\nBcc: x@example.net": false,
		strings.Repeat("a", 200): false, "{{.Link}}": false, "Gọi 0912345678": false,
	} {
		m, err := w.Letter(account.Letter{Kind: account.LetterExists, To: "lan@example.net", Name: name}, catalog.Text{})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(m.Text, "Chào "+name+","); got != want || !want && m.To.Name != "" {
			t.Errorf("%q: greeted %v, want %v; to %q", name, got, want, m.To.Name)
		}
	}
}

func TestNoticesAreTextWhateverTheyHold(t *testing.T) {
	w := writer(t)
	to := courier.Addressee{To: mail.Address{Name: "Lan", Address: "lan@example.net"}, Lang: catalog.Vietnamese}
	n := catalogtest.Notice("a")
	n.Title.Vi = "Mưa\r\nBcc: x@example.net <script>alert(1)</script>"
	n.Text.Vi = "Một dòng\n\n\nhttps://evil.example/\n-- \n<img src=x>"
	m, err := w.Notices(to, notice.ByMail, []notice.Notice{n}, "https://data.example.org/account/follows/end?t=abc")
	if err != nil {
		t.Fatal(err)
	}
	m.ID = "a"
	if err := m.Validate(); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"<script", "<img", `href="https://evil`} {
		if strings.Contains(m.HTML, bad) {
			t.Errorf("the document has %q: %s", bad, m.HTML)
		}
	}
	if !strings.Contains(m.HTML, `href="https://data.example.org/account/follows/end?t=abc"`) || !strings.Contains(m.HTML, `href="https://data.example.org`+n.Path+`"`) {
		t.Errorf("the document lacks its links: %s", m.HTML)
	}
}

func TestADigestTellsOfAllAndOfLargeOnesHowManyMore(t *testing.T) {
	w := writer(t)
	to := courier.Addressee{To: mail.Address{Address: "lan@example.net"}, Lang: catalog.English}
	var ns []notice.Notice
	for i := range 130 {
		n := catalogtest.Notice(fmt.Sprint(i))
		n.Title.En = fmt.Sprintf("Dataset %d: version 2 is published", i)
		ns = append(ns, n)
	}
	small, err := w.Notices(to, notice.ByDaily, ns[:2], "https://data.example.org/account/follows/end?t=abc")
	if err != nil {
		t.Fatal(err)
	}
	if small.Subject != "2 notices of the day on Nguồn" || !strings.Contains(small.Text, "Dataset 0:") || !strings.Contains(small.Text, "Dataset 1:") {
		t.Errorf("digest %q:\n%s", small.Subject, small.Text)
	}
	large, err := w.Notices(to, notice.ByWeekly, ns, "https://data.example.org/account/follows/end?t=abc")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(large.Text, "And 30 more") || strings.Contains(large.Text, "Dataset 100:") {
		t.Error("a large digest does not say how many it leaves out")
	}
}
