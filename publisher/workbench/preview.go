package workbench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"unicode/utf8"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/dossier"
	"nguon/publisher"
)

// Bounds of a preview.
const (
	previewRows  = 8
	previewCell  = 80 // characters
	maxPreview   = 8 << 20
	previewTable = 60 // columns
)

// A Preview is the first rows of each table of a dossier. It may hold data about
// persons, so that it is kept as the files are: as an upload, for as long as they.
type Preview struct {
	Tables map[string]*Rows `json:"tables"` // by resource
}

// Rows are the first rows of a table, a cell for each of its first columns.
type Rows struct {
	Columns []PreviewColumn `json:"columns"`
	Rows    []PreviewRow    `json:"rows"`
	Cut     int             `json:"cut,omitempty"` // columns that are left out
	Policy  bool            `json:"policy"`        // a policy was tried on them
}

// A PreviewColumn is a column by its header.
type PreviewColumn struct {
	Source  string `json:"source"`
	Dropped bool   `json:"dropped,omitempty"`
}

// A PreviewRow is a row as it came and as it would be published. Cells are nil
// where there is no value, and where the column is dropped.
type PreviewRow struct {
	Before []*string `json:"before"`
	After  []*string `json:"after,omitempty"`
	Gone   bool      `json:"gone,omitempty"` // it would not be published
}

// asRead takes the first rows of a table that was checked without a policy.
func (p *Preview) asRead(t *publisher.TableReport, resource string) {
	if len(t.Head.Rows) == 0 {
		return
	}
	r := &Rows{Cut: len(t.Table.Columns) - len(t.Head.Columns)}
	for _, c := range t.Head.Columns {
		r.Columns = append(r.Columns, PreviewColumn{Source: c})
	}
	for _, cells := range t.Head.Rows {
		r.Rows = append(r.Rows, PreviewRow{Before: cells, After: cells})
	}
	p.Tables[resource] = r
}

// asProtected takes the first rows of a table on which a policy was tried.
func (p *Preview) asProtected(a *publisher.Anonymised) {
	if len(a.Sample) == 0 {
		return
	}
	most := min(len(a.Columns), previewTable)
	r := &Rows{Cut: len(a.Columns) - most, Policy: true}
	for _, c := range a.Columns[:most] {
		r.Columns = append(r.Columns, PreviewColumn{c.Header, c.Dropped})
	}
	for _, s := range a.Sample {
		row := PreviewRow{Before: shortCells(s.Before[:most]), Gone: s.After == nil}
		if !row.Gone {
			row.After = shortCells(s.After[:most])
		}
		r.Rows = append(r.Rows, row)
	}
	p.Tables[a.Resource] = r
}

func shortCells(cells []*string) []*string {
	all := make([]*string, len(cells))
	for i, c := range cells {
		if c != nil {
			text := *c
			if utf8.RuneCountInString(text) > previewCell {
				text = string([]rune(text)[:previewCell]) + "…"
			}
			all[i] = &text
		}
	}
	return all
}

// keepPreview stores a preview in the place of the one of the check before, and
// returns the ID of its upload.
func (b *Bench) keepPreview(ctx context.Context, d *dossier.Dossier, p *Preview) (string, error) {
	if len(p.Tables) == 0 {
		return "", nil
	}
	text, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	id, err := b.Files.Save(ctx, d.Owner(), "preview.json", bytes.NewReader(text))
	if err != nil {
		return "", fmt.Errorf("preview: %w", err)
	}
	return id, nil
}

// dropPreview removes the preview of a check, if there is one; one that cannot be
// removed expires.
func (b *Bench) dropPreview(ctx context.Context, d *dossier.Dossier, c *Checked) {
	if c == nil || c.Preview == "" {
		return
	}
	if err := b.Files.Remove(ctx, d.Owner(), c.Preview); err != nil {
		b.Log.LogAttrs(ctx, slog.LevelWarn, "preview not removed", slog.String("dossier", d.ID), slog.Any("error", err))
	}
}

// PreviewOf returns the first rows of the tables of a dossier as the check found
// them, to who may prepare data of its agency; nil to all others, and if there are
// none any more.
func (b *Bench) PreviewOf(ctx context.Context, by account.Principal, d *dossier.Dossier, c *Checked) (*Preview, error) {
	if c == nil || c.Preview == "" || !by.May(account.ActionDraft, d.Agency) {
		return nil, nil
	}
	in, _, err := b.Files.Open(ctx, d.Owner(), c.Preview)
	if errors.Is(err, catalog.ErrNotFound) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("preview: %w", err)
	}
	defer in.Close()
	p := new(Preview)
	if err := json.NewDecoder(io.LimitReader(in, maxPreview)).Decode(p); err != nil {
		return nil, fmt.Errorf("preview: %w", err)
	}
	return p, nil
}
