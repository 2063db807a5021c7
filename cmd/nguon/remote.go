package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
)

// A remote is a portal on another machine.
type remote struct {
	base  *url.URL
	key   string
	lang  catalog.Lang
	http  *http.Client
	notes notes

	pause    time.Duration // before the second try; each further one waits longer
	patience time.Duration // after which nothing that moves is given up
}

const (
	requestTime = 30 * time.Second // for requests without a body of any size
	longPause   = 15 * time.Second
	fewTries    = 5
)

// newRemote returns the portal at base.
func newRemote(base, key string, lang catalog.Lang) (*remote, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%w: --to must be an http or https address", errUsage)
	}
	// Redirects are not followed: the key is for this address alone.
	return &remote{
		base: u, key: key, lang: lang, notes: openNotes(), pause: 500 * time.Millisecond, patience: 5 * time.Minute,
		http: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil
}

// A passing error is one after which to try again.
type passing struct {
	error
	after time.Duration // as the server asks; 0 if it does not
	few   bool          // a failure of the server itself: a few tries show whether it passes
}

func (p *passing) Unwrap() error { return p.error }

// errLost is the end of patience. What was uploaded stays for the next time.
var errLost = catalog.Text{
	Vi: "không liên lạc được với máy chủ; phần đã gửi được giữ một ngày: hãy chạy lại lệnh để gửi tiếp",
	En: "the server cannot be reached; what was sent is kept for a day: run the command again to go on",
}

type lostError struct {
	text string
	err  error
}

func (l *lostError) Error() string { return l.text + ": " + l.err.Error() }
func (l *lostError) Unwrap() error { return l.err }

// persist calls try until it returns no error or one that does not pass, or
// until nothing has moved for long: try reports whether it has got any further.
func (r *remote) persist(ctx context.Context, try func(ctx context.Context) (moved bool, err error)) error {
	last, failures := time.Now(), 0
	for {
		moved, err := try(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if moved {
			last, failures = time.Now(), 0
		}
		temporary, ok := errors.AsType[*passing](err)
		if !ok {
			return err
		}
		if temporary.few && failures >= fewTries {
			return temporary.error
		}
		if time.Since(last) > r.patience {
			return &lostError{errLost.In(r.lang), temporary.error}
		}
		wait := min(r.pause<<min(failures, 10), longPause)
		wait = max(wait-rand.N(wait/4+1), temporary.after)
		failures++
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

// ask sends a request and returns the header and the body of the answer. One
// of another status is an error, which passes if it makes sense to try again.
func (r *remote) ask(ctx context.Context, method, path string, header map[string]string, body io.Reader, size int64, want int) (http.Header, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, r.base.JoinPath(path).String(), body)
	if err != nil {
		return nil, nil, err
	}
	if body != nil {
		req.ContentLength = size
	}
	req.Header.Set("X-Api-Key", r.key)
	req.Header.Set("Accept-Language", string(r.lang))
	req.Header.Set("Tus-Resumable", "1.0.0")
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := r.http.Do(req)
	if err != nil {
		return nil, nil, &passing{error: err}
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	if err != nil {
		return nil, nil, &passing{error: err}
	}
	if resp.StatusCode == want {
		return resp.Header, text, nil
	}
	return nil, nil, refusal(resp, text)
}

// refusal is the error of an answer with another status than was wanted.
func refusal(resp *http.Response, text []byte) error {
	refused := refusedBy(resp, text)
	switch resp.StatusCode {
	case http.StatusRequestTimeout, http.StatusLocked, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After")) // a date, or nothing, asks for no certain time
		return &passing{refused, time.Duration(min(max(seconds, 0), 60)) * time.Second, resp.StatusCode == http.StatusInternalServerError}
	}
	return refused
}

// askBriefly is ask for a request that takes little time, with JSON if v is
// not nil.
func (r *remote) askBriefly(ctx context.Context, method, path string, header map[string]string, v any, want int) (http.Header, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	if v == nil {
		return r.ask(ctx, method, path, header, nil, 0, want)
	}
	body, err := json.Marshal(v)
	if err != nil {
		return nil, nil, err
	}
	return r.ask(ctx, method, path, map[string]string{"Content-Type": "application/json"}, bytes.NewReader(body), int64(len(body)), want)
}

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

func refusedBy(resp *http.Response, body []byte) error {
	p := problemDoc{Status: resp.StatusCode, Title: resp.Status}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "application/problem+json") && len(body) > 0 {
		if err := json.Unmarshal(body, &p); err != nil {
			return err
		}
	}
	return p.err()
}
