package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/web/frame"
)

// maxReuses is how many applications the page of a dataset shows.
const maxReuses = 60

// datasetPage is one dataset with its newest release.
type datasetPage struct {
	frame.Head
	Slug        catalog.Slug
	Lead        string   // the first paragraph of the description
	More        []string // the others
	Agency      catalog.Agency
	Facts       datasetFacts
	Latest      releaseView
	Fresh       freshness
	Resources   []resourceLink
	Resource    catalog.Resource // the one that is shown
	Table       *tableView       // nil if there is none to show
	NoTable     string           // why there is none
	Releases    []releaseView    // newest first, withdrawn ones included
	Cite        citation
	Promise     *promise         // nil if there is no schedule
	Talk        *talk            // nil if questions are not asked here
	Collections []collectionItem // that the dataset is in
	Stories     []storyItem      // that were made of it
	Reuses      []market.Reuse   // newest first
}

// datasetFacts are what holds for every release.
type datasetFacts struct {
	Themes      []themeItem
	Keywords    []string
	Licence     catalog.Term
	LicenceName string
	Frequency   catalog.Text
	Source      catalog.Source
	Contact     catalog.Contact
	Period      string
	Place       catalog.Text
}

// A resourceLink leads to one of the resources of a dataset.
type resourceLink struct {
	Title  catalog.Text
	Link   string
	Active bool
	Rows   int64
	Table  bool
}

// freshness says how new the newest release is, set against what the agency
// promised.
type freshness struct {
	Next time.Time // when the next release can be expected; zero if nothing was promised
	Late bool      // whether that is more than a tenth of the time between two releases ago
}

func (s *Site) dataset(w http.ResponseWriter, r *http.Request, l *locale) error {
	ctx := r.Context()
	if slug, ok := strings.CutSuffix(r.PathValue("slug"), linkedSuffix); ok {
		return s.linked(w, r, slug)
	}
	d, releases, err := s.public(ctx, r.PathValue("slug"))
	if err != nil {
		return err
	}
	sum, err := s.facts.summary(ctx)
	if err != nil {
		return err
	}
	params := r.URL.Query()
	latest, err := shown(releases, params.Get("version"))
	if err != nil {
		return err
	}
	quoted, err := s.cite(ctx, l, d, sum.agency(d.Agency), latest)
	if err != nil {
		return err
	}
	page := datasetPage{
		Head: s.Head(r, l.Locale, d.Title.In(l.Lang), d.Description.In(l.Lang)),
		Slug: d.Slug, Agency: catalog.Agency{Code: d.Agency, Title: sum.agency(d.Agency)},
		Facts: factsOf(l, d, latest), Latest: s.releaseView(l, latest), Cite: quoted,
	}
	page.Nav = "datasets"
	if text := paragraphs(d.Description.In(l.Lang)); len(text) > 0 {
		page.Lead, page.More = text[0], text[1:]
	}
	for _, rel := range releases {
		page.Releases = append(page.Releases, s.releaseView(l, &rel))
	}
	page.Promise, page.Fresh = s.promised(l, d, releases)
	if page.Stories, err = s.told(ctx, l, usingDataset(d.Slug)); err != nil {
		return err
	}
	if page.Collections, err = s.gathered(ctx, l, shownCollections, holding(d.Slug)); err != nil {
		return err
	}
	if page.Talk, err = s.talkOf(ctx, l, d.Slug); err != nil {
		return err
	}
	if err := page.choose(l, d, latest, params); err != nil {
		return err
	}
	status := http.StatusOK
	if table, ok := latest.Table(page.Resource.Name); ok {
		newest := latest.Version == releases[newestPublic(releases)].Version
		state := readState(frame.Prefixed(l.Lang, "/datasets/"+string(d.Slug)), table, params, newest)
		if untidy(params) {
			http.Redirect(w, r, state.sorted(state.params.Get("sort")), http.StatusSeeOther)
			return nil
		}
		page.Table, err = s.tableView(ctx, l, d, latest, table, state)
		if err != nil {
			return err
		}
		page.Table.Changelog = releases.Changelog(table.Resource)
		status = cmp.Or(page.Table.Preview.Status, status)
	} else {
		page.NoTable = l.noTable(page.Resource, latest.Version)
	}
	if s.reuses != nil {
		if page.Reuses, err = market.ShownReuses(ctx, s.reuses, market.DataProduct(d.Slug), maxReuses); err != nil {
			return err
		}
	}
	entry, err := s.entry(ctx, d, releases, latest)
	if err != nil {
		return err
	}
	page.Linked, page.Structured, page.Card = linkedPath(d.Slug), entry.SchemaOrg(l.Lang), s.cardOf(l, d, latest)
	return s.Render(w, r, status, l.Locale, "dataset", page)
}

