package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog/account"
)

type auditRow struct {
	bun.BaseModel `bun:"table:audit_entries,alias:a"`

	Seq      int64 `bun:",pk"`
	Time     micros
	Actor    string
	Verb     account.Verb
	Object   string
	Agency   string
	Document string
	Hash     string
}

// auditDocument is what is stored of an [account.Entry] beside the columns.
type auditDocument struct {
	ActorKind  account.ActorKind `json:"actor"`
	ObjectKind string            `json:"object"`
	Device     account.Device    `json:"device"`
	Before     json.RawMessage   `json:"before,omitempty"`
	After      json.RawMessage   `json:"after,omitempty"`
}

func (r auditRow) entry() (e account.Entry, err error) {
	var d auditDocument
	if err := json.Unmarshal([]byte(r.Document), &d); err != nil {
		return e, fmt.Errorf("document of audit entry %d: %w", r.Seq, err)
	}
	e = account.Entry{
		Seq: r.Seq, Time: r.Time.Time, Actor: account.Actor{Kind: d.ActorKind, ID: r.Actor}, Verb: r.Verb,
		Object: account.Object{Kind: d.ObjectKind, ID: r.Object}, Agency: r.Agency, Device: d.Device, Before: d.Before, After: d.After,
	}
	if e.Hash, err = parseHash(r.Hash); err != nil {
		return e, fmt.Errorf("audit entry %d: %w", r.Seq, err)
	}
	return e, nil
}

// Append implements [account.Tx].
func (t accountTx) Append(ctx context.Context, e account.Entry) error { return t.c.appendEntry(ctx, e) }

// appendEntry adds to the one chain that there is, because changes follow one
// another.
func (c *change) appendEntry(ctx context.Context, e account.Entry) error {
	var last auditRow
	err := c.NewSelect().Model(&last).Column("seq", "hash").Order("seq DESC").Limit(1).Scan(ctx)
	if err != nil && !none(err) {
		return err
	}
	var prev [32]byte
	if last.Seq > 0 {
		if prev, err = parseHash(last.Hash); err != nil {
			return fmt.Errorf("audit entry %d: %w", last.Seq, err)
		}
	}
	e.Seq, e.Time = last.Seq+1, c.now.Time
	if e.Hash, err = e.Chain(prev); err != nil {
		return err
	}
	text, err := document(auditDocument{e.Actor.Kind, e.Object.Kind, e.Device, e.Before, e.After})
	if err != nil {
		return err
	}
	if !storable(e.Actor.ID + string(e.Verb) + e.Object.ID + e.Agency + text) {
		return badText()
	}
	row := auditRow{
		Seq: e.Seq, Time: c.now, Actor: e.Actor.ID, Verb: e.Verb, Object: e.Object.ID, Agency: e.Agency,
		Document: text, Hash: hashText(e.Hash),
	}
	_, err = c.NewInsert().Model(&row).Exec(ctx)
	return err
}

// Audit implements [account.Reads].
func (a accountReads) Audit(ctx context.Context, f account.AuditFilter) ([]account.Entry, error) {
	if !storable(f.Actor + string(f.Verb) + f.Object + f.Agency) {
		return nil, nil
	}
	var rows []auditRow
	q := a.db.NewSelect().Model(&rows).Limit(page(f.Limit, account.AuditPage))
	for column, want := range map[string]string{"actor": f.Actor, "verb": string(f.Verb), "object": f.Object, "agency": f.Agency} {
		if want != "" {
			q = q.Where("? = ?", bun.Ident(column), want)
		}
	}
	if !f.From.IsZero() {
		q = q.Where("time >= ?", stamp(f.From))
	}
	if !f.Until.IsZero() {
		q = q.Where("time < ?", stamp(f.Until))
	}
	if f.Before > 0 {
		q = q.Where("seq < ?", f.Before).Order("seq DESC")
	} else {
		q = q.Where("seq > ?", f.After).Order("seq")
	}
	if err := q.Scan(ctx); err != nil {
		return nil, found(ctx, "audit log", err)
	}
	entries := make([]account.Entry, len(rows))
	for i, r := range rows {
		var err error
		if entries[i], err = r.entry(); err != nil {
			return nil, err
		}
	}
	return entries, nil
}
