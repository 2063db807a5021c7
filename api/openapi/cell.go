package openapi

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/catalog"
)

// value is the type of a value in a parameter.
func value(c *catalog.Column) schema {
	switch c.Type {
	case catalog.Boolean:
		return boolean("")
	case catalog.Integer:
		if textInJSON(c) {
			return pattern(`^-?[0-9]+$`, text(""))
		}
		return integer("")
	case catalog.Decimal:
		exact := fmt.Sprintf("Exact, with %d digits after the point.", c.Scale)
		if textInJSON(c) {
			return pattern(`^[+-]?[0-9]*(\.[0-9]+)?$`, text(exact))
		}
		return typed("number", "", exact)
	case catalog.Number:
		return number("")
	case catalog.Date:
		if p, ok := spans[c.Precision]; ok { // or a day
			return pattern(`^([0-9]{4}-[0-9]{2}-[0-9]{2}|`+p.pattern+`)$`, text(p.words+" Or its first day."))
		}
		return typed("string", "date", "")
	case catalog.Time:
		return pattern(`^[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?$`, text("The time of a day, without a zone."))
	case catalog.Duration:
		return typed("string", "duration", "As in ISO 8601, without years and months; longer ones are greater.")
	default: // a date-time may be written without a zone, and is UTC then
		return text("")
	}
}

// spans are the forms of dates that are no days.
var spans = map[catalog.Precision]struct{ pattern, words string }{
	catalog.ByMonth:   {`[0-9]{4}-[0-9]{2}`, "A month, such as 2024-07."},
	catalog.ByQuarter: {`[0-9]{4}-Q[1-4]`, "A quarter of a year, such as 2024-Q3."},
	catalog.ByYear:    {`[0-9]{4}`, "A year, such as 2024."},
}

// cell is the type of a value in a row: null is a missing one.
func cell(c *catalog.Column) schema {
	s := value(c)
	switch c.Type {
	case catalog.DateTime:
		s = moment("")
	case catalog.Date:
		if p, ok := spans[c.Precision]; ok {
			s = pattern(`^`+p.pattern+`$`, text(p.words))
		}
	case catalog.Time:
		s = pattern(`^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?$`, text("The time of a day, without a zone."))
	case catalog.Integer, catalog.Decimal:
		if textInJSON(c) {
			s.Value.Description = "As text: some are too large for numbers of JSON."
		}
	case catalog.Geometry:
		s = geometry()
	}
	s.Value.Title = cmp.Or(c.Title.En, c.Title.Vi)
	if c.Type != catalog.Geometry {
		s.Value.Examples = examples(c)
	}
	if description := cmp.Or(c.Description.En, c.Description.Vi); description != "" {
		s.Value.Description = strings.TrimSpace(description + " " + s.Value.Description)
	}
	s.Value.Extensions = extensions(c)
	orNull(s)
	if known := codes(c); known != nil {
		s.Value.Enum = append(known, nil)
	}
	return s
}

// extensions are what OpenAPI has no word for: the title in Vietnamese, the
// unit and the code list.
func extensions(c *catalog.Column) map[string]any {
	all := make(map[string]any)
	for name, v := range map[string]string{"x-title-vi": c.Title.Vi, "x-unit": c.Unit, "x-codes": c.Codes} {
		if v != "" {
			all[name] = v
		}
	}
	return all
}

// mostCodes is how many codes a document lists at most.
const mostCodes = 300

// codes are all values of a column of codes or categories; nil if it is none,
// if there are too many, or if not all are known. They hold for the release
// that the document is about: parameters take other values, too.
func codes(c *catalog.Column) []any {
	coded := c.Codes != "" || c.Role == catalog.RoleCode || c.Role == catalog.RoleCategory
	known := len(c.Stats.Top) + len(c.Stats.Rest)
	if !coded || c.Type != catalog.String || known == 0 || known > mostCodes || int64(known) != c.Stats.Distinct || !c.Stats.Exact {
		return nil
	}
	values := slices.Clone(c.Stats.Rest)
	for _, top := range c.Stats.Top {
		values = append(values, top.Value)
	}
	all := make([]any, len(values))
	for i, v := range slices.Sorted(slices.Values(values)) {
		all[i] = v
	}
	return all
}

// geometry is a geometry object of RFC 7946.
func geometry() schema {
	s := object("A geometry object of GeoJSON (RFC 7946) in WGS 84, longitude before latitude.",
		need("type", oneOf("", "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")),
		may("coordinates", list(openapi3.NewSchemaRef("", openapi3.NewSchema()))),
		may("geometries", list(openapi3.NewSchemaRef("", &openapi3.Schema{Type: &openapi3.Types{"object"}}))))
	return s
}
