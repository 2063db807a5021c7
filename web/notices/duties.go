package notices

import (
	"context"
	"net/http"
	"slices"

	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/web/frame"
)

// duties returns the form by which a visitor with a role in an agency chooses what
// they are reminded of; nil for all others.
func (n *Notices) duties(ctx context.Context, l *frame.Locale, v account.Visit) (*frame.Form, error) {
	if len(v.Principal().Grants) == 0 {
		return nil, nil
	}
	muted, err := n.Store.MutedBy(ctx, v.User.ID)
	if err != nil {
		return nil, err
	}
	kinds := frame.Field{ID: "duty", Name: "kind", Label: l.T("notices.duties.legend"), Type: "boxes"}
	for _, k := range notice.Duties {
		kinds.Choices = append(kinds.Choices, frame.Choice{Value: string(k), Title: kindTitles[k].In(l.Lang)})
		if !slices.Contains(muted, k) {
			kinds.Values = append(kinds.Values, string(k))
		}
	}
	return &frame.Form{Action: frame.Prefixed(l.Lang, "/account/follows/duties"), Submit: l.T("notices.save"), Fields: []frame.Field{kinds}}, nil
}

// saveDuties mutes what was not chosen.
func (n *Notices) saveDuties(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	muted := slices.DeleteFunc(slices.Clone(notice.Duties), func(k notice.Kind) bool { return slices.Contains(r.PostForm["kind"], string(k)) })
	if err := n.Store.Mute(r.Context(), v.User.ID, muted...); err != nil {
		return err
	}
	return frame.SeeOther(w, r, l, "/account/follows")
}

// mute ends the mails of one duty of a user.
func (n *Notices) mute(ctx context.Context, owner string, k notice.Kind) error {
	muted, err := n.Store.MutedBy(ctx, owner)
	if err != nil || slices.Contains(muted, k) {
		return err
	}
	return n.Store.Mute(ctx, owner, append(muted, k)...)
}
