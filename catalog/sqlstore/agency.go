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

	Code     string `bun:",pk"`
	Document string
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
	if err := s.read.NewSelect().Model(&rows).Order("code").Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: agencies: %w", failed(ctx, err))
	}
	agencies := make([]catalog.Agency, len(rows))
	for i, r := range rows {
		var d agencyDocument
		if err := json.Unmarshal([]byte(r.Document), &d); err != nil {
			return nil, fmt.Errorf("sqlstore: agency %s: %w", r.Code, err)
		}
		agencies[i] = catalog.Agency(d)
	}
	return agencies, nil
}

// saveAgency saves a if it changed.
func (c *change) saveAgency(ctx context.Context, a catalog.Agency) error {
	document, err := json.Marshal(agencyDocument(a))
	if err != nil {
		return err
	}
	var stored string
	err = c.NewSelect().Table("agencies").Column("document").Where("code = ?", a.Code).Scan(ctx, &stored)
	switch {
	case err != nil && !none(err):
		return err
	case err == nil && stored == string(document):
		return nil
	}
	row := agencyRow{Code: a.Code, Document: string(document)}
	_, err = c.NewInsert().Model(&row).On("CONFLICT (code) DO UPDATE").Set("document = EXCLUDED.document").Exec(ctx)
	if err != nil {
		return err
	}
	c.event(catalog.Event{Kind: catalog.AgencySaved, Agency: a.Code})
	return nil
}
