package frame

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"nguon/catalog"
)

// A Room is a frame with the pages of one room of the portal.
type Room struct {
	*Frame

	pages map[catalog.Lang]map[string]*template.Template
}

// Room reads the pages of a room. Each name is that of a page and of the folder
// of templates/ that it is in; what is in templates/layout is for all of them.
func (f *Frame) Room(templates fs.FS, names ...string) (*Room, error) {
	room := &Room{Frame: f, pages: make(map[catalog.Lang]map[string]*template.Template)}
	for _, lang := range Languages {
		room.pages[lang] = make(map[string]*template.Template)
		for _, name := range names {
			page, err := Parse(f.locales[lang], templates, name)
			if err != nil {
				return nil, err
			}
			room.pages[lang][name] = page
		}
	}
	return room, nil
}

// Parse returns the template of the page in one folder of templates/, within
// the frame. Its own part is the template "main".
func Parse(l *Locale, templates fs.FS, name string) (*template.Template, error) {
	page := template.New("").Funcs(template.FuncMap{
		"t": l.T, "tn": l.N, "int": l.Int, "percent": l.Percent, "bytes": l.Bytes,
		"count":   func(n int) int64 { return int64(n) },
		"text":    func(t catalog.Text) string { return t.In(l.Lang) },
		"link":    func(path string) string { return Prefixed(l.Lang, path) },
		"date":    l.Date,
		"time":    l.Time,
		"machine": func(t time.Time) string { return t.In(Vietnam).Format(time.RFC3339) },
	})
	page, err := page.ParseFS(templateFiles, "templates/layout/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates of the frame: %w", err)
	}
	for _, pattern := range []string{"templates/layout/*.html", "templates/" + name + "/*.html"} {
		files, err := fs.Glob(templates, pattern)
		if err != nil {
			return nil, fmt.Errorf("templates: %s: %w", name, err)
		}
		if len(files) == 0 {
			continue // a room without a layout of its own
		}
		if page, err = page.ParseFS(templates, files...); err != nil {
			return nil, fmt.Errorf("templates: %s: %w", name, err)
		}
	}
	if page.Lookup("main") == nil && page.Lookup("document") == nil {
		return nil, fmt.Errorf("templates: there is no page %s", name)
	}
	return page, nil
}

// Render answers with a page, which is made whole before a byte is sent.
func (p *Room) Render(w http.ResponseWriter, r *http.Request, status int, l *Locale, name string, page any) error {
	var b bytes.Buffer
	if err := p.pages[l.Lang][name].ExecuteTemplate(&b, "page", page); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(l.Lang))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
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
	if status == http.StatusForbidden {
		p.refused(r)
	}
	Send(w, r, status, body)
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
