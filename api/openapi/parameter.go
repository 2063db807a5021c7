package openapi

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/catalog"
	"nguon/catalog/market"
)

func query(name, description string, s schema) *openapi3.Parameter {
	p := openapi3.NewQueryParameter(name).WithDescription(description)
	p.Schema = s
	return p
}

func inPath(name, description string, s schema) *openapi3.Parameter {
	p := openapi3.NewPathParameter(name).WithDescription(description)
	p.Schema = s
	return p
}

// commas makes a parameter a list that is written with commas.
func commas(p *openapi3.Parameter) *openapi3.Parameter {
	no := false
	p.Style, p.Explode = "form", &no
	return p
}

// numbers is a parameter of so many numbers as there are in its example.
func numbers(name, description string, example ...float64) *openapi3.Parameter {
	p := commas(query(name, description, list(number(""))))
	n := uint64(len(example))
	p.Schema.Value.MinItems, p.Schema.Value.MaxItems = n, &n
	p.Example = example
	return p
}

// rowsParameters are the parameters of …/rows that are not columns, without
// the format. The examples are about columns, if there are any.
func rowsParameters(plans market.Plans, columns []catalog.Column) openapi3.Parameters {
	var all openapi3.Parameters
	add := func(p *openapi3.Parameter) { all = append(all, &openapi3.ParameterRef{Value: p}) }
	add(commas(query("select", "The columns of the answer in their order; new:old renames one. With group or agg, some of their names.", list(text("")))))
	add(commas(query("sort", "Columns; a minus makes one descending. Missing values come last. With group or agg, some of their names.", list(text("")))))
	for _, p := range expressions(columns) {
		add(p)
	}
	most, allowed := 0, make([]string, len(plans))
	for i, p := range plans {
		most = max(most, p.Rows)
		allowed[i] = fmt.Sprintf("%s %d", p.Name, p.Rows)
	}
	add(query("limit", "Rows in the page. At most, by plan: "+strings.Join(allowed, ", ")+".",
		byDefault(100, atMost(float64(most), atLeast(1, typed("integer", "int32", ""))))))
	add(query("cursor", "From links.next of the page before.", text("")))
	add(query("count", "Whether to count all rows that satisfy the conditions, or all groups. Rows without conditions are counted unless told otherwise.",
		oneOf("", "none", "exact")))
	add(query("explain", "1 adds to meta how the rows were found; JSON only.", byDefault("0", oneOf("", "0", "1"))))
	add(query("bom", "1 begins CSV with a byte order mark, for spreadsheet programs.", byDefault("0", oneOf("", "0", "1"))))
	return all
}

// pathParameters returns parameters for the names in braces in a path.
func pathParameters(path string) openapi3.Parameters {
	known := map[string]*openapi3.Parameter{
		"dataset":     inPath("dataset", "The slug of a dataset.", longest(80, pattern(slugPattern, text("")))),
		"resource":    inPath("resource", "The name of a table of the dataset.", longest(40, pattern(slugPattern, text("")))),
		"version":     inPath("version", "A number from 1, or latest.", pattern(`^([1-9][0-9]*|latest)$`, text(""))),
		"collection":  inPath("collection", "The name of a collection.", longest(80, pattern(slugPattern, text("")))),
		"agency":      inPath("agency", "The code of an agency.", longest(32, text(""))),
		"upload":      inPath("upload", "The id of an upload.", text("")),
		"part":        inPath("part", "The file of a part, such as 2026-10.parquet.", longest(40, text(""))),
		"release":     inPath("release", "The id of a release.", text("")),
		"publication": inPath("publication", "The id of a publication.", text("")),
		"code":        inPath("code", "The code of a problem.", text("")),
	}
	if strings.HasPrefix(path, "/v1/data/") {
		known["dataset"] = inPath("dataset", "The slug of a dataset; with @ and a number, that version, whose answers never change.",
			pattern(`^[a-z0-9]+(-[a-z0-9]+)*(@[1-9][0-9]*)?$`, text("")))
	}
	if strings.HasPrefix(path, "/v1/apis/") || strings.HasPrefix(path, "/v1/call/") {
		known["product"] = inPath("product", "The name of a registered API.", longest(80, pattern(slugPattern, text(""))))
		known["version"] = inPath("version", "The name of a version, such as v1.", longest(20, pattern(editionPattern, text(""))))
		known["path"] = inPath("path", "A path of the API, which may have slashes.", text(""))
	}
	var all openapi3.Parameters
	for segment := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			all = append(all, &openapi3.ParameterRef{Value: known[strings.TrimSuffix(name, "}")]})
		}
	}
	return all
}
