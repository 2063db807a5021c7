package sqlstore

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/notice"
)

type deliveryRow struct {
	bun.BaseModel `bun:"table:deliveries,alias:d"`

	ID       string `bun:",pk"`
	Way      notice.Way
	Owner    string
	Webhook  string
	State    notice.DeliveryState
	Created  micros
	Next     micros
	Ended    micros
	Attempts int
	Tries    int
	Sealed   string
}

func (r deliveryRow) delivery() (notice.Delivery, error) {
	sealed, err := base64.StdEncoding.DecodeString(r.Sealed)
	if err != nil {
		return notice.Delivery{}, fmt.Errorf("what is sealed in delivery %s: %w", r.ID, err)
	}
	return notice.Delivery{
		ID: r.ID, Way: r.Way, Owner: r.Owner, Webhook: r.Webhook, State: r.State, Attempts: r.Attempts, Tries: r.Tries, Sealed: sealed,
		Created: r.Created.Time, Next: r.Next.Time, Ended: r.Ended.Time,
	}, nil
}

// AddDelivery implements [notice.Outbox].
func (s *Store) AddDelivery(ctx context.Context, d notice.Delivery) error {
	if !storable(d.ID + d.Owner + d.Webhook) {
		return badText()
	}
	return s.change(ctx, "add delivery", func(ctx context.Context, c *change) error {
		next := stamp(d.Next)
		if next.IsZero() {
			next = c.now
		}
		row := deliveryRow{ID: d.ID, Way: d.Way, Owner: d.Owner, Webhook: d.Webhook, State: notice.Pending, Created: c.now, Next: next,
			Sealed: base64.StdEncoding.EncodeToString(d.Sealed)}
		_, err := c.NewInsert().Model(&row).On("CONFLICT (id) DO NOTHING").Exec(ctx)
		return err
	})
}

// ClaimDeliveries implements [notice.Outbox]. It waits for no change, and passes
// over digests to which something is being added: they are claimed next time.
func (s *Store) ClaimDeliveries(ctx context.Context, limit int) ([]notice.Delivery, error) {
	due, err := s.read.NewSelect().Table("deliveries").Where("next <= ?", stamp(s.now())).Exists(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: claim deliveries: %w", failed(ctx, err))
	}
	if !due || limit <= 0 { // looking costs less than a lock
		return nil, nil
	}
	var claimed []notice.Delivery
	err = s.write.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		now := s.now()
		var rows []deliveryRow
		err := tx.NewRaw("WITH claimed AS MATERIALIZED (SELECT id FROM deliveries WHERE next <= ? ORDER BY next, id LIMIT ? "+s.pools.dialect.free+
			") UPDATE deliveries SET attempts = attempts + 1, tries = tries + 1, next = ? WHERE id IN (SELECT id FROM claimed) RETURNING *",
			stamp(now), limit, stamp(now.Add(notice.Lease))).Scan(ctx, &rows)
		if none(err) || err != nil {
			return err
		}
		slices.SortFunc(rows, func(a, b deliveryRow) int { return strings.Compare(a.ID, b.ID) })
		claimed, err = deliveries(ctx, tx, rows)
		return err
	})
	if err != nil && !none(err) {
		return nil, fmt.Errorf("sqlstore: claim deliveries: %w", failed(ctx, err))
	}
	return claimed, nil
}

// deliveries returns the deliveries of rows with what they say.
func deliveries(ctx context.Context, db bun.IDB, rows []deliveryRow) ([]notice.Delivery, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	all := make([]notice.Delivery, len(rows))
	at := make(map[string]int, len(rows))
	ids := make([]string, len(rows))
	for i, r := range rows {
		var err error
		if all[i], err = r.delivery(); err != nil {
			return nil, err
		}
		at[r.ID], ids[i] = i, r.ID
	}
	var said []struct {
		Delivery string
		noticeRow
	}
	err := db.NewSelect().TableExpr("delivery_notices AS dn").Join("JOIN notices AS n ON n.id = dn.notice").
		ColumnExpr("dn.delivery, n.id, n.kind, n.due, n.told, n.document").Where("dn.delivery IN (?)", bun.List(ids)).
		OrderExpr("n.due, n.id").Scan(ctx, &said)
	if err != nil && !none(err) {
		return nil, err
	}
	for _, s := range said {
		n, err := s.notice()
		if err != nil {
			return nil, err
		}
		d := &all[at[s.Delivery]]
		d.Notices = append(d.Notices, n)
	}
	return all, nil
}

type attemptRow struct {
	bun.BaseModel `bun:"table:delivery_attempts,alias:da"`

	Delivery string `bun:",pk"`
	Number   int    `bun:",pk"`
	At       micros
	Took     int64
	Status   int
	Error    string
}

