package openapi

import (
	"maps"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
)

// The tags of operations.
const (
	tagCatalogue = "catalogue"
	tagData      = "data"
	tagFiles     = "files"
	tagSQL       = "sql"
	tagPublish   = "publish"
	tagService   = "service"
)

// Platform returns the document of the whole API.
func Platform(o Options) *openapi3.T {
	doc := newDocument(o, &openapi3.Info{
		Title:   "Nguồn data API",
		Version: Version,
		Description: "Search the catalogue, read rows of published tables, download whole files. No key is needed for small use. " +
			"Each table has a document of its own at /v1/data/{dataset}/{resource}/openapi.json.",
		Contact: &openapi3.Contact{Name: "About the portal", URL: absolute(o, "/about")},
		License: &openapi3.License{Name: "Each dataset has its own licence", URL: absolute(o, "/v1/licences")},
	})
	if o.Version != "" {
		doc.Info.Extensions = map[string]any{"x-portal-version": o.Version}
	}
	doc.Tags = openapi3.Tags{
		{Name: tagCatalogue, Description: "Datasets, their releases and agencies."},
		{Name: tagData, Description: "Rows and columns of published tables."},
		{Name: tagFiles, Description: "Whole files, with ranges; they never change."},
		{Name: tagSQL, Description: sqlDescription},
		{Name: tagMarket, Description: "APIs of agencies that are called through the portal, or listed here."},
		{Name: tagKeys, Description: "API keys: their use, and what to do with one that has leaked."},
		{Name: tagPublish, Description: "New releases, for agencies."},
		{Name: tagService, Description: "The service itself."},
	}
	doc.Components.Schemas = tableSchemas()
	maps.Copy(doc.Components.Schemas, catalogueSchemas())
	maps.Copy(doc.Components.Schemas, checkSchemas())
	maps.Copy(doc.Components.Schemas, publicationSchemas())
	maps.Copy(doc.Components.Schemas, proofSchemas())
	maps.Copy(doc.Components.Schemas, sqlSchemas())
	maps.Copy(doc.Components.Schemas, marketSchemas())
	maps.Copy(doc.Components.Schemas, historySchemas())
	maps.Copy(doc.Components.Schemas, gatheredSchemas())
	maps.Copy(doc.Components.Schemas, postSchemas())
	maps.Copy(doc.Components.Schemas, consumerSchemas())
	maps.Copy(doc.Components.Schemas, workflowSchemas())
	for _, op := range catalogueOperations() {
		op.addTo(doc)
	}
	for _, op := range dataOperations(o) {
		op.addTo(doc)
	}
	for _, op := range sqlOperations() {
		op.addTo(doc)
	}
	for _, op := range marketOperations() {
		op.addTo(doc)
	}
	for _, op := range consumerOperations() {
		op.addTo(doc)
	}
	for _, op := range publishOperations() {
		op.addTo(doc)
	}
	for _, op := range workflowOperations() {
		op.addTo(doc)
	}
	for _, op := range historyOperations() {
		op.addTo(doc)
	}
	for _, op := range postOperations() {
		op.addTo(doc)
	}
	for _, op := range serviceOperations() {
		op.addTo(doc)
	}
	shareParameters(doc)
	return doc
}

// absolute returns an address that stands by itself, where one is demanded.
func absolute(o Options, path string) string {
	if o.BaseURL == "" {
		return Local + path
	}
	return o.BaseURL + path
}

// An operation is one method of one path.
type operation struct {
	method, path, id, tag, summary string
	parameters                     openapi3.Parameters
	body                           *openapi3.RequestBody
	responses                      responses
	keyed                          bool // a key is needed
	open                           bool // a key means nothing
}

func (op operation) addTo(doc *openapi3.T) {
	o := openapi3.NewOperation()
	o.OperationID, o.Summary, o.Description, o.Tags = op.id, op.summary, descriptions[op.id], []string{op.tag}
	o.Parameters = append(pathParameters(op.path), op.parameters...)
	o.Responses = op.responses.all
	if op.body != nil {
		o.RequestBody = &openapi3.RequestBodyRef{Value: op.body}
	}
	switch {
	case op.keyed:
		o.Security = openapi3.NewSecurityRequirements().
			With(openapi3.NewSecurityRequirement().Authenticate("apiKey")).
			With(openapi3.NewSecurityRequirement().Authenticate("bearer"))
	case op.open:
		o.Security = openapi3.NewSecurityRequirements()
	}
	doc.AddOperation(op.path, op.method, o)
}

