package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"

	"nguon/catalog"
	"nguon/catalog/dcat"
	"nguon/web/frame"
)

// linkedSuffix stands after the slug of a dataset in the address of its linked
// data: no slug has a dot.
const linkedSuffix = ".jsonld"

func linkedPath(slug catalog.Slug) string { return "/datasets/" + string(slug) + linkedSuffix }

// entry is a dataset as other catalogues see it, with one of its releases.
func (s *Site) entry(ctx context.Context, d catalog.Dataset, seen catalog.Releases, rel *catalog.Release) (*dcat.Entry, error) {
	sum, err := s.facts.summary(ctx)
	if err != nil {
		return nil, err
	}
	derived, err := s.catalog.Derived(ctx, rel.ID)
	if err != nil {
		return nil, fmt.Errorf("derived files: %w", err)
	}
	e := &dcat.Entry{
		BaseURL: s.BaseURL(), Dataset: d, Agency: catalog.Agency{Code: d.Agency, Title: sum.agency(d.Agency)}, Release: rel, Derived: derived,
		Issued: seen[len(seen)-1].PublishAt,
	}
	if s.doi != nil {
		if e.DOI, err = s.doi(ctx, d.Slug, rel.Version); err == nil {
			e.Concept, err = s.doi(ctx, d.Slug, 0)
		}
		if err != nil {
			return nil, fmt.Errorf("DOI: %w", err)
		}
	}
	for _, a := range sum.Agencies {
		if a.Code == d.Agency {
			e.Agency = a
		}
	}
	e.Portal = catalog.Text{Vi: s.Locale(catalog.Vietnamese).T("site.name"), En: s.Locale(catalog.English).T("site.name")}
	return e, nil
}

// linked answers with a dataset as DCAT-AP in JSON-LD, to anybody's scripts.
func (s *Site) linked(w http.ResponseWriter, r *http.Request, slug string) error {
	d, seen, err := s.public(r.Context(), slug)
	if moved, ok := errors.AsType[*catalog.Moved](err); ok {
		http.Redirect(w, r, linkedPath(moved.To), http.StatusMovedPermanently)
		return nil
	}
	if err != nil {
		return err
	}
	entry, err := s.entry(r.Context(), d, seen, &seen[newestPublic(seen)])
	if err != nil {
		return err
	}
	doc, err := entry.JSONLD()
	if err != nil {
		return err
	}
	sum := sha256.Sum256(doc)
	h := w.Header()
	h.Set("Content-Type", dcat.MediaType)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	h.Set("Link", fmt.Sprintf(`<%s/datasets/%s>; rel="canonical"`, s.BaseURL(), d.Slug))
	frame.Send(w, r, http.StatusOK, doc)
	return nil
}
