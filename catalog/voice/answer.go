package voice

import (
	"context"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/catalog/account"
)

// A Reply is what an agency wants to answer.
type Reply struct {
	Status  Status
	Text    string
	Dataset catalog.Slug // what a request led to; may be empty
	// Official says that what looks like personal data in the text is how the
	// agency is reached.
	Official bool
	Revision int64 // of the post that is answered
}

// MayAnswer reports whether a caller answers for the agency of a post: whoever may
// make its data public may make words about them public.
func MayAnswer(who account.Principal, p *Post) bool {
	return p.State == Public && who.User != nil && who.May(account.ActionPublish, p.Agency)
}

// Answer adds an answer to a public post. Its author and those who want the same
// hear of it.
func (v *Voices) Answer(ctx context.Context, by account.Caller, id string, r Reply) error {
	p, err := v.Post(ctx, by.Principal, id)
	if err != nil {
		return err
	}
	if !MayAnswer(by.Principal, &p) {
		return catalog.Errorf(catalog.ErrForbidden, "Bạn không trả lời thay cơ quan này được.", "You cannot answer for this agency.")
	}
	r.Text = tidy(r.Text)
	if err := v.fit(ctx, &p, &r); err != nil {
		return err
	}
	was := p.Status
	p.Status, p.Touched, p.Revision = r.Status, v.Now(), r.Revision
	if p.Kind == Request {
		p.Dataset = r.Dataset
	}
	p.Answers = append(slices.Clone(p.Answers), Answer{Status: r.Status, Text: r.Text, By: by.User.ID, At: v.Now()})
	told, err := v.answered(ctx, &p)
	if err != nil {
		return err
	}
	return v.Store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		if err := v.Store.SavePost(ctx, p); err != nil {
			return nil, err
		}
		e := account.NewEntry(by, VerbAnswer, "post", p.ID).Of(p.Agency).Change(map[string]any{"status": was}, map[string]any{"status": p.Status, "answers": len(p.Answers)})
		return []account.Entry{e}, v.Store.Raise(ctx, told...)
	})
}

// fit returns an error of kind [catalog.ErrInvalid] if an answer cannot be given.
func (v *Voices) fit(ctx context.Context, p *Post, r *Reply) error {
	var w catalog.Faults
	w.Check("status", slices.Contains(p.Kind.Statuses(), r.Status), "hãy chọn kết quả", "must be chosen")
	w.Check("text", catalog.Showable(r.Text, MaxText, "\n"), "cần 1 đến 4000 ký tự", "must have 1 to 4000 characters")
	w.Check("text", len(p.Answers) < MaxAnswers, "đã có 20 câu trả lời", "is one of more than 20 answers")
	if _, found := v.Find(r.Text); found > 0 && !r.Official {
		w.Check("official", false, "câu trả lời có vẻ chứa dữ liệu cá nhân; hãy bỏ đi, hoặc xác nhận đó là liên hệ công vụ",
			"must be confirmed: the answer seems to hold personal data, which are to be taken out unless they are how the agency is reached")
	}
	if r.Dataset != "" {
		if _, err := v.dataset(ctx, r.Dataset); err != nil {
			w.Check("dataset", false, "không có bộ dữ liệu công khai này", "is no public dataset")
		}
	}
	return w.Err("Chưa thể trả lời.", "This cannot be answered yet.")
}

// tidy takes blanks from the ends of a text, and gives it the line ends of files.
func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
