package courier

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"maps"
	"net/url"
	"slices"
	"time"

	"nguon/catalog"
	"nguon/catalog/notice"
)

const (
	noticesAt = 250         // notices looked at together: each saved search is asked once for all of them
	usersAt   = 500         // followers told in one transaction
	searchAt  = 500         // saved searches looked at together
	patience  = time.Minute // with a search that does not know of what was published
)

// tellAll turns notices into deliveries until ctx ends.
func (c *Courier) tellAll(ctx context.Context) {
	tick := time.NewTicker(c.Poll)
	defer tick.Stop()
	for ctx.Err() == nil {
		n, err := c.Tell(ctx)
		if err != nil && ctx.Err() == nil {
			c.Log.LogAttrs(ctx, slog.LevelError, "notices not told", slog.Any("error", err))
		}
		if n > 0 && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// Tell turns notices that are due into deliveries for all who are to hear of
// them, and returns how many notices. One that fails in between is told again,
// from the beginning: that makes no second delivery.
func (c *Courier) Tell(ctx context.Context) (told int, err error) {
	due, err := c.Store.ClaimNotices(ctx, noticesAt, notice.TellLease)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	free := make(map[string]bool, len(due))
	for _, n := range due {
		free[n.ID] = true
	}
	defer func() { err = errors.Join(err, c.free(ctx, free)) }()
	searches, err := c.found(ctx, due)
	if errors.Is(err, catalog.ErrNotReady) {
		fresh := func(n notice.Notice) bool { return len(published(n)) > 0 && c.Now().Sub(n.At) < patience }
		due = slices.DeleteFunc(due, fresh) // they wait for the search
	} else if err != nil {
		return 0, err
	}
	var together []notice.Telling
	readers := 0
	tell := func() error {
		if err := c.Store.Tell(ctx, together...); err != nil {
			return err
		}
		for _, t := range together {
			if t.Done {
				delete(free, t.Notice.ID)
				told++
			}
		}
		together, readers = nil, 0
		return nil
	}
	for _, n := range due {
		for t, err := range c.tellings(ctx, n, append(slices.Clone(n.Topics), searches[n.ID]...)) {
			if err != nil {
				return told, err
			}
			together = append(together, t)
			if readers += len(t.Readers); readers >= usersAt || len(together) >= usersAt {
				if err := tell(); err != nil {
					return told, err
				}
			}
		}
	}
	return told, tell()
}

// free gives up claims of notices that were not told, also when ctx has ended:
// another courier need not wait for the end of the lease.
func (c *Courier) free(ctx context.Context, ids map[string]bool) error {
	if len(ids) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	return c.Store.FreeNotices(ctx, slices.Collect(maps.Keys(ids))...)
}

// tellings yields whom a notice is to be told, a page of followers at a time.
func (c *Courier) tellings(ctx context.Context, n notice.Notice, topics []notice.Topic) iter.Seq2[notice.Telling, error] {
	return func(yield func(notice.Telling, error) bool) {
		readers, err := c.concerned(ctx, n)
		for after := ""; err == nil && len(topics) > 0; {
			if !yield(notice.Telling{Notice: n, Readers: readers}, nil) {
				return
			}
			var follows []notice.Follow
			follows, err = c.Store.Followers(ctx, topics, after, usersAt)
			if readers = nil; err != nil || len(follows) == 0 {
				break
			}
			after = follows[len(follows)-1].Owner
			readers, err = c.readers(ctx, n, follows)
		}
		yield(notice.Telling{Notice: n, Readers: readers, Done: true}, err)
	}
}

// concerned returns those whom a notice concerns, whether they follow anything
// or not.
func (c *Courier) concerned(ctx context.Context, n notice.Notice) ([]notice.Reader, error) {
	to, err := c.listening(ctx, n)
	if err != nil {
		return nil, err
	}
	readers := make([]notice.Reader, len(to))
	for i, owner := range to {
		readers[i] = notice.Reader{Owner: owner, Mail: notice.AtOnce}
		if err := c.addWebhooks(ctx, &readers[i], n.Kind); err != nil {
			return nil, err
		}
	}
	return readers, nil
}

// listening returns those whom a notice concerns, but for those who do not want
// to hear of their duties.
func (c *Courier) listening(ctx context.Context, n notice.Notice) ([]string, error) {
	if !slices.Contains(notice.Duties, n.Kind) {
		return n.To, nil
	}
	deaf, err := c.Store.Muting(ctx, n.Kind, n.To)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(n.To), func(owner string) bool { return slices.Contains(deaf, owner) }), nil
}

// readers joins the follows of each user, which come one after the other.
func (c *Courier) readers(ctx context.Context, n notice.Notice, follows []notice.Follow) ([]notice.Reader, error) {
	var readers []notice.Reader
	for i := 0; i < len(follows); {
		r := notice.Reader{Owner: follows[i].Owner, Mail: notice.NoMail}
		hooks := false
		for ; i < len(follows) && follows[i].Owner == r.Owner; i++ {
			r.Mail = r.Mail.Sooner(follows[i].Mail)
			hooks = hooks || follows[i].Webhook
		}
		if slices.Contains(n.To, r.Owner) {
			continue // has heard of it
		}
		if hooks {
			if err := c.addWebhooks(ctx, &r, n.Kind); err != nil {
				return nil, err
			}
		}
		readers = append(readers, r)
	}
	return readers, nil
}

func (c *Courier) addWebhooks(ctx context.Context, r *notice.Reader, k notice.Kind) error {
	hooks, err := c.Store.WebhooksOf(ctx, r.Owner)
	if err != nil {
		return err
	}
	for _, w := range hooks {
		if w.Wants(k) {
			r.Webhooks = append(r.Webhooks, w.ID)
		}
	}
	return nil
}

// published returns the dataset of which n says that a release was published;
// none for other notices.
func published(n notice.Notice) []catalog.Slug {
	if n.Kind != notice.ReleasePublished {
		return nil
	}
	for _, t := range n.Topics {
		if slug, ok := t.Dataset(); ok {
			return []catalog.Slug{slug}
		}
	}
	return nil
}

// found returns the saved searches that find the datasets of which there is a
// new release, by the IDs of notices. Each search is asked once, however many
// notices there are.
func (c *Courier) found(ctx context.Context, due []notice.Notice) (map[string][]notice.Topic, error) {
	byDataset := make(map[catalog.Slug][]string)
	var slugs []catalog.Slug
	for _, n := range due {
		for _, slug := range published(n) {
			byDataset[slug] = append(byDataset[slug], n.ID)
			slugs = append(slugs, slug)
		}
	}
	if len(slugs) == 0 || c.Found == nil {
		return nil, nil
	}
	var find func(context.Context, url.Values) ([]catalog.Slug, error) // nil until it is known that somebody asks
	topics := make(map[string][]notice.Topic)
	for after := notice.Topic(""); ; {
		searches, err := c.Store.Searches(ctx, after, searchAt)
		if err != nil || len(searches) == 0 {
			return topics, err
		}
		for _, t := range searches {
			params, ok := t.Search()
			if !ok {
				continue
			}
			if find == nil {
				if find, err = c.Found(ctx, slugs); err != nil {
					return nil, err
				}
			}
			found, err := find(ctx, params)
			if errors.Is(err, catalog.ErrInvalid) {
				continue // a search that once was one
			} else if err != nil {
				return nil, err
			}
			for _, slug := range found {
				for _, id := range byDataset[slug] {
					topics[id] = append(topics[id], t)
				}
			}
		}
		after = searches[len(searches)-1]
	}
}

// A FoundFunc returns how to ask which of some datasets a search with the
// parameters of its page finds. The error is of kind catalog.ErrNotReady if the
// search does not know yet of what was published.
type FoundFunc func(ctx context.Context, among []catalog.Slug) (func(ctx context.Context, params url.Values) ([]catalog.Slug, error), error)