func catalogueOperations() []operation {
	get := func(path, id, summary, schema string, failures ...int) operation {
		return operation{method: http.MethodGet, path: path, id: id, tag: tagCatalogue, summary: summary,
			responses: answers().with(http.StatusOK, "Found.", answerHeaders, jsonOf(schema)).notModified().metered().fails(failures...)}
	}
	moved := func(op operation) operation {
		op.responses = op.responses.with(http.StatusPermanentRedirect, "The dataset has another name now.", []string{"Location"}, nil)
		return op
	}
	search := get("/v1/datasets", "listDatasets", "Search the catalogue", "Search", http.StatusBadRequest)
	search.parameters = searchParameters()
	misfits := get("/v1/datasets/{dataset}/releases/{version}/checks/{resource}/misfits.csv", "getMisfits", "The values that are not in the data", "")
	misfits.responses = answers().with(http.StatusOK, "A line for each, with its place in the input.", answerHeaders, opaque("text/csv")).
		notModified().metered().fails(http.StatusNotFound, http.StatusGone)
	risk, riskPage := riskOperations()
	suggest := get("/v1/suggest", "suggest", "What a text that is being typed may become", "Suggestions", http.StatusBadRequest)
	suggest.parameters = suggestParameters()
	dump := func(path, id, media string) operation {
		return operation{method: http.MethodGet, path: path, id: id, tag: tagCatalogue, summary: "All datasets in one file, made anew every few minutes",
			responses: answers().with(http.StatusOK, "A line for each dataset.", answerHeaders, opaque(media)).
				notModified().metered().fails(http.StatusServiceUnavailable)}
	}
	return []operation{
		search, suggest,
		dump("/v1/datasets.ndjson.gz", "dumpDatasets", "application/x-ndjson+gzip"), dump("/v1/datasets.csv.gz", "dumpDatasetsCSV", "text/csv+gzip"),
		moved(get("/v1/datasets/{dataset}", "getDataset", "One dataset", "Dataset", http.StatusNotFound)),
		moved(get("/v1/datasets/{dataset}/releases", "listReleases", "Its releases, newest first", "Releases", http.StatusNotFound)),
		moved(get("/v1/datasets/{dataset}/releases/{version}", "getRelease", "One release", "Release", http.StatusNotFound, http.StatusGone)),
		moved(get("/v1/datasets/{dataset}/releases/{version}/checks/{resource}", "getChecks", "How a table was read and what was found", "CheckReport",
			http.StatusNotFound, http.StatusGone)),
		moved(proofOperation()), moved(misfits), moved(risk), moved(riskPage),
		get("/v1/agencies", "listAgencies", "The agencies that publish", "Agencies"),
		get("/v1/agencies/{agency}", "getAgency", "One agency", "Agency", http.StatusNotFound),
		get("/v1/collections", "listCollections", "What editors have gathered, with something new first", "Collections"),
		get("/v1/collections/{collection}", "getCollection", "One collection", "Collection", http.StatusNotFound),
		get("/v1/licences", "listLicences", "The open licences that have a code", "Licences"),
	}
}

// facetMeaning says what is not plain about the values of a facet.
var facetMeaning = map[string]string{
	"agency":      "An agency is met by those below it, too.",
	"territory":   "A code of a place; a territory is met by its parts, too.",
	"period":      "A year that the data describe.",
	"api":         "true for datasets with a table that can be queried.",
	"column_type": "A type of a column.",
}

func suggestParameters() openapi3.Parameters {
	return openapi3.Parameters{
		{Value: query("q", "What was typed; the last word may be unfinished.", longest(1000, text("")))},
		{Value: query("limit", "Suggestions in the answer.", byDefault(8, atMost(20, atLeast(1, typed("integer", "int32", "")))))},
	}
}

func searchParameters() openapi3.Parameters {
	var all openapi3.Parameters
	add := func(p *openapi3.Parameter) { all = append(all, &openapi3.ParameterRef{Value: p}) }
	add(query("q", "Words, all of which must be found, with or without tone marks; “quotes” keep words together, a minus excludes, "+
		"column:word binds a word to a field (title, keyword, agency, theme, place, resource, column, value, description, note).",
		longest(1000, text(""))))
	for _, facet := range []string{"agency", "theme", "format", "licence", "frequency", "territory", "period", "api", "column_type"} {
		add(query(facet, "One of several values may be met; repeat the parameter. "+facetMeaning[facet], list(text(""))))
	}
	add(query("from", "The first year, month or day that the data are to describe: 2015, 2015-06, 2015-06-30.", text("")))
	add(query("until", "The last one, in the same forms; it is within the span.", text("")))
	add(query("sort", "Without words, newest first.", oneOf("", "relevance", "newest", "title")))
	add(query("limit", "Datasets in the page.", byDefault(20, atMost(100, atLeast(1, typed("integer", "int32", ""))))))
	add(query("cursor", "From links.next of the page before.", text("")))
	add(query("exact", "1 takes the words as they were typed: marks, endings, no other names.", byDefault("0", oneOf("", "0", "1"))))
	add(query("explain", "1 says of each hit how its score came about.", byDefault("0", oneOf("", "0", "1"))))
	return all
}

func serviceOperations() []operation {
	get := func(path, id, summary string, content openapi3.Content) operation {
		r := answers().with(http.StatusOK, "OK.", []string{"Cache-Control"}, content)
		r.all.Set("4XX", &openapi3.ResponseRef{Ref: "#/components/responses/Problem"})
		return operation{method: http.MethodGet, path: path, id: id, tag: tagService, summary: summary, open: true, responses: r}
	}
	ready := get("/readyz", "getReady", "Whether all that is needed works", jsonOf("Health"))
	ready.responses = ready.responses.with(http.StatusServiceUnavailable, "Something does not; checks says what.", nil, jsonOf("Health"))
	plain := openapi3.Content{"text/plain": openapi3.NewMediaType().WithSchemaRef(text(""))}
	return []operation{
		get("/openapi.json", "getDocument", "This document", openapi3.Content{"application/json": openapi3.NewMediaType().WithSchemaRef(object(""))}),
		get("/.well-known/api-catalog", "getApiCatalog", "Where the API and its document are (RFC 9727)",
			openapi3.Content{"application/linkset+json": openapi3.NewMediaType().WithSchemaRef(ref("Linkset"))}),
		get("/problems/{code}", "getProblem", "What a problem means", plain),
		get("/healthz", "getHealth", "Whether the process lives", jsonOf("Health")),
		ready,
		get("/metrics", "getMetrics", "Figures for Prometheus", plain),
	}
}
