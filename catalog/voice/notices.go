package voice

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/catalog/schedule"
)

// Path is the path of the page about a post, without language.
func (p *Post) Path() string {
	if p.Kind == Request {
		return "/requests/" + p.ID
	}
	return "/questions/" + p.ID
}

// nouns are what the kinds are called in notices.
var nouns = map[Kind]catalog.Text{
	Question:   {Vi: "Câu hỏi", En: "Question"},
	Correction: {Vi: "Góp ý sửa dữ liệu", En: "Correction"},
	Request:    {Vi: "Đề nghị dữ liệu", En: "Request for data"},
}

// postData is what programs are told of a post: not its words, which may be
// changed or removed.
type postData struct {
	Post    string       `json:"post"`
	Kind    Kind         `json:"kind"`
	Dataset catalog.Slug `json:"dataset,omitempty"`
	Agency  string       `json:"agency,omitempty"`
	State   State        `json:"state"`
	Status  Status       `json:"status"`
	Due     time.Time    `json:"due,omitzero"`
}

// note begins a notice about p. What happened to it is told apart by same.
func (v *Voices) note(p *Post, k notice.Kind, to []string, vi, en string, same ...string) notice.Notice {
	now := v.Now()
	n := notice.Notice{
		ID: notice.ID(now, append([]string{string(k), p.ID, to[0]}, same...)...), Kind: k, To: to, At: now, Path: p.Path(),
		Title: catalog.Text{Vi: nouns[p.Kind].Vi + " " + vi + ": " + p.Title, En: nouns[p.Kind].En + " " + en + ": " + p.Title},
	}
	text, err := json.Marshal(postData{p.ID, p.Kind, p.Dataset, p.Agency, p.State, p.Status, p.Due})
	if err == nil { // of strings and a time
		n.Data = text
	}
	return n
}

// each returns the notices that about makes, each for a part of the hearers.
func each(to []string, about func(to []string) notice.Notice) []notice.Notice {
	var ns []notice.Notice
	for part := range slices.Chunk(to, notice.MaxTo) {
		ns = append(ns, about(part))
	}
	return ns // none, if nobody is there yet to hear of it
}

// asked returns the notices for those who have to act that p was said: the agency,
// or moderators if it is held. What is held is not told of by its words.
func (v *Voices) asked(ctx context.Context, p *Post) ([]notice.Notice, error) {
	if p.State != Public {
		to, err := v.hearers(ctx, account.ActionAdminister, "")
		if err != nil {
			return nil, err
		}
		quiet := *p
		quiet.Title = "…"
		return each(to, func(to []string) notice.Notice {
			n := v.note(&quiet, notice.PostHeld, to, "chờ kiểm duyệt", "waits for a moderator")
			n.Path = "/admin/questions"
			return n
		}), nil
	}
	to, err := v.hearers(ctx, account.ActionPublish, p.Agency)
	if err != nil {
		return nil, err
	}
	return each(to, func(to []string) notice.Notice {
		n := v.note(p, notice.PostAsked, to, "mới", "asked")
		due := p.Due.Add(-time.Second).In(schedule.Zone)
		n.Text = catalog.Text{
			Vi: fmt.Sprintf("Hạn trả lời: hết ngày %s.", due.Format("02/01/2006")),
			En: fmt.Sprintf("To be answered by the end of %s.", due.Format("2 Jan 2006")),
		}
		return n
	}), nil
}

// answered returns the notices for the author and those who want the same.
func (v *Voices) answered(ctx context.Context, p *Post) ([]notice.Notice, error) {
	var to []string
	if p.Author != "" {
		to = append(to, p.Author)
	}
	for after := ""; ; {
		some, err := v.Store.Supporters(ctx, p.ID, after, notice.MaxTo)
		if err != nil {
			return nil, err
		}
		to = append(to, some...)
		if len(some) < notice.MaxTo {
			break
		}
		after = some[len(some)-1]
	}
	a := p.Answers[len(p.Answers)-1]
	return each(to, func(to []string) notice.Notice {
		n := v.note(p, notice.PostAnswered, to, "được trả lời", "answered", fmt.Sprint(len(p.Answers)))
		n.Text = catalog.Text{Vi: excerpt(a.Text), En: excerpt(a.Text)}
		return n
	}), nil
}

// decided returns the notice for the author of what a moderator did, unless it is
// about pictures.
func (v *Voices) decided(p *Post, d Decision) []notice.Notice {
	said, ok := map[Decision]catalog.Text{
		Release: {Vi: "đã công khai", En: "is public now"},
		Redact:  {Vi: "đã công khai, bỏ dữ liệu cá nhân", En: "is public now, without personal data"},
		Remove:  {Vi: "đã bị gỡ", En: "was removed"},
	}[d]
	if !ok || p.Author == "" {
		return nil
	}
	n := v.note(p, notice.PostModerated, []string{p.Author}, said.Vi, said.En, string(d))
	if p.Note != "" {
		n.Text = catalog.Text{Vi: "Lý do: " + p.Note, En: "Reason: " + p.Note}
	}
	return []notice.Notice{n}
}

// hearers returns the IDs of those with a role in an agency who may do a there, or
// of those who may everywhere if there are none.
func (v *Voices) hearers(ctx context.Context, a account.Action, agency string) ([]string, error) {
	for _, where := range []string{agency, account.AnyAgency} {
		if where == "" {
			continue
		}
		var all []string
		f := account.UserFilter{Agency: where, State: account.Active, Limit: account.UserPage}
		for {
			page, err := v.Users.Users(ctx, f)
			if err != nil {
				return nil, err
			}
			for _, u := range page {
				if f.After = u.ID; u.Principal().May(a, agency) {
					all = append(all, u.ID)
				}
			}
			if len(page) < f.Limit {
				break
			}
		}
		if len(all) > 0 {
			return all, nil
		}
	}
	return nil, nil
}

// excerpt returns the beginning of a text in one line.
func excerpt(text string) string {
	const most = 500 // characters
	r := []rune(strings.Join(strings.Fields(text), " "))
	if len(r) <= most {
		return string(r)
	}
	return string(r[:most-1]) + "…"
}
