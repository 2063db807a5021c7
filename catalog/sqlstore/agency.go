package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog"
)

type agencyRow struct {
	bun.BaseModel `bun:"table:agencies,alias:a"`

	Code      string `bun:",pk"`
	Document  string
	ShownFrom int64 // microseconds since 1970: nobody is told of it before
}

func (r agencyRow) agency() (catalog.Agency, error) {
	var d agencyDocument
	if err := json.Unmarshal([]byte(r.Document), &d); err != nil {
		return catalog.Agency{}, fmt.Errorf("document of agency %s: %w", r.Code, err)
	}
	return catalog.Agency(d), nil
}

// agencyDocument is how a [catalog.Agency] is stored.
type agencyDocument struct {
	Code     string       `json:"code"`
	Title    catalog.Text `json:"title"`
	Parent   string       `json:"parent,omitempty"`
	Homepage string       `json:"homepage,omitempty"`
	Email    string       `json:"email,omitempty"`
}

// Agencies implements [catalog.Reader].
func (s *Store) Agencies(ctx context.Context) ([]catalog.Agency, error) {
	var rows []agencyRow
	now := stamp(s.now())
	err := s.read.NewSelect().TableExpr("agencies AS a").ColumnExpr("a.code, coalesce(c.agency_document, a.document) AS document").
		Join("LEFT JOIN candidates AS c ON c.release = (SELECT q.release FROM candidates AS q WHERE q.agency = a.code AND q.due <= ? ORDER BY q.due DESC, q.release DESC LIMIT 1)", now).
		Where("a.shown_from <= ?", now).OrderExpr("a.code").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: agencies: %w", failed(ctx, err))
	}
	agencies := make([]catalog.Agency, len(rows))
	for i, r := range rows {
		if agencies[i], err = r.agency(); err != nil {
			return nil, fmt.Errorf("sqlstore: %w", err)
		}
	}
	return agencies, nil
}

// saveAgency saves a, if it changed, so that it is seen from now on.
func (c *change) saveAgency(ctx context.Context, a catalog.Agency) error {
	document, err := json.Marshal(agencyDocument(a))
	if err != nil {
		return err
	}
	var stored agencyRow
	err = c.NewSelect().Model(&stored).Where("code = ?", a.Code).Scan(ctx)
	shown := stored.ShownFrom <= c.now.UnixMicro()
	switch {
	case err != nil && !none(err):
		return err
	case err == nil && shown && stored.Document == string(document):
		return nil
	}
	row := agencyRow{Code: a.Code, Document: string(document)}
	_, err = c.NewInsert().Model(&row).On("CONFLICT (code) DO UPDATE").
		Set("document = EXCLUDED.document").Set("shown_from = EXCLUDED.shown_from").Exec(ctx)
	if err != nil {
		return err
	}
	c.event(catalog.Event{Kind: catalog.AgencySaved, Agency: a.Code})
	return nil
}
