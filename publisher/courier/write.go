package courier

import (
	"context"
	"errors"
	"net/mail"
	"net/url"
	"slices"

	"nguon/catalog"
	"nguon/catalog/notice"
)

// An Addressee is the holder of an account, as far as mail goes.
type Addressee struct {
	To   mail.Address
	Lang catalog.Lang
}

// ErrNoAddressee says that an account cannot be written to: it is deleted,
// locked, or was never there.
var ErrNoAddressee = errors.New("nobody to write to")

// sendNotices mails notices to their reader.
func (c *Courier) sendNotices(ctx context.Context, d notice.Delivery) outcome {
	if len(d.Notices) == 0 {
		return outcome{err: errors.New("the notices are gone"), final: notice.Dropped}
	}
	to, err := c.Addressee(ctx, d.Owner)
	switch {
	case errors.Is(err, ErrNoAddressee):
		return outcome{err: err, final: notice.Dropped}
	case err != nil:
		return outcome{err: errors.New("the portal could not look the account up")}
	}
	end, err := c.end(d)
	if err != nil {
		return outcome{err: err, final: notice.GivenUp}
	}
	m, err := c.Letters.Notices(to, d.Way, d.Notices, end)
	if err != nil {
		return outcome{err: err, final: notice.GivenUp}
	}
	if m.Unsubscribe = end; end != "" {
		m.List = "follows"
	}
	return c.mail(ctx, d, m)
}

// EndPath is the page on which a reader ends what mail tells of; its parameter
// t is a [Courier.Pass].
const EndPath = "/account/follows/end"

// end returns the address at which the reader of a delivery ends further ones
// like it, or "" if they follow from the reader's own keys and APIs.
func (c *Courier) end(d notice.Delivery) (string, error) {
	p := Pass{Owner: d.Owner}
	switch d.Way {
	case notice.ByDaily:
		p.Cadence = notice.Daily
	case notice.ByWeekly:
		p.Cadence = notice.Weekly
	default:
		p.Topics = d.Notices[0].Topics
		switch kind := d.Notices[0].Kind; {
		case slices.Contains(notice.Duties, kind):
			p.Duty, p.Topics = kind, nil
		case len(p.Topics) == 0:
			return "", nil
		default:
			p.Cadence = notice.AtOnce
		}
	}
	t, err := c.Passes.Sign(p)
	if err != nil {
		return "", err
	}
	return c.Portal + EndPath + "?t=" + url.QueryEscape(t), nil
}
