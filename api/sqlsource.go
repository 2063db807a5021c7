package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"nguon/api/query"
	"nguon/api/sqldoor"
	"nguon/catalog"
)

// sqlSources are the tables that a statement reads, in the order of its names.
type sqlSources []*target

// sqlSources finds the published tables of the given names. Whatever is not public
// now (of the future, withdrawn, a draft) is as unknown as what never was.
func (s *Server) sqlSources(ctx context.Context, names []sqldoor.Name) (sqlSources, error) {
	all := make(sqlSources, len(names))
	for i, n := range names {
		t, err := s.sqlSource(ctx, n)
		if errors.Is(err, catalog.ErrNotFound) {
			err = sqldoor.Unknown(n)
		}
		if err != nil {
			return nil, err
		}
		all[i] = t
	}
	return all, nil
}

func (s *Server) sqlSource(ctx context.Context, n sqldoor.Name) (*target, error) {
	slug, version, err := parsePinned(strings.ToLower(n.Dataset))
	if err != nil {
		return nil, err
	}
	v, err := s.view(ctx, slug)
	if moved, ok := errors.AsType[*catalog.Moved](err); ok {
		v, err = s.view(ctx, moved.To)
	}
	if err != nil {
		return nil, err
	}
	t := &target{view: v, pinned: version > 0, release: v.latest()}
	if version > 0 {
		if t.release, err = v.version(version); err != nil {
			return nil, err
		}
	}
	if t.release == nil || t.release.State != catalog.StatePublished {
		return nil, catalog.ErrNotFound
	}
	var ok bool
	if t.table, ok = t.release.Table(strings.ToLower(n.Resource)); !ok {
		return nil, catalog.ErrNotFound
	}
	return t, nil
}

// cache is how long an answer about the tables may be kept.
func (all sqlSources) cache() string {
	for _, t := range all {
		if !t.pinned {
			return cacheLatest
		}
	}
	return cacheImmutable
}

// licences are the addresses of the licences of the tables, each once.
func (all sqlSources) licences() []string {
	var uris []string
	for _, t := range all {
		if uri := licenceURI(t.view.Licence); uri != "" && !slices.Contains(uris, uri) {
			uris = append(uris, uri)
		}
	}
	return uris
}

// sqlMeta is what the JSON answer of /v1/sql has beside "data".
type sqlMeta struct {
	Resources []sqlResource `json:"resources"` // that were read
	Columns   []sqlColumn   `json:"columns"`
	Rows      int           `json:"rows"`
	ElapsedMS int64         `json:"elapsed_ms"` // until the answer was made, if it was kept
}

type sqlResource struct {
	Dataset  catalog.Slug `json:"dataset"`
	Version  int          `json:"version"`
	Resource string       `json:"resource"`
	Licence  string       `json:"licence"`
	Schema   string       `json:"schema"` // its address
}

type sqlColumn struct {
	Name string       `json:"name"`
	Type catalog.Type `json:"type"`
}

// encodeSQL writes an answer in its format.
func (s *Server) encodeSQL(w io.Writer, page *query.Page, sources sqlSources, r *sqlRequest, begin time.Time) error {
	if err := r.format.Holds(tableOf(page)); err != nil {
		return err
	}
	if r.format != query.JSON {
		return query.Encode(w, r.format, page, query.EncodeOptions{BOM: r.bom})
	}
	m := sqlMeta{Resources: []sqlResource{}, Columns: []sqlColumn{}, Rows: len(page.Rows), ElapsedMS: time.Since(begin).Milliseconds()}
	for _, t := range sources {
		m.Resources = append(m.Resources, sqlResource{
			t.release.Dataset, t.release.Version, t.table.Resource, t.view.Licence, s.url(t.path("schema")),
		})
	}
	for _, c := range page.Columns {
		m.Columns = append(m.Columns, sqlColumn{c.Name, c.Column.Type})
	}
	meta, err := encode(m)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, `{"data":`); err != nil {
		return err
	}
	if err := query.Encode(w, query.JSON, page, query.EncodeOptions{}); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, ",\"meta\":%s}\n", bytes.TrimSpace(meta))
	return err
}

// tableOf is a page as a table, for what asks about columns and rows.
func tableOf(page *query.Page) *catalog.Table {
	t := &catalog.Table{Rows: int64(len(page.Rows))}
	for _, c := range page.Columns {
		t.Columns = append(t.Columns, *c.Column)
	}
	return t
}
