package web

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/search/products"
	"nguon/web/frame"
)

// siteMapSize is how many datasets one site map lists, each in every language:
// few enough to be made at once, and far within the 50,000 addresses that a site
// map may have; an index may have as many site maps.
const siteMapSize = 1_000

// placesMap is the site map of places.
const placesMap = "/sitemaps/places.xml"

// robots keeps crawlers out of what has no end: choices, orders and pages of tables,
// permutations of facets, rows of the API.
func (s *Site) robots(w http.ResponseWriter, r *http.Request) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, path := range []string{"/account", "/en/account", "/v1/data/", "/v1/datasets?", "/v1/suggest", "/feeds/search.atom", "/*?*cursor=", "/*?*sort=", "/*?*version=", "/*?*select=", "/*?*__"} {
		fmt.Fprintf(&b, "Disallow: %s\n", path)
	}
	for _, name := range slices.Concat([]string{"from", "until", "access", "kind", "state"}, facetNames) {
		fmt.Fprintf(&b, "Disallow: /*?*%s=\n", name)
	}
	fmt.Fprintf(&b, "\nSitemap: %s/sitemap.xml\n", s.BaseURL())
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	frame.Send(w, r, http.StatusOK, []byte(b.String()))
	return nil
}

type siteMapIndex struct {
	XMLName xml.Name   `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Maps    []location `xml:"sitemap"`
}

type siteMap struct {
	XMLName xml.Name   `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string     `xml:"xmlns:xhtml,attr"`
	URLs    []location `xml:"url"`
}

type location struct {
	Loc        string      `xml:"loc"`
	Modified   string      `xml:"lastmod,omitempty"`
	Alternates []otherLang `xml:"xhtml:link"`
}

type otherLang struct {
	Rel  string       `xml:"rel,attr"`
	Lang catalog.Lang `xml:"hreflang,attr"`
	Href string       `xml:"href,attr"`
}

// sitemap lists the site maps.
func (s *Site) sitemap(w http.ResponseWriter, r *http.Request) error {
	sum, err := s.facts.summary(r.Context())
	if err != nil {
		return err
	}
	index := siteMapIndex{Maps: []location{{Loc: s.BaseURL() + "/sitemaps/pages.xml"}}}
	if len(s.places) > 0 {
		index.Maps = append(index.Maps, location{Loc: s.BaseURL() + placesMap})
	}
	for n := 0; n*siteMapSize < len(sum.Datasets); n++ {
		newest := time.Time{}
		for _, f := range sum.Datasets[n*siteMapSize : min((n+1)*siteMapSize, len(sum.Datasets))] {
			if f.At.After(newest) {
				newest = f.At
			}
		}
		index.Maps = append(index.Maps, location{Loc: fmt.Sprintf("%s/sitemaps/datasets-%d.xml", s.BaseURL(), n+1), Modified: newest.UTC().Format(time.RFC3339)})
	}
	return s.sendXML(w, r, "application/xml", index)
}

func (s *Site) sitemapPart(w http.ResponseWriter, r *http.Request) error {
	sum, err := s.facts.summary(r.Context())
	if err != nil {
		return err
	}
	m := siteMap{XHTML: "http://www.w3.org/1999/xhtml"}
	add := func(path string, modified time.Time) {
		at := ""
		if !modified.IsZero() {
			at = modified.UTC().Format(time.RFC3339)
		}
		var others []otherLang
		for _, lang := range frame.Languages {
			others = append(others, otherLang{"alternate", lang, s.BaseURL() + frame.Prefixed(lang, path)})
		}
		for _, lang := range frame.Languages {
			m.URLs = append(m.URLs, location{s.BaseURL() + frame.Prefixed(lang, path), at, others})
		}
	}
	name := r.PathValue("name")
	if name == "pages.xml" {
		for _, path := range []string{"/", "/datasets", "/agencies", "/about"} {
			add(path, time.Time{})
		}
		for _, a := range sum.Agencies {
			add("/agencies/"+a.Code, time.Time{})
		}
		if s.collections != nil {
			all, err := s.collections.All(r.Context())
			if err != nil {
				return fmt.Errorf("collections: %w", err)
			}
			add("/collections", time.Time{})
			for i := range all {
				add(all[i].Path(), all[i].Updated)
			}
		}
		if s.apis != nil {
			add("/apis", time.Time{})
			add("/apis/status", time.Time{})
			for _, p := range s.apis.All() {
				add("/apis/"+string(p.Name), products.Changed(p))
			}
		}
		return s.sendXML(w, r, "application/xml", m)
	}
	if "/sitemaps/"+name == placesMap && len(s.places) > 0 {
		add("/places", time.Time{})
		for _, path := range s.places {
			add(path, time.Time{})
		}
		return s.sendXML(w, r, "application/xml", m)
	}
	digits, _ := strings.CutPrefix(name, "datasets-")
	n, err := strconv.Atoi(strings.TrimSuffix(digits, ".xml"))
	if err != nil || name != fmt.Sprintf("datasets-%d.xml", n) || n < 1 || (n-1)*siteMapSize >= len(sum.Datasets) {
		return frame.ErrNoPage
	}
	for _, f := range sum.Datasets[(n-1)*siteMapSize : min(n*siteMapSize, len(sum.Datasets))] {
		add("/datasets/"+string(f.Slug), f.At)
	}
	return s.sendXML(w, r, "application/xml", m)
}
