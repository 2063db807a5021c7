package openapi

import "github.com/getkin/kin-openapi/openapi3"

// changesSchema is what became of the form of a table.
func changesSchema() schema {
	return object("What differs in the form of a table from release to release, newest first.",
		need("dataset", text("")), need("resource", text("")),
		need("data", list(object("",
			need("version", integer("")), need("against", orNull(integer("The version before; null for the first that has the table."))),
			need("published_at", moment("")), need("breaking", boolean("Whether a program that reads the table may fail.")),
			need("changes", list(object("",
				need("column", text("Or the columns of the key.")),
				need("kind", text("added, removed, retyped, renamed, nullable, unit, codes, described, key or order (of the rows).")),
				need("breaking", boolean("")), need("text", ref("Text")), need("rule", ref("Text"))))),
			need("links", object("", need("release", uri("")), need("html", uri(""))))))),
		need("links", ref("TableLinks")))
}

// checkSchemas are those of the report of the checks of a table.
func checkSchemas() openapi3.Schemas {
	links := need("links", ref("ChecksLinks"))
	resource := need("resource", text("The name of the table."))
	rows := need("input_rows", integer("Data rows in the input."))
	disclosure := may("disclosure", ref("Disclosure"))
	findings := may("findings", list(ref("Finding")))
	return openapi3.Schemas{
		"Checks": object("What was found when a table was made, in brief.",
			resource, rows, findings,
			need("misfits", integer("Values that are not in the data, because they do not fit their column.")),
			may("score", integer("Of the quality, from 0 to 100.")),
			may("breaking", boolean("Whether programs that read the release before may fail; missing for the first release.")),
			disclosure, may("links", ref("ChecksLinks"))),
		"ChecksLinks": object("Where the whole report is; not of a withdrawn release.",
			need("self", uri("")), need("misfits", uri("As CSV.")), need("html", uri(""))),
		"CheckReport": object("How a table was read, what was found, and how good it is.",
			need("dataset", text("")), need("version", integer("")), resource, need("rows", integer("In the data.")), rows, findings,
			need("reading", ref("Reading")), may("misfits", list(ref("Misfit"))), may("quality", ref("Quality")), may("changes", ref("Changes")),
			disclosure, links),
		"Finding": object("Something that a reader of the data should know.",
			need("code", text("")), may("column", text("")), need("count", integer("")), may("line", integer("Of the first, in the input.")),
			may("ref", text("Its cell or range in a sheet.")), may("value", text("Of the first, shortened.")), need("text", ref("Text")),
			may("refused", boolean("Whether the table could not be published for it: never of a published one."))),
		"Reading": object("How the input was read: what was found and what was guessed.",
			may("format", text("Such as csv, xlsx or geojson.")), may("packed", text("gzip, zstd or zip.")), may("encoding", text("Of text.")),
			may("separator", text("Of columns of text.")), may("sheet", text("Of a workbook.")),
			may("header", text("The range or the line of the header.")),
			may("steps", list(object("In their order.",
				need("code", text("")), may("ref", text("The range that it concerns.")), need("text", ref("Text")))))),
		"Misfit": object("A value of the input that is not in the data.",
			need("line", integer("In the input.")), may("ref", text("Its cell in a sheet.")), need("column", text("")),
			need("value", text("Shortened to 80 characters.")), need("type", oneOf("Of the column.", columnTypes...))),
		"Quality": object("How well the table serves, measured.",
			need("score", integer("From 0 to 100.")),
			need("points", (orNull(list(object("",
				need("measure", text("completeness, uniqueness, validity, timeliness or documentation.")),
				need("got", integer("Points.")), need("of", integer("Points at most.")),
				need("text", ref("Text")), may("fix", ref("Text")))))))),
		"Changes": object("What differs from the release before.",
			need("against", integer("Its version.")), need("breaking", boolean("Whether a program that reads the table may fail.")),
			may("columns", list(object("",
				need("column", text("")), need("kind", text("added, removed, retyped, renamed, nullable, moved (its values), missing (more or fewer values), unit, codes, described or key.")),
				need("breaking", boolean("")), need("text", ref("Text"))))),
			need("rows", object("By key, if there is one.",
				need("before", integer("")), need("after", integer("")), need("by_key", boolean("Whether the following are known.")),
				may("added", integer("")), may("removed", integer("")), may("changed", integer(""))))),
	}
}
