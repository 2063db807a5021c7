package openapi

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
)

// proofSchemas are those of the proof of a release.
func proofSchemas() openapi3.Schemas {
	hashes := func(description string) schema { return list(text(description)) }
	return openapi3.Schemas{
		"Proof": object("All that is needed to verify a release without the portal; nguon verify --bundle reads it.",
			need("checkpoint", text("Size and root of the log, as a signed note (C2SP tlog-checkpoint).")),
			need("keys", list(ref("LogEntry"))),
			may("release", ref("LogEntry")), may("withdrawal", ref("LogEntry")),
			may("consistency", object("That the log of an earlier size is the beginning of this one; if since was given.",
				need("since", integer("That size.")), need("proof", orNull(hashes("RFC 6962, section 2.1.2, in base64.")))))),
		"LogEntry": object("An entry of the log of releases.",
			need("index", integer("From 0.")),
			need("leaf", text("The text that is hashed into the tree: a line of JSON.")),
			need("statement", text("The signed note that the leaf names by the SHA-256 of its text: the manifest of the release, its withdrawal, or a key.")),
			need("proof", orNull(hashes("That the leaf is in the tree: RFC 6962, section 2.1.1, in base64.")))),
	}
}

func proofOperation() operation {
	return operation{method: http.MethodGet, path: "/v1/datasets/{dataset}/releases/{version}/proof", id: "getProof", tag: tagCatalogue,
		summary: "The signed manifest of a release, and the proof that it is in the log of releases",
		parameters: openapi3.Parameters{{Value: query("since", "The size of an earlier log, to which this one is to be compared.",
			atLeast(0, typed("integer", "int64", "")))}},
		responses: answers().with(http.StatusOK, "Found; of a withdrawn release, too.", answerHeaders, jsonOf("Proof")).
			notModified().metered().fails(http.StatusBadRequest, http.StatusNotFound, http.StatusGone, http.StatusUnprocessableEntity)}
}
