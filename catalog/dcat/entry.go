// Package dcat writes datasets in the vocabularies that other catalogues and
// search engines read: DCAT-AP 3.0 (https://semiceu.github.io/DCAT-AP/releases/3.0.0/)
// as JSON-LD, and schema.org/Dataset as Google reads it
// (https://developers.google.com/search/docs/appearance/structured-data/dataset).
//
// Both are plain JSON, which encoding/json writes: the names of DCAT stand with
// their prefixes, so that no context has to be fetched.
package dcat

import (
	"fmt"
	"net/url"
	"time"

	"nguon/catalog"
)

// An Entry is one dataset of a catalogue, with the release that is newest.
type Entry struct {
	BaseURL string       // of the portal, without a slash at the end
	Portal  catalog.Text // its name
	Dataset catalog.Dataset
	Agency  catalog.Agency
	Release *catalog.Release
	Derived []catalog.DerivedFile // of the release
	Issued  time.Time             // of the first release

	DOI     string // registered for the release, such as 10.5072/nguon.rain.v3; empty if there is none
	Concept string // registered for all releases together; empty likewise
}

// doiAddress is where a DOI leads, or "".
func doiAddress(name string) string {
	if name == "" {
		return ""
	}
	return "https://doi.org/" + name
}

// page is the address of the dataset.
func (e *Entry) page() string { return e.BaseURL + "/datasets/" + string(e.Dataset.Slug) }

// release is the address of the release, which stays.
func (e *Entry) release() string { return fmt.Sprintf("%s/releases/%d", e.page(), e.Release.Version) }

// licence is the address of the licence, or "".
func (e *Entry) licence() string {
	term, _ := catalog.FindLicence(e.Dataset.Licence)
	return address(term.URI)
}

// period is the time that the newest data describe.
func (e *Entry) period() catalog.Period {
	if !e.Release.Period.IsZero() {
		return e.Release.Period
	}
	return e.Dataset.Period
}

// A file is a table as it can be downloaded.
type file struct {
	Resource catalog.Resource
	URL      string
	Format   format
	Bytes    int64
	Digest   catalog.Digest // zero if it is not known before the file is made
}

// A format is how formats are called elsewhere.
type format struct {
	Name     string // in the list of file types of the European Union
	Media    string // of IANA
	Compress string // the media type of the packing, or ""
}

var formats = map[string]format{
	"parquet": {Name: "PARQUET", Media: "application/vnd.apache.parquet"},
	"csv.gz":  {Name: "CSV", Media: "text/csv", Compress: "application/gzip"},
}

// files are those of all tables, in their order: of each its published file, and
// as CSV.
func (e *Entry) files() []file {
	var all []file
	for i := range e.Release.Tables {
		t := &e.Release.Tables[i]
		res, _ := e.Dataset.Resource(t.Resource)
		packed := catalog.File{Format: "csv.gz"}
		for _, d := range e.Derived {
			if d.Resource == t.Resource && d.File.Format == packed.Format {
				packed = d.File
			}
		}
		for _, f := range []catalog.File{t.File, packed} {
			known, ok := formats[f.Format]
			if !ok {
				known = format{Name: "BIN", Media: "application/octet-stream"}
			}
			all = append(all, file{
				Resource: res, Format: known, Bytes: f.Bytes, Digest: f.SHA256,
				URL: fmt.Sprintf("%s/v1/data/%s@%d/%s/file.%s", e.BaseURL, e.Dataset.Slug, e.Release.Version, t.Resource, f.Format),
			})
		}
	}
	return all
}

// address returns s if it is an http(s) address, written as an IRI, or "".
func address(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// mailto returns the address of a mailbox as an IRI, or "".
func mailto(mail string) string {
	if mail == "" {
		return ""
	}
	return "mailto:" + (&url.URL{Path: mail}).EscapedPath()
}
