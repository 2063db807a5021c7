// Package openapi describes the data API in OpenAPI 3.1: the platform in one
// document ([Platform]), and each published table in one of its own ([Table]),
// with a typed parameter for every operator of every column.
//
// The documents say what the gateway does; that they are true is tested there,
// where every answer is validated against them.
package openapi

import (
	"github.com/getkin/kin-openapi/openapi3"

	"nguon/catalog/market"
)

// Version is that of the document of the platform: a new major one where clients
// may break, a new minor one for whatever else changes. A test holds it to that.
const Version = "1.13.0"

// Local is where the program listens unless it is told otherwise: the base of
// addresses that must stand by themselves when Options have none.
const Local = "http://127.0.0.1:8080"

// Options are what both kinds of document depend on.
type Options struct {
	BaseURL string // of the server, without a slash at its end; empty for relative addresses
	Version string // of the program
	Plans   market.Plans
}

// newDocument returns a document without paths.
func newDocument(o Options, info *openapi3.Info) *openapi3.T {
	server := o.BaseURL
	if server == "" {
		server = "/"
	}
	return &openapi3.T{
		OpenAPI: "3.1.0",
		Info:    info,
		Servers: openapi3.Servers{{URL: server}},
		Paths:   openapi3.NewPaths(),
		Security: openapi3.SecurityRequirements{
			openapi3.NewSecurityRequirement(), // a key is optional
			openapi3.NewSecurityRequirement().Authenticate("apiKey"),
			openapi3.NewSecurityRequirement().Authenticate("bearer"),
		},
		Components: &openapi3.Components{
			Schemas:   openapi3.Schemas{},
			Headers:   headers(),
			Responses: problemResponses(),
			SecuritySchemes: openapi3.SecuritySchemes{
				"apiKey": {Value: &openapi3.SecurityScheme{
					Type: "apiKey", In: "header", Name: "X-Api-Key", Description: "An API key: ngn_live_ and 36 letters and digits.",
				}},
				"bearer": {Value: &openapi3.SecurityScheme{
					Type: "http", Scheme: "bearer", BearerFormat: "ngn_live_…", Description: "The same key as a bearer token.",
				}},
			},
		},
	}
}
