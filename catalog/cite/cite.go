// Package cite writes how a release of a dataset is cited: in the style of APA
// (7th edition, section 10.9, data sets), and for reference managers as BibTeX,
// RIS and CSL-JSON. It makes the identifiers that citations name.
package cite

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
)

// A Work is one release as it is cited, in one language.
type Work struct {
	Dataset   catalog.Slug
	Version   int
	Author    string // the agency
	Title     string
	Publisher string    // the portal
	Issued    time.Time // when it was published; the day counts that it was in Viet Nam
	URL       string    // that stays: see [Path]
	DOI       string    // without a prefix, such as 10.5072/nguon.rain.v3; empty if there is none
	Digest    string    // SHA-256 of the release, hexadecimal; empty is not told
	Lang      catalog.Lang
}

// Path is the path of the identifier of a release, below the address of the
// portal. It is never given to another, and follows a dataset that is renamed.
func Path(s catalog.Slug, version int) string { return fmt.Sprintf("/id/%s@%d", s, version) }

// A Format is a form of citations.
type Format struct {
	Name      string // as it is asked for
	MediaType string
	Extension string // of a file, with its dot
	write     func(*Work) string
}

// Write returns the citation of w, whole: what it is given as, and as a file.
func (f *Format) Write(w *Work) string { return f.write(w) }

// Formats are all forms, the one that people read first.
var Formats = []Format{
	{"apa", "text/plain; charset=utf-8", ".txt", (*Work).APA},
	{"bibtex", "application/x-bibtex", ".bib", (*Work).BibTeX},
	{"ris", "application/x-research-info-systems", ".ris", (*Work).RIS},
	{"csl", "application/vnd.citationstyles.csl+json", ".json", (*Work).CSL},
}

// zone is that of Viet Nam.
var zone = time.FixedZone("UTC+7", 7*60*60)

func (w *Work) day() time.Time { return w.Issued.In(zone) }

// link is what a citation ends with: a DOI as an address, where there is one.
func (w *Work) link() string {
	if w.DOI != "" {
		return "https://doi.org/" + w.DOI
	}
	return w.URL
}

// APA returns the entry of a list of references.
func (w *Work) APA() string {
	version, kind := "Version", "Data set"
	if w.Lang == catalog.Vietnamese {
		version, kind = "Phiên bản", "Bộ dữ liệu"
	}
	publisher := ""
	if w.Publisher != w.Author { // an author that is the publisher is not named twice
		publisher = " " + sentence(w.Publisher)
	}
	return fmt.Sprintf("%s (%d). %s (%s %d) [%s].%s %s\n", sentence(w.Author), w.day().Year(), oneLine(w.Title), version, w.Version, kind, publisher, w.link())
}

// sentence ends a name with a full stop, unless it has one.
func sentence(s string) string { return strings.TrimSuffix(oneLine(s), ".") + "." }

// oneLine joins the lines of a text: in all forms a line end would begin
// something else.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// RIS returns the record in the RIS format (Research Information Systems, 2001,
// with the tags of its edition of 2011), of type dataset. Its lines end with
// CR LF.
func (w *Work) RIS() string {
	var b strings.Builder
	tag := func(name, value string) {
		if value = oneLine(value); value != "" {
			fmt.Fprintf(&b, "%s  - %s\r\n", name, value)
		}
	}
	tag("TY", "DATA")
	tag("ID", fmt.Sprintf("%s-v%d", w.Dataset, w.Version))
	tag("AU", w.Author)
	tag("TI", w.Title)
	tag("PY", strconv.Itoa(w.day().Year()))
	tag("DA", w.day().Format("2006/01/02/"))
	tag("ET", strconv.Itoa(w.Version))
	tag("PB", w.Publisher)
	tag("LA", string(w.Lang))
	tag("DO", w.DOI)
	tag("UR", w.URL)
	if w.Digest != "" {
		tag("N1", "SHA-256 "+w.Digest)
	}
	b.WriteString("ER  - \r\n")
	return b.String()
}

// cslItem is an item of CSL-JSON (Citation Style Language 1.0.2, csl-data.json).
type cslItem struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	Title     string    `json:"title"`
	Author    []cslName `json:"author"`
	Issued    cslDate   `json:"issued"`
	Publisher string    `json:"publisher,omitempty"`
	Version   string    `json:"version"`
	URL       string    `json:"URL"`
	DOI       string    `json:"DOI,omitempty"`
	Language  string    `json:"language"`
	Note      string    `json:"note,omitempty"`
}

type cslName struct {
	Literal string `json:"literal"`
}

type cslDate struct {
	Parts [1][3]int `json:"date-parts"`
}

// CSL returns a list of one item of CSL-JSON.
func (w *Work) CSL() string {
	day := w.day()
	item := cslItem{
		ID: fmt.Sprintf("%s-v%d", w.Dataset, w.Version), Type: "dataset", Title: oneLine(w.Title), Author: []cslName{{oneLine(w.Author)}},
		Issued:    cslDate{[1][3]int{{day.Year(), int(day.Month()), day.Day()}}},
		Publisher: oneLine(w.Publisher), Version: strconv.Itoa(w.Version), URL: w.URL, DOI: w.DOI, Language: string(w.Lang),
	}
	if w.Digest != "" {
		item.Note = "SHA-256 " + w.Digest
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode([]cslItem{item}); err != nil {
		panic(err) // texts and numbers alone
	}
	return b.String()
}
