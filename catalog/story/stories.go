package story

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/account"
)

// The verbs of stories in the audit log. What people write is not in it.
const (
	VerbOffer    account.Verb = "story.offer"
	VerbAnswer   account.Verb = "story.answer"
	VerbWithdraw account.Verb = "story.withdraw"
)

// Prefix begins the keys of pictures in the store of objects.
const Prefix = "stories/"

// Catalogue is what is read of the catalogue: see [catalog.Reader].
type Catalogue interface {
	Dataset(ctx context.Context, s catalog.Slug) (catalog.Dataset, error)
	Releases(ctx context.Context, s catalog.Slug) (catalog.Releases, error)
}

// Objects keep pictures, as a store of objects does.
type Objects interface {
	Put(ctx context.Context, key string, r io.Reader) error
	Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error)
	Remove(ctx context.Context, key string) error
}

// Deps are what Stories are made of. All but Now are needed.
type Deps struct {
	Store interface {
		Store
		account.Recorder
	}
	Catalogue Catalogue
	Objects   Objects
	Now       func() time.Time // default [time.Now]
}

// Stories are the rules of stories. What a caller may not see does not exist for
// them. Methods are safe for concurrent use.
type Stories struct{ Deps }

// New returns the rules over what is kept.
func New(d Deps) *Stories {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Stories{d}
}

// A Draft is what somebody wants to tell.
type Draft struct {
	By, Title, Text, URL string
	Uses                 []Use
	Picture              *Picture // without ID and Bytes
	Data                 []byte   // of the picture
	Consent              bool     // to its being public, with the name
}

// MayAnswer reports whether a caller decides whether s is shown: whoever may make
// data of its agency public, or of all.
func MayAnswer(who account.Principal, s *Story) bool {
	return who.User != nil && who.May(account.ActionPublish, s.Agency)
}

// Sees reports whether somebody may see s.
func Sees(who account.Principal, s *Story) bool {
	own := who.User != nil && s.Author == who.User.ID
	return s.State == Shown || own || MayAnswer(who, s)
}

// Story returns a story that a caller may see.
func (v *Stories) Story(ctx context.Context, who account.Principal, id string) (Story, error) {
	s, err := v.Store.Story(ctx, id)
	if err == nil && !Sees(who, &s) {
		return Story{}, NotFound()
	}
	return s, err
}

// Offer adds a story of the caller, which waits for an answer.
func (v *Stories) Offer(ctx context.Context, by account.Caller, d Draft) (Story, error) {
	if by.User == nil {
		return Story{}, catalog.Errorf(catalog.ErrUnknownCaller, "Hãy đăng nhập trước.", "Sign in first.")
	}
	now := v.Now()
	id := func() string { return ulid.MustNew(ulid.Timestamp(now), rand.Reader).String() }
	line := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	s := Story{
		ID: id(), Author: by.User.ID, By: line(d.By), Title: line(d.Title), Text: strings.TrimSpace(strings.ReplaceAll(d.Text, "\r\n", "\n")), URL: strings.TrimSpace(d.URL),
		Uses: d.Uses, State: Asked, Asked: now,
	}
	if d.Picture != nil {
		pic := *d.Picture
		pic.ID, pic.Bytes, pic.Alt = id(), int64(len(d.Data)), line(pic.Alt)
		s.Picture = &pic
	}
	if err := s.Validate(); err != nil {
		return Story{}, err
	}
	var w catalog.Faults
	for n, u := range s.Uses {
		agency, err := v.public(ctx, u)
		if errors.Is(err, catalog.ErrNotFound) {
			w.Check("uses", false, "không có bộ dữ liệu công khai "+string(u.Dataset)+" hay phiên bản đó", "has no public dataset "+string(u.Dataset)+", or no such version")
		} else if err != nil {
			return Story{}, err
		}
		if n == 0 {
			s.Agency = agency
		}
	}
	w.Check("consent", d.Consent, "cần đồng ý công khai", "must be given")
	if err := w.Err("Chưa thể gửi.", "This cannot be sent yet."); err != nil {
		return Story{}, err
	}
	if s.Picture != nil {
		if err := v.Objects.Put(ctx, objectKey(&s), bytes.NewReader(d.Data)); err != nil {
			return Story{}, err
		}
	}
	err := v.Store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		e := account.NewEntry(by, VerbOffer, "story", s.ID).Of(s.Agency).Change(nil, map[string]any{"state": s.State, "uses": s.Uses})
		return []account.Entry{e}, v.Store.AddStory(ctx, s)
	})
	if err != nil {
		return Story{}, errors.Join(err, v.dropPicture(context.WithoutCancel(ctx), &s))
	}
	s.Revision = 1
	return s, nil
}

