package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"nguon/catalog"
)

// datasetBody is a dataset as the API shows it: in a list with the names of
// its columns, by itself with all of them.
type datasetBody[C string | columnBody] struct {
	Slug        catalog.Slug      `json:"slug"`
	Title       catalog.Text      `json:"title"`
	Description catalog.Text      `json:"description"`
	Agency      agencyRef         `json:"agency"`
	Themes      []string          `json:"themes"`
	Keywords    catalog.Keywords  `json:"keywords"`
	Licence     string            `json:"licence"`
	Frequency   string            `json:"frequency"`
	Latest      *latestBody       `json:"latest"` // null if all releases were withdrawn
	Resources   []resourceBody[C] `json:"resources"`
	Match       *matchBody        `json:"match,omitempty"`
	*datasetDetail
	Links datasetLinks `json:"links"`
}

type agencyRef struct {
	Code  string       `json:"code"`
	Title catalog.Text `json:"title"`
}

type latestBody struct {
	Version     int       `json:"version"`
	PublishedAt time.Time `json:"published_at"`
}

type resourceBody[C string | columnBody] struct {
	Name        string       `json:"name"`
	Title       catalog.Text `json:"title"`
	Description catalog.Text `json:"description"`
	Kind        catalog.Kind `json:"kind"`
	Rows        int64        `json:"rows"`
	Bytes       int64        `json:"bytes"` // of the Parquet file
	Columns     []C          `json:"columns"`

	Disclosure *catalog.Disclosure `json:"disclosure,omitempty"` // of a dataset by itself
}

type columnBody struct {
	Name        string       `json:"name"`
	Title       catalog.Text `json:"title"`
	Description catalog.Text `json:"description"`
	Type        catalog.Type `json:"type"`
	Unit        string       `json:"unit,omitempty"`

	Digits    int               `json:"digits,omitempty"`    // of a decimal
	Scale     *int              `json:"scale,omitempty"`     // of a decimal
	Precision catalog.Precision `json:"precision,omitempty"` // of a date that is no day
	Role      catalog.Role      `json:"role,omitempty"`
	Codes     string            `json:"codes,omitempty"` // the code list of the values
}

// datasetDetail is what a dataset by itself has more than in a list.
type datasetDetail struct {
	Source   catalog.Source  `json:"source"`
	Contact  catalog.Contact `json:"contact"`
	Temporal *periodBody     `json:"temporal,omitempty"`
	Spatial  catalog.Place   `json:"spatial"`
	DOI      string          `json:"doi,omitempty"` // registered for all versions together
	Created  time.Time       `json:"created"`
	Modified time.Time       `json:"modified"`
}

// periodBody is the half-open span [From, Until); an open bound is left out.
type periodBody struct {
	From  *time.Time `json:"from,omitempty"`
	Until *time.Time `json:"until,omitempty"`
}

func newPeriod(p catalog.Period) *periodBody {
	if p.IsZero() {
		return nil
	}
	var b periodBody
	if !p.From.IsZero() {
		b.From = &p.From
	}
	if !p.Until.IsZero() {
		b.Until = &p.Until
	}
	return &b
}

type datasetLinks struct {
	Self     string `json:"self"`
	Releases string `json:"releases"`
	HTML     string `json:"html"`
}

func newDataset[C string | columnBody](s *Server, d *catalog.Dataset, agency catalog.Text, latest *catalog.Release,
	column func(catalog.Column) C,
) datasetBody[C] {
	path := "/v1/datasets/" + string(d.Slug)
	b := datasetBody[C]{
		Slug: d.Slug, Title: d.Title, Description: d.Description, Agency: agencyRef{d.Agency, agency},
		Themes: d.Themes, Keywords: d.Keywords, Licence: d.Licence, Frequency: d.Frequency,
		Resources: make([]resourceBody[C], len(d.Resources)),
		Links:     datasetLinks{s.url(path), s.url(path + "/releases"), s.url("/datasets/" + string(d.Slug))},
	}
	if latest != nil {
		b.Latest = &latestBody{latest.Version, latest.PublishAt}
	}
	for i, r := range d.Resources {
		rb := resourceBody[C]{Name: r.Name, Title: r.Title, Description: r.Description, Kind: r.Kind, Columns: []C{}}
		if latest != nil {
			if t, ok := latest.Table(r.Name); ok {
				rb.Rows, rb.Bytes = t.Rows, t.File.Bytes
				for _, col := range t.Columns {
					rb.Columns = append(rb.Columns, column(col))
				}
			}
		}
		b.Resources[i] = rb
	}
	return b
}

func columnName(c catalog.Column) string { return c.Name }

func newColumn(c catalog.Column) columnBody {
	b := columnBody{
		Name: c.Name, Title: c.Title, Description: c.Description, Type: c.Type, Unit: c.Unit,
		Digits: c.Digits, Precision: c.Precision, Role: c.Role, Codes: c.Codes,
	}
	if c.Type == catalog.Decimal {
		b.Scale = &c.Scale
	}
	return b
}

// getDataset answers GET /v1/datasets/:dataset.
func (s *Server) getDataset(c *gin.Context) error {
	ctx := c.Request.Context()
	v, err := s.view(ctx, catalog.Slug(c.Param("dataset")))
	if err != nil {
		return err
	}
	titles, err := s.agencyTitles(ctx)
	if err != nil {
		return err
	}
	b := newDataset(s, v.Dataset, titles[v.Agency], v.latest(), newColumn)
	b.datasetDetail = &datasetDetail{
		Source: v.Source, Contact: v.Contact, Temporal: newPeriod(v.Period), Spatial: v.Place,
		Created: v.Created, Modified: v.Modified,
	}
	if b.DOI, err = s.doi(ctx, v.Slug, 0); err != nil {
		return err
	}
	if latest := v.latest(); latest != nil {
		for i := range b.Resources {
			if t, ok := latest.Table(b.Resources[i].Name); ok {
				b.Resources[i].Disclosure = t.Disclosure
			}
		}
	}
	c.Header("Link", linkTo(licenceURI(v.Licence), "license"))
	return answer(c, cacheCatalogue, b)
}