// EndAttempts implements [notice.Outbox].
func (s *Store) EndAttempts(ctx context.Context, os ...notice.Outcome) error {
	if len(os) == 0 {
		return nil
	}
	ids := make([]string, len(os))
	for i, o := range os {
		if ids[i] = o.Attempt.Delivery; !storable(o.Attempt.Delivery + o.Attempt.Error) {
			return badText()
		}
	}
	return s.change(ctx, "end attempts", func(ctx context.Context, c *change) error {
		var there []string
		if err := c.NewSelect().Table("deliveries").Column("id").Where("id IN (?)", bun.List(ids)).Scan(ctx, &there); err != nil && !none(err) {
			return err
		}
		var rows []attemptRow
		for _, o := range os {
			a := o.Attempt
			if !slices.Contains(there, a.Delivery) { // its webhook was removed meanwhile
				continue
			}
			rows = append(rows, attemptRow{Delivery: a.Delivery, Number: a.Number, At: stamp(a.At), Took: a.Took.Microseconds(), Status: a.Status, Error: a.Error})
			q := c.NewUpdate().Model((*deliveryRow)(nil)).Where("id = ?", a.Delivery).Where("attempts = ?", a.Number).Where("state = ?", notice.Pending)
			if o.State == notice.Pending {
				q = q.Set("next = ?", stamp(o.Next))
			} else {
				q = q.Set("state = ?", o.State).Set("next = NULL").Set("ended = ?", c.now).Set("sealed = ''")
			}
			if _, err := q.Exec(ctx); err != nil {
				return err
			}
		}
		if len(rows) == 0 {
			return nil
		}
		_, err := c.NewInsert().Model(&rows).On("CONFLICT (delivery, number) DO NOTHING").Exec(ctx)
		return err
	})
}

// Deliveries implements [notice.Outbox].
func (s *Store) Deliveries(ctx context.Context, f notice.DeliveryFilter) ([]notice.Delivery, error) {
	if !storable(f.Owner + f.Webhook + string(f.State) + f.Before) {
		return nil, nil
	}
	var rows []deliveryRow
	q := s.read.NewSelect().Model(&rows).ExcludeColumn("sealed").Where("owner <> ''").Order("id DESC").Limit(page(f.Limit, notice.DeliveryPage))
	for column, want := range map[string]string{"owner": f.Owner, "webhook": f.Webhook, "state": string(f.State)} {
		if want != "" {
			q = q.Where("? = ?", bun.Ident(column), want)
		}
	}
	if f.Before != "" {
		q = q.Where("id < ?", f.Before)
	}
	err := q.Scan(ctx)
	if err == nil {
		var all []notice.Delivery
		if all, err = deliveries(ctx, s.read, rows); err == nil {
			return all, nil
		}
	}
	return nil, fmt.Errorf("sqlstore: deliveries: %w", failed(ctx, err))
}

// Attempts implements [notice.Outbox].
func (s *Store) Attempts(ctx context.Context, delivery string) ([]notice.Attempt, error) {
	if !storable(delivery) {
		return nil, nil
	}
	var rows []attemptRow
	if err := s.read.NewSelect().Model(&rows).Where("delivery = ?", delivery).Order("number").Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: attempts: %w", failed(ctx, err))
	}
	all := make([]notice.Attempt, len(rows))
	for i, r := range rows {
		all[i] = notice.Attempt{Delivery: r.Delivery, Number: r.Number, At: r.At.Time, Took: time.Duration(r.Took) * time.Microsecond,
			Status: r.Status, Error: r.Error}
	}
	return all, nil
}

// Redeliver implements [notice.Outbox].
func (s *Store) Redeliver(ctx context.Context, owner, id string) error {
	missing := catalog.Errorf(catalog.ErrNotFound, "Không có lần gửi này.", "There is no such delivery.")
	if !storable(owner+id) || owner == "" {
		return missing
	}
	return s.change(ctx, "redeliver", func(ctx context.Context, c *change) error {
		var row deliveryRow
		err := c.NewSelect().Model(&row).Where("id = ?", id).Where("owner = ?", owner).Scan(ctx)
		switch {
		case none(err):
			return missing
		case err != nil:
			return err
		case row.State == notice.Pending || row.Way == notice.ByLetter:
			return catalog.Errorf(catalog.ErrConflict, "Lần gửi này đang chờ; không cần gửi lại.", "This delivery is waiting; it need not be asked for again.")
		}
		_, err = c.NewUpdate().Model((*deliveryRow)(nil)).Set("state = ?", notice.Pending).Set("next = ?", c.now).Set("ended = NULL").Set("tries = 0").
			Where("id = ?", id).Exec(ctx)
		return err
	})
}

// PruneDeliveries implements [notice.Outbox]. Letters go as soon as they have
// ended.
func (s *Store) PruneDeliveries(ctx context.Context, before time.Time) (int, error) {
	sum := 0
	err := s.change(ctx, "prune deliveries", func(ctx context.Context, c *change) error {
		for _, q := range []*bun.DeleteQuery{
			c.NewDelete().Table("deliveries").Where("ended < ?", stamp(before)),
			c.NewDelete().Table("deliveries").Where("way = ?", notice.ByLetter).Where("ended IS NOT NULL"),
			c.NewDelete().Table("notices").Where("told < ?", stamp(before)).
				Where("NOT EXISTS (SELECT 1 FROM delivery_notices AS dn WHERE dn.notice = notices.id)"),
		} {
			n, err := deleted(ctx, q)
			if err != nil {
				return err
			}
			sum += n
		}
		return nil
	})
	return sum, err
}
