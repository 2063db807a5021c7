package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"reflect"
	"time"

	"go.yaml.in/yaml/v3"

	"nguon/api/apidoc"
	"nguon/api/registry"
	"nguon/catalog"
	"nguon/catalog/market"
)

// maxProductFile bounds the description of an API, in bytes.
const maxProductFile = 1 << 20

// A productDoc describes an API and one of its versions, as a file has it.
type productDoc struct {
	Name        catalog.Slug     `yaml:"name"`
	Agency      string           `yaml:"agency"`
	Title       catalog.Text     `yaml:"title"`
	Description catalog.Text     `yaml:"description"`
	Theme       []string         `yaml:"theme"`
	Keywords    catalog.Keywords `yaml:"keywords"`
	Contact     catalog.Contact  `yaml:"contact"`
	Terms       struct {
		Text catalog.Text `yaml:"text"`
		URL  string       `yaml:"url"`
	} `yaml:"terms"`
	Support catalog.Text  `yaml:"support"`
	Access  market.Access `yaml:"access"`
	Version struct {
		Name     string       `yaml:"name"`
		Note     catalog.Text `yaml:"note"`
		Home     string       `yaml:"home"`
		Document string       `yaml:"document"` // a file beside this one
		Upstream *struct {
			URL      string            `yaml:"url"`
			Header   string            `yaml:"header"`
			Health   string            `yaml:"health"`
			Timeout  time.Duration     `yaml:"timeout"`
			Retries  int               `yaml:"retries"`
			Validate market.Validation `yaml:"validate"`
			Cache    time.Duration     `yaml:"cache"`
			Private  bool              `yaml:"private"`
		} `yaml:"upstream"`
	} `yaml:"version"`
}

// A productFile is what a productDoc says to the registry.
type productFile struct {
	name    catalog.Slug
	version string
	about   registry.About
	edition registry.Edition
}

// readProduct reads the description of an API, with its OpenAPI document. Errors
// about what is in the file are of kind [catalog.ErrInvalid].
func readProduct(path string) (*productFile, error) {
	text, err := readBounded(path, maxProductFile)
	if err != nil {
		return nil, err
	}
	var d productDoc
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&d); err != nil {
		e := catalog.Errorf(catalog.ErrInvalid, "%[1]s chưa đúng: %[2]v", "%[1]s is not valid: %[2]v", filepath.Base(path), err)
		e.Err = err
		return nil, e
	}
	f := &productFile{
		name: d.Name, version: d.Version.Name,
		about: registry.About{
			Agency: d.Agency, Title: d.Title, Description: d.Description, Themes: d.Theme, Keywords: d.Keywords, Contact: d.Contact,
			Terms: market.Terms(d.Terms), Support: d.Support, Access: d.Access,
		},
		edition: registry.Edition{Note: d.Version.Note, Home: d.Version.Home},
	}
	if u := d.Version.Upstream; u != nil {
		f.edition.Upstream = &market.Upstream{
			URL: u.URL, Header: u.Header, Health: u.Health, Timeout: u.Timeout, Retries: u.Retries, Validate: u.Validate, Cache: u.Cache, Private: u.Private,
		}
	}
	if name := d.Version.Document; name != "" {
		if !filepath.IsLocal(name) {
			return nil, catalog.Errorf(catalog.ErrInvalid, "%s phải là tệp trong cùng thư mục.", "%s must be a file of the same folder.", name)
		}
		if f.edition.Document, err = readBounded(filepath.Join(filepath.Dir(path), name), apidoc.MaxBytes); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// readBounded reads a file of at most most bytes.
func readBounded(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > most {
		return nil, catalog.Errorf(catalog.ErrTooLarge, "%[1]s lớn hơn %[2]d byte.", "%[1]s has more than %[2]d bytes.", filepath.Base(path), most)
	}
	return os.ReadFile(path)
}

// says reports whether p is already what f says. A secret cannot be compared.
func (f *productFile) says(p *market.Product) bool {
	v, ok := p.Version(f.version)
	if !ok || f.edition.Secret != "" || !reflect.DeepEqual(registry.AboutOf(p), f.about) || v.Note != f.edition.Note || v.Home != f.edition.Home {
		return false
	}
	if (v.Document == nil) != (f.edition.Document == nil) || (v.Upstream == nil) != (f.edition.Upstream == nil) {
		return false
	}
	if v.Document != nil {
		if sum := sha256.Sum256(f.edition.Document); v.Document.SHA256 != hex.EncodeToString(sum[:]) {
			return false
		}
	}
	if v.Upstream == nil {
		return true
	}
	has := *v.Upstream
	has.Secret = nil
	return reflect.DeepEqual(has, *f.edition.Upstream)
}
