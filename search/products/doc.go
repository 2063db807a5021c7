// Package products finds the APIs that agencies have registered, by what they
// give: title, description, keywords, agency and themes, and the calls that
// their OpenAPI documents describe with the names of parameters and fields.
//
// It is the index of package search over another catalogue: a shelf shows each
// product as a dataset, and its events as those of datasets. So words, typos,
// names in two languages and ranking are as they are for datasets, and a change
// of a product is found as soon. Facets are counted here, over all products
// that were found: they are thousands at most.
package products
