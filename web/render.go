package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"nguon/catalog"
)

//go:embed templates
var templateFiles embed.FS

// pageNames are the folders of templates/ that are pages.
var pageNames = []string{"home", "search", "dataset", "release", "checks", "agencies", "agency", "about", "error"}

// A head is what the frame around a page needs. Every page struct embeds it.
type head struct {
	Lang        catalog.Lang
	Title       string // of the page, without the name of the portal
	Description string // one sentence for search engines and link previews
	Nav         string // the part of the portal: "datasets", "agencies", "about" or ""
	Theme       string // "light", "dark" or "" for what the device says
	Path        string // of this page without the language
	Here        string // Path with its parameters, in this language
	Canonical   string // absolute
	Alternates  []alternate
	NoIndex     bool
	Query       string // what was searched for
	Feed        string
	CSS         []string
	JS          string // "" if the islands were not built
	Icon        string
}

// SearchInHeader reports whether the page has no search box of its own.
func (h head) SearchInHeader() bool { return h.Path != "/" && h.Path != "/datasets" }

// An alternate is the same page in another language.
type alternate struct {
	Lang    catalog.Lang
	URL     string // absolute, for search engines
	Link    string // with the parameters of this page
	Current bool
}

func (s *Site) head(r *http.Request, l *locale, title, description string) head {
	path := barePath(r.URL.Path)
	h := head{
		Lang: l.lang, Title: title, Description: shorten(description, 200), Theme: themeOf(r), Path: path,
		Here: r.URL.RequestURI(), Canonical: s.baseURL + prefixed(l.lang, path), NoIndex: r.URL.RawQuery != "",
		Feed: prefixed(l.lang, "/feeds/releases.atom"), CSS: []string{s.assets.URL(stylesheet)}, JS: s.assets.URL("dist/app.js"),
		Icon: s.assets.URL("icon.svg"),
	}
	if fonts := s.assets.URL("dist/fonts.css"); fonts != "" {
		h.CSS = append(h.CSS, fonts)
	}
	for _, lang := range langs {
		link := prefixed(lang, path)
		if r.URL.RawQuery != "" {
			link += "?" + r.URL.RawQuery
		}
		h.Alternates = append(h.Alternates, alternate{lang, s.baseURL + prefixed(lang, path), link, lang == l.lang})
	}
	return h
}

// prefixed returns the path of a page in lang.
func prefixed(lang catalog.Lang, path string) string {
	if lang == langs[0] {
		return path
	}
	return "/" + string(lang) + path
}

// barePath returns the path of a page without its language.
func barePath(path string) string {
	for _, lang := range langs[1:] {
		if rest, ok := strings.CutPrefix(path, "/"+string(lang)); ok && (rest == "" || rest[0] == '/') {
			return rest
		}
	}
	return path
}

// parseTemplates returns the template of each page, with the functions of l.
func parseTemplates(l *locale) (map[string]*template.Template, error) {
	pages := make(map[string]*template.Template)
	for _, name := range pageNames {
		page, err := parsePage(l, name)
		if err != nil {
			return nil, err
		}
		pages[name] = page
	}
	return pages, nil
}

// parsePage returns the template of the page in one folder of templates/.
func parsePage(l *locale, name string) (*template.Template, error) {
	page, err := template.New("").Funcs(template.FuncMap{
		"t": l.T, "tn": l.N, "int": l.Int, "percent": l.Percent, "bytes": l.Bytes,
		"count":   func(n int) int64 { return int64(n) },
		"text":    func(t catalog.Text) string { return t.In(l.lang) },
		"link":    func(path string) string { return prefixed(l.lang, path) },
		"date":    l.Date,
		"time":    l.Time,
		"machine": func(t time.Time) string { return t.In(vietnam).Format(time.RFC3339) },
	}).ParseFS(templateFiles, "templates/layout/*.html", "templates/"+name+"/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %s: %w", name, err)
	}
	return page, nil
}

// render answers with a page, which is made whole before a byte is sent.
func (s *Site) render(w http.ResponseWriter, r *http.Request, status int, lang catalog.Lang, name string, page any) error {
	var b bytes.Buffer
	if err := s.pages[lang][name].ExecuteTemplate(&b, "page", page); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(lang))
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Cookie, Accept-Encoding")
	if status == http.StatusOK {
		sum := sha256.Sum256(b.Bytes())
		h.Set("ETag", `W/"`+hex.EncodeToString(sum[:12])+`"`)
	}
	body := b.Bytes()
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = pack(body)
	}
	send(w, r, status, body)
	return nil
}

// packers are kept, because each has a window of its own.
var packers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// pack returns body as gzip. Writing to memory does not fail.
func pack(body []byte) []byte {
	var b bytes.Buffer
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(&b)
	_, _ = z.Write(body)
	_ = z.Close()
	return b.Bytes()
}

// shorten cuts text after a word so that it has at most n characters, an
// ellipsis included.
func shorten(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	cut := string(runes[:n-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,.;:") + "…"
}
