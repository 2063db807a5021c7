package dcat

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"nguon/catalog"
)

// Bounds on what a page says of a dataset in schema.org. A search engine reads
// no more, and the page has to stay small: [Entry.JSONLD] has all.
const (
	maxDownloads = 20
	maxVariables = 50
	// Google wants a description of so many characters.
	minDescription = 50
	maxDescription = 5000
)

// A SchemaOrg is a dataset in the words of schema.org, for encoding/json.
type SchemaOrg struct {
	Context       string       `json:"@context"`
	Type          string       `json:"@type"`
	ID            string       `json:"@id"`
	Name          string       `json:"name"`
	AlternateName string       `json:"alternateName,omitempty"`
	Description   string       `json:"description"`
	URL           string       `json:"url"`
	Identifier    string       `json:"identifier"`
	Version       string       `json:"version"`
	Languages     []string     `json:"inLanguage"`
	Keywords      []string     `json:"keywords,omitempty"`
	License       string       `json:"license,omitempty"`
	Free          bool         `json:"isAccessibleForFree"`
	Creator       organization `json:"creator"`
	Publisher     organization `json:"publisher"`
	Published     string       `json:"datePublished,omitempty"`
	Modified      string       `json:"dateModified,omitempty"`
	Temporal      string       `json:"temporalCoverage,omitempty"`
	Spatial       *area        `json:"spatialCoverage,omitempty"`
	Source        string       `json:"isBasedOn,omitempty"`
	Variables     []variable   `json:"variableMeasured,omitempty"`
	Catalog       dataCatalog  `json:"includedInDataCatalog"`
	Distribution  []download   `json:"distribution,omitempty"`
}

type organization struct {
	Type    string        `json:"@type"`
	Name    string        `json:"name"`
	URL     string        `json:"url,omitempty"`
	Contact *contactPoint `json:"contactPoint,omitempty"`
}

type contactPoint struct {
	Type  string `json:"@type"`
	Kind  string `json:"contactType"`
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	URL   string `json:"url,omitempty"`
}

type area struct {
	Type string `json:"@type"`
	Name string `json:"name,omitempty"`
	Geo  *shape `json:"geo,omitempty"`
}

type shape struct {
	Type string `json:"@type"`
	Box  string `json:"box"` // south west north east
}

type variable struct {
	Type        string `json:"@type"`
	Name        string `json:"name"`
	ID          string `json:"propertyID"`
	Description string `json:"description,omitempty"`
	Unit        string `json:"unitText,omitempty"`
}

type dataCatalog struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

type download struct {
	Type   string `json:"@type"`
	Name   string `json:"name,omitempty"`
	URL    string `json:"contentUrl"`
	Format string `json:"encodingFormat"`
	Size   string `json:"contentSize,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
}

// SchemaOrg is the dataset in one language.
func (e *Entry) SchemaOrg(lang catalog.Lang) *SchemaOrg {
	d := &e.Dataset
	name := d.Title.In(lang)
	s := &SchemaOrg{
		Context: "https://schema.org/", Type: "Dataset", ID: e.page(), Name: name, Description: description(name, d.Description.In(lang)),
		URL: e.page(), Identifier: cmp.Or(doiAddress(e.DOI), fmt.Sprintf("%s/id/%s@%d", e.BaseURL, d.Slug, e.Release.Version)), Version: strconv.Itoa(e.Release.Version),
		License: e.licence(), Free: true, Keywords: append(append([]string{}, d.Keywords.Vi...), d.Keywords.En...),
		Published: day(e.Issued), Modified: day(e.Release.PublishAt), Temporal: coverage(e.period()), Spatial: spatial(d.Place, lang),
		Source: address(d.Source.URL), Catalog: dataCatalog{"DataCatalog", e.Portal.In(lang), e.BaseURL + "/"},
	}
	for _, said := range []struct {
		lang  catalog.Lang
		title string
	}{{catalog.Vietnamese, d.Title.Vi}, {catalog.English, d.Title.En}} {
		if said.title != "" {
			s.Languages = append(s.Languages, string(said.lang))
		}
		if said.title != "" && said.title != name {
			s.AlternateName = said.title
		}
	}
	agency := organization{Type: "Organization", Name: e.Agency.Title.In(lang), URL: cmp.Or(address(e.Agency.Homepage), e.BaseURL+"/agencies/"+e.Agency.Code)}
	s.Publisher = agency
	if c := d.Contact; c.Email != "" || address(c.URL) != "" {
		agency.Contact = &contactPoint{"ContactPoint", "customer support", c.Name, c.Email, address(c.URL)}
	}
	s.Creator = agency
	for _, f := range e.files() {
		if len(s.Distribution) == maxDownloads {
			break
		}
		file := download{Type: "DataDownload", Name: f.Resource.Title.In(lang), URL: f.URL, Format: cmp.Or(f.Format.Compress, f.Format.Media)}
		if f.Bytes > 0 {
			file.Size = strconv.FormatInt(f.Bytes, 10) + " B"
		}
		if f.Digest != (catalog.Digest{}) {
			file.SHA256 = f.Digest.String()
		}
		s.Distribution = append(s.Distribution, file)
	}
	s.Variables = e.variables(lang)
	return s
}

// variables are the columns of the tables, each name once.
func (e *Entry) variables(lang catalog.Lang) []variable {
	var all []variable
	seen := make(map[string]bool)
	for _, t := range e.Release.Tables {
		for _, c := range t.Columns {
			if seen[c.Name] || len(all) == maxVariables {
				continue
			}
			seen[c.Name] = true
			all = append(all, variable{"PropertyValue", cmp.Or(c.Title.In(lang), c.Name), c.Name, c.Description.In(lang), c.Unit})
		}
	}
	return all
}

// description returns a text of the length that is asked for: with the title
// before it if it is too short.
func description(title, text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) < minDescription {
		text = title + ". " + text
	}
	if runes := []rune(text); len(runes) > maxDescription {
		text = string(runes[:maxDescription-1]) + "…"
	}
	return text
}

// coverage writes a period as ISO 8601 does, with its last day; an open end is
// two dots.
func coverage(p catalog.Period) string {
	if p.IsZero() {
		return ""
	}
	from, until := "..", ".."
	if !p.From.IsZero() {
		from = p.From.Format(time.DateOnly)
	}
	if !p.Until.IsZero() {
		until = p.Until.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return from + "/" + until
}

func spatial(p catalog.Place, lang catalog.Lang) *area {
	if p.Title.IsZero() && p.BBox == nil {
		return nil
	}
	a := &area{Type: "Place", Name: p.Title.In(lang)}
	if b := p.BBox; b != nil {
		a.Geo = &shape{"GeoShape", fmt.Sprintf("%v %v %v %v", b[1], b[0], b[3], b[2])}
	}
	return a
}

// day is the day that t is in UTC, or "".
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}
