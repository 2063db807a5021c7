package openapi

import (
	"maps"
	"net/http"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

const problemType = "application/problem+json"

// headers are the headers of answers, by name.
func headers() openapi3.Headers {
	all := openapi3.Headers{}
	add := func(name, description string, s schema) {
		all[name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: openapi3.Parameter{Description: description, Schema: s}}}
	}
	add("RateLimit-Policy", `The windows of the plan: "burst";q=300;w=10 is 300 requests in 10 seconds.`, text(""))
	add("RateLimit", `What is left of them: "burst";r=18;t=1 is 18 requests, all of them again in 1 second.`, text(""))
	add("X-RateLimit-Limit", "The requests of the window with the least left.", integer(""))
	add("X-RateLimit-Remaining", "What is left of it.", integer(""))
	add("X-RateLimit-Reset", "The seconds until more is left or, of a window of more than an hour, until it begins anew.", integer(""))
	add("Retry-After", "The seconds after which to try again.", integer(""))
	add("ETag", "Changes with the answer; send it back as If-None-Match.", text(""))
	add("Cache-Control", "Answers about a pinned version never change.", text(""))
	add("Content-Location", "The address of the same for ever, with the version.", uri(""))
	add("Link", "Next page, schema, licence, and the address that never changes (next, describedby, license, canonical).", text(""))
	add("Accept-Query", "The type of the bodies that QUERY takes.", text(""))
	add("Repr-Digest", "SHA-256 of the whole file (RFC 9530).", text(""))
	add("Location", "Where it is.", uri(""))
	add("Upload-Offset", "How many bytes of the upload are here.", integer(""))
	add("Upload-Length", "How many there will be.", integer(""))
	add("Upload-Expires", "When the upload is given up if it does not grow.", text(""))
	add("Tus-Resumable", "The version of the tus protocol: 1.0.0.", text(""))
	add("Tus-Version", "The versions of the protocol that there are.", text(""))
	add("Tus-Extension", "The extensions of the protocol that there are.", text(""))
	add("Tus-Max-Size", "The greatest upload in bytes.", integer(""))
	add("Tus-Checksum-Algorithm", "What Upload-Checksum may be.", text(""))
	add("WWW-Authenticate", "How to send a key.", text(""))
	return all
}

var (
	limitHeaders    = []string{"RateLimit-Policy", "RateLimit", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"}
	answerHeaders   = append([]string{"ETag", "Cache-Control"}, limitHeaders...)
	tableHeaders    = append([]string{"Content-Location", "Link"}, answerHeaders...)
	fileHeaders     = append([]string{"Repr-Digest"}, tableHeaders...)
	problemCaptions = map[int]string{
		http.StatusBadRequest:                   "A parameter is wrong; errors says which.",
		http.StatusUnauthorized:                 "The API key does not work, or is missing.",
		http.StatusForbidden:                    "The key has no right to do this.",
		http.StatusNotFound:                     "There is no such thing.",
		http.StatusGone:                         "The release was withdrawn; detail has the reason.",
		http.StatusPreconditionFailed:           "The file is not the one that the request is about.",
		http.StatusRequestEntityTooLarge:        "The upload is too large.",
		http.StatusUnsupportedMediaType:         "The body is of another type than it should be; detail says which.",
		http.StatusRequestedRangeNotSatisfiable: "The file has no such range.",
		http.StatusConflict:                     "Somebody else was faster; detail says at what.",
		http.StatusUnprocessableEntity:          "The request is understood, but cannot be met.",
		http.StatusTooManyRequests:              "The quota of the plan is used up.",
		statusChecksum:                          "The body is not what its checksum says; nothing was stored.",
		http.StatusInternalServerError:          "The server failed; tell us the instance.",
		http.StatusBadGateway:                   "The store of the files does not answer.",
		http.StatusServiceUnavailable:           "The server is overloaded.",
		http.StatusGatewayTimeout:               "The query took too long.",
	}
)

// problemResponses are the components for failures, named by their status.
func problemResponses() openapi3.ResponseBodies {
	all := openapi3.ResponseBodies{}
	for status, caption := range problemCaptions {
		r := openapi3.NewResponse().WithDescription(caption)
		r.Content = openapi3.Content{problemType: openapi3.NewMediaType().WithSchemaRef(ref("Problem"))}
		switch status {
		case http.StatusTooManyRequests:
			r.Headers = headerRefs(append([]string{"Retry-After"}, limitHeaders...)...)
		case http.StatusServiceUnavailable:
			r.Headers = headerRefs("Retry-After")
		case http.StatusUnauthorized:
			r.Headers = headerRefs("WWW-Authenticate")
		}
		all[problemName(status)] = &openapi3.ResponseRef{Value: r}
	}
	any := openapi3.NewResponse().WithDescription("The request is not one of this API.")
	any.Content = openapi3.Content{problemType: openapi3.NewMediaType().WithSchemaRef(ref("Problem"))}
	all["Problem"] = &openapi3.ResponseRef{Value: any}
	return all
}

func problemName(status int) string { return "Problem" + strconv.Itoa(status) }

func headerRefs(names ...string) openapi3.Headers {
	all := openapi3.Headers{}
	for _, name := range names {
		all[name] = &openapi3.HeaderRef{Ref: "#/components/headers/" + name}
	}
	return all
}

// responses builds what an operation answers.
type responses struct{ all *openapi3.Responses }

func answers() responses { return responses{openapi3.NewResponsesWithCapacity(8)} }

// with adds one status.
func (r responses) with(status int, description string, headers []string, content openapi3.Content) responses {
	one := openapi3.NewResponse().WithDescription(description)
	one.Content = content
	if len(headers) > 0 {
		one.Headers = headerRefs(headers...)
	}
	r.all.Set(strconv.Itoa(status), &openapi3.ResponseRef{Value: one})
	return r
}

// fails adds problems.
func (r responses) fails(statuses ...int) responses {
	for _, status := range statuses {
		r.all.Set(strconv.Itoa(status), &openapi3.ResponseRef{Ref: "#/components/responses/" + problemName(status)})
	}
	return r
}

// notModified adds 304.
func (r responses) notModified() responses {
	return r.with(http.StatusNotModified, "The client has it already.", []string{"ETag"}, nil)
}

// metered adds what every route under /v1 may answer.
func (r responses) metered() responses {
	return r.fails(http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusInternalServerError)
}

func jsonOf(name string) openapi3.Content {
	return openapi3.Content{"application/json": openapi3.NewMediaType().WithSchemaRef(ref(name))}
}

func opaque(mediaType string) openapi3.Content {
	return openapi3.Content{mediaType: openapi3.NewMediaType()}
}

// dropUnused removes the components that no operation refers to, so that the
// document of a table holds only what is its own.
func dropUnused(doc *openapi3.T) {
	used := make(map[string]bool)
	see := func(r *openapi3.ResponseRef) {
		used[r.Ref] = true
		if r.Value != nil {
			for _, h := range r.Value.Headers {
				used[h.Ref] = true
			}
		}
	}
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			for _, r := range op.Responses.Map() {
				see(r)
			}
		}
	}
	maps.DeleteFunc(doc.Components.Responses, func(name string, _ *openapi3.ResponseRef) bool {
		return !used["#/components/responses/"+name]
	})
	for _, r := range doc.Components.Responses {
		see(r)
	}
	maps.DeleteFunc(doc.Components.Headers, func(name string, _ *openapi3.HeaderRef) bool {
		return !used["#/components/headers/"+name]
	})
}
