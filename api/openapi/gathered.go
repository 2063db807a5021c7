package openapi

import "github.com/getkin/kin-openapi/openapi3"

// gatheredSchemas are those of collections.
func gatheredSchemas() openapi3.Schemas {
	return openapi3.Schemas{
		"Collections": object("What editors have gathered.", need("data", list(ref("Collection")))),
		"Collection": object("Datasets, charts, maps, places and APIs that editors have gathered under a title. What is not public is left out.",
			need("slug", pattern(slugPattern, text(""))), need("agency", orNull(text("The code of whose it is; null: the portal's."))),
			need("title", ref("Text")), need("description", ref("Text")),
			need("public_since", moment("")), need("updated_at", moment("When something new was to be seen in it.")),
			need("items", list(object("", need("kind", oneOf("", "dataset", "chart", "place", "api")), need("title", ref("Text")), need("note", ref("Text")),
				may("dataset", text("Of a dataset or chart.")), may("version", integer("Of a dataset or chart; left out: whichever is the newest.")),
				may("api", text("")), may("places", list(text("The code of a province or commune."))), need("html", uri("Its page."))))),
			need("links", object("", need("self", uri("")), need("html", uri(""))))),
	}
}
