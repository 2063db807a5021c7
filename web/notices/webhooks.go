package notices

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/publisher/courier"
	"nguon/publisher/notify"
	"nguon/web/frame"
)

type webhooksPage struct {
	frame.Head
	Webhooks []notice.Webhook
	Form     frame.Form
}

type webhookPage struct {
	frame.Head
	notice.Webhook
	Form     frame.Form
	Secret   string // shown once
	Reason   string
	InUse    bool
	Rotating bool
	Log      []deliveryView
}

// hookForm asks for the address of a webhook, and what it is to hear of.
func hookForm(l *frame.Locale, w notice.Webhook, action, submit string) frame.Form {
	kinds := frame.Field{ID: "hook-kinds", Name: "kind", Label: l.T("notices.hook.kinds"), Type: "boxes"}
	for _, k := range notice.Kinds {
		kinds.Choices = append(kinds.Choices, frame.Choice{Value: string(k), Title: string(k) + ": " + kindTitles[k].In(l.Lang)})
		if len(w.Kinds) == 0 || slices.Contains(w.Kinds, k) {
			kinds.Values = append(kinds.Values, string(k))
		}
	}
	return frame.Form{Action: frame.Prefixed(l.Lang, action), Submit: submit, Fields: []frame.Field{
		{ID: "hook-url", Name: "url", Label: l.T("notices.hook.url"), Type: "url", Value: w.URL, Max: 2000},
		{ID: "hook-note", Name: "note", Label: l.T("notices.hook.note"), Type: "text", Value: w.Note, Max: maxNote, Optional: true},
		kinds,
	}}
}

// kindTitles say what the kinds of notice are, beside their names.
var kindTitles = map[notice.Kind]catalog.Text{
	notice.ReleasePublished:     {Vi: "bản phát hành được công bố", En: "a release is published"},
	notice.ReleaseWithdrawn:     {Vi: "bản phát hành bị rút", En: "a release is withdrawn"},
	notice.APIPublished:         {Vi: "API được công bố", En: "an API is published"},
	notice.APIDeprecated:        {Vi: "API sắp ngừng", En: "an API is deprecated"},
	notice.APIRetired:           {Vi: "API đã ngừng", En: "an API is retired"},
	notice.KeyExpiring:          {Vi: "khóa API sắp hết hạn", En: "an API key is about to expire"},
	notice.KeyRevoked:           {Vi: "khóa API bị thu hồi", En: "an API key is revoked"},
	notice.KeyLeaked:            {Vi: "khóa API bị lộ", En: "an API key has leaked"},
	notice.QuotaReached:         {Vi: "gần hoặc đã hết hạn mức", En: "a quota is nearly or wholly used"},
	notice.SubscriptionAsked:    {Vi: "có đăng ký sử dụng chờ trả lời", En: "a subscription waits for an answer"},
	notice.SubscriptionAnswered: {Vi: "đăng ký sử dụng được trả lời", En: "a subscription is answered"},
	notice.ReuseOffered:         {Vi: "có ứng dụng xin được giới thiệu", En: "an application is offered for a showcase"},
	notice.ReuseAnswered:        {Vi: "việc giới thiệu ứng dụng được trả lời", En: "the offer for a showcase is answered"},
	notice.ReleaseDue:           {Vi: "bản phát hành của cơ quan sắp đến hạn", En: "a release of the agency is due soon"},
	notice.ReleaseLate:          {Vi: "bản phát hành của cơ quan bị trễ", En: "a release of the agency is late"},
	notice.ApprovalWaiting:      {Vi: "có bản phát hành chờ tôi duyệt", En: "a release waits for my approval"},
	notice.PostAsked:            {Vi: "có câu hỏi hay đề nghị dữ liệu mới cho cơ quan", En: "a question or request is asked of the agency"},
	notice.PostHeld:             {Vi: "có câu hỏi hay đề nghị chờ kiểm duyệt", En: "a question or request waits for a moderator"},
	notice.PostAnswered:         {Vi: "câu hỏi hay đề nghị tôi quan tâm được trả lời", En: "a question or request of mine, or that I support, is answered"},
	notice.PostModerated:        {Vi: "câu hỏi hay đề nghị của tôi được kiểm duyệt", En: "a question or request of mine is moderated"},
}

