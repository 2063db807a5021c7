package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/publisher"
)

// newClient returns a sender that publishes to the portal at base. The folder
// is read strictly before anything is sent.
func newClient(base, key string, lang catalog.Lang) (sender, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%w: --to must be an http or https address", errUsage)
	}
	// Redirects are not followed: the key is for this address alone.
	c := &client{url: u.JoinPath("v1/publish").String(), key: key, lang: lang, http: &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	return c.publish, nil
}

type client struct {
	url, key string
	lang     catalog.Lang
	http     *http.Client
}

func (c *client) publish(ctx context.Context, dir string, show func(publisher.Progress)) (*published, error) {
	m, err := publisher.ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	files := []string{publisher.ManifestName}
	for _, in := range m.Resources {
		files = append(files, in.File)
	}
	at := publisher.Progress{Stage: stageSend, Resource: string(m.Dataset.Slug)}
	for _, name := range files {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		at.Total += info.Size()
	}
	body, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() { w.CloseWithError(sendFiles(form, dir, files, at, show)) }()
	defer body.Close()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("X-Api-Key", c.key)
	req.Header.Set("Accept-Language", string(c.lang))
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, refusedBy(resp)
	}
	return follow(resp.Body, show)
}

func sendFiles(form *multipart.Writer, dir string, files []string, at publisher.Progress, show func(publisher.Progress)) error {
	began := time.Now()
	for _, name := range files {
		path := filepath.ToSlash(name)
		part, err := form.CreateFormFile(path, path)
		if err != nil {
			return err
		}
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		_, err = io.Copy(part, io.TeeReader(f, writerFunc(func(b []byte) {
			at.Done += int64(len(b))
			if time.Since(began) > time.Second { // the answer shows the rest
				show(at)
			}
		})))
		f.Close()
		if err != nil {
			return err
		}
	}
	return form.Close()
}

type writerFunc func([]byte)

func (f writerFunc) Write(b []byte) (int, error) { f(b); return len(b), nil }

// A problemDoc is what of an RFC 9457 problem a person needs.
type problemDoc struct {
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Status int    `json:"status"`
	Errors []struct {
		Parameter string `json:"parameter"`
		Line      int64  `json:"line"`
		Detail    string `json:"detail"`
	} `json:"errors"`
}

func (p problemDoc) err() error {
	kind := map[int]error{http.StatusUnauthorized: catalog.ErrUnknownCaller, http.StatusForbidden: catalog.ErrForbidden,
		http.StatusNotFound: catalog.ErrNotFound, http.StatusConflict: catalog.ErrConflict,
		http.StatusRequestEntityTooLarge: catalog.ErrTooLarge, http.StatusTooManyRequests: catalog.ErrQuota}[p.Status]
	if kind == nil && p.Status >= 400 && p.Status < 500 {
		kind = catalog.ErrRefused
	}
	if kind == nil {
		return fmt.Errorf("the server answered %d %s %s", p.Status, p.Title, p.Detail)
	}
	text := p.Detail
	if text == "" {
		text = p.Title
	}
	e := &catalog.Error{Kind: kind, Public: catalog.Text{Vi: text, En: text}}
	for _, f := range p.Errors {
		e.Fields = append(e.Fields, catalog.FieldError{Field: f.Parameter, Line: f.Line, Position: -1,
			Detail: catalog.Text{Vi: f.Detail, En: f.Detail}})
	}
	return e
}

func refusedBy(resp *http.Response) error {
	p := problemDoc{Status: resp.StatusCode, Title: resp.Status}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "application/problem+json") {
		if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&p); err != nil {
			return err
		}
	}
	return p.err()
}

// follow reads the lines that the server writes while it works.
func follow(body io.Reader, show func(publisher.Progress)) (*published, error) {
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var line struct {
			Progress *publisher.Progress `json:"progress"`
			Result   *published          `json:"result"`
			Problem  *problemDoc         `json:"problem"`
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("answer of the server: %w", err)
		}
		switch {
		case line.Progress != nil:
			show(*line.Progress)
		case line.Problem != nil:
			return nil, line.Problem.err()
		case line.Result != nil:
			return line.Result, nil
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	return nil, errors.New("the server stopped before it said what became of the release: look at its releases, and publish again if it is not there")
}
