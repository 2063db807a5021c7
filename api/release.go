package api

import (
	"context"
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/catalog"
)

// releaseBody is a release as the API shows it. A withdrawn one has no files.
type releaseBody struct {
	Dataset     catalog.Slug  `json:"dataset"`
	Version     int           `json:"version"`
	State       catalog.State `json:"state"`
	Period      *periodBody   `json:"period,omitempty"`
	PublishedAt time.Time     `json:"published_at"`
	Note        catalog.Text  `json:"note"`
	Rows        int64         `json:"rows"`
	DOI         string        `json:"doi,omitempty"` // registered for this version
	Digest      string        `json:"digest"`        // SHA-256 of all that is served of the release, in hexadecimal
	Files       []fileBody    `json:"files"`
	Parts       []partBody    `json:"parts,omitempty"` // of the tables that grow by periods
	Checks      []checksBody  `json:"checks"`
	WithdrawnAt *time.Time    `json:"withdrawn_at,omitempty"`
	Reason      *catalog.Text `json:"reason,omitempty"` // why it was withdrawn
	Links       releaseLinks  `json:"links"`
}

// fileBody is a whole file. The length and the sum of one that is made on
// demand are null until somebody asked for it.
type fileBody struct {
	Name     string  `json:"name"`
	Resource string  `json:"resource"`
	Format   string  `json:"format"`
	Bytes    *int64  `json:"bytes"`
	SHA256   *string `json:"sha256"`
	URL      string  `json:"url"`
}

type releaseLinks struct {
	Self    string `json:"self"`
	Dataset string `json:"dataset"`
	HTML    string `json:"html"`
}

func (s *Server) newRelease(ctx context.Context, r *catalog.Release) (releaseBody, error) {
	path := fmt.Sprintf("/datasets/%s/releases/%d", r.Dataset, r.Version)
	b := releaseBody{
		Dataset: r.Dataset, Version: r.Version, State: r.State, Period: newPeriod(r.Period), PublishedAt: r.PublishAt,
		Note: r.Note, Rows: r.Rows(), Digest: fmt.Sprintf("%x", r.Digest[:]), Files: []fileBody{}, Checks: []checksBody{},
		Links: releaseLinks{s.url("/v1" + path), s.url("/v1/datasets/" + string(r.Dataset)), s.url(path)},
	}
	var err error
	if b.DOI, err = s.doi(ctx, r.Dataset, r.Version); err != nil {
		return releaseBody{}, err
	}
	for _, t := range r.Tables {
		b.Checks = append(b.Checks, s.newChecks(r, &t))
	}
	if r.State == catalog.StateWithdrawn {
		b.WithdrawnAt, b.Reason = &r.Withdrawn, &r.Reason
		return b, nil
	}
	b.Parts = s.newParts(r)
	derived, err := s.Catalog.Derived(ctx, r.ID)
	if err != nil {
		return releaseBody{}, err
	}
	for i := range r.Tables {
		t := &r.Tables[i]
		b.Files = append(b.Files, s.newFile(r, t.Resource, formatParquet, &t.File))
		for _, form := range wholeFormats {
			if form.format.Holds(t) != nil {
				continue
			}
			var made *catalog.File
			for j := range derived {
				if d := &derived[j]; d.Resource == t.Resource && d.File.Format == form.name {
					made = &d.File
				}
			}
			b.Files = append(b.Files, s.newFile(r, t.Resource, form.name, made))
		}
	}
	return b, nil
}

// newFile describes a file of a release; f is nil if it was not made yet.
func (s *Server) newFile(r *catalog.Release, resource, format string, f *catalog.File) fileBody {
	b := fileBody{
		Name: fileName(r, resource, format), Resource: resource, Format: format,
		URL: s.url(fmt.Sprintf("/v1/data/%s@%d/%s/file.%s", r.Dataset, r.Version, resource, format)),
	}
	if f != nil {
		sum := fmt.Sprintf("%x", f.SHA256[:])
		b.Bytes, b.SHA256 = &f.Bytes, &sum
	}
	return b
}

// listReleases answers GET /v1/datasets/:dataset/releases, newest first.
func (s *Server) listReleases(c *gin.Context) error {
	ctx := c.Request.Context()
	v, err := s.view(ctx, catalog.Slug(c.Param("dataset")))
	if err != nil {
		return err
	}
	body := list[releaseBody]{Data: make([]releaseBody, len(v.releases))}
	for i := range v.releases {
		if body.Data[i], err = s.newRelease(ctx, &v.releases[i]); err != nil {
			return err
		}
	}
	return answer(c, cacheCatalogue, body)
}

// getRelease answers GET /v1/datasets/:dataset/releases/:version, where the
// version is a number or "latest". Withdrawn releases are described, too.
func (s *Server) getRelease(c *gin.Context) error {
	r, err := s.release(c)
	if err != nil {
		return err
	}
	body, err := s.newRelease(c.Request.Context(), r)
	if err != nil {
		return err
	}
	return answer(c, cacheCatalogue, body)
}

// release finds the release that a request under /v1/datasets is about.
func (s *Server) release(c *gin.Context) (*catalog.Release, error) {
	version := 0
	if text := c.Param("version"); text != "latest" {
		var err error
		if version, err = parseVersion(text); err != nil {
			return nil, err
		}
	}
	v, err := s.view(c.Request.Context(), catalog.Slug(c.Param("dataset")))
	if err != nil {
		return nil, err
	}
	return v.version(version)
}
