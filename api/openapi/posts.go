package openapi

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
)

// postSchemas are those of questions, corrections and requests for data.
func postSchemas() openapi3.Schemas {
	return openapi3.Schemas{
		"Posts": object("What people ask of those who answer for data.",
			need("data", list(ref("Post"))), need("next", orNull(text("The cursor of the next page; null at the end.")))),
		"Post": object("A question about a dataset, a correction of it, or a request for data. Who wrote it is not public.",
			need("id", text("")), need("kind", oneOf("", "question", "correction", "request")),
			need("dataset", orNull(text("What it is about; of a request what it led to."))), need("agency", orNull(text("Its code; null if the administration of the portal answers."))),
			need("title", text("")), need("text", text("Markdown.")),
			need("status", oneOf("What became of it.", "open", "planned", "answered", "declined")),
			need("public_since", moment("")), need("due_at", moment("When the first answer is due.")), need("supports", integer("Accounts that want the same, of requests.")),
			need("updated_at", moment("When something last happened in it.")),
			need("answers", list(object("What the agency said.", need("status", oneOf("", "planned", "answered", "declined")), need("text", text("Markdown.")), need("at", moment(""))))),
			need("links", object("", need("html", uri(""))))),
	}
}

// postOperations are those of questions, corrections and requests for data.
func postOperations() []operation {
	of := func(path, id, summary string) operation {
		return operation{method: http.MethodGet, path: path, id: id, tag: tagCatalogue, summary: summary,
			parameters: openapi3.Parameters{
				{Value: query("dataset", "Only of this dataset.", text(""))}, {Value: query("agency", "Only to this agency.", text(""))},
				{Value: query("status", "Only of this status.", oneOf("", "open", "planned", "answered", "declined"))},
				{Value: query("limit", "At most so many, up to 99; 20 if it is left out.", atLeast(1, integer("")))},
				{Value: query("cursor", "The next of a page before.", text(""))}},
			responses: answers().with(http.StatusOK, "Found.", answerHeaders, jsonOf("Posts")).notModified().metered().
				fails(http.StatusBadRequest)}
	}
	return []operation{
		of("/v1/questions", "listQuestions", "Questions about datasets and corrections of them, with their answers"),
		of("/v1/requests", "listRequests", "Requests for data, with their answers and supporters"),
	}
}
