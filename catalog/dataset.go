package catalog

import (
	"regexp"
	"slices"
	"strconv"
	"time"
)

// A Slug names a dataset in URLs. It is permanent: a renamed dataset keeps its
// old slug as a redirect.
type Slug string

var slug = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)

// Valid reports whether s is 1 to 80 lower-case letters a-z, digits and single
// hyphens.
func (s Slug) Valid() bool { return len(s) <= 80 && slug.MatchString(string(s)) }

// A Dataset is what an agency publishes under one name: metadata that hold for
// every release, and the resources that a release has.
type Dataset struct {
	Slug        Slug
	Agency      string // the code of the agency
	Title       Text
	Description Text
	Themes      []string // codes of [Themes]; at least one
	Keywords    Keywords
	Licence     string  // an SPDX identifier of [Licences], or the URL of a licence
	Frequency   string  // a code of [Frequencies]
	Source      Source  // where the agency has the data from
	Contact     Contact // who answers questions
	Period      Period  // the time that the data describe
	Place       Place   // the territory that the data describe
	Resources   []Resource
	Schedule    *Schedule // when releases are due; nil if nothing is promised
	Created     time.Time // set by the store
	Modified    time.Time // of the metadata; set by the store
}

// Keywords are free words in each language.
type Keywords struct {
	Vi []string `json:"vi,omitempty" yaml:"vi"`
	En []string `json:"en,omitempty" yaml:"en"`
}

// A Source says where data come from.
type Source struct {
	Title Text   `json:"title" yaml:"title"`
	URL   string `json:"url,omitempty" yaml:"url"`
}

// A Contact says whom to ask about a dataset.
type Contact struct {
	Name  string `json:"name,omitempty" yaml:"name"`
	Email string `json:"email,omitempty" yaml:"email"`
	URL   string `json:"url,omitempty" yaml:"url"`
}

// A Period is the half-open span of time [From, Until) in UTC. A zero bound is
// open.
type Period struct{ From, Until time.Time }

// IsZero reports whether p says nothing.
func (p Period) IsZero() bool { return p.From.IsZero() && p.Until.IsZero() }

// A Place is a territory.
type Place struct {
	Title Text     `json:"title" yaml:"title"`
	BBox  *BBox    `json:"bbox,omitempty" yaml:"bbox"`
	Codes []string `json:"codes,omitempty" yaml:"codes"` // of administrative units, or ISO 3166
}

// A BBox bounds a place in degrees of WGS 84: west, south, east, north.
type BBox [4]float64

// A Resource is one table or one file of a dataset.
type Resource struct {
	Name        string `json:"name"` // in URLs: like a slug, at most 40 characters, unique within the dataset
	Title       Text   `json:"title"`
	Description Text   `json:"description"`
	Kind        Kind   `json:"kind"`
}

// A Kind tells what a resource is.
type Kind string

// The kinds of resource.
const (
	KindTable Kind = "table"
	KindFile  Kind = "file"
)

// Resource returns the resource with the given name.
func (d *Dataset) Resource(name string) (Resource, bool) {
	i := slices.IndexFunc(d.Resources, func(r Resource) bool { return r.Name == name })
	if i < 0 {
		return Resource{}, false
	}
	return d.Resources[i], true
}

// Validate returns an [*Error] of kind [ErrInvalid] that names every field of
// d that is wrong. Whether the agency exists is for the store to say.
func (d *Dataset) Validate() error {
	var w Faults
	w.Check("slug", d.Slug.Valid(), "phải gồm chữ thường a-z, chữ số và gạch nối, tối đa 80 ký tự",
		"must be lower-case letters a-z, digits and hyphens, at most 80 characters")
	w.Check("agency", ValidAgencyCode(d.Agency), "thiếu mã cơ quan hợp lệ", "must be the code of an agency")
	w.Text("title", d.Title)
	w.Text("description", d.Description)
	w.Check("theme", len(d.Themes) > 0, "cần ít nhất một chủ đề", "needs at least one theme")
	for _, t := range d.Themes {
		_, ok := Themes.Find(t)
		w.Check("theme", ok, "không có chủ đề "+strconv.Quote(t), "there is no theme "+strconv.Quote(t))
	}
	_, ok := Frequencies.Find(d.Frequency)
	w.Check("frequency", ok, "không có tần suất "+strconv.Quote(d.Frequency), "there is no frequency "+strconv.Quote(d.Frequency))
	_, ok = FindLicence(d.Licence)
	w.Check("licence", ok, "phải là mã SPDX của một giấy phép mở hoặc địa chỉ https của giấy phép",
		"must be the SPDX identifier of an open licence, or the https address of a licence")
	w.URL("source.url", d.Source.URL)
	w.URL("contact.url", d.Contact.URL)
	w.Check("temporal", d.Period.From.IsZero() || d.Period.Until.IsZero() || d.Period.From.Before(d.Period.Until),
		"ngày bắt đầu phải trước ngày kết thúc", "must begin before it ends")
	if b := d.Place.BBox; b != nil {
		w.Check("spatial.bbox", b[1] <= b[3] && b[1] >= -90 && b[3] <= 90 && b[0] >= -180 && b[2] <= 180,
			"phải là tây, nam, đông, bắc tính bằng độ", "must be west, south, east, north in degrees")
	}
	w.Check("resources", len(d.Resources) > 0, "cần ít nhất một bảng dữ liệu hoặc tệp", "needs at least one table or file")
	seen := make(map[string]bool)
	for _, r := range d.Resources {
		field := "resources." + r.Name
		w.Check(field, Slug(r.Name).Valid() && len(r.Name) <= 40, "tên phải gồm chữ thường, chữ số và gạch nối, tối đa 40 ký tự",
			"its name must be lower-case letters, digits and hyphens, at most 40 characters")
		w.Check(field, !seen[r.Name], "tên bị lặp", "its name is used twice")
		w.Text(field+".title", r.Title)
		seen[r.Name] = true
	}
	return w.Err("Thông tin bộ dữ liệu chưa đúng.", "The dataset is not valid.")
}
