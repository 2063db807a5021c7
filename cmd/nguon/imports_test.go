package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed is the import table of the house: package → packages of ours that
// it may import. A new arrow is a decision, not an accident.
var allowed = map[string]string{
	"storage":                    "",
	"storage/local":              "storage",
	"storage/minio":              "storage",
	"storage/cache":              "storage",
	"storage/storagetest":        "storage",
	"storage/joined":             "storage",
	"publisher/parts":            "publisher/rows/parquetfile",
	"catalog":                    "",
	"catalog/account":            "catalog catalog/account/password",
	"catalog/account/password":   "catalog",
	"catalog/account/passkey":    "catalog catalog/account",
	"catalog/account/oidc":       "catalog catalog/account",
	"catalog/market":             "catalog catalog/account",
	"catalog/job":                "",
	"catalog/notice":             "catalog catalog/market",
	"catalog/workflow":           "catalog catalog/account",
	"catalog/supply":             "catalog catalog/account catalog/notice",
	"catalog/schedule":           "catalog",
	"catalog/remind":             "catalog catalog/account catalog/notice catalog/schedule catalog/workflow",
	"catalog/doi":                "catalog",
	"catalog/dossier":            "catalog",
	"catalog/cite":               "catalog",
	"catalog/collection":         "catalog catalog/account catalog/market",
	"catalog/story":              "catalog catalog/account",
	"catalog/dcat":               "catalog",
	"catalog/score":              "catalog catalog/market catalog/schedule",
	"catalog/voice":              "catalog catalog/account catalog/notice catalog/schedule",
	"catalog/sqlstore":           "catalog catalog/account catalog/collection catalog/doi catalog/dossier catalog/market catalog/job catalog/notice catalog/remind catalog/score catalog/story catalog/workflow catalog/supply catalog/voice",
	"catalog/catalogtest":        "catalog catalog/account catalog/collection catalog/dossier catalog/market catalog/job catalog/workflow catalog/notice catalog/remind catalog/score catalog/story catalog/voice",
	"publisher/rows":             "",
	"publisher/charset":          "",
	"publisher/intake":           "publisher/rows",
	"publisher/rows/layout":      "publisher/rows publisher/charset",
	"publisher/rows/jsonfile":    "publisher/rows",
	"publisher/rows/parquetfile": "publisher/rows",
	"publisher/rows/sqlquery":    "publisher/rows",
	"publisher/rows/zipxml":      "publisher/rows",
	"publisher/rows/notation":    "publisher/rows",
	"publisher/rows/rowstest":    "publisher/rows",
	"publisher/rows/xlsx":        "publisher/rows publisher/rows/zipxml publisher/rows/notation",
	"publisher/rows/ods":         "publisher/rows publisher/rows/zipxml publisher/rows/notation",
	"publisher/geo":              "",
	"publisher/rows/geofile":     "publisher/charset publisher/geo publisher/rows publisher/rows/jsonfile publisher/rows/zipxml",
	"publisher/codes":            "publisher/charset",
	"publisher/table":            "publisher/charset publisher/geo publisher/intake publisher/rows publisher/rows/geofile publisher/rows/jsonfile publisher/rows/layout publisher/rows/ods publisher/rows/parquetfile publisher/rows/xlsx",
	"publisher/profile":          "catalog publisher/table",
	"publisher/personal":         "catalog publisher/charset publisher/codes publisher/table",
	"publisher/anon/micro":       "",
	"publisher/anon/lattice":     "publisher/anon/micro publisher/anon/risk",
	"publisher/anon/linkage":     "publisher/anon/micro publisher/anon/recode publisher/anon/risk",
	"publisher/anon/tabulate":    "publisher/anon/aggregate publisher/anon/micro publisher/anon/policy publisher/anon/recode",
	"publisher/anon/aggregate":   "publisher/anon/micro",
	"publisher/anon/policy":      "catalog",
	"publisher/anon/recode":      "publisher/anon/micro publisher/codes",
	"publisher/anon/anontest":    "publisher/anon/aggregate publisher/anon/micro",
	"publisher/anon":             "catalog publisher/anon/assess publisher/anon/lattice publisher/anon/linkage publisher/anon/micro publisher/anon/policy publisher/anon/recode publisher/anon/risk publisher/anon/tabulate publisher/charset publisher/personal publisher/table",
	"publisher/anon/risk":        "publisher/anon/micro",
	"publisher/anon/assess":      "catalog publisher/anon/micro publisher/anon/policy publisher/anon/recode publisher/anon/risk",
	"publisher/rowset":           "publisher/table",
	"publisher/validate":         "catalog publisher/codes publisher/geo publisher/rowset publisher/table",
	"publisher/compare":          "catalog publisher/rowset",
	"publisher/quality":          "catalog",
	"publisher":                  "storage storage/joined catalog catalog/account catalog/job catalog/schedule catalog/workflow publisher/charset publisher/codes publisher/geo publisher/intake publisher/rows publisher/rows/layout publisher/rows/geofile publisher/rows/xlsx publisher/rows/zipxml publisher/rows/jsonfile publisher/rows/parquetfile publisher/rows/sqlquery publisher/table publisher/parts publisher/profile publisher/personal publisher/rowset publisher/validate publisher/compare publisher/quality publisher/anon publisher/anon/policy publisher/anon/aggregate publisher/anon/assess publisher/anon/lattice publisher/anon/micro publisher/anon/recode publisher/anon/risk",
	"publisher/source":           "storage storage/minio catalog catalog/job catalog/market catalog/notice catalog/schedule catalog/supply publisher publisher/outbound publisher/rows",
	"publisher/proof":            "catalog",
	"publisher/outbound":         "catalog",
	"publisher/notify":           "",
	"publisher/datacite":         "catalog catalog/cite catalog/doi",
	"publisher/manuscript":       "catalog",
	"publisher/workbench":        "catalog catalog/account catalog/dossier catalog/job catalog/workflow publisher publisher/manuscript publisher/anon/assess publisher/anon/policy",
	"publisher/courier":          "catalog catalog/account catalog/notice publisher/notify publisher/outbound",
	"search":                     "catalog search/bulk",
	"search/bulk":                "",
	"search/searchtest":          "catalog",
	"search/snapshot":            "storage catalog search",
	"search/products":            "catalog catalog/market search",
	"api/query":                  "catalog storage",
	"api/query/duckdb":           "catalog storage api/query",
	"api/snippet":                "",
	"api/openapi":                "catalog catalog/market catalog/workflow api/snippet",
	"api/collection":             "api/openapi",
	"api/peer":                   "",
	"api/sliding":                "",
	"api/problem":                "storage catalog api/query",
	"api/apidoc":                 "catalog catalog/market",
	"api/apidoc/manual":          "api/apidoc",
	"api/gateway":                "catalog catalog/market api/apidoc api/problem publisher/outbound",
	"api/upload":                 "storage catalog",
	"api/sqldoor":                "catalog api/query api/sqldoor/wire",
	"api/sqldoor/wire":           "",
	"api/sqldoor/tree":           "",
	// What the API and the desk of an agency both ask: see its comment.
	"api/registry": "catalog catalog/account catalog/market api/apidoc publisher/outbound",
	"web/desk":     "catalog catalog/account catalog/job catalog/market catalog/remind catalog/schedule catalog/supply catalog/workflow api/apidoc api/registry web/frame",
	// Uses DuckDB beside api/query/duckdb, because it is another process: see its comment.
	"api/sqldoor/worker": "api/sqldoor/tree api/sqldoor/wire",
	"api":                "storage storage/joined catalog catalog/account catalog/collection catalog/market catalog/job catalog/workflow publisher publisher/outbound publisher/proof search search/products api/query publisher/compare publisher/rowset catalog/cite catalog/schedule catalog/voice api/collection api/openapi api/peer api/problem api/upload api/apidoc api/gateway api/registry api/sliding api/sqldoor",
	"web":                "storage catalog catalog/account catalog/collection catalog/story catalog/market catalog/cite catalog/dcat catalog/schedule catalog/voice publisher publisher/anon/assess publisher/charset search search/products api/query api/problem api/snippet web/frame web/raster",
	"web/developer":      "catalog catalog/account catalog/market web/frame",
	"web/workflow":       "catalog catalog/account catalog/workflow api/query web/frame",
	"web/studio":         "catalog catalog/account catalog/dossier catalog/job catalog/schedule publisher publisher/codes publisher/manuscript publisher/anon/policy publisher/workbench api/upload api/problem web/frame",
	"web/bazaar":         "catalog catalog/market search search/products api/apidoc api/apidoc/manual api/snippet web/frame web/prose",
	"web/forum":          "catalog catalog/account catalog/market catalog/story catalog/voice web/frame web/prose",
	"web/gallery":        "catalog catalog/account catalog/collection web/frame web/prose",
	"web/prose":          "",
	"web/figures":        "catalog catalog/score web/frame",
	"web/calendar":       "catalog catalog/schedule web/frame",
	"web/atlas":          "catalog api/query publisher/codes search web/chart web/frame",
	"web/carto":          "",
	"web/chart":          "catalog catalog/cite api/query api/problem web/carto web/frame web/raster",
	"web/raster":         "",
	"web/difference":     "catalog publisher/compare web/frame",
	"web/frame":          "catalog catalog/account api/problem",
	"web/people":         "catalog catalog/account catalog/account/oidc catalog/account/passkey api/problem web/frame",
	"web/notices":        "catalog catalog/account catalog/notice publisher/courier publisher/notify web/frame",
	"web/letters":        "catalog catalog/account catalog/notice publisher/courier publisher/notify web/frame",
	"cmd/nguon":          "*",
}

func TestPackagesImportOnlyWhatTheTableAllows(t *testing.T) {
	const module = "nguon/"
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	unused := make(map[string]bool)
	for name := range allowed {
		unused[name] = true
	}
	for line := range strings.Lines(string(out)) {
		pkgs := strings.Fields(line)
		name := strings.TrimPrefix(pkgs[0], module)
		may, ok := allowed[name]
		if !ok {
			t.Errorf("package %s is not in the table", name)
		}
		delete(unused, name)
		for _, imp := range pkgs[1:] {
			imp, ours := strings.CutPrefix(imp, module)
			if ours && may != "*" && !slices.Contains(strings.Fields(may), imp) {
				t.Errorf("%s may not import %s", name, imp)
			}
		}
	}
	for name := range unused {
		t.Errorf("there is no package %s: its row is a leftover", name)
	}
}
