package web

import (
	"context"
	"fmt"

	"nguon/catalog"
	"nguon/catalog/cite"
	"nguon/web/frame"
)

// A citation names one release so that it can be found again.
type citation struct {
	Plain  string
	BibTeX string
	Files  []citationFile
}

// A citationFile is a citation for a reference manager.
type citationFile struct{ Name, Link string }

// citationNames are the formats that reference managers read, as they are known.
var citationNames = map[string]string{"bibtex": "BibTeX", "ris": "RIS (EndNote, Zotero)", "csl": "CSL-JSON"}

func (s *Site) cite(ctx context.Context, l *locale, d catalog.Dataset, agency catalog.Text, r *catalog.Release) (citation, error) {
	name := ""
	if s.doi != nil {
		var err error
		if name, err = s.doi(ctx, d.Slug, r.Version); err != nil {
			return citation{}, err
		}
	}
	w := cite.Work{
		DOI: name, Dataset: d.Slug, Version: r.Version, Author: agency.In(l.Lang), Title: d.Title.In(l.Lang), Publisher: l.T("site.name"),
		Issued: r.PublishAt, URL: s.BaseURL() + cite.Path(d.Slug, r.Version), Digest: r.Digest.String(), Lang: l.Lang,
	}
	c := citation{Plain: w.APA(), BibTeX: w.BibTeX()}
	for _, f := range cite.Formats {
		if name, ok := citationNames[f.Name]; ok {
			c.Files = append(c.Files, citationFile{name, fmt.Sprintf("/v1/datasets/%s/releases/%d/citation?format=%s&lang=%s", d.Slug, r.Version, f.Name, l.Lang)})
		}
	}
	return c, nil
}

func (s *Site) releaseURL(l *locale, slug catalog.Slug, version int) string {
	return fmt.Sprintf("%s%s/releases/%d", s.BaseURL(), frame.Prefixed(l.Lang, "/datasets/"+string(slug)), version)
}
