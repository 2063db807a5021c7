package notify

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// The bounds of a call of a webhook.
const (
	WebhookTimeout = 15 * time.Second
	maxAnswer      = 64 << 10 // bytes of an answer that are read, so that its connection can be used again
)

// Webhooks posts signed messages as the Standard Webhooks say
// (https://www.standardwebhooks.com). It is safe for concurrent use.
type Webhooks struct{ client *http.Client }

// NewWebhooks returns what posts through a client, which decides to which
// addresses it may; redirects are not followed: the owner of an address is to
// give the one that answers.
func NewWebhooks(client *http.Client) *Webhooks {
	c := *client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Webhooks{&c}
}

// A StatusError is an answer that is no success.
type StatusError struct{ Status int }

// Error says which.
func (e *StatusError) Error() string { return "answered " + strconv.Itoa(e.Status) }

// Post posts a JSON body to an address, signed with each of the secrets: more
// than one while a receiver changes from one to the other. The ID is that of the
// message, the same in every attempt; at is the time of this one. The status is
// that of the answer, 0 if there was none. An answer that is not 2xx is a
// [*StatusError], which wraps [ErrRefused] if it is 410.
func (w *Webhooks) Post(ctx context.Context, address string, secrets []string, id string, at time.Time, body []byte) (status int, err error) {
	signature, err := sign(secrets, id, at, body)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, WebhookTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("%w: the address of a webhook", ErrMalformed)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "nguon-webhooks/1")
	req.Header.Set(standardwebhooks.HeaderWebhookID, id)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	resp, err := w.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer)) //nolint:errcheck // what counts is the status
	switch {
	case resp.StatusCode >= 200 && resp.StatusCode < 300:
		return resp.StatusCode, nil
	case resp.StatusCode == http.StatusGone:
		return resp.StatusCode, errors.Join(&StatusError{resp.StatusCode}, ErrRefused)
	}
	return resp.StatusCode, &StatusError{resp.StatusCode}
}

// sign returns the signatures of a message, separated by spaces.
func sign(secrets []string, id string, at time.Time, body []byte) (string, error) {
	if len(secrets) == 0 {
		return "", fmt.Errorf("%w: a webhook without a secret", ErrMalformed)
	}
	signatures := make([]string, len(secrets))
	for i, s := range secrets {
		key, err := standardwebhooks.NewWebhook(s)
		if err != nil {
			return "", fmt.Errorf("%w: the secret of a webhook", ErrMalformed) // err might quote it
		}
		if signatures[i], err = key.Sign(id, at, body); err != nil {
			return "", fmt.Errorf("%w: a webhook that cannot be signed", ErrMalformed)
		}
	}
	return strings.Join(signatures, " "), nil
}

// NewSecret returns a new secret of a webhook: whsec_ and 32 random bytes in
// base64.
func NewSecret() string {
	key := make([]byte, 32)
	rand.Read(key) //nolint:errcheck // it never fails
	return "whsec_" + base64.StdEncoding.EncodeToString(key)
}
