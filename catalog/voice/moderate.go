package voice

import (
	"context"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/catalog/account"
)

// A Decision is what a moderator does with a post.
type Decision string

// The decisions.
const (
	Release Decision = "release" // it is public as it stands
	Redact  Decision = "redact"  // it is public, without what looks like personal data, which is lost
	Remove  Decision = "remove"  // nobody but its author sees it, with the reason
	Show    Decision = "show"    // its pictures are public
	Unshow  Decision = "unshow"  // its pictures are not public
)

// MayModerate reports whether a caller decides what is public.
func MayModerate(who account.Principal) bool {
	return who.User != nil && who.May(account.ActionAdminister, "")
}

// Decisions lists what a moderator can do with a post.
func (p *Post) Decisions() []Decision {
	var all []Decision
	if p.State != Public {
		all = append(all, Release)
		if slices.Contains(p.Held, Personal) {
			all = append(all, Redact)
		}
	}
	if p.State != Removed {
		all = append(all, Remove)
	}
	if slices.ContainsFunc(p.Files, func(f File) bool { return !f.Shown }) {
		all = append(all, Show)
	}
	if slices.ContainsFunc(p.Files, func(f File) bool { return f.Shown }) {
		all = append(all, Unshow)
	}
	return all
}

// Moderate decides about a post of a revision. Whoever removes one says why; its
// author hears of it.
func (v *Voices) Moderate(ctx context.Context, by account.Caller, id string, revision int64, d Decision, note string) error {
	if !MayModerate(by.Principal) {
		return catalog.Errorf(catalog.ErrForbidden, "Chỉ quản trị cổng kiểm duyệt được.", "Only the administration of the portal moderates.")
	}
	p, err := v.Store.Post(ctx, id)
	if err != nil {
		return err
	}
	if !slices.Contains(p.Decisions(), d) {
		return catalog.Errorf(catalog.ErrConflict, "Bài này không còn ở trạng thái đó; hãy tải lại.", "This post is in another state by now; load it again.")
	}
	note = strings.Join(strings.Fields(note), " ")
	var w catalog.Faults
	w.Check("note", note == "" || oneLine(note, MaxNote), "tối đa 500 ký tự", "has 500 characters at most")
	w.Check("note", note != "" || d != Remove, "cần nói lý do", "must say why")
	if err := w.Err("Chưa thể quyết định.", "This cannot be decided yet."); err != nil {
		return err
	}
	was := p.State
	p.Revision, p.Note = revision, note
	switch d {
	case Redact:
		p.Title, p.Text = v.clean(p.Title, MaxTitle), v.clean(p.Text, MaxText)
		v.publish(&p)
	case Release:
		v.publish(&p)
	case Remove:
		p.State, p.Touched = Removed, v.Now()
	case Show, Unshow:
		p.Files = slices.Clone(p.Files)
		for i := range p.Files {
			p.Files[i].Shown = d == Show
		}
	}
	told := v.decided(&p, d)
	if was != Public && p.State == Public && p.Status == Open {
		asked, err := v.asked(ctx, &p)
		if err != nil {
			return err
		}
		told = append(told, asked...)
	}
	return v.Store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		if err := v.Store.SavePost(ctx, p); err != nil {
			return nil, err
		}
		e := account.NewEntry(by, VerbModerate, "post", p.ID).Of(p.Agency).
			Change(map[string]any{"state": was}, map[string]any{"state": p.State, "decision": d})
		return []account.Entry{e}, v.Store.Raise(ctx, told...)
	})
}

// clean takes out of a text what looks like personal data. Labels may make it
// longer than a text may be: then it is cut.
func (v *Voices) clean(text string, most int) string {
	text, _ = v.Find(text)
	if r := []rune(text); len(r) > most {
		text = string(r[:most-1]) + "…"
	}
	return text
}
