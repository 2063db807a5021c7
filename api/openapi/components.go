package openapi

import (
	"github.com/getkin/kin-openapi/openapi3"

	"nguon/catalog"
)

var columnTypes = []catalog.Type{
	catalog.Boolean, catalog.Integer, catalog.Decimal, catalog.Number, catalog.Date, catalog.Time, catalog.DateTime, catalog.Duration,
	catalog.String, catalog.Geometry,
}

const (
	slugPattern   = `^[a-z0-9]+(-[a-z0-9]+)*$`
	digestPattern = `^[0-9a-f]{64}$`
)

// tableSchemas are the schemas that documents of tables have, too.
func tableSchemas() openapi3.Schemas {
	return openapi3.Schemas{
		"Text": object("The same in both languages.", need("vi", text("Vietnamese")), need("en", text("English"))),
		"Problem": object("Problem details of RFC 9457.",
			need("type", uri("A page that explains the code.")),
			need("title", text("The kind of problem in a few words.")),
			need("status", typed("integer", "int32", "The status of HTTP.")),
			need("code", text("The kind of problem, for programs.")),
			may("detail", text("What is wrong with this request.")),
			may("instance", text("The id of the request, as in the log of the server and in X-Request-Id.")),
			may("limit", text("The limit that the request would exceed.")),
			may("allowed", integer("The value of that limit.")),
			may("errors", list(object("",
				may("parameter", text("The parameter, or the field of what was uploaded.")),
				may("position", integer("In the value, in bytes from 0.")),
				may("line", integer("Of the uploaded file, from 1.")),
				need("detail", text("How to mend it.")),
			)))),
		"Column": columnSchema(), "Disclosure": disclosureSchema(),
		"Stats": object("The values of a column over all rows.",
			need("name", text("")), need("type", oneOf("", columnTypes...)),
			need("nulls", integer("Missing values.")),
			need("distinct", integer("Different values that are not missing.")),
			may("exact", boolean("Whether distinct is exact; it is estimated if this is missing.")),
			may("min", text("The least value, as text.")), may("max", text("The greatest value, as text.")),
			may("mean", number("Of a numeric column.")),
			may("histogram", list(object("Values from ≤ v < until; the last bin has its bound.",
				need("from", number("Of dates and instants, seconds since 1970; of times of a day and durations, seconds.")), need("until", number("")), need("count", integer(""))))),
			may("top", list(object("", need("value", text("")), need("count", integer(""))))),
			may("rest", list(text("Of texts: the values after those of top, the most frequent first.")))),
		"TableLinks": object("", need("rows", uri("")), need("schema", uri("")), need("stats", uri("")), need("openapi", uri("")),
			need("postman", uri("A collection for Postman.")), need("bruno", uri("A collection for Bruno.")), need("changes", uri("")),
			need("licence", uri(""))),
		"Schema": object("The columns of a table.",
			need("dataset", text("")), need("version", integer("")), need("resource", text("")), need("rows", integer("")),
			need("key", list(text("The columns that identify a row."))), need("columns", list(ref("Column"))), may("disclosure", ref("Disclosure")),
			may("references", list(object("A foreign key to a table of the same release, whose columns rows may include.",
				need("fields", list(text("Columns of the table."))), need("resource", text("The table that they refer to.")),
				need("to", list(text("The columns there that identify a row.")))))),
			need("links", ref("TableLinks"))),
		"TableChanges": changesSchema(),
		"Diff":         diffSchema(),
		"TableStats": object("",
			need("dataset", text("")), need("version", integer("")), need("resource", text("")), need("rows", integer("")),
			need("columns", list(ref("Stats"))), need("links", ref("TableLinks"))),
		"RowsMeta": object("",
			need("dataset", text("")), need("version", integer("")), need("resource", text("")),
			need("rows", integer("In this page.")),
			need("total", orNull(integer("Rows that satisfy the conditions, or groups; null if they were not counted."))),
			need("elapsed_ms", integer("")),
			may("explain", object("How the rows were found; if asked for.",
				need("engine", oneOf("", "parquet", "duckdb")), need("plan", oneOf("", "file-order", "sorted-key", "bloom", "statement")),
				need("reader", oneOf("What the rows were read from: the published file, or a copy of it that is kept because it is asked often.", "parquet", "copy")),
				may("why", text("Why from there, for engineers.")),
				need("query", text("The query in its canonical form."))))),
		"RowsLinks": object("",
			need("self", uri("")), need("next", orNull(uri("The next page, of the same version; null on the last."))),
			need("pinned", uri("This page, of this version for ever.")), need("schema", uri("")), need("licence", uri(""))),
	}
}

