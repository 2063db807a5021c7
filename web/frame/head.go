package frame

import (
	"net/http"
	"net/url"
	"strings"

	"nguon/catalog"
)

// A Head is what the frame around a page needs. Every page struct embeds it.
type Head struct {
	Lang        catalog.Lang
	Title       string // of the page, without the name of the portal
	Description string // one sentence for search engines and link previews
	Nav         string // the part of the portal: "datasets", "agencies", "about" or ""
	Look        Look
	Path        string // of this page without the language
	Here        string // Path with its parameters, in this language
	Canonical   string // absolute
	Alternates  []Alternate
	NoIndex     bool
	Query       string // what was searched for
	Feed        string
	OEmbed      string // the address that says how other sites show the page; "" if they cannot
	Linked      string // the address of the same as linked data; "" if it is not to be had
	Structured  any    // the same in the words of schema.org, for encoding/json; nil if there is nothing to say
	Card        *Card  // the picture of link previews; nil if there is none
	CSS         []string
	JS          string // "" if the islands were not built
	Icon        string
	Viewer      *Viewer // nil: nobody is signed in
}

// A Card is the picture that link previews show of a page.
type Card struct {
	URL           string // absolute
	Width, Height int    // in pixels
	Alt           string
}

// SearchInHeader reports whether the page has no search box of its own.
func (h Head) SearchInHeader() bool { return h.Path != "/" && h.Path != "/datasets" }

// SignIn is the page on which a stranger signs in, and from which they come back
// to this one.
func (h Head) SignIn() string {
	path := Prefixed(h.Lang, SignInPath)
	if strings.HasPrefix(h.Path, "/account") {
		return path
	}
	return path + "?" + url.Values{"back": {h.Here}}.Encode()
}

// Factor is where the visitor shows the second factor that their role needs, and
// comes back from to this page; "" if it needs none, or this is the page.
func (h Head) Factor() string {
	if h.Viewer == nil || !h.Viewer.Withheld || strings.HasPrefix(h.Path, "/account/") {
		return ""
	}
	return factorURL(h.Lang, h.Here)
}

// An Alternate is the same page in another language.
type Alternate struct {
	Lang    catalog.Lang
	Name    string // of the language, in itself
	Short   string // the same in two or three letters
	URL     string // absolute, for search engines
	Link    string // with the parameters of this page
	Current bool
}

// Head returns the head of a page with a title, and a description of one or two
// sentences, which may be empty.
func (f *Frame) Head(r *http.Request, l *Locale, title, description string) Head {
	path := BarePath(r.URL.Path)
	h := Head{
		Lang: l.Lang, Title: title, Description: Shorten(description, 200), Look: f.look(r), Path: path,
		Here: r.URL.RequestURI(), Canonical: f.baseURL + Prefixed(l.Lang, path), NoIndex: r.URL.RawQuery != "",
		Feed: Prefixed(l.Lang, "/feeds/releases.atom"), CSS: []string{f.assets.URL(stylesheet)}, JS: f.assets.URL("dist/app.js"),
		Icon: f.assets.URL("icon.svg"), Viewer: viewerOf(r.Context()),
	}
	if fonts := f.assets.URL("dist/fonts.css"); fonts != "" {
		h.CSS = append(h.CSS, fonts)
	}
	for _, lang := range Languages {
		link := Prefixed(lang, path)
		if r.URL.RawQuery != "" {
			link += "?" + r.URL.RawQuery
		}
		h.Alternates = append(h.Alternates, Alternate{lang, f.locales[lang].T("language.self"), strings.ToUpper(string(lang)), f.baseURL + Prefixed(lang, path), link, lang == l.Lang})
	}
	return h
}

// Prefixed returns the path of a page in lang.
func Prefixed(lang catalog.Lang, path string) string {
	if lang == Languages[0] {
		return path
	}
	return "/" + string(lang) + path
}

// BarePath returns the path of a page without its language.
func BarePath(path string) string {
	for _, lang := range Languages[1:] {
		if rest, ok := strings.CutPrefix(path, "/"+string(lang)); ok && (rest == "" || rest[0] == '/') {
			return rest
		}
	}
	return path
}

// Shorten cuts text after a word so that it has at most n characters, an
// ellipsis included.
func Shorten(text string, n int) string {
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
