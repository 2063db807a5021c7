package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"nguon/catalog"
)

// A Manifest says what a release is. It is signed as one line of JSON: members
// in the order of their names, no spaces, sums in hexadecimal.
type Manifest struct {
	Agency      string          `json:"agency"`
	Dataset     catalog.Slug    `json:"dataset"` // as it was called when the release was entered
	Kind        catalog.LogKind `json:"kind"`
	PublishedAt time.Time       `json:"published_at"`
	Release     catalog.Digest  `json:"release"` // the digest that the API shows of the release
	Tables      []Table         `json:"tables"`
	Version     int             `json:"version"`
}

// A Table is what a manifest says of one table.
type Table struct {
	Bytes      int64           `json:"bytes"`
	Checks     catalog.Digest  `json:"checks"` // SHA-256 of what was found when it was made, as JSON
	Disclosure *catalog.Digest `json:"disclosure,omitempty"`
	Format     string          `json:"format"`
	Parts      []Part          `json:"parts,omitempty"` // of which the file is made, with what stands behind them; none if it is not
	Resource   string          `json:"resource"`
	Rows       int64           `json:"rows"`
	Schema     catalog.Digest  `json:"schema"` // SHA-256 of key and columns without their statistics, as JSON
	SHA256     catalog.Digest  `json:"sha256"` // of the file
}

// A Part is a file that several releases of a table have, whose bytes are in
// that of the table.
type Part struct {
	Bytes  int64          `json:"bytes"`
	Period string         `json:"period,omitempty"`
	Rows   int64          `json:"rows"`
	SHA256 catalog.Digest `json:"sha256"`
}

// A Withdrawal says that a release was taken back, and why.
type Withdrawal struct {
	Agency      string          `json:"agency"`
	Dataset     catalog.Slug    `json:"dataset"`
	Kind        catalog.LogKind `json:"kind"`
	Reason      catalog.Text    `json:"reason"`
	Release     catalog.Digest  `json:"release"`
	Version     int             `json:"version"`
	WithdrawnAt time.Time       `json:"withdrawn_at"`
}

// A Succession says with which key the portal signs from then on.
type Succession struct {
	Key  string          `json:"key"`
	Kind catalog.LogKind `json:"kind"`
}

// A Leaf is the text of an entry of the log.
type Leaf struct {
	Agency    string          `json:"agency,omitempty"`
	Dataset   catalog.Slug    `json:"dataset,omitempty"`
	Key       string          `json:"key,omitempty"` // of a succession
	Kind      catalog.LogKind `json:"kind"`
	Release   *catalog.Digest `json:"release,omitempty"` // tells what is withdrawn, whatever the dataset is called then
	Statement catalog.Digest  `json:"statement"`         // SHA-256 of the signed text, without signatures
	Time      time.Time       `json:"time"`              // when it was entered
	Version   int             `json:"version,omitempty"`
}

// newManifest says what r is.
func newManifest(r *catalog.Release, agency string) (*Manifest, error) {
	m := &Manifest{Agency: agency, Dataset: r.Dataset, Kind: catalog.LogPublished, PublishedAt: instant(r.PublishAt),
		Release: r.Digest, Tables: make([]Table, len(r.Tables)), Version: r.Version}
	for i := range r.Tables {
		t := &r.Tables[i]
		columns := slices.Clone(t.Columns)
		for j := range columns {
			columns[j].Stats = catalog.Stats{}
		}
		schema, err := sum(struct {
			Key     []string         `json:"key"`
			Columns []catalog.Column `json:"columns"`
		}{t.Key, columns})
		if err != nil {
			return nil, err
		}
		checks, err := sum(t.Checks)
		if err != nil {
			return nil, err
		}
		m.Tables[i] = Table{Bytes: t.File.Bytes, Checks: checks, Format: t.File.Format, Resource: t.Resource, Rows: t.Rows,
			Schema: schema, SHA256: t.File.SHA256}
		for _, p := range t.Parts {
			m.Tables[i].Parts = append(m.Tables[i].Parts, Part{Bytes: p.File.Bytes, Period: p.Period, Rows: p.Rows, SHA256: p.File.SHA256})
		}
		if t.Disclosure != nil {
			disclosure, err := sum(t.Disclosure)
			if err != nil {
				return nil, err
			}
			m.Tables[i].Disclosure = &disclosure
		}
	}
	return m, nil
}

// instant returns t as the catalogue keeps it.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

func sum(v any) (catalog.Digest, error) {
	text, err := line(v)
	return sha256.Sum256([]byte(text)), err
}

// line returns v as one line of JSON.
func line(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.String(), err
}

// parseLine reads what line has written, and nothing else: a text that could be
// read in two ways is refused.
func parseLine[T any](text string) (*T, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	v := new(T)
	if err := d.Decode(v); err != nil {
		return nil, err
	}
	again, err := line(v)
	if err != nil {
		return nil, err
	}
	if again != text {
		return nil, fmt.Errorf("not in its canonical form")
	}
	return v, nil
}
