package catalog_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
)

func TestSlugValid(t *testing.T) {
	for slug, want := range map[catalog.Slug]bool{
		"a": true, "air-quality": true, "2024": true, "a-1-b": true, catalog.Slug(strings.Repeat("a", 80)): true,
		"": false, "-": false, "-air": false, "air-": false, "air--quality": false, "Air": false, "air_quality": false,
		"không-khí": false, "air/quality": false, "air quality": false, "air\n": false, "../air": false,
		catalog.Slug(strings.Repeat("a", 81)): false,
	} {
		if got := slug.Valid(); got != want {
			t.Errorf("%q.Valid() = %v, want %v", slug, got, want)
		}
	}
}

// fields returns the names of the fields that err says are wrong, each once,
// and checks that it says so in both languages.
func fields(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*catalog.Error](err)
	if !ok || !errors.Is(err, catalog.ErrInvalid) {
		t.Fatalf("err = %v, want one of kind %q", err, catalog.ErrInvalid)
	}
	names := make(map[string]bool)
	for _, f := range e.Fields {
		names[f.Field] = true
		if f.Detail.Vi == "" || f.Detail.En == "" || f.Position != -1 {
			t.Errorf("field %s: %+v, want a detail in both languages and no position", f.Field, f)
		}
	}
	if e.Public.Vi == "" || e.Public.En == "" {
		t.Errorf("public text %+v, want both languages", e.Public)
	}
	return slices.Sorted(maps.Keys(names))
}

func TestDatasetValidateNamesWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*catalog.Dataset)
		want  []string
	}{
		{"nothing", func(*catalog.Dataset) {}, nil},
		{"slug", func(d *catalog.Dataset) { d.Slug = "Air" }, []string{"slug"}},
		{"agency", func(d *catalog.Dataset) { d.Agency = "" }, []string{"agency"}},
		{"title in one language", func(d *catalog.Dataset) { d.Title.En = " " }, []string{"title.en"}},
		{"description in none", func(d *catalog.Dataset) { d.Description = catalog.Text{} }, []string{"description.en", "description.vi"}},
		{"no theme", func(d *catalog.Dataset) { d.Themes = nil }, []string{"theme"}},
		{"unknown theme", func(d *catalog.Dataset) { d.Themes = []string{"health", "magic"} }, []string{"theme"}},
		{"unknown frequency", func(d *catalog.Dataset) { d.Frequency = "often" }, []string{"frequency"}},
		{"no licence", func(d *catalog.Dataset) { d.Licence = "" }, []string{"licence"}},
		{"unknown licence", func(d *catalog.Dataset) { d.Licence = "CC-BY-NC-4.0" }, []string{"licence"}},
		{"licence by its address", func(d *catalog.Dataset) { d.Licence = "https://example.org/licence" }, nil},
		{"source with a script", func(d *catalog.Dataset) { d.Source.URL = "javascript:alert(1)" }, []string{"source.url"}},
		{"contact without a host", func(d *catalog.Dataset) { d.Contact.URL = "https:///x" }, []string{"contact.url"}},
		{"period backwards", func(d *catalog.Dataset) { d.Period.From, d.Period.Until = d.Period.Until, d.Period.From }, []string{"temporal"}},
		{"period open at one end", func(d *catalog.Dataset) { d.Period.Until = time.Time{} }, nil},
		{"no place", func(d *catalog.Dataset) { d.Place.BBox = nil }, nil},
		{"latitudes swapped", func(d *catalog.Dataset) { d.Place.BBox = &catalog.BBox{105, 22, 106, 20} }, []string{"spatial.bbox"}},
		{"across the date line", func(d *catalog.Dataset) { d.Place.BBox = &catalog.BBox{170, -10, -170, 10} }, nil},
		{"off the earth", func(d *catalog.Dataset) { d.Place.BBox = &catalog.BBox{105, 20, 190, 22} }, []string{"spatial.bbox"}},
		{"no resources", func(d *catalog.Dataset) { d.Resources = nil }, []string{"resources"}},
		{"resource with a bad name", func(d *catalog.Dataset) { d.Resources[0].Name = "Bảng 1" }, []string{"resources.Bảng 1"}},
		{"resource with a long name", func(d *catalog.Dataset) { d.Resources[0].Name = strings.Repeat("a", 41) }, []string{"resources." + strings.Repeat("a", 41)}},
		{"resource without a title", func(d *catalog.Dataset) { d.Resources[0].Title.Vi = "" }, []string{"resources.stations.title.vi"}},
		{"resources of one name", func(d *catalog.Dataset) { d.Resources = append(d.Resources, d.Resources[0]) }, []string{"resources.stations"}},
		{"several at once", func(d *catalog.Dataset) { d.Slug, d.Title.Vi = "", "" }, []string{"slug", "title.vi"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := catalogtest.Dataset("air", "H26")
			test.spoil(&d)
			if diff := cmp.Diff(test.want, fields(t, d.Validate())); diff != "" {
				t.Errorf("fields differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAgencyValidateNamesWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*catalog.Agency)
		want  []string
	}{
		{"nothing", func(*catalog.Agency) {}, nil},
		{"national code of a part", func(a *catalog.Agency) { a.Code = "H29.12" }, nil},
		{"no code", func(a *catalog.Agency) { a.Code = "" }, []string{"agency.code"}},
		{"code with a slash", func(a *catalog.Agency) { a.Code = "H29/12" }, []string{"agency.code"}},
		{"code that ends with a dot", func(a *catalog.Agency) { a.Code = "H29." }, []string{"agency.code"}},
		{"long code", func(a *catalog.Agency) { a.Code = strings.Repeat("a", 33) }, []string{"agency.code"}},
		{"no title", func(a *catalog.Agency) { a.Title = catalog.Text{} }, []string{"agency.title.en", "agency.title.vi"}},
		{"homepage that is none", func(a *catalog.Agency) { a.Homepage = "example.org" }, []string{"agency.homepage"}},
		{"above itself", func(a *catalog.Agency) { a.Parent = a.Code }, []string{"agency.parent"}},
		{"below another", func(a *catalog.Agency) { a.Parent = "H1" }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := catalogtest.Agency("H26")
			test.spoil(&a)
			if diff := cmp.Diff(test.want, fields(t, a.Validate())); diff != "" {
				t.Errorf("fields differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDatasetFindsItsResources(t *testing.T) {
	d := catalogtest.Dataset("air", "H26")
	if r, ok := d.Resource(catalogtest.Resource); !ok || r.Kind != catalog.KindTable {
		t.Errorf("Resource = %+v, %v", r, ok)
	}
	if _, ok := d.Resource("other"); ok {
		t.Error("a resource that is not there is found")
	}
}
