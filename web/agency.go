package web

import (
	"fmt"
	"net/http"

	"nguon/catalog"
	"nguon/search"
	"nguon/web/frame"
)

// agenciesPage lists the agencies.
type agenciesPage struct {
	frame.Head
	Agencies []agencyItem
}

// An agencyItem is an agency and how many datasets it has.
type agencyItem struct {
	catalog.Agency
	Datasets int64
}

// agencyPage is one agency with its datasets.
type agencyPage struct {
	frame.Head
	Agency   catalog.Agency
	Parent   *catalog.Agency
	Total    int64
	Hits     []hitCard
	Stories  []storyItem // that were made of its data
	Previous string
	Next     string
}

func (s *Site) agencies(w http.ResponseWriter, r *http.Request, l *locale) error {
	sum, err := s.facts.summary(r.Context())
	if err != nil {
		return err
	}
	found, err := s.search.Search(r.Context(), search.Request{Lang: l.Lang, Limit: 1})
	if err != nil {
		return fmt.Errorf("datasets of agencies: %w", err)
	}
	counts := make(map[string]int64)
	for _, f := range found.Facets {
		if f.Name == "agency" {
			for _, v := range f.Values {
				counts[v.Value] = int64(v.Count)
			}
		}
	}
	page := agenciesPage{Head: s.Head(r, l.Locale, l.T("agencies.title"), l.T("agencies.description"))}
	page.Nav = "agencies"
	for _, a := range sum.Agencies {
		page.Agencies = append(page.Agencies, agencyItem{a, counts[a.Code]})
	}
	return s.Render(w, r, http.StatusOK, l.Locale, "agencies", page)
}

func (s *Site) agency(w http.ResponseWriter, r *http.Request, l *locale) error {
	sum, err := s.facts.summary(r.Context())
	if err != nil {
		return err
	}
	page := agencyPage{}
	for i := range sum.Agencies {
		if sum.Agencies[i].Code == r.PathValue("code") {
			page.Agency = sum.Agencies[i]
		}
	}
	if page.Agency.Code == "" {
		return catalog.Errorf(catalog.ErrNotFound, "Không có cơ quan nào ở địa chỉ này.", "There is no agency at this address.")
	}
	for i := range sum.Agencies {
		if sum.Agencies[i].Code == page.Agency.Parent {
			page.Parent = &sum.Agencies[i]
		}
	}
	number := pageNumber(r.URL.Query())
	found, err := s.search.Search(r.Context(), search.Request{
		Lang: l.Lang, Filters: map[string][]string{"agency": {page.Agency.Code}}, Sort: "newest",
		Limit: hitsPerPage, Offset: (number - 1) * hitsPerPage,
	})
	if err != nil {
		return fmt.Errorf("datasets of an agency: %w", err)
	}
	title := page.Agency.Title.In(l.Lang)
	page.Head = s.Head(r, l.Locale, title, l.T("agency.description", "agency", title))
	page.Nav, page.Total = "agencies", int64(found.Total)
	if page.Hits, err = s.cards(r.Context(), l, sum, found.Hits); err != nil {
		return err
	}
	if page.Stories, err = s.told(r.Context(), l, usingAgency(page.Agency.Code)); err != nil {
		return err
	}
	base := frame.Prefixed(l.Lang, "/agencies/"+page.Agency.Code)
	switch {
	case number == 2:
		page.Previous = base
	case number > 2:
		page.Previous = fmt.Sprintf("%s?page=%d", base, number-1)
	}
	if number*hitsPerPage < found.Total {
		page.Next = fmt.Sprintf("%s?page=%d", base, number+1)
	}
	return s.Render(w, r, http.StatusOK, l.Locale, "agency", page)
}
