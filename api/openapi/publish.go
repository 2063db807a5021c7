package openapi

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/catalog"
)

// statusChecksum is a status of the tus protocol.
const statusChecksum = 460

var (
	tusHeaders    = append([]string{"Tus-Resumable", "Upload-Expires"}, limitHeaders...)
	uploadRefused = []int{http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusPreconditionFailed,
		http.StatusRequestEntityTooLarge, http.StatusServiceUnavailable}
)

// publishOperations are those by which agencies publish: a small folder in one
// request, or files in pieces and then a publication of them.
func publishOperations() []operation {
	folder := dictionary(typed("string", "binary", ""))
	folder.Value.Description = "Each file under its relative path as the name of its part; dataset.yaml must be there."
	small := operation{
		method: http.MethodPost, path: "/v1/publish", id: "publish",
		summary: "Publish a small dataset folder as a new release",
		body:    openapi3.NewRequestBody().WithRequired(true).WithContent(openapi3.Content{"multipart/form-data": openapi3.NewMediaType().WithSchemaRef(folder)}),
		responses: answers().
			with(http.StatusOK, "Lines of JSON: progress, and at last result or problem.", limitHeaders, opaque("application/x-ndjson")).
			metered().fails(http.StatusBadRequest, http.StatusForbidden, http.StatusConflict, http.StatusRequestEntityTooLarge,
			http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusServiceUnavailable),
	}
	all := append([]operation{small}, uploadOperations()...)
	all = append(all, publicationOperations()...)
	for i := range all {
		all[i].tag, all[i].keyed = tagPublish, all[i].method != http.MethodOptions
		all[i].open = all[i].method == http.MethodOptions
	}
	return all
}

