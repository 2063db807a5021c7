package openapi

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
)

const sqlDescription = "One SELECT over published tables: FROM \"dataset\".table reads the latest release, FROM \"dataset@3\".table the third for ever. " +
	"Joins, common table expressions, windows and set operations may be used; functions of files, settings, time and chance may not. " +
	"An answer is whole or a problem: with more rows than the plan allows it is query-limit-exceeded, never cut. " +
	"QUERY (RFC 10008) takes the statement as POST does, and its answer can be kept. Closed unless the portal has opened it."

// sqlOperations are GET and POST /v1/sql. OpenAPI 3.1 has no word for QUERY.
func sqlOperations() []operation {
	q := query("q", "The statement.", longest(32<<10, text("")))
	q.Required = true
	q.Example = `SELECT count(*) AS n FROM "vn-places".places`
	common := openapi3.Parameters{
		{Value: query("format", "The format; it wins over Accept.", oneOf("", formatNames()...))},
		{Value: query("bom", "1 begins CSV with a byte order mark.", byDefault("0", oneOf("", "0", "1")))},
	}
	statement := openapi3.NewMediaType().WithSchemaRef(longest(32<<10, text("The statement.")))
	body := openapi3.NewRequestBody().WithRequired(true).WithContent(openapi3.Content{"application/sql": statement})
	op := func(method, id, summary string) operation {
		return operation{
			method: method, path: "/v1/sql", id: id, tag: tagSQL, summary: summary, parameters: common,
			responses: answers().with(http.StatusOK, "The rows.", append([]string{"Accept-Query", "Link"}, answerHeaders...), rowsContent(ref("SqlAnswer"), "")).
				metered().fails(http.StatusBadRequest, http.StatusForbidden, http.StatusUnprocessableEntity,
				http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout),
		}
	}
	get := op(http.MethodGet, "getSql", "Ask with SQL, in the address")
	get.parameters = append(openapi3.Parameters{{Value: q}}, common...)
	get.responses = get.responses.notModified()
	post := op(http.MethodPost, "postSql", "Ask with SQL, in the body")
	post.body = body
	post.responses = post.responses.fails(http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	return []operation{get, post}
}

func sqlSchemas() openapi3.Schemas {
	return openapi3.Schemas{
		"SqlAnswer": object("",
			need("data", list(dictionary(schemaOfAnything()))),
			need("meta", object("",
				need("resources", list(object("A table that was read.",
					need("dataset", text("")), need("version", integer("")), need("resource", text("")), need("licence", text("Of the dataset.")),
					need("schema", uri("The columns of the table."))))),
				need("columns", list(object("", need("name", text("")), need("type", oneOf("", columnTypes...))))),
				need("rows", integer("")), need("elapsed_ms", integer(""))))),
	}
}

// schemaOfAnything is that of a value whose type nobody knows before.
func schemaOfAnything() schema { return openapi3.NewSchemaRef("", openapi3.NewSchema()) }