// choose selects the resource that the parameters name, or the first table.
func (p *datasetPage) choose(l *locale, d catalog.Dataset, latest *catalog.Release, params url.Values) error {
	name := params.Get("resource")
	if name == "" && len(d.Resources) > 0 {
		name = d.Resources[0].Name
		for _, res := range d.Resources {
			if _, ok := latest.Table(res.Name); ok {
				name = res.Name
				break
			}
		}
	}
	var ok bool
	if p.Resource, ok = d.Resource(name); !ok {
		return catalog.Errorf(catalog.ErrNotFound, "Bộ dữ liệu này không có bảng hoặc tệp %q.", "This dataset has no table or file %q.", name)
	}
	for _, res := range d.Resources {
		link := resourceLink{Title: res.Title, Active: res.Name == name}
		link.Link = frame.Prefixed(l.Lang, "/datasets/"+string(d.Slug)) + "?" + url.Values{"resource": {res.Name}}.Encode() + "#data"
		if t, ok := latest.Table(res.Name); ok {
			link.Table, link.Rows = true, t.Rows
		}
		p.Resources = append(p.Resources, link)
	}
	return nil
}

// noTable says why a resource has neither rows to look at nor an API.
func (l *locale) noTable(r catalog.Resource, version int) string {
	if r.Kind == catalog.KindTable {
		return l.T("preview.not_released", "version", version)
	}
	return l.T("preview.no_table")
}

// public returns a dataset and all its releases that the public may know of.
// If none of them can be had any more, the error is of kind
// [catalog.ErrWithdrawn] and holds the reason.
func (s *Site) public(ctx context.Context, name string) (catalog.Dataset, catalog.Releases, error) {
	slug := catalog.Slug(name)
	if !slug.Valid() {
		return catalog.Dataset{}, nil, errNoDataset
	}
	d, err := s.catalog.Dataset(ctx, slug)
	if err != nil {
		if _, moved := errors.AsType[*catalog.Moved](err); !moved && errors.Is(err, catalog.ErrNotFound) {
			err = errNoDataset
		}
		return d, nil, err
	}
	all, err := s.catalog.Releases(ctx, slug)
	if err != nil {
		return d, nil, fmt.Errorf("releases: %w", err)
	}
	seen := all.At(s.Now())
	if len(seen) == 0 {
		return d, nil, errNoDataset
	}
	if newestPublic(seen) < 0 {
		reason := seen[0].Reason
		return d, seen, &catalog.Error{Kind: catalog.ErrWithdrawn, Public: catalog.Text{
			Vi: "Bộ dữ liệu đã được rút. Lý do: " + reason.In(catalog.Vietnamese),
			En: "This dataset was withdrawn. Reason: " + reason.In(catalog.English),
		}}
	}
	return d, seen, nil
}

var errNoDataset = catalog.Errorf(catalog.ErrNotFound, "Không có bộ dữ liệu nào ở địa chỉ này.", "There is no dataset at this address.")

// newestPublic returns the index of the newest release that can be had, or -1.
func newestPublic(rs catalog.Releases) int {
	for i, r := range rs {
		if r.State == catalog.StatePublished {
			return i
		}
	}
	return -1
}

// shown returns the release that a page asks for: the newest, or the version
// in which the reader began to turn pages.
func shown(rs catalog.Releases, version string) (*catalog.Release, error) {
	if version == "" {
		return &rs[newestPublic(rs)], nil
	}
	n, err := strconv.Atoi(version)
	for i := range rs {
		if err == nil && rs[i].Version == n {
			if rs[i].State == catalog.StateWithdrawn {
				return nil, catalog.Errorf(catalog.ErrWithdrawn, "Phiên bản %d đã được rút.", "Version %d was withdrawn.", n)
			}
			return &rs[i], nil
		}
	}
	return nil, catalog.Errorf(catalog.ErrNotFound, "Không có phiên bản %q.", "There is no version %q.", version)
}

func factsOf(l *locale, d catalog.Dataset, r *catalog.Release) datasetFacts {
	f := datasetFacts{
		Frequency: catalog.Frequencies.Title(d.Frequency), Source: d.Source, Contact: d.Contact, Place: d.Place.Title,
	}
	f.Licence, _ = catalog.FindLicence(d.Licence)
	f.LicenceName = f.Licence.Title.In(l.Lang)
	if f.LicenceName == f.Licence.URI {
		f.LicenceName = licenceName(d.Licence, l)
	}
	for _, address := range []*string{&f.Source.URL, &f.Contact.URL} {
		if u, err := url.Parse(*address); err != nil || u.Scheme != "http" && u.Scheme != "https" {
			*address = "" // nothing to follow, whatever it is
		}
	}
	for _, code := range d.Themes {
		f.Themes = append(f.Themes, themeItem{Code: code, Title: catalog.Themes.Title(code)})
	}
	f.Keywords = d.Keywords.Vi
	if l.Lang == catalog.English && len(d.Keywords.En) > 0 {
		f.Keywords = d.Keywords.En
	}
	f.Period = l.Period(d.Period)
	if !r.Period.IsZero() {
		f.Period = l.Period(r.Period)
	}
	return f
}

func paragraphs(text string) []string {
	var ps []string
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			ps = append(ps, p)
		}
	}
	return ps
}
