package letters

import (
	"cmp"
	"embed"
	"fmt"
	"net/mail"
	"strings"
	"text/template"
	"unicode"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/publisher/notify"
	"nguon/web/frame"
)

//go:embed templates
var files embed.FS

// A Writer writes letters. It is safe for concurrent use.
type Writer struct {
	portal  string
	texts   *template.Template
	locales map[catalog.Lang]*frame.Locale
}

// New returns a writer of letters with links to the portal at baseURL.
func New(baseURL string) (*Writer, error) {
	texts, err := template.New("").Option("missingkey=error").ParseFS(files, "templates/*.txt")
	if err != nil {
		return nil, fmt.Errorf("letters: %w", err)
	}
	w := &Writer{portal: strings.TrimSuffix(baseURL, "/"), texts: texts, locales: make(map[catalog.Lang]*frame.Locale)}
	for _, lang := range frame.Languages {
		if w.locales[lang], err = frame.LoadLocale(lang); err != nil {
			return nil, fmt.Errorf("letters: %w", err)
		}
	}
	return w, nil
}

// letter is what the templates of accounts speak of.
type letter struct {
	Hello   string
	Portal  string
	Link    string
	Expires string
	NewMail string
	Agency  string
	Role    string
}

// Letter writes a letter of an account; its ID is the caller's to give. Agency
// is what the agency of an invitation is called.
func (w *Writer) Letter(l account.Letter, agency catalog.Text) (notify.Message, error) {
	locale := w.locale(l.Lang)
	values := letter{
		Hello: hello(l.Name, locale.Lang), Portal: w.portal + strings.TrimSuffix(frame.Prefixed(locale.Lang, "/"), "/"), NewMail: string(l.NewMail),
	}
	if path := l.Path(); path != "" {
		values.Link, values.Expires = w.portal+frame.Prefixed(locale.Lang, path), locale.Time(l.Expires)
	}
	if l.Kind == account.LetterInvitation {
		values.Role = roles[l.Grant.Role].In(locale.Lang)
		values.Agency = line(cmp.Or(agency.In(locale.Lang), l.Grant.Agency))
		if l.Grant.Agency == account.AnyAgency {
			values.Agency = catalog.Text{Vi: "toàn cổng", En: "the whole portal"}.In(locale.Lang)
		}
	}
	return w.write(string(l.Kind), locale, values, mail.Address{Name: plain(l.Name), Address: string(l.To)})
}

var roles = map[account.Role]catalog.Text{
	account.Viewer:        {Vi: "người xem", En: "viewer"},
	account.Editor:        {Vi: "biên tập viên", En: "editor"},
	account.Approver:      {Vi: "người duyệt", En: "approver"},
	account.Steward:       {Vi: "người phụ trách dữ liệu", En: "data steward"},
	account.Administrator: {Vi: "quản trị viên", En: "administrator"},
	account.PortalAdmin:   {Vi: "quản trị viên cổng", En: "portal administrator"},
}

func (w *Writer) locale(lang catalog.Lang) *frame.Locale {
	if l := w.locales[lang]; l != nil {
		return l
	}
	return w.locales[catalog.Vietnamese]
}

// write fills a template and makes a message of it.
func (w *Writer) write(name string, locale *frame.Locale, values any, to mail.Address) (notify.Message, error) {
	var b strings.Builder
	if err := w.texts.ExecuteTemplate(&b, name+"."+string(locale.Lang)+".txt", values); err != nil {
		return notify.Message{}, fmt.Errorf("letters: %w", err)
	}
	subject, body, _ := strings.Cut(b.String(), "\n")
	text := layOut(body) + "\n-- \n" + signature.In(locale.Lang) + "\n" + w.portal + "\n"
	html, err := w.document(locale.Lang, subject, text)
	if err != nil {
		return notify.Message{}, fmt.Errorf("letters: %w", err)
	}
	return notify.Message{To: to, Subject: cut(line(subject), notify.MaxSubject), Text: text, HTML: html, Lang: string(locale.Lang)}, nil
}

var signature = catalog.Text{Vi: "Nguồn, cổng dữ liệu mở. Thư này được gửi tự động.", En: "Nguồn, open data. This mail was sent by a program."}

// layOut returns a text with one empty line between paragraphs, and none around
// it.
func layOut(text string) string {
	var kept []string
	for _, p := range strings.Split(text, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n\n") + "\n"
}

// hello greets a reader by name, if the name looks like one: whoever makes an
// account chooses it, and could have the portal send words of their own.
func hello(name string, lang catalog.Lang) string {
	if name = plain(name); name == "" {
		return catalog.Text{Vi: "Chào bạn,", En: "Hello,"}.In(lang)
	}
	return catalog.Textf("Chào %s,", "Hello %s,", name).In(lang)
}

// plain returns a name of letters, spaces and the marks of names, or nothing.
func plain(name string) string {
	name = line(name)
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" '’-.", r)
	}
	dotted := strings.Contains(strings.TrimRight(strings.ReplaceAll(name, ". ", " "), "."), ".") // as in the name of a host
	if len(name) > 80 || dotted || strings.ContainsFunc(name, odd) {
		return ""
	}
	return name
}

// line returns s as one line of readable text.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}

// cut returns at most n bytes of s, whole characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n-len("…")], "") + "…"
}
