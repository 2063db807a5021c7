package voice

import (
	"context"
	"errors"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/notice"
)

// A Draft is what somebody wants to say.
type Draft struct {
	Kind     Kind
	Dataset  catalog.Slug // of a question or correction
	Agency   string       // whom a request is for; empty: whomever it concerns
	Title    string
	Text     string
	Pictures []Picture
}

// Ask adds a post of the caller. It is public at once, and the agency hears of it,
// or it is held and moderators do; its state says which.
func (v *Voices) Ask(ctx context.Context, by account.Caller, d Draft) (Post, error) {
	if err := signedIn(by); err != nil {
		return Post{}, err
	}
	p := Post{ID: v.newID(), Kind: d.Kind, Dataset: d.Dataset, Author: by.User.ID, Status: Open}
	if d.Kind == Request {
		p.Dataset, p.Agency = "", d.Agency
	}
	v.say(&p, d.Title, d.Text)
	for _, pic := range d.Pictures {
		p.Files = append(p.Files, pic.file(v.newID()))
	}
	if err := v.about(ctx, &p); err != nil {
		return Post{}, err
	}
	if err := v.putPictures(ctx, &p, d.Pictures); err != nil {
		return Post{}, err
	}
	told, err := v.asked(ctx, &p)
	if err != nil {
		return Post{}, errors.Join(err, v.dropPictures(context.WithoutCancel(ctx), &p))
	}
	err = v.Store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		if err := v.Store.AddPost(ctx, p); err != nil {
			return nil, err
		}
		e := account.NewEntry(by, VerbAsk, "post", p.ID).Of(p.Agency).Change(nil, map[string]any{"kind": p.Kind, "dataset": p.Dataset, "state": p.State})
		return []account.Entry{e}, v.Store.Raise(ctx, told...)
	})
	if err != nil {
		return Post{}, errors.Join(err, v.dropPictures(context.WithoutCancel(ctx), &p))
	}
	p.Revision = 1
	return p, nil
}

// Revise changes the words of a post of the caller that is held. What kept it back
// for what its words were does so no longer if they are others now.
func (v *Voices) Revise(ctx context.Context, by account.Caller, id string, revision int64, title, text string) (Post, error) {
	p, err := v.own(ctx, by, id)
	if err != nil {
		return Post{}, err
	}
	if p.State != Held {
		return Post{}, catalog.Errorf(catalog.ErrConflict, "Chỉ sửa được bài chưa công khai.", "Only a post that is not public yet can be changed.")
	}
	p.Revision = revision
	v.say(&p, title, text)
	if err := p.Validate(); err != nil {
		return Post{}, err
	}
	var told []notice.Notice
	if p.State == Public {
		if told, err = v.asked(ctx, &p); err != nil {
			return Post{}, err
		}
	}
	err = v.Store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		if err := v.Store.SavePost(ctx, p); err != nil {
			return nil, err
		}
		e := account.NewEntry(by, VerbRevise, "post", p.ID).Of(p.Agency).Change(map[string]any{"state": Held}, map[string]any{"state": p.State})
		return []account.Entry{e}, v.Store.Raise(ctx, told...)
	})
	p.Revision++
	return p, err
}

// Withdraw removes a post of the caller that nobody has answered, with its
// pictures, for good.
func (v *Voices) Withdraw(ctx context.Context, by account.Caller, id string) error {
	p, err := v.own(ctx, by, id)
	if err != nil {
		return err
	}
	if !p.Withdrawable() {
		return catalog.Errorf(catalog.ErrConflict, "Bài đã được trả lời hoặc có người ủng hộ nên không rút được.", "A post that has an answer or supporters cannot be withdrawn.")
	}
	err = v.Store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		e := account.NewEntry(by, VerbWithdraw, "post", p.ID).Of(p.Agency).Change(map[string]any{"kind": p.Kind, "state": p.State}, nil)
		return []account.Entry{e}, v.Store.DropPost(ctx, p.ID, p.Revision)
	})
	if err != nil {
		return err
	}
	return v.dropPictures(ctx, &p)
}

// Withdrawable reports whether p goes when its author wants it to, or with the
// account of its author: nobody else has said anything in it.
func (p *Post) Withdrawable() bool { return len(p.Answers) == 0 && p.Supports == 0 }

// own returns a post of the caller.
func (v *Voices) own(ctx context.Context, by account.Caller, id string) (Post, error) {
	if err := signedIn(by); err != nil {
		return Post{}, err
	}
	p, err := v.Store.Post(ctx, id)
	if err == nil && p.Author != by.User.ID {
		return Post{}, NotFound()
	}
	return p, err
}

// say gives p its words, and with them its state.
func (v *Voices) say(p *Post, title, text string) {
	p.Title, p.Text, p.Written, p.Touched = strings.Join(strings.Fields(title), " "), tidy(text), v.Now(), v.Now()
	p.Held = nil
	for _, s := range []string{p.Title, p.Text} {
		if _, found := v.Find(s); found > 0 && !slices.Contains(p.Held, Personal) {
			p.Held = append(p.Held, Personal)
		}
	}
	if links(p.Title)+links(p.Text) > MaxLinks {
		p.Held = append(p.Held, Links)
	}
	if p.State = Held; len(p.Held) == 0 {
		v.publish(p)
	}
}

// about says whose matter p is. What is wrong with p is an error of kind
// [catalog.ErrInvalid].
func (v *Voices) about(ctx context.Context, p *Post) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if p.Kind != Request {
		d, err := v.dataset(ctx, p.Dataset)
		p.Agency = d.Agency
		return err
	}
	if p.Agency == "" {
		return nil
	}
	all, err := v.Catalogue.Agencies(ctx)
	if err != nil {
		return err
	}
	var w catalog.Faults
	w.Check("agency", slices.ContainsFunc(all, func(a catalog.Agency) bool { return a.Code == p.Agency }), "không có cơ quan này", "is no agency")
	return w.Err("Chưa thể gửi.", "This cannot be sent yet.")
}
