package publisher

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"

	"nguon/catalog"
	"nguon/catalog/schedule"
	"nguon/publisher/personal"
	"nguon/publisher/rows/layout"
	"nguon/publisher/table"
	"nguon/publisher/validate"
)

// ManifestName is the name of the file that describes a dataset folder.
const ManifestName = "dataset.yaml"

// maxManifest bounds dataset.yaml, in bytes.
const maxManifest = 1 << 20

// A Manifest is what dataset.yaml says: the dataset, its agency, and where the
// data of each resource are.
type Manifest struct {
	Agency    catalog.Agency
	Dataset   catalog.Dataset
	Note      catalog.Text
	Resources []Input

	lines map[string]int64 // of YAML paths, for messages
}

// An Input is one resource as the agency has it. What it leaves empty is found
// in the file.
type Input struct {
	Name      string
	File      string        // a file of the folder, never outside it
	Encoding  string        // of text: a name of package charset
	Separator byte          // of columns of text
	Sheet     string        // of a workbook: its name
	Layout    layout.Layout // of a sheet

	// Missing are the texts that stand for a missing value besides the empty
	// cell, in columns that say nothing else. Nil is the usual marks; a list
	// without members is none.
	Missing []string

	Location *time.Location // of times that are written without a zone
	CRS      string         // of coordinates in the file, as package geo names it
	Points   *Points        // a geometry made of two columns; nil for none

	Key         []string // primaryKey: names of the columns that together identify a row
	ForeignKeys []ForeignKey
	Allow       []personal.Allow // personal data that may be published, and who says so

	// Unit is what a row is about, as in a policy: person, household, business,
	// place or aggregate. Empty is not about persons.
	Unit   string
	Policy string // file of the policy by which the table is made anonymous; empty is none
	Risk   string // file of the report that proves it; empty: it has not been done yet

	Hierarchies []string // files beside the policy that are needed to measure the table again

	Columns []Declared
}

// Points make a geometry of two columns of numbers.
type Points struct {
	Longitude string `yaml:"longitude"` // a header: of the longitude or easting
	Latitude  string `yaml:"latitude"`  // a header: of the latitude or northing
	CRS       string `yaml:"crs"`       // as package geo names it; empty is that of the table, or WGS 84
}

// A ForeignKey says that the values of some columns are found in another
// table.
type ForeignKey struct {
	Fields   []string     // names of columns of this table
	Dataset  catalog.Slug // published before; empty is this one
	Resource string       // of the dataset; empty is this table
	To       []string     // names of columns there, as many as Fields
}

// A Declared column is what the agency says about a column. What it leaves
// empty is found in the data.
type Declared struct {
	Source      string // the header in the file; required
	Name        string // in queries; made from Source if empty
	Title       catalog.Text
	Description catalog.Text
	Type        catalog.Type // any but geometry
	Unit        string
	Format      *table.Format        // how its numbers and dates are written; nil is found
	Missing     []string             // instead of those of the table; nil is as the table says
	SetAside    bool                 // values that are not of Type are left out and reported, and do not forbid publishing
	Constraints validate.Constraints // that do not fit Type are errors of the manifest
	Codes       string               // a code list, as [codes.Parse] reads it
	Role        catalog.Role
}

// ReadManifest reads dir/dataset.yaml. Its errors are of kind
// [catalog.ErrInvalid] and name the lines to correct.
func ReadManifest(dir string) (*Manifest, error) {
	f, err := os.Open(filepath.Join(dir, ManifestName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, catalog.Errorf(catalog.ErrInvalid,
			"Thư mục %[1]s không có tệp dataset.yaml.", "The folder %[1]s has no dataset.yaml.", filepath.Base(dir))
	} else if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxManifest+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxManifest {
		return nil, catalog.Errorf(catalog.ErrTooLarge, "Tệp dataset.yaml lớn hơn 1 MiB.", "dataset.yaml is larger than 1 MiB.")
	}
	return ParseManifest(text)
}

// ParseManifest reads the text of a dataset.yaml: see [ReadManifest].
func ParseManifest(text []byte) (*Manifest, error) {
	var doc manifestDoc
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&doc); err != nil {
		return nil, yamlError(err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, catalog.Errorf(catalog.ErrInvalid,
			"Tệp dataset.yaml phải chỉ có một tài liệu YAML.", "dataset.yaml must hold one YAML document.")
	}
	m := &Manifest{lines: lineIndex(text), Note: doc.Note}
	m.Agency = catalog.Agency(doc.Agency)
	m.Dataset = catalog.Dataset{
		Slug: catalog.Slug(doc.Slug), Agency: doc.Agency.Code, Title: doc.Title, Description: doc.Description,
		Themes: doc.Theme, Keywords: doc.Keywords, Licence: doc.Licence, Frequency: doc.Frequency,
		Source: doc.Source, Contact: doc.Contact, Place: doc.Spatial, Schedule: doc.Schedule,
	}
	wrong := m.period(doc.Temporal)
	wrong = append(wrong, scheduleFaults(doc.Schedule)...)
	for i, r := range doc.Resources {
		m.Dataset.Resources = append(m.Dataset.Resources, catalog.Resource{
			Name: r.Name, Title: r.Title, Description: r.Description, Kind: catalog.KindTable})
		in, bad := m.input(fmt.Sprintf("resources.%d", i), r)
		m.Resources = append(m.Resources, in)
		wrong = append(wrong, bad...)
	}
	wrong = append(wrong, m.foreignKeys()...)
	for _, err := range []error{m.Agency.Validate(), m.Dataset.Validate()} {
		if e, ok := errors.AsType[*catalog.Error](err); ok {
			wrong = append(wrong, e.Fields...)
		}
	}
	if len(wrong) > 0 {
		m.locate(wrong)
		return nil, &catalog.Error{Kind: catalog.ErrInvalid, Fields: wrong, Public: catalog.Text{
			Vi: "Tệp dataset.yaml chưa đúng.", En: "dataset.yaml is not valid."}}
	}
	return m, nil
}

func (m *Manifest) period(p periodDoc) (wrong []catalog.FieldError) {
	day := func(field, s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			wrong = append(wrong, bad(field, "phải là ngày dạng 2026-01-31", "must be a day such as 2026-01-31"))
		}
		return t
	}
	m.Dataset.Period.From = day("temporal.from", p.From)
	if to := day("temporal.to", p.To); !to.IsZero() {
		m.Dataset.Period.Until = to.AddDate(0, 0, 1)
	}
	return wrong
}

// scheduleFaults returns what is wrong with a schedule, by YAML path.
func scheduleFaults(s *catalog.Schedule) []catalog.FieldError {
	if s == nil {
		return nil
	}
	_, err := schedule.Compile(*s, nil)
	e, _ := errors.AsType[*catalog.Error](err)
	if e == nil {
		return nil
	}
	for i := range e.Fields {
		e.Fields[i].Field = "schedule." + e.Fields[i].Field
	}
	return e.Fields
}

// hanoi is the zone in which the portal's agencies write times. Viet Nam has
// kept UTC+7 since 1975, so a machine without a zone database is served too.
var hanoi = sync.OnceValue(func() *time.Location {
	if loc, err := time.LoadLocation("Asia/Ho_Chi_Minh"); err == nil {
		return loc
	}
	return time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)
})()

func bad(field, vi, en string) catalog.FieldError {
	return catalog.FieldError{Field: field, Position: -1, Detail: catalog.Text{Vi: vi, En: en}}
}
