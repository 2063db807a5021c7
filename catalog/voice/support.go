package voice

import (
	"context"

	"nguon/catalog"
	"nguon/catalog/account"
)

// Support has the caller want the same as a public request says, or no longer.
// One account counts once, and the author is counted as the author.
func (v *Voices) Support(ctx context.Context, by account.Caller, id string, wants bool) error {
	if err := signedIn(by); err != nil {
		return err
	}
	p, err := v.Post(ctx, by.Principal, id)
	if err != nil {
		return err
	}
	switch {
	case p.Kind != Request || p.State != Public:
		return catalog.Errorf(catalog.ErrConflict, "Chỉ ủng hộ được đề nghị dữ liệu đang công khai.", "Only a request for data that is public can be supported.")
	case p.Author == by.User.ID:
		return catalog.Errorf(catalog.ErrConflict, "Bạn là người gửi đề nghị này.", "This request is your own.")
	case wants && p.Status != Open && p.Status != Planned:
		return catalog.Errorf(catalog.ErrConflict, "Đề nghị này đã kết thúc.", "This request is closed.")
	}
	return v.Store.Support(ctx, id, by.User.ID, wants, v.Now())
}
