package datacite

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"nguon/catalog/doi"
)

// Config says where DOIs are registered, and by whom.
type Config struct {
	URL      string // of the API, such as https://api.datacite.org
	Prefix   string // of the repository, such as 10.5072
	User     string // the ID of the repository
	Password string
}

// Validate returns an error if c cannot work. The password goes over the network:
// only https is taken, and http on this machine.
func (c Config) Validate() error {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("datacite: the address of the API is no plain address, such as https://api.datacite.org")
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme != "https" && (u.Scheme != "http" || ip == nil || !ip.IsLoopback()) {
		return errors.New("datacite: the address of the API must begin with https://")
	}
	if !doi.ValidPrefix(c.Prefix) {
		return fmt.Errorf("datacite: %q is no prefix of DOIs, such as 10.5072", c.Prefix)
	}
	if c.User == "" || c.Password == "" {
		return errors.New("datacite: the name or the password of the repository is missing")
	}
	return nil
}

// The bounds of one request.
const (
	requestTime = 30 * time.Second
	maxAnswer   = 4 << 20 // bytes; an answer repeats the description
	maxReason   = 300
)

// A client speaks with the API.
type client struct {
	Config
	http *http.Client
}

func newClient(c Config) *client {
	c.URL = strings.TrimSuffix(c.URL, "/")
	return &client{c, &http.Client{Timeout: requestTime, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // which would take the password to somewhere else
	}}}
}

// document is one of JSON:API.
type document struct {
	Data struct {
		Type       string     `json:"type"`
		Attributes attributes `json:"attributes"`
	} `json:"data"`
}

// answer is what of an answer is looked at.
type answer struct {
	Data struct {
		Attributes struct {
			DOI   string `json:"doi"`
			State string `json:"state"`
		} `json:"attributes"`
	} `json:"data"`
	Errors []struct {
		Title string `json:"title"`
	} `json:"errors"`
}

// put makes or replaces a DOI, and returns an error unless it is in the wanted
// state then.
func (c *client) put(ctx context.Context, a attributes, want string) error {
	var d document
	d.Data.Type, d.Data.Attributes = "dois", a
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, c.URL+"/dois/"+a.DOI, bytes.NewReader(text))
	if err != nil {
		return err
	}
	req.SetBasicAuth(c.User, c.Password)
	req.Header.Set("Content-Type", "application/vnd.api+json")
	req.Header.Set("Accept", "application/vnd.api+json")
	resp, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("datacite: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return fmt.Errorf("datacite: %w", err)
	case len(body) > maxAnswer:
		return errors.New("datacite: the answer is too long")
	}
	var got answer
	malformed := json.Unmarshal(body, &got)
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusCreated {
		return fmt.Errorf("datacite: %s is answered with %d%s", a.DOI, resp.StatusCode, got.reason())
	}
	if malformed != nil {
		return fmt.Errorf("datacite: the answer is no JSON: %w", malformed)
	}
	if at := got.Data.Attributes; !strings.EqualFold(at.DOI, a.DOI) || at.State != want {
		return fmt.Errorf("datacite: %s was to be %s; the answer is about %.80q, which is %.20q", a.DOI, want, at.DOI, at.State)
	}
	return nil
}

// reason returns what an answer says is wrong, on one line.
func (a *answer) reason() string {
	if len(a.Errors) == 0 {
		return ""
	}
	text := strings.Join(strings.Fields(a.Errors[0].Title), " ")
	return ": " + strings.ToValidUTF8(text[:min(len(text), maxReason)], "")
}
