package openapi

import (
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/catalog"
)

// formats are the formats of rows, with their media types.
var formats = []struct{ name, id, mediaType string }{
	{"json", "Json", "application/json"},
	{"ndjson", "Ndjson", "application/x-ndjson"},
	{"csv", "Csv", "text/csv"},
	{"geojson", "GeoJson", "application/geo+json"},
	{"xlsx", "Xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{"parquet", "Parquet", "application/vnd.apache.parquet"},
	{"arrow", "Arrow", "application/vnd.apache.arrow.stream"},
}

func formatNames() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// rowsContent is what …/rows answers, in all formats or the one given.
func rowsContent(page schema, format string) openapi3.Content {
	content := openapi3.Content{}
	for _, f := range formats {
		if format != "" && f.name != format {
			continue
		}
		m := openapi3.NewMediaType()
		if f.name == "json" {
			m.Schema = page
		}
		content[f.mediaType] = m
	}
	return content
}

// tableFailures are the problems of every route of a table.
var tableFailures = []int{http.StatusBadRequest, http.StatusNotFound, http.StatusGone}

// dataOperations are the routes of all tables, with the columns left open.
func dataOperations(o Options) []operation {
	const base = "/v1/data/{dataset}/{resource}/"
	filters := query("filters", "Columns: name=v for equality, name__op=v for other operators (ne, gt, gte, lt, lte, in, nin, between, "+
		"contains, starts, ends, like, null, bbox, near). The document of a table has them all.", dictionary(text("")))
	explode := true
	filters.Style, filters.Explode = "form", &explode
	ops := tableOperations(o, base, ref("Rows"), openapi3.Parameters{{Value: filters}}, nil)
	for i := range ops {
		ops[i].responses = ops[i].responses.with(http.StatusPermanentRedirect, "The dataset has another name now.", []string{"Location"}, nil)
	}
	return ops
}

// tableOperations are the routes of a table below base, with the given form of
// a page, filters, and columns for examples.
func tableOperations(o Options, base string, page schema, filters openapi3.Parameters, columns []catalog.Column) []operation {
	every := append(rowsParameters(o.Plans, columns), filters...)
	format := openapi3.Parameters{{Value: query("format", "The format; it wins over Accept.", oneOf("", formatNames()...))}}
	rows := func(suffix, id, name string, more openapi3.Parameters) operation {
		return operation{
			method: http.MethodGet, path: base + "rows" + suffix, id: "getRows" + id, tag: tagData, summary: "Rows" + summaryOf(name),
			parameters: slices.Concat(every, more),
			responses: answers().with(http.StatusOK, "A page of rows.", tableHeaders, rowsContent(page, name)).notModified().metered().
				fails(tableFailures...).
				fails(http.StatusUnprocessableEntity, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout),
		}
	}
	get := func(what, id, summary string, content openapi3.Content) operation {
		return operation{
			method: http.MethodGet, path: base + what, id: id, tag: tagData, summary: summary,
			responses: answers().with(http.StatusOK, "OK.", tableHeaders, content).notModified().metered().
				fails(http.StatusNotFound, http.StatusGone),
		}
	}
	file := func(what, id, mediaType, summary string) operation {
		return operation{
			method: http.MethodGet, path: base + what, id: id, tag: tagFiles, summary: summary,
			responses: answers().
				with(http.StatusOK, "The whole file.", fileHeaders, opaque(mediaType)).
				with(http.StatusPartialContent, "The part asked for with Range.", fileHeaders, nil).
				with(http.StatusTemporaryRedirect, "The address with the version, or the object store.", []string{"Location"}, nil).
				notModified().metered().
				fails(http.StatusBadRequest, http.StatusNotFound, http.StatusGone, http.StatusUnprocessableEntity, http.StatusPreconditionFailed, http.StatusRequestedRangeNotSatisfiable, http.StatusBadGateway),
		}
	}
	part := file("parts/{part}", "getPartFile", "application/vnd.apache.parquet", "One part of a table that grows by periods")
	ops := []operation{rows("", "", "", format)}
	for _, f := range formats {
		ops = append(ops, rows("."+f.name, f.id, f.name, nil))
	}
	ops = append(ops, diffOperations(base)...)
	return append(ops,
		get("schema", "getSchema", "The columns", jsonOf("Schema")),
		get("stats", "getStats", "The values of each column, summed up", jsonOf("TableStats")),
		get("openapi.json", "getTableDocument", "The document of the table",
			openapi3.Content{"application/json": openapi3.NewMediaType().WithSchemaRef(object(""))}),
		get("postman.json", "getTablePostman", "The table as a collection for Postman",
			openapi3.Content{"application/json": openapi3.NewMediaType().WithSchemaRef(object(""))}),
		get("bruno.json", "getTableBruno", "The table as a collection for Bruno",
			openapi3.Content{"application/json": openapi3.NewMediaType().WithSchemaRef(object(""))}),
		get("changes", "getChanges", "What changed from release to release", jsonOf("TableChanges")),
		file("file.parquet", "getParquetFile", "application/vnd.apache.parquet", "The whole table as published"),
		part,
		file("file.csv.gz", "getCsvFile", "application/gzip", "The whole table as compressed CSV"),
		file("file.ndjson.gz", "getNdjsonFile", "application/gzip", "The whole table as compressed lines of JSON"),
		file("file.geojson", "getGeoJsonFile", "application/geo+json", "The whole table as GeoJSON, if it has one column of shapes"),
		file("file.xlsx", "getXlsxFile", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
			"The whole table as a workbook, if it has at most 1,048,575 rows"),
		file("file.arrow", "getArrowFile", "application/vnd.apache.arrow.file", "The whole table as an Arrow IPC file, compressed with zstd"),
	)
}

func summaryOf(format string) string {
	if format == "" {
		return ""
	}
	return " as " + format
}
