package openapi

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
)

// disclosureSchema is what everybody may know of how people are protected.
func disclosureSchema() schema {
	return object("How the people in the table are protected. Only of tables that were made anonymous.",
		need("dataset", text("")),
		need("unit", oneOf("What a row is about.", "person", "household", "business", "place", "aggregate")),
		need("release", oneOf("", "open", "restricted", "internal")),
		need("review_by", moment("When the policy is to be looked at again.")),
		may("k_asked", integer("At least so many rows look alike to whoever the policy thinks of.")),
		may("k_reached", integer("The smallest number of rows that do; missing if it is not known.")),
		need("adversaries", integer("How many kinds of people who may try to find somebody the policy thinks of.")),
		may("models", list(object("What guards a sensitive column.",
			need("column", text("As in the policy.")), need("models", list(text("Such as l-distinct or t-equal.")))))),
		need("suppressed_rows_percent", integer("Rounded up.")), need("suppressed_cells_percent", integer("Rounded up.")),
		may("levels", list(object("How far a column was generalised.",
			need("column", text("As in the policy.")), need("hierarchy", text("")), need("level", integer("0 is as it was.")),
			need("of", integer("The level that tells nothing.")), may("step", text("The name of the level, such as province."))))),
		need("policy", pattern(digestPattern, text("SHA-256 of the policy in its canonical form."))),
		need("report", pattern(digestPattern, text("SHA-256 of the risk report, which the agency keeps."))),
		need("pass", boolean("")))
}

// riskOperations are those of the report that only the agency may read.
func riskOperations() (report, page operation) {
	const path = "/v1/datasets/{dataset}/releases/{version}/checks/{resource}/risk"
	get := func(path, id, summary string, content openapi3.Content) operation {
		return operation{method: http.MethodGet, path: path, id: id, tag: tagPublish, summary: summary, keyed: true,
			responses: answers().with(http.StatusOK, "For those who may publish for the agency.", []string{"Cache-Control"}, content).
				metered().fails(http.StatusForbidden, http.StatusNotFound, http.StatusGone)}
	}
	json := openapi3.Content{"application/json": openapi3.NewMediaType().WithSchemaRef(typed("object", "", "The report as it was published with the table."))}
	html := openapi3.Content{"text/html": openapi3.NewMediaType().WithSchemaRef(text(""))}
	return get(path, "getRisk", "The risk report of a table", json), get(path+".html", "getRiskPage", "The risk report of a table, to be read", html)
}
