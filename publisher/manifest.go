package publisher

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"

	"nguon/catalog"
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

// An Input is one resource as the agency has it.
type Input struct {
	Name     string
	File     string         // a file of the folder, never outside it
	Key      []string       // names of the columns that together identify a row
	Location *time.Location // of times that are written without a zone
	Columns  []Declared
}

// A Declared column is what the agency says about a column. What it leaves
// empty is found in the data.
type Declared struct {
	Source      string // the header in the file; required
	Name        string // in queries; made from Source if empty
	Title       catalog.Text
	Description catalog.Text
	Type        catalog.Type
	Unit        string
}

// The document as YAML. Fields that it does not name are errors.
type (
	manifestDoc struct {
		Slug        string           `yaml:"slug"`
		Title       catalog.Text     `yaml:"title"`
		Description catalog.Text     `yaml:"description"`
		Agency      agencyDoc        `yaml:"agency"`
		Theme       []string         `yaml:"theme"`
		Keywords    catalog.Keywords `yaml:"keywords"`
		Licence     string           `yaml:"licence"`
		Frequency   string           `yaml:"frequency"`
		Source      catalog.Source   `yaml:"source"`
		Contact     catalog.Contact  `yaml:"contact"`
		Temporal    periodDoc        `yaml:"temporal"`
		Spatial     catalog.Place    `yaml:"spatial"`
		Note        catalog.Text     `yaml:"note"`
		Resources   []resourceDoc    `yaml:"resources"`
	}
	agencyDoc struct {
		Code     string       `yaml:"code"`
		Title    catalog.Text `yaml:"title"`
		Parent   string       `yaml:"parent"`
		Homepage string       `yaml:"homepage"`
		Email    string       `yaml:"email"`
	}
	periodDoc struct {
		From string `yaml:"from"`
		To   string `yaml:"to"` // the last day, included
	}
	resourceDoc struct {
		Name        string       `yaml:"name"`
		Title       catalog.Text `yaml:"title"`
		Description catalog.Text `yaml:"description"`
		File        string       `yaml:"file"`
		Key         []string     `yaml:"key"`
		Timezone    string       `yaml:"timezone"`
		Columns     []columnDoc  `yaml:"columns"`
	}
	columnDoc struct {
		Source      string       `yaml:"source"`
		Name        string       `yaml:"name"`
		Title       catalog.Text `yaml:"title"`
		Description catalog.Text `yaml:"description"`
		Type        string       `yaml:"type"`
		Unit        string       `yaml:"unit"`
	}
)

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
		Source: doc.Source, Contact: doc.Contact, Place: doc.Spatial,
	}
	wrong := m.period(doc.Temporal)
	for i, r := range doc.Resources {
		m.Dataset.Resources = append(m.Dataset.Resources, catalog.Resource{
			Name: r.Name, Title: r.Title, Description: r.Description, Kind: catalog.KindTable})
		in, bad := m.input(fmt.Sprintf("resources.%d", i), r)
		m.Resources = append(m.Resources, in)
		wrong = append(wrong, bad...)
	}
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

var columnName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

var declarable = map[string]bool{"": true, "boolean": true, "integer": true, "number": true, "date": true, "datetime": true, "string": true}

func (m *Manifest) input(at string, r resourceDoc) (in Input, wrong []catalog.FieldError) {
	in = Input{Name: r.Name, File: r.File, Key: r.Key, Location: hanoi}
	if !filepath.IsLocal(r.File) || strings.HasPrefix(filepath.Base(r.File), ".") {
		wrong = append(wrong, bad(at+".file", "phải là một tệp trong thư mục của bộ dữ liệu", "must be a file of the dataset's folder"))
	}
	if r.Timezone != "" {
		loc, err := time.LoadLocation(r.Timezone)
		if err != nil || r.Timezone == "Local" {
			wrong = append(wrong, bad(at+".timezone", "phải là tên múi giờ như Asia/Ho_Chi_Minh", "must be the name of a time zone such as Asia/Ho_Chi_Minh"))
		}
		in.Location = loc
	}
	sources, names := make(map[string]bool), make(map[string]bool)
	for i, c := range r.Columns {
		at := fmt.Sprintf("%s.columns.%d", at, i)
		switch {
		case c.Source == "":
			wrong = append(wrong, bad(at+".source", "thiếu tiêu đề cột trong tệp", "needs the header of the column in the file"))
		case sources[c.Source]:
			wrong = append(wrong, bad(at+".source", "bị khai hai lần", "is declared twice"))
		case c.Name != "" && !columnName.MatchString(c.Name):
			wrong = append(wrong, bad(at+".name", "phải gồm a-z, 0-9 và _, bắt đầu bằng chữ, tối đa 63 ký tự",
				"must be a-z, 0-9 and _, beginning with a letter, at most 63 characters"))
		case c.Name != "" && names[c.Name]:
			wrong = append(wrong, bad(at+".name", "bị trùng với cột khác", "is the name of another column"))
		case !declarable[c.Type]:
			wrong = append(wrong, bad(at+".type", "phải là boolean, integer, number, date, datetime hoặc string",
				"must be boolean, integer, number, date, datetime or string"))
		}
		sources[c.Source], names[c.Name] = true, true
		in.Columns = append(in.Columns, Declared{Source: c.Source, Name: c.Name, Title: c.Title,
			Description: c.Description, Type: catalog.Type(c.Type), Unit: c.Unit})
	}
	return in, wrong
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