func uploadOperations() []operation {
	bytes := openapi3.NewRequestBody().WithContent(opaque("application/offset+octet-stream"))
	sent := func(name, description string, required bool) *openapi3.ParameterRef {
		p := openapi3.NewHeaderParameter(name).WithDescription(description).WithRequired(required)
		p.Schema = text("")
		return &openapi3.ParameterRef{Value: p}
	}
	version := sent("Tus-Resumable", "1.0.0.", true)
	checksum := sent("Upload-Checksum", "sha1, sha256 or crc32, a space, and the base64 of that of the body, which is 8 MiB at most then.", false)
	one := "/v1/uploads/{upload}"
	return []operation{
		{method: http.MethodOptions, path: "/v1/uploads", id: "offerUploads", summary: "What of the tus protocol there is",
			responses: answers().with(http.StatusNoContent, "In the headers.",
				[]string{"Tus-Version", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm"}, nil).fails(http.StatusForbidden)},
		{method: http.MethodPost, path: "/v1/uploads", id: "createUpload", summary: "Begin an upload, by the tus protocol 1.0.0",
			parameters: openapi3.Parameters{version, sent("Upload-Length", "The size of the file in bytes.", true),
				sent("Upload-Metadata", "Such as filename and the name in base64.", false), checksum},
			body: bytes, responses: answers().with(http.StatusCreated, "Send the bytes to Location.", append([]string{"Location", "Upload-Offset"}, tusHeaders...), nil).
				metered().fails(uploadRefused...).fails(http.StatusConflict, statusChecksum)},
		{method: http.MethodHead, path: one, id: "getUpload", summary: "How much of an upload is here",
			responses: answers().with(http.StatusOK, "In the headers.", append([]string{"Upload-Offset", "Upload-Length"}, tusHeaders...), nil).
				metered().fails(uploadRefused...)},
		{method: http.MethodPatch, path: one, id: "continueUpload", summary: "Send bytes of an upload from where it ends",
			parameters: openapi3.Parameters{version, sent("Upload-Offset", "Where the bytes belong: the end of what is here.", true), checksum},
			body:       bytes, responses: answers().with(http.StatusNoContent, "Stored up to Upload-Offset.", append([]string{"Upload-Offset"}, tusHeaders...), nil).
					metered().fails(uploadRefused...).fails(http.StatusConflict, http.StatusUnsupportedMediaType, statusChecksum)},
		{method: http.MethodDelete, path: one, id: "removeUpload", summary: "Give an upload up", parameters: openapi3.Parameters{version},
			responses: answers().with(http.StatusNoContent, "Nothing of it is left.", tusHeaders, nil).metered().fails(uploadRefused...)},
	}
}

func publicationOperations() []operation {
	request := openapi3.NewRequestBody().WithRequired(true).WithContent(jsonOf("PublicationRequest"))
	one := "/v1/publications/{publication}"
	return []operation{
		{method: http.MethodPost, path: "/v1/publications", id: "addPublication", body: request,
			summary: "Publish uploads as a release of a dataset; the same request again is the same publication",
			responses: answers().with(http.StatusAccepted, "It is to be done; Location tells how it goes.", append([]string{"Location", "Cache-Control"}, limitHeaders...),
				jsonOf("Publication")).metered().fails(http.StatusBadRequest, http.StatusForbidden, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity)},
		{method: http.MethodGet, path: one, id: "getPublication", summary: "How far a publication has come, or what became of it",
			responses: answers().with(http.StatusOK, "Found; for seven days after its end.", append([]string{"Cache-Control"}, limitHeaders...), jsonOf("Publication")).
				metered().fails(http.StatusForbidden, http.StatusNotFound)},
		{method: http.MethodDelete, path: one, id: "stopPublication", summary: "Stop a publication and remove its uploads",
			responses: answers().with(http.StatusAccepted, "It will stop, unless it has ended.", append([]string{"Cache-Control"}, limitHeaders...), jsonOf("Publication")).
				metered().fails(http.StatusForbidden, http.StatusNotFound)},
	}
}

func publicationSchemas() openapi3.Schemas {
	id := need("id", text(""))
	return openapi3.Schemas{
		"PublicationRequest": object("",
			need("files", list(object("",
				need("name", longest(200, text("The path of the file in the folder of the dataset; dataset.yaml must be there."))),
				need("upload", text("The id of an upload that is whole, or its address.")),
				may("sha256", pattern(`^([0-9a-fA-F]{64})?$`, text("Of the file, to be sure.")))))),
			may("publish_at", moment("From when the public sees the release; without it, or in the past, at once.")),
			may("hold", boolean("Leave the release as a draft that is checked.")),
			may("additions", list(object("A table whose file has only the rows of one period: they are added to the table as it was published last.",
				may("resource", text("The table; may be left out if the dataset has one.")),
				need("period", text("Such as 2026, 2026-Q4, 2026-10 or 2026-10-31.")),
				may("replace", boolean("Replace the part of the period."))))),
		),
		"Publication": object("",
			id,
			need("status", oneOf("stalled: its worker has died, and another one will take it up. retrying: an attempt came to nothing, and another follows.",
				"queued", "running", "stalled", "retrying", "succeeded", "failed", "cancelled")),
			need("attempt", integer("How often it was begun.")),
			may("stage", text("assemble, read, write, verify or store.")),
			may("resource", text("The file or the table that is worked at.")),
			need("rows", integer("So far, in this stage.")),
			need("bytes", integer("So far, in this stage.")),
			need("total", integer("Bytes in this stage.")),
			need("created", moment("")), may("started", moment("The last attempt.")), may("heartbeat", moment("When its worker was last heard of.")),
			may("stopping", boolean("It was asked to stop.")), may("ended", moment("")),
			may("result", ref("Outcome")), may("problem", ref("Problem")),
			need("links", object("", need("self", uri(""))))),
		"Outcome": object("The release that was made. If its agency requires approval, or the key may not publish, it is submitted and waits for somebody.",
			need("id", text("Of the release: see /v1/releases/{release}.")), need("dataset", text("")), need("version", integer("")),
			need("state", oneOf("", catalog.StateChecked, catalog.StateSubmitted, catalog.StateApproved, catalog.StateScheduled, catalog.StatePublished)),
			may("publish_at", moment("From when the public sees it, if that is settled.")),
			need("unchanged", boolean("Nothing differs from a release that is there: there is no new one.")),
			need("tables", list(object("",
				need("resource", text("")), need("rows", integer("")), need("columns", integer("")), need("bytes", integer("")),
				need("sha256", pattern(digestPattern, text(""))), need("checks", typed("object", "", "As in …/checks/{resource}."))))),
			need("links", object("", need("self", uri("")), need("dataset", uri("")), need("html", uri(""))))),
	}
}
