package api

import (
	"context"
	"mime"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/cite"
)

// portal is who publishes, in citations.
const portal = "Nguồn"

// getCitation answers GET /v1/datasets/:dataset/releases/:version/citation in the
// format that the parameter or Accept asks for, and in the language of lang or
// Accept-Language.
func (s *Server) getCitation(c *gin.Context) error {
	format, lang, err := citationParams(c)
	if err != nil {
		return err
	}
	r, err := s.release(c)
	if err != nil {
		return err
	}
	if r.State == catalog.StateWithdrawn {
		return gone(r)
	}
	w, err := s.work(c.Request.Context(), r, lang)
	if err != nil {
		return err
	}
	c.Header("Vary", "Accept, Accept-Language")
	c.Header("Content-Language", string(lang))
	c.Header("Content-Disposition", `inline; filename="`+string(r.Dataset)+"-v"+strconv.Itoa(r.Version)+format.Extension+`"`)
	c.Header("Link", linkTo(w.URL, "cite-as"))
	send(c, format.MediaType, cacheCatalogue, []byte(format.Write(w)))
	return nil
}

func citationParams(c *gin.Context) (*cite.Format, catalog.Lang, error) {
	lang := language(c.Request)
	switch given := c.Query("lang"); given {
	case "":
	case string(catalog.Vietnamese), string(catalog.English):
		lang = catalog.Lang(given)
	default:
		return nil, "", problem.Parameter("lang", "phải là vi hoặc en.", "must be vi or en.")
	}
	name := c.Query("format")
	if name == "" {
		return wantedCitation(c.GetHeader("Accept")), lang, nil
	}
	for i := range cite.Formats {
		if cite.Formats[i].Name == name {
			return &cite.Formats[i], lang, nil
		}
	}
	return nil, "", problem.Parameter("format", "phải là apa, bibtex, ris hoặc csl.", "must be apa, bibtex, ris or csl.")
}

// wantedCitation returns the first format that Accept names, or what people read.
func wantedCitation(accept string) *cite.Format {
	for part := range strings.SplitSeq(accept, ",") {
		kind, params, err := mime.ParseMediaType(part)
		if err != nil || params["q"] == "0" {
			continue
		}
		for i := range cite.Formats {
			if own, _, err := mime.ParseMediaType(cite.Formats[i].MediaType); err == nil && own == kind {
				return &cite.Formats[i]
			}
		}
	}
	return &cite.Formats[0]
}

// doi returns the registered DOI of a version, 0 being all of them together, or "".
func (s *Server) doi(ctx context.Context, slug catalog.Slug, version int) (string, error) {
	if s.DOI == nil {
		return "", nil
	}
	return s.DOI(ctx, slug, version)
}

// work returns a release as it is cited.
func (s *Server) work(ctx context.Context, r *catalog.Release, lang catalog.Lang) (*cite.Work, error) {
	v, err := s.view(ctx, r.Dataset)
	if err != nil {
		return nil, err
	}
	titles, err := s.agencyTitles(ctx)
	if err != nil {
		return nil, err
	}
	name, err := s.doi(ctx, r.Dataset, r.Version)
	if err != nil {
		return nil, err
	}
	return &cite.Work{
		DOI: name, Dataset: r.Dataset, Version: r.Version, Author: titles[v.Agency].In(lang), Title: v.Title.In(lang), Publisher: portal,
		Issued: r.PublishAt, URL: s.url(cite.Path(r.Dataset, r.Version)), Digest: r.Digest.String(), Lang: lang,
	}, nil
}
