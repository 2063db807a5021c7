package notify_test

import (
	"io"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nguon/publisher/notify"
)

var from = mail.Address{Name: "Nguồn", Address: "no-reply@example.org"}

// sample returns a message that is valid.
func sample() notify.Message {
	return notify.Message{
		ID: "01JPA2B3C4D5E6F7G8H9JKMNPQ", To: mail.Address{Name: "Trần Thị Lan", Address: "lan@example.net"},
		Subject: "Chọn mật khẩu", Text: "Chào Lan,\n\nhttps://example.org/a?token=b\n", HTML: "<p>Chào Lan,</p>", Lang: "vi",
	}
}

func TestAFolderKeepsEachMessageOnceForItsOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	box, err := notify.NewFolder(dir, from)
	if err != nil {
		t.Fatal(err)
	}
	m := sample()
	for range 2 {
		if err := box.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || files[0].Name() != m.ID+".eml" {
		t.Fatalf("files %v, %v", files, err)
	}
	info, err := files[0].Info()
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want only the owner to read it", info.Mode(), err)
	}
	text, err := os.ReadFile(filepath.Join(dir, m.ID+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := mail.ReadMessage(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Message-Id": "<" + m.ID + "@example.org>", "Auto-Submitted": "auto-generated", "Content-Language": "vi", "List-Unsubscribe": "",
	} {
		if got.Header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.Header.Get(name), want)
		}
	}
	if body, err := io.ReadAll(got.Body); err != nil || !strings.Contains(string(body), "text/html") || !strings.Contains(string(body), "text/plain") {
		t.Errorf("body %q, %v; want the text and the document", body, err)
	}
}

func TestAMessageThatCouldAddAHeaderIsRefused(t *testing.T) {
	box, err := notify.NewFolder(t.TempDir(), from)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*notify.Message){
		"line in the subject":       func(m *notify.Message) { m.Subject = "a\r\nBcc: all@example.net" },
		"line in the name":          func(m *notify.Message) { m.To.Name = "a\nBcc: all@example.net" },
		"line in the address":       func(m *notify.Message) { m.To.Address = "a@example.net\r\nBcc: b@example.net" },
		"two addresses":             func(m *notify.Message) { m.To.Address = "a@example.net, b@example.net" },
		"name in the address":       func(m *notify.Message) { m.To.Address = "B <b@example.net>" },
		"no address":                func(m *notify.Message) { m.To.Address = "" },
		"path in the ID":            func(m *notify.Message) { m.ID = "../../etc/passwd" },
		"no ID":                     func(m *notify.Message) { m.ID = "" },
		"line in the list":          func(m *notify.Message) { m.List = "a\nb" },
		"line in the language":      func(m *notify.Message) { m.Lang = "vi\r\nX: y" },
		"angle in the unsubscribe":  func(m *notify.Message) { m.Unsubscribe = "https://example.org/>,<mailto:x" },
		"NUL in the subject":        func(m *notify.Message) { m.Subject = "a\x00b" },
		"subject that is not UTF-8": func(m *notify.Message) { m.Subject = "a\xff" },
		"subject of great length":   func(m *notify.Message) { m.Subject = strings.Repeat("a", notify.MaxSubject+1) },
		"no text":                   func(m *notify.Message) { m.Text = "" },
	} {
		t.Run(name, func(t *testing.T) {
			m := sample()
			change(&m)
			if err := box.Send(t.Context(), m); err == nil {
				t.Errorf("Send: no error")
			}
		})
	}
}

func TestAMessageOfAListCanBeEndedInOneStep(t *testing.T) {
	dir := t.TempDir()
	box, err := notify.NewFolder(dir, from)
	if err != nil {
		t.Fatal(err)
	}
	m := sample()
	m.Unsubscribe, m.List = "https://example.org/account/follows/end?t=abc", "follows"
	if err := box.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, m.ID+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := mail.ReadMessage(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"List-Unsubscribe": "<" + m.Unsubscribe + ">", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "List-Id": "<follows.example.org>",
	} {
		if got.Header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.Header.Get(name), want)
		}
	}
}