func columnSchema() schema {
	return object("A column of a table.",
		need("name", text("As in queries.")), need("title", ref("Text")), need("description", ref("Text")),
		need("type", oneOf("A time is of a day and has no zone; a duration is as in ISO 8601, without years and months; a geometry is in WGS 84, "+
			"longitude before latitude: an object of GeoJSON in JSON, well-known text in CSV, WKB in Parquet.", columnTypes...)),
		may("unit", text("As UCUM or in words.")),
		may("digits", integer("Of a decimal, in all. Beyond 15, decimals are texts in JSON.")),
		may("scale", integer("Of a decimal, after the point.")),
		may("precision", oneOf("Of a date that is no day: values look like 2024-07, 2024-Q3 or 2024.", catalog.ByMonth, catalog.ByQuarter, catalog.ByYear)),
		may("role", oneOf("What the values are for.", catalog.RoleCode, catalog.RoleCategory, catalog.RoleURL, catalog.RoleLongitude, catalog.RoleLatitude)),
		may("codes", text("The code list that the values are checked against.")))
}

// catalogueSchemas are those that only the document of the platform has.
func catalogueSchemas() openapi3.Schemas {
	dataset := []property{
		need("slug", pattern(slugPattern, text(""))), need("title", ref("Text")), need("description", ref("Text")),
		need("agency", object("", need("code", text("")), need("title", ref("Text")))),
		need("themes", list(text(""))),
		need("keywords", object("", may("vi", list(text(""))), may("en", list(text(""))))),
		need("licence", text("An SPDX identifier, or the address of a licence.")),
		need("frequency", text("")),
		need("latest", refOrNull("Latest")),
		need("links", object("", need("self", uri("")), need("releases", uri("")), need("html", uri("")))),
	}
	resource := func(columns schema, more ...property) property {
		return need("resources", list(object("", append(more,
			need("name", text("")), need("title", ref("Text")), need("description", ref("Text")),
			need("kind", oneOf("", catalog.KindTable, catalog.KindFile)),
			need("rows", integer("")), need("bytes", integer("Of the Parquet file.")), need("columns", list(columns)))...)))
	}
	found := append(dataset[:len(dataset):len(dataset)], resource(text("")),
		need("match", object("Why it was found.",
			need("score", number("")), need("fields", list(text(""))),
			need("snippet", text("HTML: escaped text, with what was found in mark elements.")), may("explain", text("")),
			may("places", list(object("A column, or a value of one, in which words were found.",
				need("field", oneOf("", "column", "value")), need("resource", text("")), need("column", text("")),
				may("value", text("The whole value.")), need("html", text("Escaped text, with what was found in mark elements.")),
				may("rows", uri("The rows that have the value."))))))))
	whole := append(dataset[:len(dataset):len(dataset)], resource(ref("Column"), may("disclosure", ref("Disclosure"))),
		need("source", object("", need("title", ref("Text")), may("url", uri("")))),
		need("contact", object("", may("name", text("")), may("email", text("")), may("url", uri("")))),
		may("temporal", ref("Period")),
		need("spatial", object("", need("title", ref("Text")), may("bbox", list(number("West, south, east, north in degrees."))),
			may("codes", list(text(""))))),
		may("doi", text("The DOI that is registered for all versions together, such as 10.5072/nguon.rain.")),
		need("created", moment("")), need("modified", moment("")))
	return openapi3.Schemas{
		"Latest":  object("The release that is served without a version.", need("version", integer("")), need("published_at", moment(""))),
		"Period":  object("From ≤ t < until; an open bound is missing.", may("from", moment("")), may("until", moment(""))),
		"Found":   object("A dataset in a list.", found...),
		"Dataset": object("A dataset.", whole...),
		"Search": object("",
			need("data", list(ref("Found"))),
			need("close", list(ref("Found"))),
			need("facets", dictionary(list(object("", need("value", text("")), need("title", ref("Text")), need("count", integer("")),
				may("parent", text("The value above it, in the trees of agencies and territories.")))))),
			need("meta", object("",
				need("total", integer("")),
				need("close_matches", integer("Datasets that hold some of the words, where none holds all; the first of them are in close.")),
				need("did_you_mean", orNull(text("The part of the text that finds them."))),
				need("corrected", orNull(text("What was searched in place of a text that finds nothing and has mistakes of typing."))), need("elapsed_ms", integer("")))),
			need("links", object("", need("self", uri("")), need("next", orNull(uri("")))))),
		"Suggestions": object("", need("data", list(object("",
			need("text", text("")), need("kind", oneOf("", "term", "place", "agency", "title")), may("dataset", text("Where a title leads.")))))),
		"Release": object("One immutable edition of a dataset.",
			need("dataset", text("")), need("version", integer("")),
			need("state", oneOf("", catalog.StatePublished, catalog.StateSuperseded, catalog.StateWithdrawn)),
			may("period", ref("Period")), need("published_at", moment("")), need("note", ref("Text")), need("rows", integer("")),
			need("digest", pattern(digestPattern, text("SHA-256 of schema, files and their sums."))),
			need("files", list(ref("File"))), may("parts", list(ref("Part"))), need("checks", list(ref("Checks"))),
			may("withdrawn_at", moment("")), may("reason", ref("Text")),
			may("doi", text("The DOI that is registered for this version, such as 10.5072/nguon.rain.v3.")),
			need("links", object("", need("self", uri("")), need("dataset", uri("")), need("html", uri(""))))),
		"Releases": object("", need("data", list(ref("Release")))),
		"Part": object("The rows of one period of a table, as a Parquet file. Other versions have the same file.",
			need("resource", text("")), may("period", text("Such as 2026-10; none for the rows that were there before any period.")), need("rows", integer("")),
			need("bytes", integer("")), need("sha256", pattern(digestPattern, text(""))), need("url", uri(""))),
		"File": object("A whole file.",
			need("name", text("")), need("resource", text("")), need("format", oneOf("", "parquet", "csv.gz", "ndjson.gz", "geojson", "xlsx", "arrow")),
			need("bytes", orNull(integer("Null until the file is made, on the first demand."))),
			need("sha256", orNull(text("In hexadecimal; null like bytes."))), need("url", uri(""))),
		"Agency": object("",
			need("code", text("")), need("title", ref("Text")), may("parent", text("")), may("homepage", uri("")), may("email", text("")),
			need("links", object("", need("self", uri("")), need("datasets", uri("")), need("html", uri(""))))),
		"Agencies": object("", need("data", list(ref("Agency")))),
		"Licences": object("", need("data", list(object("", need("code", text("")), need("title", ref("Text")), need("uri", uri("")))))),
		"Rows": object("A page of rows.",
			need("data", list(open(object("")))),
			need("meta", ref("RowsMeta")), need("links", ref("RowsLinks"))),
		"Health": object("", need("status", oneOf("", "ok", "unavailable")), may("checks", dictionary(oneOf("", "ok", "failed")))),
		"Linkset": object("RFC 9264.", need("linkset", list(object("",
			need("anchor", uri("")), may("item", ref("Links")), may("service-desc", ref("Links")),
			may("service-doc", ref("Links")), may("status", ref("Links")))))),
		"Links": list(object("", need("href", uri("")), may("type", text("")))),
	}
}