// public returns the agency of a dataset of which the public sees a release, and
// the given version if there is one.
func (v *Stories) public(ctx context.Context, u Use) (agency string, err error) {
	d, err := v.Catalogue.Dataset(ctx, u.Dataset)
	if err != nil {
		return "", err
	}
	all, err := v.Catalogue.Releases(ctx, u.Dataset)
	if err != nil {
		return "", err
	}
	for _, r := range all.At(v.Now()) {
		if u.Version == 0 || r.Version == u.Version {
			return d.Agency, nil
		}
	}
	return "", catalog.Errorf(catalog.ErrNotFound, "Không có bộ dữ liệu %q.", "There is no dataset %q.", u.Dataset)
}

// Answer shows a story of a revision, or refuses it, at once or after it was shown.
// Whoever refuses says why.
func (v *Stories) Answer(ctx context.Context, by account.Caller, id string, revision int64, to State, text string) error {
	s, err := v.Story(ctx, by.Principal, id)
	if err != nil {
		return err
	}
	if !MayAnswer(by.Principal, &s) {
		return catalog.Errorf(catalog.ErrForbidden, "Bạn không trả lời thay cơ quan này được.", "You cannot answer for this agency.")
	}
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	var w catalog.Faults
	w.Check("answer", utf8.RuneCountInString(text) <= MaxAnswer && (text == "" || catalog.Showable(text, MaxAnswer, "\n")), "tối đa 1000 ký tự", "has 1000 characters at most")
	w.Check("answer", to != Refused || text != "", "cần nói lý do", "must say why")
	w.Check("to", to == Shown || to == Refused, "hãy chọn", "must be chosen")
	if err := w.Err("Chưa thể trả lời.", "This cannot be answered yet."); err != nil {
		return err
	}
	if s.State == to {
		return catalog.Errorf(catalog.ErrConflict, "Câu chuyện này đã ở trạng thái đó.", "The story is in that state already.")
	}
	was := s.State
	s.State, s.Answer, s.Answered, s.Revision = to, text, v.Now(), revision
	return v.Store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		e := account.NewEntry(by, VerbAnswer, "story", s.ID).Of(s.Agency).Change(map[string]any{"state": was}, map[string]any{"state": to})
		return []account.Entry{e}, v.Store.SaveStory(ctx, s)
	})
}

// Withdraw removes a story of the caller, with its picture, for good.
func (v *Stories) Withdraw(ctx context.Context, by account.Caller, id string) error {
	s, err := v.Store.Story(ctx, id)
	if err == nil && (by.User == nil || s.Author != by.User.ID) {
		err = NotFound()
	}
	if err != nil {
		return err
	}
	err = v.Store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		e := account.NewEntry(by, VerbWithdraw, "story", s.ID).Of(s.Agency).Change(map[string]any{"state": s.State}, nil)
		return []account.Entry{e}, v.Store.DropStory(ctx, id)
	})
	if err != nil {
		return err
	}
	return v.dropPicture(ctx, &s)
}

// OpenPicture opens the picture of a story that a caller may see. Whoever gets it
// closes it.
func (v *Stories) OpenPicture(ctx context.Context, who account.Principal, id, picture string) (Picture, io.ReadCloser, error) {
	s, err := v.Story(ctx, who, id)
	if err != nil {
		return Picture{}, nil, err
	}
	if s.Picture == nil || s.Picture.ID != picture {
		return Picture{}, nil, catalog.Errorf(catalog.ErrNotFound, "Không có ảnh này.", "There is no such picture.")
	}
	content, err := v.Objects.Open(ctx, objectKey(&s), 0, -1)
	return *s.Picture, content, err
}

func (v *Stories) dropPicture(ctx context.Context, s *Story) error {
	if s.Picture == nil {
		return nil
	}
	return v.Objects.Remove(ctx, objectKey(s))
}

func objectKey(s *Story) string { return Prefix + s.ID + "/" + s.Picture.ID }
