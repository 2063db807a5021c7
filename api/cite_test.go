package api_test

import (
	"context"
	"testing"

	"nguon/api"
	"nguon/catalog"
)

func TestACitationNamesTheDOIOfItsVersion(t *testing.T) {
	names := map[int]string{0: "10.5072/nguon.air-quality", 1: "10.5072/nguon.air-quality.v1"}
	w := newWorld(t, func(d *api.Deps) {
		d.DOI = func(_ context.Context, _ catalog.Slug, version int) (string, error) { return names[version], nil }
	})
	const path = "/v1/datasets/air-quality/releases/1/citation"
	run(t, w, []scenario{
		{name: "APA", path: path, status: 200, has: []string{"https://doi.org/10.5072/nguon.air-quality.v1\n"}, want: map[string]string{"Link": `/id/air-quality@1>; rel="cite-as"`}},
		{name: "BibTeX", path: path + "?format=bibtex", status: 200, has: []string{"doi          = {10.5072/nguon.air-quality.v1}", "/id/air-quality@1"}},
		{name: "RIS", path: path + "?format=ris", status: 200, has: []string{"DO  - 10.5072/nguon.air-quality.v1\r\n"}},
		{name: "CSL-JSON", path: path + "?format=csl", status: 200, has: []string{`"DOI": "10.5072/nguon.air-quality.v1"`}},
		{name: "the version", path: "/v1/datasets/air-quality/releases/1", status: 200, has: []string{`"doi":"10.5072/nguon.air-quality.v1"`}},
		{name: "all versions", path: "/v1/datasets/air-quality", status: 200, has: []string{`"doi":"10.5072/nguon.air-quality"`}},
	})
}
