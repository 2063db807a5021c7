// Package apidoc reads the OpenAPI documents that agencies give of their own
// APIs, and tells what changed between two of them.
//
// Such a document is written by a stranger. It is bounded in bytes, values and
// depth before anything makes sense of it, may refer to nothing outside itself,
// and cannot take the server down.
package apidoc
