package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"nguon/api"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/catalog/notice"
	"nguon/catalog/sqlstore"
	"nguon/web/developer"
	"nguon/web/frame"
)

// expiryPeriod is how often it is looked for keys that will end.
const expiryPeriod = time.Hour

// openConsumers returns the rules of applications, which raise notices.
func openConsumers(db *sqlstore.Store, root secret, plans market.Plans) (*market.Consumers, error) {
	return market.NewConsumers(db, market.Shelves{Products: db, Datasets: db}, root.pepper(), market.ConsumerOptions{Plans: plans, Tell: newCrier(db).tell})
}

// developerRoom opens the pages of those who call APIs.
func developerRoom(db *sqlstore.Store, consumers *market.Consumers, gateway *api.Server) func(*frame.Frame) (frame.Wing, error) {
	return func(f *frame.Frame) (frame.Wing, error) {
		return developer.New(developer.Deps{Frame: f, Consumers: consumers, Usage: db, Left: gateway.Left})
	}
}

// keepExpiring tells of keys that will end, until ctx ends.
func keepExpiring(ctx context.Context, consumers *market.Consumers, log *slog.Logger) {
	tick := time.NewTicker(expiryPeriod)
	defer tick.Stop()
	for {
		if err := consumers.TellExpiring(ctx); err != nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelError, "owners not told of keys that will end", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// A crier makes notices of what happens to those who call APIs.
type crier struct {
	board notice.Board
	users account.Reads
}

func newCrier(db *sqlstore.Store) *crier { return &crier{board: db, users: db.Accounts()} }

// tell raises the notice of an event. What nobody is there to hear is not
// raised.
func (c *crier) tell(ctx context.Context, e market.Event) error {
	n := noticeOf(e)
	var err error
	if n.To, err = c.hearers(ctx, e); err != nil || len(n.To) == 0 {
		return err
	}
	return c.board.Raise(ctx, n)
}

// hearers are whom an event concerns: the owner of the application, those who
// answer for the products of the agency, or, of a key that the portal gave out,
// its administrators.
func (c *crier) hearers(ctx context.Context, e market.Event) ([]string, error) {
	if e.Kind != market.SubscriptionAsked && e.Kind != market.ReuseOffered && e.Application.Owner != "" {
		return []string{e.Application.Owner}, nil
	}
	if e.Agency == "" {
		return c.thoseWhoMay(ctx, account.ActionAdminister, account.AnyAgency)
	}
	return c.thoseWhoMay(ctx, account.ActionManageProducts, e.Agency)
}

// thoseWhoMay returns the members of an agency who may do something there.
func (c *crier) thoseWhoMay(ctx context.Context, action account.Action, agency string) ([]string, error) {
	users, err := c.users.Users(ctx, account.UserFilter{Agency: agency, State: account.Active})
	if err != nil {
		return nil, fmt.Errorf("who hears of what concerns %s: %w", agency, err)
	}
	var to []string
	for _, u := range users {
		if u.Principal().May(action, agency) {
			to = append(to, u.ID)
		}
	}
	return slices.Clip(to[:min(len(to), notice.MaxTo)]), nil
}

// noticeOf puts an event into words, and into fields for machines.
func noticeOf(e market.Event) notice.Notice {
	at, same := e.Same()
	n := notice.Notice{ID: notice.ID(at, same...), Kind: notice.Kind(e.Kind), At: e.At, Path: "/apps"}
	data := map[string]any{}
	if e.Application.ID != "" {
		n.Path += "/" + e.Application.ID
		data["application"] = e.Application.ID
	}
	if e.Key != nil {
		data["key"], data["hint"] = e.Key.ID, e.Key.Hint
	}
	if e.Product != "" {
		data["product"] = e.Product
	}
	switch e.Kind {
	case market.KeyExpiring:
		n.Title = catalog.Textf("Khóa %[1]q của %[2]q còn %[3]d ngày", "Key %[1]q of %[2]q ends within %[3]d days", e.Key.Name, e.Application.Name, e.Days)
		n.Text = catalog.Textf("Khóa %[1]s… hết hạn lúc %[2]s. Hãy đổi khóa trước lúc đó để ứng dụng không bị gián đoạn.",
			"Key %[1]s… ends at %[2]s. Rotate it before, so that the application works on.", e.Key.Hint, clockTime(e.Key.Expires))
		data["expires"], data["days"] = e.Key.Expires, e.Days
	case market.KeyLeaked:
		n.Title = catalog.Textf("Khóa %[1]q bị lộ và đã được thu hồi", "Key %[1]q has leaked and was revoked", cmp.Or(e.Key.Name, e.Key.ID))
		n.Text = catalog.Textf("Có người báo rằng đã thấy khóa %[1]s… ở nơi công khai%[2]s. Khóa đã ngừng hoạt động. Hãy tạo khóa mới và gỡ khóa cũ khỏi nơi đó.",
			"Somebody has reported that key %[1]s… was seen in public%[2]s. It works no more. Make a new key, and remove the old one from there.", e.Key.Hint, foundAt(e.Found))
		data["found"] = e.Found
	case market.QuotaUsed:
		q := e.Quota
		n.Title = catalog.Textf("Khóa %[1]q đã dùng %[2]d %% hạn mức của %[3]s", "Key %[1]q has used %[2]d %% of its quota for %[3]s", e.Key.Name, q.Percent, e.Product)
		n.Text = catalog.Textf("Hạn mức %[1]q là %[2]d lượt và được tính lại lúc %[3]s.", "The quota %[1]q is %[2]d requests, and begins anew at %[3]s.",
			q.Window.Name, q.Window.Quota, clockTime(q.Until))
		n.Path += "/usage"
		data["window"], data["quota"], data["percent"], data["until"] = q.Window.Name, q.Window.Quota, q.Percent, q.Until
	case market.SubscriptionAsked:
		n.Title = catalog.Textf("Ứng dụng %[1]q xin dùng %[2]s", "Application %[1]q asks to use %[2]s", e.Application.Name, e.Product)
		n.Text = catalog.Textf("Hạn trả lời: %[1]s. Lời nhắn: %[2]s", "The answer is due %[1]s. Message: %[2]s", clockTime(e.Subscription.Due), clipped(e.Subscription.Message, 500))
		n.Path = "/desk/" + e.Agency + "/consumers"
		data["plan"], data["due"] = e.Subscription.Plan, e.Subscription.Due
	case market.ReuseOffered:
		n.Title = catalog.Textf("Ứng dụng %[1]q xin được giới thiệu ở %[2]s", "Application %[1]q is offered for the showcase of %[2]s", e.Reuse.Name, e.Product)
		n.Text = catalog.Textf("%[1]s Trang: %[2]s", "%[1]s Its page: %[2]s", clipped(e.Reuse.Description, 500), e.Reuse.URL)
		n.Path = "/desk/" + e.Agency + "/consumers"
		data["name"], data["url"] = e.Reuse.Name, e.Reuse.URL
	}
	n.Title.Vi, n.Title.En = clipped(n.Title.Vi, 250), clipped(n.Title.En, 250)
	text, err := json.Marshal(data)
	if err == nil { // of strings, numbers and times
		n.Data = text
	}
	return n
}

func foundAt(where string) string {
	if where == "" {
		return ""
	}
	return " (" + clipped(where, 300) + ")"
}

// clipped shortens text that somebody else wrote, and keeps it on one line.
func clipped(s string, most int) string {
	return frame.Shorten(oneLine(s), most)
}

func oneLine(s string) string {
	out := []rune(s)
	for i, c := range out {
		if c == '\n' || c == '\r' || c == '\t' {
			out[i] = ' '
		}
	}
	return string(out)
}

func clockTime(t time.Time) string { return t.In(frame.Vietnam).Format("15:04 02/01/2006") }
