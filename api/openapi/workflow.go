package openapi

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/catalog"
	"nguon/catalog/workflow"
)

// workflowOperations are those of releases that only their agencies see.
func workflowOperations() []operation {
	const one = "/v1/releases/{release}"
	private := append([]string{"Cache-Control"}, limitHeaders...)
	found := func(schema string) responses {
		return answers().with(http.StatusOK, "Found.", private, jsonOf(schema)).metered().fails(http.StatusForbidden, http.StatusNotFound)
	}
	states := oneOf("", catalog.StateDraft, catalog.StateChecked, catalog.StateRefused, catalog.StateSubmitted, catalog.StateReturned,
		catalog.StateApproved, catalog.StateDiscarded, catalog.StateScheduled, catalog.StatePublished, catalog.StateWithdrawn)
	all := []operation{
		{method: http.MethodGet, path: "/v1/releases", id: "listReleasesOnTheirWay", summary: "Releases on their way, the last made first",
			parameters: openapi3.Parameters{
				{Value: query("state", "Only in this state.", states)},
				{Value: query("agency", "Only of this agency.", text(""))},
				{Value: query("dataset", "Only of this dataset.", text(""))},
				{Value: query("before", "Only those made before the one with this id.", text(""))},
				{Value: query("limit", "How many in one answer, from 1 to 200; default 50.", atLeast(1, typed("integer", "int64", "")))},
			},
			responses: found("ReleasesOnTheirWay").fails(http.StatusBadRequest)},
		{method: http.MethodGet, path: one, id: "getReleaseOnItsWay", summary: "A release with its checks, its steps, and what you may do with it",
			responses: found("WholeReleaseOnItsWay")},
		{method: http.MethodPost, path: one + "/state", id: "moveRelease", summary: "Submit, approve, return, publish, postpone, discard or withdraw a release",
			body:      openapi3.NewRequestBody().WithRequired(true).WithContent(jsonOf("ReleaseStep")),
			responses: found("WholeReleaseOnItsWay").fails(http.StatusConflict, http.StatusGone, http.StatusUnprocessableEntity)},
		{method: http.MethodGet, path: one + "/rows/{resource}", id: "getReleaseRows", summary: "Rows of a release before the public sees it",
			responses: answers().with(http.StatusOK, "Found.", private, openapi3.NewContentWithJSONSchema(openapi3.NewObjectSchema().WithAnyAdditionalProperties())).
				metered().fails(http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusGone, http.StatusUnprocessableEntity)},
		{method: http.MethodGet, path: one + "/risk/{resource}", id: "getReleaseRisk", summary: "The risk report of a table before the public sees it",
			responses: answers().with(http.StatusOK, "Found.", private, openapi3.NewContentWithJSONSchema(openapi3.NewObjectSchema().WithAnyAdditionalProperties())).
				metered().fails(http.StatusForbidden, http.StatusNotFound, http.StatusGone)},
	}
	for i := range all {
		all[i].tag, all[i].keyed = tagPublish, true
	}
	return all
}

func workflowSchemas() openapi3.Schemas {
	head := func(more ...property) []property {
		return append([]property{
			need("id", text("")), need("dataset", text("")), need("title", ref("Text")), need("agency", text("")), need("version", integer("")),
			need("state", text("draft, checked, refused, submitted, returned, approved, discarded, scheduled, published or withdrawn.")),
			need("note", ref("Text")), need("rows", integer("")), need("created", moment("")), may("publish_at", moment("From when the public sees it.")),
			need("links", object("", need("self", uri("")), need("state", uri("")))),
		}, more...)
	}
	actions := oneOf("", workflow.Actions()...)
	return openapi3.Schemas{
		"ReleaseOnItsWay": object("A release that its agency alone sees, or has published.", head()...),
		"ReleasesOnTheirWay": object("", need("data", list(ref("ReleaseOnItsWay"))),
			need("links", object("", need("self", uri("")), need("next", orNull(uri("")))))),
		"WholeReleaseOnItsWay": object("", head(
			need("tables", list(object("",
				need("resource", text("")), need("rows", integer("")), need("columns", integer("")), need("bytes", integer("")),
				need("checks", typed("object", "", "What was found, and what differs from the release before.")),
				may("disclosure", typed("object", "", "How the people in the table are protected.")),
				need("links", object("", need("rows", uri("")), may("risk", uri(""))))))),
			need("steps", list(object("",
				need("time", moment("")), need("by", object("", need("kind", text("")), may("id", text("")))),
				need("action", text("")), need("state", text("After it.")), may("comment", ref("Text")), may("publish_at", moment("")),
				may("delay_ms", integer("After which the portal came to announce it."))))),
			need("actions", list(actions)),
			may("sharers", list(object("Another release with some of the bytes of this one.",
				need("id", text("")), need("version", integer("")), need("state", text("")),
				need("heir", boolean("It has what came with this one, and not only what both have from before."))))))...),
		"ReleaseStep": object("",
			need("action", actions), may("comment", text("To those who work at the release; needed to return it.")),
			may("reason", ref("Text")), may("publish_at", moment("From when the public sees it; without it, or in the past, at once.")),
			may("heirs", boolean("Withdraw all releases, too, that have what came with this one."))),
	}
}
