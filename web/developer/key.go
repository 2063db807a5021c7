package developer

import (
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/web/frame"
)

const day = 24 * time.Hour

// keyPage shows a key that was just made, once.
type keyPage struct {
	frame.Head
	App   market.Application
	Path  string
	Key   keyItem
	Plain string
	Curl  string // a call that works with it
}

// keyForm asks what a new key is for.
func keyForm(l *frame.Locale, app string) frame.Form {
	lives := []frame.Choice{{Value: "0", Title: l.T("developer.key.never")}}
	for _, days := range []int64{30, 90, 365} {
		lives = append(lives, frame.Choice{Value: strconv.FormatInt(days, 10), Title: l.N("developer.key.days", days)})
	}
	return frame.Form{Action: frame.Prefixed(l.Lang, appPath(app)+"/keys"), Submit: l.T("developer.key.create"), Fields: []frame.Field{
		{ID: "key-name", Name: "name", Label: l.T("developer.key.name"), Hint: l.T("developer.key.name_hint"), Type: "text", Max: 100, Autocomplete: "off"},
		{ID: "key-life", Name: "life", Label: l.T("developer.key.life"), Type: "choice", Value: "90", Choices: lives},
		{ID: "key-networks", Name: "networks", Label: l.T("developer.key.networks"), Hint: l.T("developer.key.networks_hint"), Type: "area", Rows: 3, Max: 2000, Optional: true},
	}}
}

// overlaps are for how long a key can work beside the one that follows it.
func overlaps(l *frame.Locale) []frame.Choice {
	return []frame.Choice{
		{Value: "0", Title: l.T("developer.rotate.none")}, {Value: "1", Title: l.N("developer.rotate.hours", 1)}, {Value: "24", Title: l.N("developer.rotate.hours", 24)}, {Value: "168", Title: l.N("developer.rotate.hours", 168)},
	}
}

func (d *Developer) newKey(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	ctx, by := r.Context(), v.Caller()
	a, err := d.consumers.Application(ctx, by, r.PathValue("app"))
	if err != nil {
		return err
	}
	draft, err := keyDraft(r)
	var plain string
	var k account.Key
	if err == nil {
		plain, k, err = d.consumers.NewKey(ctx, by, a.ID, draft)
	}
	if err != nil {
		return d.blameApp(w, r, l, v, err, func(p *appPage) *frame.Form { return &p.NewKey })
	}
	return d.showKey(w, r, l, a, k, plain)
}

// keyDraft is what a form says of a key, and nothing else of it.
func keyDraft(r *http.Request) (market.KeyDraft, error) {
	var w catalog.Faults
	k := market.KeyDraft{Name: r.PostFormValue("name")}
	days, err := strconv.ParseUint(r.PostFormValue("life"), 10, 10)
	w.Check("life", err == nil, "hãy chọn một thời hạn", "choose one of these")
	k.Life = time.Duration(days) * day
	for _, word := range strings.FieldsFunc(r.PostFormValue("networks"), func(c rune) bool { return strings.ContainsRune(" \t\r\n,;", c) }) {
		n, err := parseNetwork(word)
		if err != nil {
			w.Check("networks", false, "không phải địa chỉ hay mạng: "+clip(word), "is no address or network: "+clip(word))
			break
		}
		k.Networks = append(k.Networks, n)
	}
	return k, w.Err("Khóa này chưa hợp lệ.", "This key is not valid.")
}

// parseNetwork reads an address, or a network in CIDR notation.
func parseNetwork(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		a = a.Unmap().WithZone("")
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	n, err := netip.ParsePrefix(s)
	return n.Masked(), err
}

// clip shortens what somebody typed, to be shown.
func clip(s string) string { return frame.Shorten(s, 60) }

func (d *Developer) rotateKey(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	ctx, by := r.Context(), v.Caller()
	a, err := d.consumers.Application(ctx, by, r.PathValue("app"))
	if err != nil {
		return err
	}
	hours, err := strconv.ParseUint(r.PostFormValue("overlap"), 10, 10)
	if err != nil {
		return catalog.Errorf(catalog.ErrInvalid, "Hãy chọn khóa cũ còn dùng được bao lâu.", "Choose for how long the old key works on.")
	}
	plain, k, err := d.consumers.RotateKey(ctx, by, a.ID, r.PathValue("key"), time.Duration(hours)*time.Hour)
	if err != nil {
		return err
	}
	return d.showKey(w, r, l, a, k, plain)
}

func (d *Developer) revokeKey(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	id := r.PathValue("app")
	if err := d.consumers.RevokeKey(r.Context(), v.Caller(), id, r.PathValue("key")); err != nil {
		return err
	}
	return frame.SeeOther(w, r, l, appPath(id)+"?done=revoked")
}

// showKey answers a form with the key that it made, without leading elsewhere
// first: the key is kept nowhere that another page could have it from.
func (d *Developer) showKey(w http.ResponseWriter, r *http.Request, l *frame.Locale, a market.Application, k account.Key, plain string) error {
	page := keyPage{App: a, Path: frame.Prefixed(l.Lang, appPath(a.ID)), Key: d.keyItem(l, k), Plain: plain}
	page.Curl = "curl -H 'X-Api-Key: " + plain + "' '" + d.BaseURL() + "/v1/usage'"
	page.Head = d.Unlisted(r, l, l.T("developer.key.made"))
	return d.Render(w, r, http.StatusOK, l, "key", page)
}
