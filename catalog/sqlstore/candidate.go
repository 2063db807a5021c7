package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/workflow"
)

var _ workflow.Store = (*Store)(nil)

type candidateRow struct {
	bun.BaseModel `bun:"table:candidates,alias:c"`

	Release         string `bun:",pk"`
	Agency          string
	AgencyDocument  string
	DatasetDocument string
	Dataset         catalog.Slug
	Due             micros
}

func newCandidateRow(id string, a catalog.Agency, d catalog.Dataset) (row candidateRow, err error) {
	row = candidateRow{Release: id, Agency: a.Code, Dataset: d.Slug}
	if row.AgencyDocument, err = document(agencyDocument(a)); err != nil {
		return row, err
	}
	row.DatasetDocument, err = document(datasetDocument(d))
	return row, err
}

func (r candidateRow) agency() (catalog.Agency, error) {
	return agencyRow{Code: r.Agency, Document: r.AgencyDocument}.agency()
}

func (r candidateRow) dataset() (catalog.Dataset, error) {
	return datasetRow{Slug: r.Dataset, Agency: r.Agency, Document: r.DatasetDocument}.dataset()
}

// Propose implements [workflow.Store].
func (s *Store) Propose(ctx context.Context, id string, a catalog.Agency, d catalog.Dataset) error {
	row, err := newCandidateRow(id, a, d)
	if err != nil {
		return err
	}
	return s.change(ctx, "propose", func(ctx context.Context, c *change) error { return c.saveCandidate(ctx, row) })
}

func (c *change) saveCandidate(ctx context.Context, row candidateRow) error {
	_, err := c.NewInsert().Model(&row).On("CONFLICT (release) DO UPDATE").
		Set("agency = EXCLUDED.agency").Set("agency_document = EXCLUDED.agency_document").
		Set("dataset_document = EXCLUDED.dataset_document").Set("dataset = EXCLUDED.dataset").Set("due = EXCLUDED.due").Exec(ctx)
	return err
}

// A candidacy is a candidate with its release.
type candidacy struct {
	releaseRow
	Agency          string
	AgencyDocument  string
	DatasetDocument string
}

func (y candidacy) candidate() (c workflow.Candidate, err error) {
	row := candidateRow{Release: y.ID, Agency: y.Agency, AgencyDocument: y.AgencyDocument, DatasetDocument: y.DatasetDocument, Dataset: y.Dataset}
	if c.Agency, err = row.agency(); err != nil {
		return c, err
	}
	if c.Dataset, err = row.dataset(); err != nil {
		return c, err
	}
	c.Release, err = y.release()
	return c, err
}

func candidates(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("candidates AS c").Join("JOIN releases AS r ON r.id = c.release").
		ColumnExpr("r.*, c.agency, c.agency_document, c.dataset_document")
}

// Candidate implements [workflow.Store].
func (s *Store) Candidate(ctx context.Context, id string) (workflow.Candidate, error) {
	if !storable(id) {
		return workflow.Candidate{}, noCandidate()
	}
	var y candidacy
	err := candidates(s.read).Where("c.release = ?", id).Scan(ctx, &y)
	if none(err) {
		return workflow.Candidate{}, noCandidate()
	}
	var c workflow.Candidate
	if err == nil {
		c, err = y.candidate()
	}
	if err == nil {
		c.Steps, err = steps(ctx, s.read, id)
	}
	if err != nil {
		return c, fmt.Errorf("sqlstore: candidate: %w", failed(ctx, err))
	}
	return c, nil
}

func noCandidate() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có bản phát hành này.", "There is no such release.")
}

// Candidates implements [workflow.Store].
func (s *Store) Candidates(ctx context.Context, f workflow.Filter) ([]workflow.Candidate, error) {
	if !storable(string(f.Dataset) + f.Before) {
		return nil, nil
	}
	q := candidates(s.read).OrderExpr("c.release DESC").Limit(page(f.Limit, workflow.PageSize))
	if len(f.Agencies) > 0 {
		q = q.Where("c.agency IN (?)", bun.List(f.Agencies))
	}
	if f.Dataset != "" {
		q = q.Where("c.dataset = ?", f.Dataset)
	}
	if len(f.States) > 0 {
		q = q.Where("r.state IN (?)", bun.List(f.States))
	}
	if f.Before != "" {
		q = q.Where("c.release < ?", f.Before)
	}
	var rows []candidacy
	if err := q.Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("sqlstore: candidates: %w", failed(ctx, err))
	}
	found := make([]workflow.Candidate, len(rows))
	for i, y := range rows {
		var err error
		if found[i], err = y.candidate(); err != nil {
			return nil, fmt.Errorf("sqlstore: candidates: %w", err)
		}
	}
	return found, nil
}

type stepRow struct {
	bun.BaseModel `bun:"table:release_steps,alias:p"`

	Release  string `bun:",pk"`
	Seq      int64  `bun:",pk"`
	Action   workflow.Action
	Document string
}

// stepDocument is how a [workflow.Step] is stored.
type stepDocument struct {
	Time    time.Time       `json:"time"`
	By      account.Actor   `json:"by"`
	Action  workflow.Action `json:"-"`
	State   catalog.State   `json:"state"`
	Comment catalog.Text    `json:"comment,omitzero"`
	At      time.Time       `json:"at,omitzero"`
	Delay   time.Duration   `json:"delay,omitempty"`
}

func steps(ctx context.Context, db bun.IDB, id string) ([]workflow.Step, error) {
	var rows []stepRow
	if err := db.NewSelect().Model(&rows).Where("release = ?", id).Order("seq").Scan(ctx); err != nil {
		return nil, err
	}
	all := make([]workflow.Step, len(rows))
	for i, r := range rows {
		var d stepDocument
		if err := json.Unmarshal([]byte(r.Document), &d); err != nil {
			return nil, fmt.Errorf("step %d of release %s: %w", r.Seq, id, err)
		}
		d.Action = r.Action
		all[i] = workflow.Step(d)
	}
	return all, nil
}

// note adds a step. Its time is that of the change unless it has one.
func (c *change) note(ctx context.Context, id string, p workflow.Step) error {
	p.Time, p.At = stamp(p.Time).Time, stamp(p.At).Time
	if p.Time.IsZero() {
		p.Time = c.now.Time
	}
	text, err := document(stepDocument(p))
	if err != nil {
		return err
	}
	if !storable(text + string(p.Action)) {
		return badText()
	}
	var last int64
	if err := c.NewRaw("SELECT coalesce(max(seq), 0) FROM release_steps WHERE release = ?", id).Scan(ctx, &last); err != nil {
		return err
	}
	row := stepRow{Release: id, Seq: last + 1, Action: p.Action, Document: text}
	_, err = c.NewInsert().Model(&row).Exec(ctx)
	return err
}

// Note implements [workflow.Store].
func (s *Store) Note(ctx context.Context, id string, p workflow.Step) error {
	return s.change(ctx, "note a step", func(ctx context.Context, c *change) error { return c.note(ctx, id, p) })
}
