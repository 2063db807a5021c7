package datacite

import (
	"strconv"
	"time"

	"nguon/catalog"
	"nguon/catalog/doi"
)

// attributes describe a DOI: the JSON form of DataCite's metadata schema 4.6,
// with the two fields of the API, event and url.
type attributes struct {
	DOI             string        `json:"doi"`
	Event           string        `json:"event"`
	URL             string        `json:"url"`
	Creators        []creator     `json:"creators"`
	Titles          []title       `json:"titles"`
	Publisher       publisher     `json:"publisher"`
	PublicationYear int           `json:"publicationYear"`
	Types           kind          `json:"types"`
	Subjects        []subject     `json:"subjects,omitempty"`
	Dates           []date        `json:"dates,omitempty"`
	Language        string        `json:"language"`
	Version         string        `json:"version,omitempty"`
	Rights          []rights      `json:"rightsList,omitempty"`
	Descriptions    []description `json:"descriptions,omitempty"`
	Places          []place       `json:"geoLocations,omitempty"`
	Related         []related     `json:"relatedIdentifiers"`
}

type creator struct {
	Name string `json:"name"`
	Kind string `json:"nameType"`
}

type title struct {
	Title string `json:"title"`
	Lang  string `json:"lang"`
}

type publisher struct {
	Name string `json:"name"`
	Lang string `json:"lang"`
}

type kind struct {
	General string `json:"resourceTypeGeneral"`
}

type subject struct {
	Subject string `json:"subject"`
	Lang    string `json:"lang,omitempty"`
}

type date struct {
	Date string `json:"date"`
	Kind string `json:"dateType"`
}

type rights struct {
	Rights string `json:"rights"`
	URI    string `json:"rightsUri,omitempty"`
	ID     string `json:"rightsIdentifier,omitempty"`
	Scheme string `json:"rightsIdentifierScheme,omitempty"`
	Lang   string `json:"lang,omitempty"`
}

type description struct {
	Text string `json:"description"`
	Kind string `json:"descriptionType"`
	Lang string `json:"lang"`
}

type place struct {
	Name string `json:"geoLocationPlace,omitempty"`
	Box  *box   `json:"geoLocationBox,omitempty"`
}

type box struct {
	West  float64 `json:"westBoundLongitude"`
	East  float64 `json:"eastBoundLongitude"`
	South float64 `json:"southBoundLatitude"`
	North float64 `json:"northBoundLatitude"`
}

type related struct {
	DOI      string `json:"relatedIdentifier"`
	Kind     string `json:"relatedIdentifierType"`
	Relation string `json:"relationType"`
}

// maxRelated bounds the versions that the description of a concept names: the
// newest ones. Each version names its concept.
const maxRelated = 500

// zone is that of Viet Nam, in which days are.
var zone = time.FixedZone("UTC+7", 7*60*60)

// describe returns what is the same for a version and its dataset. R is the
// version, or of a concept the newest one.
func describe(d *catalog.Dataset, agency catalog.Text, r *catalog.Release) attributes {
	a := attributes{
		Creators: []creator{{agency.In(catalog.Vietnamese), "Organizational"}}, Publisher: publisher{"Nguồn", "vi"},
		PublicationYear: r.PublishAt.In(zone).Year(), Types: kind{"Dataset"}, Language: "vi", Related: []related{},
	}
	for _, lang := range []catalog.Lang{catalog.Vietnamese, catalog.English} {
		if lang == catalog.English && d.Title.En == "" {
			continue
		}
		a.Titles = append(a.Titles, title{d.Title.In(lang), string(lang)})
		if text := d.Description.In(lang); text != "" {
			a.Descriptions = append(a.Descriptions, description{text, "Abstract", string(lang)})
		}
		for _, code := range d.Themes {
			if t, ok := catalog.Themes.Find(code); ok {
				a.Subjects = append(a.Subjects, subject{t.Title.In(lang), string(lang)})
			}
		}
	}
	for _, k := range d.Keywords.Vi {
		a.Subjects = append(a.Subjects, subject{k, "vi"})
	}
	for _, k := range d.Keywords.En {
		a.Subjects = append(a.Subjects, subject{k, "en"})
	}
	a.Dates = append(a.Dates, date{r.PublishAt.In(zone).Format(time.DateOnly), "Issued"})
	if span := coverage(r.Period); span != "" {
		a.Dates = append(a.Dates, date{span, "Coverage"})
	}
	if t, ok := catalog.FindLicence(d.Licence); ok {
		x := rights{Rights: t.Title.In(catalog.English), URI: t.URI, Lang: "en"}
		if t.Code != t.URI {
			x.ID, x.Scheme = t.Code, "SPDX"
		}
		a.Rights = append(a.Rights, x)
	}
	if p := (place{Name: d.Place.Title.In(catalog.English)}); p.Name != "" || d.Place.BBox != nil {
		if b := d.Place.BBox; b != nil {
			p.Box = &box{West: b[0], South: b[1], East: b[2], North: b[3]}
		}
		a.Places = append(a.Places, p)
	}
	return a
}

// coverage returns a period as a range of days (RKMS-ISO8601), whose end is the
// last day; empty if nothing is known.
func coverage(p catalog.Period) string {
	if p.IsZero() {
		return ""
	}
	day := func(t time.Time, back time.Duration) string {
		if t.IsZero() {
			return ""
		}
		return t.Add(-back).UTC().Format(time.DateOnly)
	}
	return day(p.From, 0) + "/" + day(p.Until, time.Nanosecond)
}

// versionOf describes a version, among the records of its dataset.
func versionOf(a attributes, rec doi.Record, all []doi.Record) attributes {
	a.DOI, a.Version = rec.Name, strconv.Itoa(rec.Version)
	for _, x := range all {
		switch x.Version {
		case 0:
			a.Related = append(a.Related, related{x.Name, "DOI", "IsVersionOf"})
		case rec.Version - 1:
			a.Related = append(a.Related, related{x.Name, "DOI", "IsNewVersionOf"})
		}
	}
	return a
}

// conceptOf describes all versions of a dataset.
func conceptOf(a attributes, rec doi.Record, all []doi.Record) attributes {
	a.DOI = rec.Name
	for i := len(all) - 1; i >= 0 && len(a.Related) < maxRelated; i-- {
		if all[i].Version > 0 {
			a.Related = append(a.Related, related{all[i].Name, "DOI", "HasVersion"})
		}
	}
	return a
}
