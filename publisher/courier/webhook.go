package courier

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"time"

	"nguon/catalog"
	"nguon/catalog/notice"
	"nguon/publisher/notify"
	"nguon/publisher/outbound"
)

// WebhookPlace is what the secrets of a webhook are sealed for.
func WebhookPlace(id string) string { return "webhook/" + id }

// A payload is the body of a call of a webhook, in the form that the Standard
// Webhooks recommend: type, timestamp and data.
type payload struct {
	Type      notice.Kind     `json:"type"`
	Timestamp time.Time       `json:"timestamp"`
	Data      json.RawMessage `json:"data,omitempty"`
	Title     catalog.Text    `json:"title"`
	Text      catalog.Text    `json:"text,omitzero"`
	URL       string          `json:"url,omitempty"`
}

// callWebhook posts a notice to a webhook.
func (c *Courier) callWebhook(ctx context.Context, d notice.Delivery) outcome {
	w, err := c.Store.Webhook(ctx, d.Webhook)
	switch {
	case errors.Is(err, catalog.ErrNotFound) || err == nil && w.State != notice.InUse:
		return outcome{err: errors.New("the webhook is not in use"), final: notice.Dropped}
	case err != nil:
		return outcome{err: errors.New("the portal could not look the webhook up")}
	case len(d.Notices) == 0:
		return outcome{err: errors.New("the notice is gone"), final: notice.Dropped}
	}
	secrets, err := c.secrets(w)
	if err != nil {
		return outcome{err: err, final: notice.GivenUp}
	}
	n := d.Notices[0]
	said := payload{Type: n.Kind, Timestamp: n.At.UTC(), Data: n.Data, Title: n.Title, Text: n.Text}
	if n.Path != "" {
		said.URL = c.Portal + n.Path
	}
	body, err := json.Marshal(said)
	if err != nil {
		return outcome{err: errors.New("the notice cannot be encoded"), final: notice.GivenUp}
	}
	status, err := c.Webhooks.Post(ctx, w.URL, secrets, d.ID, c.Now(), body)
	got := outcome{status: status, err: readable(err)}
	if errors.Is(err, notify.ErrRefused) || errors.Is(err, notify.ErrMalformed) {
		got.final = notice.GivenUp
	}
	return got
}

// secrets are those with which a webhook is signed now.
func (c *Courier) secrets(w notice.Webhook) ([]string, error) {
	current, err := c.Sealer.Open(WebhookPlace(w.ID), w.Secret)
	if err != nil {
		return nil, fmt.Errorf("secret of webhook %s: %w", w.ID, err)
	}
	secrets := []string{current}
	if len(w.Old) > 0 && c.Now().Before(w.OldUntil) {
		old, err := c.Sealer.Open(WebhookPlace(w.ID), w.Old)
		if err != nil {
			return nil, fmt.Errorf("old secret of webhook %s: %w", w.ID, err)
		}
		secrets = append(secrets, old)
	}
	return secrets, nil
}

// Why a call of a webhook had no answer, in the words that its log keeps.
var (
	ErrAddress = errors.New("the address is not allowed")
	ErrLate    = errors.New("no answer in time")
	ErrBroken  = errors.New("no connection, or one that broke off")
)

// readable says why a call failed in words that may be shown to the owner of
// the address, and tell nothing of the network that the portal is in.
func readable(err error) error {
	timeout, ok := errors.AsType[net.Error](err)
	refused, answered := errors.AsType[*notify.StatusError](err)
	switch {
	case err == nil:
		return nil
	case answered:
		return refused
	case errors.Is(err, outbound.ErrForbidden):
		return ErrAddress
	case ok && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return ErrLate
	case errors.Is(err, notify.ErrMalformed):
		return errors.New("the address or the secret is not valid")
	}
	return ErrBroken
}

// countWebhook takes a webhook out of use that is gone, or has failed too often
// for too long, and has its owner told.
func (c *Courier) countWebhook(ctx context.Context, d notice.Delivery, got outcome) error {
	if got.final == notice.Dropped {
		return nil
	}
	w, err := c.Store.CountWebhook(ctx, d.Webhook, got.err == nil, c.Now())
	if errors.Is(err, catalog.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	why := notice.Failing
	switch {
	case got.status == 410:
		why = notice.Gone
	case w.Failures < notice.MaxFailures || c.Now().Sub(w.Failing) < notice.MaxFailing:
		return nil
	}
	return c.Store.DisableWebhook(ctx, w.ID, why, disabled(w, why, c.Now()))
}

// disabled is the notice of a webhook that was taken out of use.
func disabled(w notice.Webhook, why notice.Why, at time.Time) notice.Notice {
	text := catalog.Textf("Webhook đã thất bại liên tục hơn %d giờ. Hãy sửa máy nhận rồi bật lại; có thể gửi lại từng thông báo từ nhật ký.",
		"The webhook has failed for more than %d hours. Mend the receiver and enable it again; each message can be sent again from the log.", int(notice.MaxFailing.Hours()))
	if why == notice.Gone {
		text = catalog.Text{Vi: "Máy nhận trả lời 410 (không còn nữa), nên webhook đã được tắt.", En: "The receiver answered 410 (gone), so the webhook was disabled."}
	}
	return notice.Notice{
		ID: notice.ID(at, string(notice.WebhookDisabled), w.ID), Kind: notice.WebhookDisabled, To: []string{w.Owner},
		Title: catalog.Text{Vi: "Webhook đã bị tắt", En: "A webhook was disabled"}, Text: text, Path: "/account/webhooks/" + w.ID,
	}
}
