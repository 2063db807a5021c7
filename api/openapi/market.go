package openapi

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/catalog/market"
)

const tagMarket = "apis"

// editionPattern is that of the names of versions of registered APIs.
const editionPattern = `^[a-z0-9]+([.-][a-z0-9]+)*$`

// marketSchemas are those of the APIs that agencies register.
func marketSchemas() openapi3.Schemas {
	words := object("", may("vi", orNull(list(text("")))), may("en", orNull(list(text("")))))
	contact := object("Who answers questions.", may("name", text("")), may("email", text("")), may("url", uri("")))
	terms := object("The conditions of use.", need("text", ref("Text")), may("url", uri("")))
	access := oneOf("Who may call it: everybody, everybody with a key, or applications that the agency has approved.", market.Accesses()...)
	upstream := func(more ...property) schema {
		return object("Where calls go; for the agency only.", append([]property{
			need("url", text("An https address.")),
			may("header", text("The name of a header that the upstream wants; its value is never shown.")),
			may("health", text("A path that is asked every minute.")),
			may("timeout_seconds", atMost(60, atLeast(0, number("Of one try, until the answer begins and for each of its parts; 10 if it is left out.")))),
			may("retries", atMost(market.MaxRetries, atLeast(0, integer("Of calls that are safe to repeat.")))),
			may("validate", oneOf("What happens to calls that the document does not allow: left out, they are counted.", market.ReportOnly, market.Enforce, market.NoneAtAll)),
			may("cache_seconds", atMost(86400, atLeast(0, number("How long answers may be kept that the upstream allows to keep.")))),
			may("private", boolean("The address is inside the network of the portal: only its administrator sets it.")),
		}, more...)...)
	}
	about := []property{
		need("agency", text("The code of the agency that answers for it.")), need("title", ref("Text")), need("description", ref("Text")),
		need("themes", list(text("A code of a theme."))), may("keywords", words), need("contact", contact), need("terms", terms),
		need("support", ref("Text")), need("access", access),
	}
	version := []property{need("note", ref("Text")), may("home", uri("Where a version that is not called through the portal is explained."))}
	return openapi3.Schemas{
		"API": object("An API that an agency has registered.", append([]property{
			need("name", pattern(slugPattern, text(""))), may("current", text("The version for newcomers.")), need("versions", list(ref("APIVersion"))),
			need("revision", integer("Counts the changes; If-Match takes it.")), need("modified", moment("")),
			need("links", object("", need("self", uri("")), need("agency", uri("")))),
		}, about...)...),
		"APIVersion": object("An edition of its interface.", append([]property{
			need("name", pattern(editionPattern, text(""))), need("state", oneOf("", market.States()...)),
			may("document", object("Its OpenAPI document.", need("sha256", text("")), need("openapi", text("")), need("title", text("")),
				need("version", text("")), need("paths", integer("")))),
			may("published", moment("")), may("deprecated", moment("")), may("sunset", moment("When it will stop, or has stopped.")), may("retired", moment("")),
			may("successor", text("Where to go instead: api/NAME/VERSION.")),
			need("links", object("", may("call", uri("What the addresses of calls begin with.")), may("openapi", uri("")), may("health", uri("")))),
			may("upstream", upstream()), may("comment", text("Why it was returned from review; for the agency only.")),
		}, version...)...),
		"APIs": object("APIs in the order of their names, or the best match first.", need("data", list(ref("API"))),
			may("total", integer("How many the words find.")), may("corrected", text("What was searched in place of q, which finds nothing.")),
			need("links", object("", may("next", uri(""))))),
		"APIRegistration": object("What is said of an API as a whole.", about...),
		"APIVersionInput": object("What is said of a version.", append([]property{
			may("document", open(&openapi3.SchemaRef{Value: openapi3.NewSchema()})), may("document_url", uri("Where its OpenAPI document is.")),
			may("upstream", upstream(may("secret", text("The value of the header; left out, it stays as it was.")))),
		}, version...)...),
		"APIMove": object("Takes a version to another state: draft, review, published, deprecated, retired.",
			need("to", oneOf("", market.States()...)), may("comment", text("Why it is returned.")),
			may("sunset", moment("When it will stop: 30 days ahead at least.")), may("successor", text("api/NAME/VERSION.")),
			may("now", boolean("Retire it at once, as after a leak."))),
		"APIChanges": object("What differs between the documents of two versions, what breaks programs first.",
			need("from", text("")), need("to", text("")), need("breaking", boolean("")),
			need("changes", list(object("", need("breaking", boolean("")), need("rule", text("Stable.")), may("operation", text("Such as GET /stations.")), need("detail", ref("Text")))))),
		"APIHealth": object("How well upstreams were in the last 90 days.", need("data", list(object("A day of a version.",
			need("version", text("")), need("day", typed("string", "date", "Of UTC.")), need("availability", atMost(1, atLeast(0, number("The part of the probes that were answered well.")))),
			need("probes", integer("")), need("slowest_ms", number("")), need("last", moment("")), need("last_up", boolean("")))))),
	}
}

