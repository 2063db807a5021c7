package openapi

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
)

// historySchemas are those of the calendar of releases.
func historySchemas() openapi3.Schemas {
	return openapi3.Schemas{
		"Calendar": object("When releases are due by the schedules that agencies have promised, and how they were kept.",
			need("from", moment("")), need("until", moment("Not within the span.")), need("data", list(ref("CalendarEntry")))),
		"CalendarEntry": object("One time at which a release is due, or was.",
			need("dataset", text("")), need("title", ref("Text")), need("agency", text("Its code.")), need("themes", list(text(""))),
			need("due_at", moment("")), need("scheduled_on", typed("string", "date", "The day of the rule, in Viet Nam, before it was moved off a day off.")),
			need("state", oneOf("overdue: its day is over, and there is no release.", "expected", "on-time", "late", "overdue")),
			need("days_late", integer("Until the release, or until now.")),
			need("version", orNull(integer("The release that counts for it; null if there is none yet."))), need("published_at", orNull(moment(""))),
			need("links", object("", need("dataset", uri("")), need("html", uri(""))))),
	}
}

// diffSchema is what differs between two releases of a table.
func diffSchema() schema {
	return object("What differs between two releases of a table.",
		need("dataset", text("")), need("resource", text("")), need("from", integer("A version.")), need("to", integer("A later one.")),
		need("breaking", boolean("Whether a program that reads the table may fail.")),
		need("columns", list(object("In its form, or in how its values are distributed.",
			need("column", text("Or the columns of the key.")), need("kind", text("As in the changes of a table; also moved and missing, of values.")),
			need("breaking", boolean("")), need("text", ref("Text")), need("rule", ref("Text"))))),
		need("rows", object("", need("before", integer("")), need("after", integer("")),
			need("by_key", boolean("Whether rows are matched by the key; otherwise equal rows are the same, and none is changed.")),
			may("added", integer("")), may("removed", integer("")), may("changed", integer("")))),
		need("cells", list(object("The changed rows by column, if rows are matched by key.", need("column", text("")), need("changed", integer(""))))),
		need("changes", list(open(object("One of the first changes: the kind (added, removed or changed), the key, and old and new values by column.",
			need("change", text("")))))),
		need("links", object("All changes as files, and the page.", need("parquet", uri("")), need("csv", uri("")), need("html", uri("")))))
}

// historyOperations are those of the calendar, of citations and identifiers.
func historyOperations() []operation {
	day := func(name, what string) *openapi3.ParameterRef {
		return &openapi3.ParameterRef{Value: query(name, what, typed("string", "date", ""))}
	}
	calendar := operation{method: http.MethodGet, path: "/v1/calendar", id: "getCalendar", tag: tagCatalogue, summary: "When releases are due, and how they were kept",
		parameters: openapi3.Parameters{
			day("from", "The first day, in Viet Nam; today if it is left out."), day("until", "The day after the last; 92 days later if it is left out."),
			{Value: query("agency", "Only of this agency.", text(""))}, {Value: query("theme", "Only of this theme.", text(""))},
			{Value: query("dataset", "Only of this dataset.", text(""))}},
		responses: answers().with(http.StatusOK, "Found.", answerHeaders, jsonOf("Calendar")).notModified().metered().
			fails(http.StatusBadRequest, http.StatusRequestEntityTooLarge)}
	content := openapi3.Content{}
	for _, media := range []string{"text/plain", "application/x-bibtex", "application/x-research-info-systems", "application/vnd.citationstyles.csl+json"} {
		content[media] = openapi3.NewMediaType()
	}
	citation := operation{method: http.MethodGet, path: "/v1/datasets/{dataset}/releases/{version}/citation", id: "getCitation", tag: tagCatalogue,
		summary: "How to cite a release",
		parameters: openapi3.Parameters{
			{Value: query("format", "It wins over Accept.", oneOf("", "apa", "bibtex", "ris", "csl"))},
			{Value: query("lang", "It wins over Accept-Language.", oneOf("", "vi", "en"))}},
		responses: answers().with(http.StatusOK, "The citation.", answerHeaders, content).notModified().metered().
			with(http.StatusPermanentRedirect, "The dataset has another name now.", []string{"Location"}, nil).
			fails(http.StatusBadRequest, http.StatusNotFound, http.StatusGone)}
	identifier := operation{method: http.MethodGet, path: "/id/{dataset}", id: "resolve", tag: tagService, open: true,
		summary: "The persistent identifier of a dataset, or with @ and a version of a release",
		responses: answers().with(http.StatusSeeOther, "The page about it, or what the API says of it if Accept asks for JSON.", []string{"Location", "Cache-Control"}, nil).
			fails(http.StatusNotFound)}
	return []operation{calendar, citation, identifier}
}

// diffOperations are those of what differs between two releases of a table.
func diffOperations(base string) []operation {
	version := func(name, what string) *openapi3.ParameterRef {
		return &openapi3.ParameterRef{Value: query(name, what, atLeast(1, integer("")))}
	}
	parameters := func() openapi3.Parameters {
		from := version("from", "The earlier version.")
		from.Value.Required = true
		return openapi3.Parameters{from, version("to", "The later version; the newest if it is left out, or that of the address.")}
	}
	failures := []int{http.StatusBadRequest, http.StatusNotFound, http.StatusGone, http.StatusBadGateway}
	diff := operation{method: http.MethodGet, path: base + "diff", id: "getDiff", tag: tagData, summary: "What differs between two releases", parameters: parameters(),
		responses: answers().with(http.StatusOK, "Found.", answerHeaders, jsonOf("Diff")).notModified().metered().fails(failures...)}
	file := func(what, id, media, summary string) operation {
		return operation{method: http.MethodGet, path: base + what, id: id, tag: tagFiles, summary: summary, parameters: parameters(),
			responses: answers().with(http.StatusOK, "The whole file.", fileHeaders, opaque(media)).
				with(http.StatusPartialContent, "The part asked for with Range.", fileHeaders, nil).
				with(http.StatusTemporaryRedirect, "The object store.", []string{"Location"}, nil).
				notModified().metered().fails(append(failures, http.StatusPreconditionFailed, http.StatusRequestedRangeNotSatisfiable)...)}
	}
	return []operation{diff,
		file("diff.parquet", "getDiffParquet", "application/vnd.apache.parquet", "All changes between two releases, as a table"),
		file("diff.csv.gz", "getDiffCsv", "application/gzip", "All changes between two releases, as compressed CSV")}
}
