package market

import (
	"strings"

	"nguon/catalog"
)

// A Ref names an API product. Limits hold, and use is counted, for each product
// by itself:
//
//	catalogue     all that is not the data of one dataset
//	sql           statements of SQL, whatever they read
//	data/SLUG     the API of the tables of a dataset, which is a product by itself
//	api/NAME      an API that an agency has registered: a [Product]
type Ref string

// Catalogue is the product that searching and reading the catalogue belongs to.
const Catalogue Ref = "catalogue"

// SQL is the product of statements of SQL.
const SQL Ref = "sql"

const (
	dataPrefix = "data/"
	apiPrefix  = "api/"
)

// DataProduct returns the product of a dataset.
func DataProduct(s catalog.Slug) Ref { return Ref(dataPrefix + s) }

// APIProduct returns the product that is registered under the given name.
func APIProduct(name catalog.Slug) Ref { return Ref(apiPrefix + name) }

// Dataset returns the dataset whose product r is.
func (r Ref) Dataset() (catalog.Slug, bool) { return r.after(dataPrefix) }

// API returns the name under which r is registered.
func (r Ref) API() (catalog.Slug, bool) { return r.after(apiPrefix) }

func (r Ref) after(prefix string) (catalog.Slug, bool) {
	name, ok := strings.CutPrefix(string(r), prefix)
	return catalog.Slug(name), ok && catalog.Slug(name).Valid()
}

// Valid reports whether r has one of the four forms. Whether there is such a
// product is another question.
func (r Ref) Valid() bool {
	_, data := r.Dataset()
	_, api := r.API()
	return r == Catalogue || r == SQL || data || api
}
