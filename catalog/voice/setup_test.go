package voice_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/notice"
	"nguon/catalog/sqlstore"
	"nguon/catalog/voice"
)

const (
	here  = "H29"
	there = "H26"
)

// begun is when the tests begin: Monday, at 8:00 in Viet Nam.
var begun = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// A forum is the rules over a database, with somebody in each role.
type forum struct {
	*voice.Voices
	db      *sqlstore.Store
	objects objects
	people  []account.User
	now     time.Time
	raised  []notice.Notice
}

// objects are kept in memory.
type objects map[string][]byte

func (o objects) Put(_ context.Context, key string, r io.Reader) (err error) {
	o[key], err = io.ReadAll(r)
	return err
}

func (o objects) Open(_ context.Context, key string, _, _ int64) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(o[key])), nil
}

func (o objects) Remove(_ context.Context, key string) error {
	delete(o, key)
	return nil
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newForum(t *testing.T) *forum {
	t.Helper()
	f := &forum{db: must(sqlstore.Open(t.Context(), "sqlite://:memory:", slog.New(slog.DiscardHandler)))(t), objects: make(objects), now: begun}
	t.Cleanup(func() { f.db.Close() })
	f.db.UseClock(func() time.Time { return f.now })
	for _, code := range []string{here, there} {
		a := catalogtest.Agency(code)
		a.Parent = ""
		if err := f.db.SaveAgency(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	rain, soon := catalogtest.Dataset("rain", here), catalogtest.Dataset("soon", here)
	catalogtest.Publish(t, f.db, rain, catalogtest.Release(rain, 1))
	r := catalogtest.Release(soon, 1)
	r.PublishAt = begun.AddDate(10, 0, 0)
	catalogtest.Publish(t, f.db, soon, r)
	for id, grant := range map[string]account.Grant{
		"lan": {}, "minh": {}, "editor": {Agency: here, Role: account.Editor}, "approver": {Agency: here, Role: account.Approver},
		"other": {Agency: there, Role: account.Administrator}, "admin": {Agency: account.AnyAgency, Role: account.PortalAdmin},
	} {
		u := account.User{ID: id, State: account.Active, Created: begun}
		if grant.Role != "" {
			u.Memberships = []account.Membership{{Grant: grant, Since: begun}}
		}
		f.people = append(f.people, u)
	}
	f.Voices = voice.New(voice.Deps{Store: board{f.db, f}, Catalogue: f.db, Users: f, Objects: f.objects, Find: find, Now: func() time.Time { return f.now }})
	return f
}

// Users implements voice.Users.
func (f *forum) Users(_ context.Context, filter account.UserFilter) ([]account.User, error) {
	var all []account.User
	for _, u := range f.people {
		for _, g := range u.Grants() {
			if g.Agency == filter.Agency {
				all = append(all, u)
			}
		}
	}
	return all, nil
}

// find finds one phone number.
func find(text string) (string, int) {
	return strings.ReplaceAll(text, "0912345678", "[điện thoại]"), strings.Count(text, "0912345678")
}

// as is somebody who asks; "" is a stranger, "operator" the command line.
func (f *forum) as(who string) account.Caller {
	if who == "operator" {
		return account.Caller{Principal: account.Operator()}
	}
	for _, u := range f.people {
		if u.ID == who {
			return account.Caller{Principal: u.Principal()}
		}
	}
	return account.Caller{}
}

func draft(k voice.Kind, title string) voice.Draft {
	d := voice.Draft{Kind: k, Title: title, Text: "Trạm Láng đo từ năm nào?"}
	if k != voice.Request {
		d.Dataset = "rain"
	} else {
		d.Agency = here
	}
	return d
}

// in brings a post of lan's into a state and a status.
func (f *forum) in(t *testing.T, k voice.Kind, state voice.State, answers int) voice.Post {
	t.Helper()
	d := draft(k, fmt.Sprintf("Bài %s %d %d", state, answers, len(must(f.db.Posts(t.Context(), voice.Filter{}))(t))))
	if state == voice.Held {
		d.Text += " Gọi 0912345678."
	}
	p := must(f.Ask(t.Context(), f.as("lan"), d))(t)
	for range answers {
		err := f.Answer(t.Context(), f.as("approver"), p.ID, voice.Reply{Status: voice.Answered, Text: "Năm 1956.", Revision: f.post(t, p.ID).Revision})
		if err != nil {
			t.Fatal(err)
		}
	}
	if state == voice.Removed {
		if err := f.Moderate(t.Context(), f.as("admin"), p.ID, f.post(t, p.ID).Revision, voice.Remove, "Lạc đề"); err != nil {
			t.Fatal(err)
		}
	}
	f.now = f.now.Add(25 * time.Hour) // beyond what one may write in a day
	return f.post(t, p.ID)
}

func (f *forum) post(t *testing.T, id string) voice.Post {
	t.Helper()
	return must(f.db.Post(t.Context(), id))(t)
}

// told returns who heard of what since the last time.
func (f *forum) told(t *testing.T) map[notice.Kind][]string {
	t.Helper()
	all := make(map[notice.Kind][]string)
	for _, n := range f.raised {
		all[n.Kind] = append(all[n.Kind], n.To...)
	}
	f.raised = nil
	return all
}

// A board is a database that remembers which notices were raised.
type board struct {
	*sqlstore.Store
	f *forum
}

// Raise implements notice.Board.
func (b board) Raise(ctx context.Context, ns ...notice.Notice) error {
	err := b.Store.Raise(ctx, ns...)
	if err == nil {
		b.f.raised = append(b.f.raised, ns...)
	}
	return err
}

// kindOf names the kind of an error.
func kindOf(err error) string {
	for _, k := range []error{catalog.ErrNotFound, catalog.ErrInvalid, catalog.ErrConflict, catalog.ErrUnknownCaller, catalog.ErrForbidden, catalog.ErrQuota} {
		if errors.Is(err, k) {
			return k.Error()
		}
	}
	if err != nil {
		return "unexpected: " + err.Error()
	}
	return "ok"
}
