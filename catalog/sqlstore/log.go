package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
)

type logRow struct {
	bun.BaseModel `bun:"table:log_entries,alias:l"`

	Seq       int64 `bun:",pk"`
	Time      micros
	Kind      catalog.LogKind
	Subject   string
	Leaf      string
	Statement string
}

func (r logRow) entry() catalog.LogEntry {
	return catalog.LogEntry{Index: r.Seq, Time: r.Time.Time, Kind: r.Kind, Subject: r.Subject,
		LogText: catalog.LogText{Leaf: r.Leaf, Statement: r.Statement}}
}

// settleBatch bounds the entries of one transaction, during which nobody else
// can write.
const settleBatch = 200

// A head is the end of the log, as a change sees it and moves it on.
type head struct {
	size int64
	key  string // the public key of what is signed now; empty if size is 0
}

// logHead reads the end of the log once.
func (c *change) logHead(ctx context.Context) (*head, error) {
	if c.head != nil {
		return c.head, nil
	}
	var h head
	if err := c.NewRaw("SELECT coalesce(max(seq) + 1, 0) FROM log_entries").Scan(ctx, &h.size); err != nil {
		return nil, err
	}
	err := c.NewRaw("SELECT subject FROM log_entries WHERE kind = 'key.announced' ORDER BY seq DESC LIMIT 1").Scan(ctx, &h.key)
	if err != nil && !none(err) {
		return nil, err
	}
	c.head = &h
	return c.head, nil
}

// enter appends an entry that n attests.
func (c *change) enter(ctx context.Context, n catalog.Notary, f catalog.LogFact) error {
	h, err := c.logHead(ctx)
	if err != nil {
		return err
	}
	f.Time = c.now.Time
	subject, signer := f.Key, h.key
	if f.Release != nil {
		subject = f.Release.ID
	} else if signer == "" {
		signer = f.Key // the first key speaks for itself
	}
	text, err := n.Attest(f, signer)
	if err != nil {
		return err
	}
	if len(text.Leaf) > catalog.MaxLeaf {
		return fmt.Errorf("leaf of %d bytes", len(text.Leaf))
	}
	row := logRow{Seq: h.size, Time: c.now, Kind: f.Kind, Subject: subject, Leaf: text.Leaf, Statement: text.Statement}
	if _, err := c.NewInsert().Model(&row).Exec(ctx); err != nil {
		return err
	}
	if err := c.saveHashes(ctx, h.size, text.Leaf); err != nil {
		return err
	}
	h.size++
	if f.Kind == catalog.LogKey {
		h.key = f.Key
	}
	return nil
}

// logPublished enters a release that is published, or notes that it is due.
func (s *Store) logPublished(ctx context.Context, c *change, r *catalog.Release, agency string) error {
	if s.notary != nil && !r.PublishAt.After(c.now.Time) {
		return c.enter(ctx, s.notary, catalog.LogFact{Kind: catalog.LogPublished, Release: r, Agency: agency})
	}
	_, err := c.NewRaw("INSERT INTO log_due (release, publish_at) VALUES (?, ?)", r.ID, stamp(r.PublishAt)).Exec(ctx)
	return err
}

// logWithdrawn enters that a release is withdrawn. Without the key of the log it
// is only noted as due: nothing may keep an agency from taking data back.
func (s *Store) logWithdrawn(ctx context.Context, c *change, r *catalog.Release) error {
	due, err := c.NewSelect().Table("log_due").Where("release = ?", r.ID).Exists(ctx)
	if err != nil {
		return err
	}
	err = errNoNotary
	if s.notary != nil {
		err = c.enterWithdrawn(ctx, s.notary, r, due && !r.PublishAt.After(c.now.Time))
	}
	switch {
	case err == nil:
		_, err = c.NewRaw("DELETE FROM log_due WHERE release = ?", r.ID).Exec(ctx)
		return err
	case !errors.Is(err, catalog.ErrConflict):
		return err
	case due:
		return nil
	}
	_, err = c.NewRaw("INSERT INTO log_due (release, publish_at) VALUES (?, ?)", r.ID, c.now).Exec(ctx)
	return err
}

// errNoNotary is that of a store without one.
var errNoNotary = catalog.Errorf(catalog.ErrConflict, "Không có khóa ký nhật ký.", "There is no key to sign the log with.")

// enterWithdrawn enters that r is withdrawn, and before that what it was, if the
// public saw it and that is still due.
func (c *change) enterWithdrawn(ctx context.Context, n catalog.Notary, r *catalog.Release, seen bool) error {
	agency, err := c.agencyOf(ctx, r.Dataset)
	if err != nil {
		return err
	}
	fact := catalog.LogFact{Kind: catalog.LogPublished, Release: r, Agency: agency}
	if seen {
		if err := c.enter(ctx, n, fact); err != nil {
			return err
		}
	}
	fact.Kind = catalog.LogWithdrawn
	return c.enter(ctx, n, fact)
}

func (c *change) agencyOf(ctx context.Context, s catalog.Slug) (code string, err error) {
	err = c.NewSelect().Table("datasets").Column("agency").Where("slug = ?", s).Scan(ctx, &code)
	return code, err
}

// Settle implements [catalog.Log]. If nothing is due it costs one query.
func (s *Store) Settle(ctx context.Context, at time.Time) error {
	if s.notary == nil {
		return nil
	}
	for {
		due, err := s.read.NewSelect().Table("log_due").Where("publish_at <= ?", stamp(at)).Exists(ctx)
		if err != nil {
			return fmt.Errorf("sqlstore: settle: %w", failed(ctx, err))
		}
		if !due {
			return nil
		}
		if err := s.change(ctx, "settle", func(ctx context.Context, c *change) error { return s.settle(ctx, c, at) }); err != nil {
			return err
		}
	}
}

// settle enters at most settleBatch releases.
func (s *Store) settle(ctx context.Context, c *change, at time.Time) error {
	var rows []struct {
		releaseRow
		Agency string
	}
	err := c.NewSelect().TableExpr("log_due AS q").ColumnExpr("r.*, d.agency").
		Join("JOIN releases AS r ON r.id = q.release").Join("JOIN datasets AS d ON d.slug = r.dataset").
		Where("q.publish_at <= ?", stamp(at)).OrderExpr("q.publish_at, q.release").Limit(settleBatch).Scan(ctx, &rows)
	if err != nil {
		return err
	}
	ids := make([]string, len(rows))
	for i, row := range rows {
		r, err := row.release()
		if err != nil {
			return err
		}
		ids[i] = r.ID
		if err := c.settleOne(ctx, s.notary, &r, row.Agency); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return nil // another process was faster
	}
	_, err = c.NewDelete().Table("log_due").Where("release IN (?)", bun.List(ids)).Exec(ctx)
	return err
}

// settleOne enters what of r is not in the log.
func (c *change) settleOne(ctx context.Context, n catalog.Notary, r *catalog.Release, agency string) error {
	fact := catalog.LogFact{Release: r, Agency: agency}
	for _, fact.Kind = range []catalog.LogKind{catalog.LogPublished, catalog.LogWithdrawn} {
		if fact.Kind == catalog.LogWithdrawn && r.State != catalog.StateWithdrawn {
			continue
		}
		there, err := c.NewSelect().Table("log_entries").Where("subject = ?", r.ID).Where("kind = ?", fact.Kind).Exists(ctx)
		if err != nil {
			return err
		}
		if there {
			continue
		}
		if err := c.enter(ctx, n, fact); err != nil {
			return err
		}
	}
	return nil
}
