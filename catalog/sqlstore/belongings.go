package sqlstore

import (
	"context"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/catalog/story"
)

// Belongings implements [account.Store].
func (a *Accounts) Belongings(ctx context.Context, user string) (account.Belongings, error) {
	var all account.Belongings
	apps, err := a.store.Applications(ctx, user)
	if err != nil {
		return all, err
	}
	for _, app := range apps {
		own, err := a.store.ownApplication(ctx, app)
		if err != nil {
			return all, err
		}
		all.Applications = append(all.Applications, own)
	}
	follows, err := a.store.FollowsOf(ctx, user)
	if err != nil {
		return all, err
	}
	for _, f := range follows {
		all.Follows = append(all.Follows, account.OwnFollow{Topic: string(f.Topic), Mail: string(f.Mail), Webhook: f.Webhook, Created: f.Created})
	}
	hooks, err := a.store.WebhooksOf(ctx, user)
	if err != nil {
		return all, err
	}
	for _, w := range hooks {
		own := account.OwnWebhook{ID: w.ID, URL: w.URL, Note: w.Note, State: string(w.State), Created: w.Created}
		for _, k := range w.Kinds {
			own.Kinds = append(own.Kinds, string(k))
		}
		all.Webhooks = append(all.Webhooks, own)
	}
	muted, err := a.store.MutedBy(ctx, user)
	if err != nil {
		return all, err
	}
	for _, k := range muted {
		all.Muted = append(all.Muted, string(k))
	}
	told, err := a.store.Stories(ctx, story.Filter{Author: user})
	if err != nil {
		return all, err
	}
	for i := range told {
		s := &told[i]
		all.Stories = append(all.Stories, account.OwnStory{ID: s.ID, By: s.By, Title: s.Title, Text: s.Text, URL: s.URL, State: string(s.State), Answer: s.Answer, Picture: s.PicturePath(), Asked: s.Asked})
	}
	all.Posts, all.Supported, err = a.store.ownPosts(ctx, user)
	return all, err
}

func (s *Store) ownApplication(ctx context.Context, app market.Application) (account.OwnApplication, error) {
	own := account.OwnApplication{ID: app.ID, Name: app.Name, Description: app.Description, URL: app.URL, Created: app.Created, Closed: app.Closed}
	keys, err := s.KeysOf(ctx, app.ID)
	if err != nil {
		return own, err
	}
	for _, k := range keys {
		own.Keys = append(own.Keys, account.OwnKey{
			ID: k.ID, Name: k.Name, Hint: k.Hint, Created: k.Created, Expires: k.Expires, Revoked: k.Revoked, LastUsed: k.LastUsed,
		})
	}
	subs, err := s.Subscriptions(ctx, market.SubscriptionFilter{Application: app.ID})
	if err != nil {
		return own, err
	}
	for _, sub := range subs {
		own.Subscriptions = append(own.Subscriptions, account.OwnSubscription{
			Product: string(sub.Product), Plan: sub.Plan, State: string(sub.State), Message: sub.Message, Answer: sub.Answer, Asked: sub.Asked,
		})
	}
	shown, err := s.Reuses(ctx, market.ReuseFilter{Application: app.ID})
	for _, r := range shown {
		own.Reuses = append(own.Reuses, account.OwnReuse{
			Product: string(r.Product), Name: r.Name, URL: r.URL, Description: r.Description, State: string(r.State), Answer: r.Answer, Asked: r.Asked,
		})
	}
	return own, err
}

// Abandon implements [account.Tx].
func (t accountTx) Abandon(ctx context.Context, user string, at time.Time) ([]string, error) {
	if user == "" || !storable(user) {
		return nil, nil
	}
	var apps []applicationRow
	if err := t.c.NewSelect().Model(&apps).Where("owner = ?", user).Order("created", "id").Scan(ctx); err != nil {
		return nil, err
	}
	var open []string
	for _, app := range apps {
		if app.Closed.IsZero() {
			open = append(open, app.ID)
		}
		if err := t.c.closeApplication(ctx, app.ID, at); err != nil {
			return nil, err
		}
		if err := t.c.forgetWords(ctx, app.ID); err != nil {
			return nil, err
		}
	}
	for _, table := range []string{"follows", "webhooks", "deliveries", "muted_kinds"} {
		if _, err := t.c.NewDelete().Table(table).Where("owner = ?", user).Exec(ctx); err != nil {
			return nil, err
		}
	}
	if err := t.c.leaveStories(ctx, user); err != nil {
		return nil, err
	}
	return open, t.c.leavePosts(ctx, user)
}

// forgetWords removes from an application, its keys and its subscriptions what
// its owner wrote. Its ID becomes its name.
func (c *change) forgetWords(ctx context.Context, application string) error {
	text, err := document(applicationDocument{Name: application})
	if err != nil {
		return err
	}
	if _, err := c.NewUpdate().Model((*applicationRow)(nil)).Set("document = ?", text).Where("id = ?", application).Exec(ctx); err != nil {
		return err
	}
	if _, err := c.NewUpdate().Model((*keyRow)(nil)).Set("name = ''").Where("application = ?", application).Exec(ctx); err != nil {
		return err
	}
	var rows []subscriptionRow
	if err := c.NewSelect().Model(&rows).Where("application = ?", application).Scan(ctx); err != nil {
		return err
	}
	for _, r := range rows {
		sub, err := r.subscription()
		if err != nil {
			return err
		}
		sub.Message = ""
		if err := c.writeSubscription(ctx, sub); err != nil {
			return err
		}
	}
	return nil
}
