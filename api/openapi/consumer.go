package openapi

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
)

const tagKeys = "keys"

// KeyPattern finds API keys, and the tokens of agencies' robots, in text: for
// scanners of leaked secrets. The last six characters are a checksum.
const KeyPattern = `\bngn_(live|robot)_[0-9A-Za-z]{36}\b`

// consumerSchemas are those of keys and their use.
func consumerSchemas() openapi3.Schemas {
	return openapi3.Schemas{
		"Usage": object("What a key has used, and what is left.",
			need("key", object("The key that asks, without what is secret of it.", need("id", text("")), need("name", text("")),
				need("hint", text("How it begins.")), may("application", text("")), may("expires", moment("")))),
			need("data", list(ref("ProductUsage"))),
			need("meta", object("", need("from", typed("string", "date", "The first day.")), need("until", typed("string", "date", "Today, of UTC.")),
				need("delay_seconds", integer("By how much figures of days may be behind; what is left is of now."))))),
		"ProductUsage": object("Use of one API product. Limits hold, and use is counted, for each by itself.",
			need("product", text("catalogue, sql, data/DATASET or api/NAME.")), need("plan", text("")),
			need("limits", object("", need("rows", integer("At most in one page.")), need("timeout_ms", integer("Of one query.")),
				need("concurrency", integer("Queries at one time.")))),
			need("windows", list(object("A number of requests in any span of so many seconds. A span of more than an hour begins with its first request.", need("name", text("")), need("quota", integer("")),
				need("seconds", integer("")), need("left", integer("")), need("until", moment("When more is left or, of a span of more than an hour, when it begins anew."))))),
			need("days", list(object("A day with calls.", need("day", typed("string", "date", "Of UTC.")), need("requests", integer("")),
				need("errors", integer("Requests among these that were answered with 400 or more.")), need("bytes", integer("Of answers, as sent.")))))),
		"LeakReport": object("A key, or the token of a robot, that was found where it should not be.",
			need("key", longest(100, text("It matches "+KeyPattern+"."))), may("found", longest(500, text("Where, such as an address.")))),
		"LeakReceipt": object("The same whether there was such a key.", need("received", boolean(""))),
	}
}

// consumerOperations are those for holders of keys, and for those who find one.
func consumerOperations() []operation {
	days := query("days", "How many days back, today included.", byDefault(30, atMost(92, atLeast(1, integer("")))))
	return []operation{
		{method: http.MethodGet, path: "/v1/usage", id: "getUsage", tag: tagKeys, summary: "What the key that asks has used, and what is left",
			keyed: true, parameters: openapi3.Parameters{{Value: days}},
			responses: answers().with(http.StatusOK, "Found.", answerHeaders, jsonOf("Usage")).notModified().metered().fails(http.StatusBadRequest)},
		{method: http.MethodPost, path: "/v1/keys/leaked", id: "reportLeakedKey", tag: tagKeys,
			summary: "Report a key or a robot's token that has leaked: it stops working at once, and its owner is told",
			body:    openapi3.NewRequestBody().WithRequired(true).WithContent(jsonOf("LeakReport")),
			responses: answers().with(http.StatusAccepted, "Received.", append([]string{"Cache-Control"}, limitHeaders...), jsonOf("LeakReceipt")).
				metered().fails(http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity)},
	}
}
