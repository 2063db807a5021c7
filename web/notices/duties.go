package notices

import (
	"context"
	"net/http"
	"slices"

	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/web/frame"
)

// duties returns what a visitor with a role in an agency is reminded of; nothing
// for all others.
func (n *Notices) duties(ctx context.Context, l *frame.Locale, v account.Visit) ([]choice, error) {
	if len(v.Principal().Grants) == 0 {
		return nil, nil
	}
	muted, err := n.Store.MutedBy(ctx, v.User.ID)
	if err != nil {
		return nil, err
	}
	var all []choice
	for _, k := range notice.Duties {
		all = append(all, choice{string(k), kindTitles[k].In(l.Lang), !slices.Contains(muted, k)})
	}
	return all, nil
}

// saveDuties mutes what was not chosen.
func (n *Notices) saveDuties(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	muted := slices.DeleteFunc(slices.Clone(notice.Duties), func(k notice.Kind) bool { return slices.Contains(r.PostForm["kind"], string(k)) })
	if err := n.Store.Mute(r.Context(), v.User.ID, muted...); err != nil {
		return err
	}
	return seeOther(w, r, l, "/account/follows")
}

// mute ends the mails of one duty of a user.
func (n *Notices) mute(ctx context.Context, owner string, k notice.Kind) error {
	muted, err := n.Store.MutedBy(ctx, owner)
	if err != nil || slices.Contains(muted, k) {
		return err
	}
	return n.Store.Mute(ctx, owner, append(muted, k)...)
}
