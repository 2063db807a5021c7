package voice

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/catalog/schedule"
)

// The verbs of posts in the audit log. What people write is not in it.
const (
	VerbAsk      account.Verb = "post.ask"
	VerbRevise   account.Verb = "post.revise"
	VerbWithdraw account.Verb = "post.withdraw"
	VerbAnswer   account.Verb = "post.answer"
	VerbModerate account.Verb = "post.moderate"
)

// Kept is what [Voices] change.
type Kept interface {
	Store
	account.Recorder
	notice.Board
}

// Catalogue is what is read of the catalogue.
type Catalogue interface {
	Agencies(ctx context.Context) ([]catalog.Agency, error)
	Dataset(ctx context.Context, s catalog.Slug) (catalog.Dataset, error)
	Releases(ctx context.Context, s catalog.Slug) (catalog.Releases, error)
}

// Users are accounts.
type Users interface {
	Users(ctx context.Context, f account.UserFilter) ([]account.User, error)
}

// Objects keep pictures, as a store of objects does.
type Objects interface {
	Put(ctx context.Context, key string, r io.Reader) error
	Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error)
	Remove(ctx context.Context, key string) error
}

// Deps are what Voices are made of. All but Days and Now are needed.
type Deps struct {
	Store     Kept
	Catalogue Catalogue
	Users     Users
	Objects   Objects
	// Find takes personal data out of a text, and says how many places it found.
	Find func(text string) (clean string, found int)
	Days *schedule.Calendar // nil knows the law alone
	Now  func() time.Time   // default time.Now
}

// Voices are the rules of posts. What a caller may not see does not exist for
// them: the error is of kind [catalog.ErrNotFound] then. Methods are safe for
// concurrent use.
type Voices struct {
	Deps
	rand io.Reader
}

// New returns the rules over what is kept.
func New(d Deps) *Voices {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Voices{Deps: d, rand: rand.Reader}
}

func (v *Voices) newID() string { return ulid.MustNew(ulid.Timestamp(v.Now()), v.rand).String() }

// Sees reports whether somebody may see a post.
func Sees(who account.Principal, p *Post) bool {
	own := who.User != nil && p.Author == who.User.ID
	return p.State == Public || own || MayModerate(who)
}

// Post returns a post that a caller may see.
func (v *Voices) Post(ctx context.Context, who account.Principal, id string) (Post, error) {
	p, err := v.Store.Post(ctx, id)
	if err == nil && !Sees(who, &p) {
		return Post{}, NotFound()
	}
	return p, err
}

// NotFound is the error for a post that is not there, or not for whoever asks.
func NotFound() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có câu hỏi hay đề nghị này.", "There is no such question or request.")
}

// About returns a dataset that can be asked about: one of which the public sees a
// release.
func (v *Voices) About(ctx context.Context, s catalog.Slug) (catalog.Dataset, error) {
	if !s.Valid() {
		return catalog.Dataset{}, catalog.Errorf(catalog.ErrNotFound, "Không có bộ dữ liệu %q.", "There is no dataset %q.", s)
	}
	return v.dataset(ctx, s)
}

// dataset is [Voices.About] for a name that can be one.
func (v *Voices) dataset(ctx context.Context, s catalog.Slug) (catalog.Dataset, error) {
	d, err := v.Catalogue.Dataset(ctx, s)
	if err != nil {
		return d, err
	}
	all, err := v.Catalogue.Releases(ctx, s)
	if err != nil {
		return d, fmt.Errorf("releases: %w", err)
	}
	if len(all.At(v.Now())) == 0 {
		return catalog.Dataset{}, catalog.Errorf(catalog.ErrNotFound, "Không có bộ dữ liệu %q.", "There is no dataset %q.", s)
	}
	return d, nil
}

// publish makes p public. What was public before keeps its time and deadline.
func (v *Voices) publish(p *Post) {
	now := v.Now()
	p.State, p.Touched = Public, now
	if p.Since.IsZero() {
		p.Since, p.Due = now, v.Days.DueIn(now, p.Kind.Days())
	}
}

func signedIn(by account.Caller) error {
	if by.User == nil {
		return catalog.Errorf(catalog.ErrUnknownCaller, "Hãy đăng nhập trước.", "Sign in first.")
	}
	return nil
}
