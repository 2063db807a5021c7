package market

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"nguon/catalog"
)

// The bounds of what is shown of a reuse, in characters.
const (
	MaxReuseName        = 80
	MaxReuseDescription = 400
)

// A Reuse is what an application makes of a product, which its owner offers for
// the showcase of the product's page. It is public once the agency has agreed,
// for as long as its owner wants it to be.
type Reuse struct {
	Application string
	Product     Ref
	Name        string // 1 to [MaxReuseName] characters, on one line
	URL         string // of a page that everybody can open, with https
	Description string // 1 to [MaxReuseDescription] characters
	State       ReuseState
	Asked       time.Time // when it was offered, as it is now
	Answer      string    // what the agency said; at most 2000 characters
	AnsweredBy  string    // the ID of a user
	Answered    time.Time // zero: not yet
}

// A ReuseState is where a reuse is.
type ReuseState string

// The states of a reuse. One that its owner withdraws is gone.
const (
	ReuseAsked   ReuseState = "pending" // the agency is to answer
	ReuseShown   ReuseState = "shown"
	ReuseRefused ReuseState = "refused" // by the agency, at once or after it was shown
)

// Validate returns an error of kind [catalog.ErrInvalid] that names every field
// of r that is wrong.
func (r *Reuse) Validate() error {
	var w catalog.Faults
	w.Check("application", r.Application != "", "thiếu ứng dụng", "must not be empty")
	w.Check("product", r.Product.Valid(), "không có API này", "is no product")
	w.Check("name", catalog.Showable(r.Name, MaxReuseName, ""), "cần 1 đến 80 ký tự trên một dòng", "must have 1 to 80 characters, on one line")
	w.Check("description", catalog.Showable(r.Description, MaxReuseDescription, "\r\n"), "cần 1 đến 400 ký tự", "must have 1 to 400 characters")
	w.Check("url", catalog.IsPublicPage(r.URL), "cần một địa chỉ https công khai, không có tên đăng nhập", "must be a public https address without a user name")
	return w.Err("Chưa thể giới thiệu ứng dụng này.", "This application cannot be shown yet.")
}

// Host is the host of the page of r, for readers to see where a link leads.
func (r *Reuse) Host() string {
	u, err := url.Parse(r.URL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// A ReuseLister knows reuses: a part of [Reuses].
type ReuseLister interface {
	Reuses(ctx context.Context, f ReuseFilter) ([]Reuse, error)
}

// ShownReuses returns the applications that are shown with a product, at most so
// many, those that were offered last first.
func ShownReuses(ctx context.Context, from ReuseLister, product Ref, most int) ([]Reuse, error) {
	all, err := from.Reuses(ctx, ReuseFilter{Products: []Ref{product}, State: ReuseShown, Limit: most})
	if err != nil {
		return nil, err
	}
	// Of a time when more was allowed.
	return slices.DeleteFunc(all, func(r Reuse) bool { return r.Validate() != nil }), nil
}

// Reply answers r: a pending one is shown or refused, and one that is shown can
// be refused afterwards. Whoever refuses says why. The error is of kind
// [catalog.ErrConflict] or [catalog.ErrInvalid]; r is not changed then.
func (r *Reuse) Reply(to ReuseState, by, text string, at time.Time) error {
	ways := map[ReuseState][]ReuseState{ReuseAsked: {ReuseShown, ReuseRefused}, ReuseShown: {ReuseRefused}}
	if !slices.Contains(ways[r.State], to) {
		return catalog.Errorf(catalog.ErrConflict, "Giới thiệu này đang ở trạng thái %q.", "This reuse is %q.", r.State)
	}
	var w catalog.Faults
	w.Check("answer", utf8.RuneCountInString(text) <= 2000, "tối đa 2000 ký tự", "has 2000 characters at most")
	w.Check("answer", to != ReuseRefused || strings.TrimSpace(text) != "", "cần nói lý do", "must say why")
	if err := w.Err("Câu trả lời chưa hợp lệ.", "The answer is not valid."); err != nil {
		return err
	}
	r.State, r.Answer, r.AnsweredBy, r.Answered = to, text, by, at
	return nil
}
