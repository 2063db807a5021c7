package frame

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

// stylesheet is the name under which the parts in static/*.css, joined in the
// order of their names, are served.
const stylesheet = "site.css"

// An asset is a file that a page may refer to. Its URL changes with its bytes,
// so it may be cached for ever.
type asset struct {
	url     string // with the hash of the content
	media   string
	body    []byte
	gzipped []byte // nil if that would not be smaller
	hash    string
}

// assets are all static files by name, e.g. "site.css" or "dist/app.js".
type assets map[string]*asset

func loadAssets(files fs.FS) (assets, error) {
	all := make(assets)
	var sheet bytes.Buffer
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		if path.Dir(name) == "." && path.Ext(name) == ".css" {
			sheet.Write(body)
			return nil
		}
		all[name] = newAsset(name, body)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	all[stylesheet] = newAsset(stylesheet, sheet.Bytes())
	return all, nil
}

func newAsset(name string, body []byte) *asset {
	sum := sha256.Sum256(body)
	a := &asset{body: body, hash: hex.EncodeToString(sum[:8]), media: mime.TypeByExtension(path.Ext(name))}
	if path.Ext(name) == ".woff2" {
		a.media = "font/woff2"
	}
	a.url = "/static/" + name + "?v=" + a.hash
	if packed := pack(body); len(packed) < len(body)*9/10 {
		a.gzipped = packed
	}
	return a
}

// URL returns the address of a file, or "" if it was not built.
func (all assets) URL(name string) string {
	if a, ok := all[name]; ok {
		return a.url
	}
	return ""
}

func (f *Frame) static(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	a, ok := f.assets[name]
	if !ok {
		return ErrNoPage
	}
	h := w.Header()
	h.Set("Content-Type", a.media)
	h.Set("ETag", `"`+a.hash+`"`)
	h.Set("Vary", "Accept-Encoding")
	// A font is named by the hash of its content when it is built.
	if r.URL.Query().Get("v") == a.hash || path.Ext(name) == ".woff2" {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "public, max-age=300")
	}
	body := a.body
	if a.gzipped != nil && acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = a.gzipped
	}
	Send(w, r, http.StatusOK, body)
	return nil
}

// acceptsGzip reports whether the client asked for gzip without refusing it.
func acceptsGzip(r *http.Request) bool {
	return slices.ContainsFunc(strings.Split(r.Header.Get("Accept-Encoding"), ","), func(part string) bool {
		name, q, _ := strings.Cut(part, ";")
		return strings.TrimSpace(name) == "gzip" && strings.ReplaceAll(q, " ", "") != "q=0"
	})
}

// Send answers with body under the headers that are set, or with 304 if the
// client has what the ETag names.
func Send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	tag := w.Header().Get("ETag")
	if k, ok := w.(*keepingWriter); ok && status == http.StatusOK {
		k.keep(body)
	}
	if status == http.StatusOK && tag != "" && slices.ContainsFunc(strings.Split(r.Header.Get("If-None-Match"), ","),
		func(have string) bool {
			return strings.TrimPrefix(strings.TrimSpace(have), "W/") == strings.TrimPrefix(tag, "W/")
		}) {
		w.Header().Del("Content-Type")
		w.Header().Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client may have left
	}
}
