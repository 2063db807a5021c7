// Package bazaar is where people find APIs and learn to use them: the list of
// all APIs by what they give, a page for each with its versions, its
// documentation and a console to try it, and the public status page.
//
// An API here is one that an agency has registered (a market.Product) or that
// the tables of a dataset have by themselves. What agencies write, their
// OpenAPI documents above all, is a stranger's text: it is shown within bounds,
// and never as markup but what package bluemonday lets through.
package bazaar
