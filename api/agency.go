package api

import (
	"context"

	"github.com/gin-gonic/gin"

	"nguon/catalog"
)

// agencyBody is an agency as the API shows it.
type agencyBody struct {
	Code     string       `json:"code"`
	Title    catalog.Text `json:"title"`
	Parent   string       `json:"parent,omitempty"`
	Homepage string       `json:"homepage,omitempty"`
	Email    string       `json:"email,omitempty"`
	Links    agencyLinks  `json:"links"`
}

type agencyLinks struct {
	Self     string `json:"self"`
	Datasets string `json:"datasets"`
	HTML     string `json:"html"`
}

func (s *Server) newAgency(a catalog.Agency) agencyBody {
	return agencyBody{a.Code, a.Title, a.Parent, a.Homepage, a.Email, agencyLinks{
		Self:     s.url("/v1/agencies/" + a.Code),
		Datasets: s.url("/v1/datasets?agency=" + a.Code),
		HTML:     s.url("/agencies/" + a.Code),
	}}
}

// list is the answer of a list that is never long.
type list[T any] struct {
	Data []T `json:"data"`
}

// listAgencies answers GET /v1/agencies, in the order of the codes.
func (s *Server) listAgencies(c *gin.Context) error {
	all, err := s.Catalog.Agencies(c.Request.Context())
	if err != nil {
		return err
	}
	body := list[agencyBody]{Data: make([]agencyBody, len(all))}
	for i, a := range all {
		body.Data[i] = s.newAgency(a)
	}
	return answer(c, cacheCatalogue, body)
}

// getAgency answers GET /v1/agencies/:agency.
func (s *Server) getAgency(c *gin.Context) error {
	all, err := s.Catalog.Agencies(c.Request.Context())
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Code == c.Param("agency") {
			return answer(c, cacheCatalogue, s.newAgency(a))
		}
	}
	return catalog.Errorf(catalog.ErrNotFound, "Không có cơ quan %q.", "There is no agency %q.", c.Param("agency"))
}

// agencyTitles returns the titles of all agencies by code.
func (s *Server) agencyTitles(ctx context.Context) (map[string]catalog.Text, error) {
	all, err := s.Catalog.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	titles := make(map[string]catalog.Text, len(all))
	for _, a := range all {
		titles[a.Code] = a.Title
	}
	return titles, nil
}