// maxNote bounds the owner's words for a webhook, in characters.
const maxNote = 200

// read takes a form into a webhook, or returns an error of kind
// catalog.ErrInvalid.
func read(r *http.Request, w *notice.Webhook) error {
	w.URL, w.Note = strings.TrimSpace(r.PostFormValue("url")), strings.Join(strings.Fields(r.PostFormValue("note")), " ")
	w.Kinds = nil
	for _, k := range notice.Kinds {
		if slices.Contains(r.PostForm["kind"], string(k)) {
			w.Kinds = append(w.Kinds, k)
		}
	}
	if len(w.Kinds) == 0 {
		return wrong("kind", catalog.Text{Vi: "Hãy chọn ít nhất một loại thông báo.", En: "Choose at least one kind of notice."})
	}
	if len(w.Kinds) == len(notice.Kinds) {
		w.Kinds = nil // and kinds to come
	}
	u, err := url.Parse(w.URL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || len(w.URL) > 2000 {
		return wrong("url", catalog.Text{Vi: "Địa chỉ phải bắt đầu bằng https://, không có mật khẩu.", En: "The address must begin with https:// and hold no password."})
	}
	if utf8.RuneCountInString(w.Note) > maxNote {
		return wrong("note", catalog.Textf("Ghi chú dài tối đa %d ký tự.", "The note has at most %d characters.", maxNote))
	}
	return nil
}

func wrong(field string, detail catalog.Text) error {
	return &catalog.Error{Kind: catalog.ErrInvalid, Public: detail, Fields: []catalog.FieldError{{Field: field, Position: -1, Detail: detail}}}
}

func (n *Notices) webhooks(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	return n.showWebhooks(w, r, l, v, notice.Webhook{}, nil)
}

// showWebhooks shows the list, and what was wrong with one that was to be added,
// if anything.
func (n *Notices) showWebhooks(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, typed notice.Webhook, wrong error) error {
	all, err := n.Store.WebhooksOf(r.Context(), v.User.ID)
	if err != nil {
		return err
	}
	page := webhooksPage{Webhooks: all, Form: hookForm(l, typed, "/account/webhooks", l.T("notices.webhooks.add"))}
	status := http.StatusOK
	if wrong != nil {
		var ok bool
		if status, ok = page.Form.Blame(l, wrong); !ok {
			return wrong
		}
	}
	page.Head = n.Unlisted(r, l, frame.Titled(l, l.T("notices.webhooks.title"), page.Form))
	return n.Render(w, r, status, l, "webhooks", page)
}

func (n *Notices) addWebhook(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	hook := notice.Webhook{ID: ulid.Make().String(), Owner: v.User.ID, State: notice.InUse}
	err := read(r, &hook)
	secret := notify.NewSecret()
	if err == nil {
		hook.Secret = n.Sealer.Seal(courier.WebhookPlace(hook.ID), secret)
		err = n.Store.SaveWebhook(r.Context(), hook)
	}
	if err != nil {
		return n.showWebhooks(w, r, l, v, hook, err)
	}
	return n.showWebhook(w, r, l, hook, http.StatusCreated, secret, nil)
}

// own returns the webhook of the path, if it is the visitor's.
func (n *Notices) own(r *http.Request, v account.Visit) (notice.Webhook, error) {
	hook, err := n.Store.Webhook(r.Context(), r.PathValue("id"))
	if err == nil && hook.Owner != v.User.ID {
		return notice.Webhook{}, frame.ErrNoPage
	}
	return hook, err
}

func (n *Notices) webhook(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	hook, err := n.own(r, v)
	if err != nil {
		return err
	}
	return n.showWebhook(w, r, l, hook, http.StatusOK, "", nil)
}

// showWebhook shows one webhook, its secret if it was just made, and what was
// wrong with what was to be changed, if anything.
func (n *Notices) showWebhook(w http.ResponseWriter, r *http.Request, l *frame.Locale, hook notice.Webhook, status int, secret string, wrong error) error {
	log, err := n.log(r, l, notice.DeliveryFilter{Owner: hook.Owner, Webhook: hook.ID, Limit: 50})
	if err != nil {
		return err
	}
	reasons := map[notice.Why]string{notice.Gone: l.T("notices.why.gone"), notice.Failing: l.T("notices.why.failing"), notice.ByOwner: l.T("notices.why.owner")}
	page := webhookPage{Webhook: hook, Secret: secret, InUse: hook.State == notice.InUse, Log: log,
		Reason: reasons[hook.Why], Rotating: len(hook.Old) > 0 && n.now().Before(hook.OldUntil),
		Form: hookForm(l, hook, hookPath(hook.ID), l.T("notices.save"))}
	if wrong != nil {
		var ok bool
		if status, ok = page.Form.Blame(l, wrong); !ok {
			return wrong
		}
	}
	page.Head = n.Unlisted(r, l, frame.Titled(l, l.T("notices.webhook.title"), page.Form))
	return n.Render(w, r, status, l, "webhook", page)
}

func hookPath(id string) string { return "/account/webhooks/" + url.PathEscape(id) }

// change changes the visitor's webhook and shows it.
func (n *Notices) change(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, f func(ctx context.Context, hook *notice.Webhook) error) error {
	hook, err := n.own(r, v)
	if err != nil {
		return err
	}
	if err = f(r.Context(), &hook); err == nil {
		err = n.Store.SaveWebhook(r.Context(), hook)
	}
	if err != nil {
		return n.showWebhook(w, r, l, hook, http.StatusOK, "", err)
	}
	return frame.SeeOther(w, r, l, hookPath(hook.ID))
}

func (n *Notices) editWebhook(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	return n.change(w, r, l, v, func(_ context.Context, hook *notice.Webhook) error { return read(r, hook) })
}

// switchWebhook takes a webhook into use, or out of it.
func (n *Notices) switchWebhook(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	return n.change(w, r, l, v, func(ctx context.Context, hook *notice.Webhook) error {
		if r.PostFormValue("on") != "" {
			hook.State, hook.Why = notice.InUse, ""
			return nil
		}
		hook.State, hook.Why = notice.OutOfUse, notice.ByOwner
		return n.Store.DisableWebhook(ctx, hook.ID, notice.ByOwner)
	})
}

// rotateSecret gives a webhook a new secret, shown once; the old one signs
// beside it for a day.
func (n *Notices) rotateSecret(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	hook, err := n.own(r, v)
	if err != nil {
		return err
	}
	secret := notify.NewSecret()
	hook.Old, hook.OldUntil = hook.Secret, n.now().Add(notice.Overlap)
	hook.Secret = n.Sealer.Seal(courier.WebhookPlace(hook.ID), secret)
	if err := n.Store.SaveWebhook(r.Context(), hook); err != nil {
		return err
	}
	return n.showWebhook(w, r, l, hook, http.StatusOK, secret, nil)
}

// ping sends a webhook a message to try it, once a minute at most.
func (n *Notices) ping(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	hook, err := n.own(r, v)
	if err != nil {
		return err
	}
	if hook.State != notice.InUse {
		return n.showWebhook(w, r, l, hook, http.StatusOK, "", catalog.Errorf(catalog.ErrConflict, "Webhook đang tắt; hãy bật lại trước khi gửi thử.", "The webhook is disabled; enable it before a test."))
	}
	at := n.now().Truncate(time.Minute)
	data, err := json.Marshal(map[string]string{"webhook": hook.ID})
	if err != nil {
		return err
	}
	said := notice.Notice{ID: notice.ID(at, string(notice.Ping), hook.ID), Kind: notice.Ping, At: at, Data: data, Path: hookPath(hook.ID),
		Title: catalog.Text{Vi: "Gửi thử", En: "A test"}}
	if err := n.Store.Raise(r.Context(), said); err != nil {
		return err
	}
	own := []notice.Reader{{Owner: v.User.ID, Mail: notice.NoMail, Webhooks: []string{hook.ID}}}
	if err := n.Store.Tell(r.Context(), notice.Telling{Notice: said, Readers: own, Done: true}); err != nil {
		return err
	}
	return frame.SeeOther(w, r, l, hookPath(hook.ID))
}

func (n *Notices) removeWebhook(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	if err := n.Store.DropWebhook(r.Context(), v.User.ID, r.PathValue("id")); err != nil {
		return err
	}
	return frame.SeeOther(w, r, l, "/account/webhooks")
}
