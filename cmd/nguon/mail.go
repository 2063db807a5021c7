package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"net/url"
	"path/filepath"
	"strings"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/catalog/sqlstore"
	"nguon/publisher/courier"
	"nguon/publisher/notify"
	"nguon/publisher/outbound"
	"nguon/search"
	"nguon/web"
	"nguon/web/frame"
	"nguon/web/letters"
	"nguon/web/notices"
)

// mailFlags say how the portal writes to people.
type mailFlags struct {
	Mail     string `help:"Mail server: smtp://user@host (STARTTLS), smtps://user@host, or file:///folder for development. Its password is in NGUON_MAIL_PASSWORD or NGUON_MAIL_PASSWORD_FILE. Default: the folder mail in --data." env:"NGUON_MAIL" placeholder:"URL"`
	MailFrom string `help:"Address that mail comes from, such as 'Nguồn <no-reply@example.org>'. Default: no-reply at the host of the portal." env:"NGUON_MAIL_FROM" placeholder:"ADDRESS"`
}

// openMailer returns what sends mail of the portal at baseURL.
func (f mailFlags) openMailer(e *env, baseURL string, log *slog.Logger) (notify.Mailer, error) {
	from, err := f.sender(baseURL)
	if err != nil {
		return nil, err
	}
	password, err := envSecret("NGUON_MAIL_PASSWORD")
	if err != nil {
		return nil, err
	}
	address := f.Mail
	if address == "" {
		folder, err := filepath.Abs(filepath.Join(e.Data, "mail"))
		if err != nil {
			return nil, err
		}
		address = (&url.URL{Scheme: "file", Path: folder}).String()
		log.LogAttrs(context.Background(), slog.LevelWarn, "no mail server is set: mail goes into a folder", slog.String("folder", folder))
	}
	mailer, err := notify.Open(address, notify.Sender{From: *from, Password: password})
	if err != nil {
		return nil, fmt.Errorf("%w: --mail: %w", errUsage, err)
	}
	return mailer, nil
}

func (f mailFlags) sender(baseURL string) (*mail.Address, error) {
	if f.MailFrom != "" {
		from, err := mail.ParseAddress(f.MailFrom)
		if err != nil {
			return nil, fmt.Errorf("%w: --mail-from is not a mail address: %w", errUsage, err)
		}
		return from, nil
	}
	u, err := url.Parse(baseURL)
	if err != nil {
		return nil, fmt.Errorf("%w: --base-url: %w", errUsage, err)
	}
	host := u.Hostname()
	if !strings.Contains(host, ".") || strings.Trim(host, "0123456789.:") == "" {
		host = "localhost.localdomain" // an address has a name of a host
	}
	return &mail.Address{Name: "Nguồn", Address: "no-reply@" + host}, nil
}

// openPost returns the courier of the portal, which must run; its Post is that
// of the letters of accounts.
func (c *serveCmd) openPost(e *env, db *sqlstore.Store, root secret, index *search.Index, baseURL string, log *slog.Logger) (*courier.Courier, error) {
	mailer, err := c.openMailer(e, baseURL, log)
	if err != nil {
		return nil, err
	}
	writer, err := letters.New(baseURL)
	if err != nil {
		return nil, err
	}
	sealer, err := root.letterSealer()
	if err != nil {
		return nil, err
	}
	accounts := db.Accounts()
	return courier.New(courier.Deps{
		Store: db, Mailer: mailer, Letters: writer, Sealer: sealer, Passes: root.passKey(), Portal: strings.TrimSuffix(baseURL, "/"), Log: log,
		Webhooks: notify.NewWebhooks(outbound.Door{}.Client(notify.WebhookTimeout)),
		Addressee: func(ctx context.Context, owner string) (courier.Addressee, error) {
			return addressee(ctx, accounts, owner)
		},
		Agency: func(ctx context.Context, code string) catalog.Text { return agencyTitle(ctx, db, code) },
		Found: func(ctx context.Context, among []catalog.Slug) (func(context.Context, url.Values) ([]catalog.Slug, error), error) {
			return foundAmong(ctx, db, index, among)
		},
	}, courier.Options{Now: e.clock()}), nil
}

// addressee returns the holder of an account that is in use.
func addressee(ctx context.Context, accounts account.Reads, owner string) (courier.Addressee, error) {
	u, err := accounts.User(ctx, owner)
	switch {
	case errors.Is(err, catalog.ErrNotFound) || err == nil && (u.State != account.Active || u.Mail == ""):
		return courier.Addressee{}, courier.ErrNoAddressee
	case err != nil:
		return courier.Addressee{}, err
	}
	return courier.Addressee{To: mail.Address{Name: u.Name, Address: string(u.Mail)}, Lang: u.Lang}, nil
}

// foundAmong returns how to ask which of datasets with a new release a search
// finds. The index must have heard of all that was published before the call.
func foundAmong(ctx context.Context, db catalog.Reader, index *search.Index, among []catalog.Slug) (func(context.Context, url.Values) ([]catalog.Slug, error), error) {
	seen, err := index.Seen()
	if err != nil {
		return nil, err
	}
	unseen, err := db.Events(ctx, seen.Event, 1)
	if err != nil {
		return nil, err
	}
	if len(unseen) > 0 {
		return nil, catalog.Errorf(catalog.ErrNotReady, "Chỉ mục tìm kiếm đang cập nhật.", "The search index is catching up.")
	}
	return func(ctx context.Context, params url.Values) ([]catalog.Slug, error) {
		request, err := web.SearchRequest(catalog.Vietnamese, params)
		if err != nil {
			return nil, err
		}
		request.Among, request.Sort, request.Offset, request.Limit = among, search.SortNewest, 0, search.MaxLimit
		result, err := index.Search(ctx, request)
		if err != nil {
			return nil, err
		}
		found := make([]catalog.Slug, len(result.Hits))
		for i, h := range result.Hits {
			found[i] = h.Slug
		}
		return found, nil
	}, nil
}

// noticesRoom opens the pages of follows, webhooks and deliveries.
func noticesRoom(db *sqlstore.Store, post *courier.Courier) func(*frame.Frame) (frame.Wing, error) {
	return func(f *frame.Frame) (frame.Wing, error) {
		return notices.New(notices.Deps{Frame: f, Store: db, Sealer: post.Sealer, Passes: post.Passes,
			Title: func(ctx context.Context, t notice.Topic) catalog.Text { return topicTitle(ctx, db, t) }})
	}
}

// topicTitle returns what a topic is called, or nothing.
func topicTitle(ctx context.Context, db *sqlstore.Store, t notice.Topic) catalog.Text {
	if slug, ok := t.Dataset(); ok {
		d, err := db.Dataset(ctx, slug)
		if err != nil {
			return catalog.Text{}
		}
		return d.Title
	}
	if code, ok := t.Agency(); ok {
		return agencyTitle(ctx, db, code)
	}
	if name, ok := t.API(); ok {
		p, err := db.Product(ctx, name)
		if err != nil {
			return catalog.Text{}
		}
		return p.Title
	}
	return catalog.Text{}
}

// agencyTitle returns what an agency is called, or nothing.
func agencyTitle(ctx context.Context, db catalog.Reader, code string) catalog.Text {
	agencies, err := db.Agencies(ctx)
	if err != nil {
		return catalog.Text{}
	}
	for _, a := range agencies {
		if a.Code == code {
			return a.Title
		}
	}
	return catalog.Text{}
}