// marketOperations are those of registered APIs, calls of them included.
func marketOperations() []operation {
	const one, version = "/v1/apis/{product}", "/v1/apis/{product}/{version}"
	get := func(path, id, summary, schema string, failures ...int) operation {
		return operation{method: http.MethodGet, path: path, id: id, tag: tagMarket, summary: summary,
			responses: answers().with(http.StatusOK, "Found.", answerHeaders, jsonOf(schema)).notModified().metered().fails(failures...)}
	}
	listed := get("/v1/apis", "listAPIs", "The APIs that agencies have registered", "APIs", http.StatusBadRequest)
	listed.parameters = openapi3.Parameters{
		{Value: query("q", "Words that the API is about, with or without marks: the best match comes first. It takes no after.", text(""))},
		{Value: query("agency", "Only those of this agency.", text(""))},
		{Value: query("after", "Only names after this one.", text(""))},
		{Value: query("limit", "How many.", byDefault(100, atMost(1000, atLeast(1, integer("")))))},
	}
	document := get(version+"/openapi.json", "getAPIDocument", "The OpenAPI document of a version, as it is called through the portal", "", http.StatusNotFound)
	document.responses = answers().with(http.StatusOK, "Found.", answerHeaders, opaque("application/vnd.oai.openapi+json")).notModified().metered().fails(http.StatusNotFound)
	changes := get(version+"/changes", "getAPIChanges", "What differs between two versions", "APIChanges", http.StatusBadRequest, http.StatusNotFound)
	changes.parameters = openapi3.Parameters{{Value: query("from", "The other version.", text("")).WithRequired(true)}}
	all := []operation{listed, get(one, "getAPI", "One registered API", "API", http.StatusNotFound), document, changes,
		get(one+"/health", "getAPIHealth", "How well the upstreams of an API were", "APIHealth", http.StatusNotFound)}

	match := openapi3.NewHeaderParameter("If-Match").WithDescription("The revision that is changed, in quotes.")
	match.Schema = text("")
	change := func(method, path, id, summary, schema string) operation {
		return operation{method: method, path: path, id: id, tag: tagMarket, summary: summary, keyed: true,
			parameters: openapi3.Parameters{{Value: match}},
			body:       openapi3.NewRequestBody().WithRequired(true).WithContent(jsonOf(schema)),
			responses: answers().with(http.StatusOK, "Changed.", append([]string{"ETag", "Cache-Control"}, limitHeaders...), jsonOf("API")).
				with(http.StatusCreated, "Registered.", append([]string{"ETag", "Cache-Control", "Location"}, limitHeaders...), jsonOf("API")).
				metered().fails(http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed,
				http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity)}
	}
	all = append(all,
		change(http.MethodPut, one, "putAPI", "Register an API, or change what is said of it", "APIRegistration"),
		change(http.MethodPut, version, "putAPIVersion", "Add a version of an API, or change it", "APIVersionInput"),
		change(http.MethodPost, version+"/state", "moveAPIVersion", "Take a version to another state", "APIMove"))

	for method, id := range map[string]string{http.MethodGet: "callAPI", http.MethodPost: "callAPIPost", http.MethodPut: "callAPIPut",
		http.MethodPatch: "callAPIPatch", http.MethodDelete: "callAPIDelete"} {
		call := operation{method: method, path: "/v1/call/{product}/{version}/{path}", id: id, tag: tagMarket,
			summary: "Call a registered API: what it answers is in its own document",
			responses: answers().with(http.StatusOK, "What the upstream answers; it may have other statuses, too.", limitHeaders, opaque("*/*")).
				metered().fails(http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusGone,
				http.StatusRequestEntityTooLarge, http.StatusBadGateway, http.StatusGatewayTimeout)}
		if method != http.MethodGet && method != http.MethodDelete {
			call.body = openapi3.NewRequestBody().WithContent(opaque("*/*"))
		}
		all = append(all, call)
	}
	return all
}
