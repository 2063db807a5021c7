package chart

import (
	"strconv"

	"nguon/catalog"
	"nguon/web/frame"
)

// paletteWords are what palettes are called.
var paletteWords = map[string]string{"": "chart.colours.usual", "tol": "chart.colours.tol", "grey": "chart.colours.grey"}

// form is the form that changes a chart: a search, so that its answer is an
// address.
func form(l *frame.Locale, s *subject, spec Spec) frame.Form {
	none := frame.Choice{Title: l.T("chart.field.none")}
	all := func(first *frame.Choice, is func(*catalog.Column) bool) []frame.Choice {
		var choices []frame.Choice
		if first != nil {
			choices = append(choices, *first)
		}
		for _, c := range columns(s.table, is) {
			choices = append(choices, frame.Choice{Value: c.Name, Title: nameOf(l, c)})
		}
		return choices
	}
	shown := func(c *catalog.Column) bool { return isTime(c) || isGroup(c) || isCounted(c) }
	placed := func(c *catalog.Column) bool { return shown(c) || isPlaced(c) }
	var kinds, aggs, spans, tables []frame.Choice
	for _, k := range Kinds {
		kinds = append(kinds, frame.Choice{Value: string(k), Title: l.T(kindWords[k])})
	}
	aggs = append(aggs, frame.Choice{Title: l.T("chart.field.single")})
	for _, a := range aggregates {
		aggs = append(aggs, frame.Choice{Value: a, Title: l.T(aggregateWords[a], "name", l.T("chart.field.quantity"))})
	}
	spans = append(spans, frame.Choice{Title: l.T("chart.field.as_is")})
	for _, step := range steps {
		spans = append(spans, frame.Choice{Value: step, Title: l.T(stepWords[step])})
	}
	for i := range s.release.Tables {
		res, _ := s.dataset.Resource(s.release.Tables[i].Resource)
		tables = append(tables, frame.Choice{Value: res.Name, Title: res.Title.In(l.Lang)})
	}
	count := frame.Choice{Title: l.T("chart.rows")}
	f := frame.Form{Action: frame.Prefixed(l.Lang, "/charts/"+s.ref()), Get: true, Submit: l.T("chart.field.submit")}
	choice := func(name, label, value string, choices []frame.Choice) {
		f.Fields = append(f.Fields, frame.Field{ID: "chart-" + name, Name: name, Label: label, Type: "choice", Value: value, Choices: choices, Optional: true})
	}
	text := func(name, label, value, hint string, most int) {
		f.Fields = append(f.Fields, frame.Field{ID: "chart-" + name, Name: name, Label: label, Type: "text", Value: value, Hint: hint, Max: most, Optional: true})
	}
	if len(tables) > 1 {
		choice("table", l.T("chart.field.table"), spec.Table, tables)
	} else {
		f.Hidden = append(f.Hidden, frame.Hidden{Name: "table", Value: spec.Table})
	}
	choice("kind", l.T("chart.field.kind"), string(spec.Kind), kinds)
	choice("x", l.T("chart.field.x"), spec.X, all(&none, placed))
	choice("y", l.T("chart.field.y"), spec.Y, all(&count, isCounted))
	choice("agg", l.T("chart.field.agg"), spec.Agg, aggs)
	if spec.Kind == Line {
		choice("step", l.T("chart.field.step"), spec.Step, spans)
	}
	choice("series", l.T("chart.field.series"), spec.Series, all(&none, isGroup))
	choice("column", l.T("chart.field.column"), spec.Column, all(&none, shown))
	text("value", l.T("chart.field.value"), spec.Value, l.T("chart.field.value_hint"), maxValue)
	if spec.Kind == Bars {
		choice("sort", l.T("chart.field.sort"), spec.Sort, []frame.Choice{{Title: l.T("chart.field.greatest")}, {Value: "key", Title: l.T("chart.field.by_name")}})
		limit := ""
		if spec.Limit > 0 {
			limit = strconv.Itoa(spec.Limit)
		}
		text("limit", l.T("chart.field.limit"), limit, l.T("chart.field.limit_hint", "usual", defaultBars, "most", mostBars), 3)
	}
	var colours []frame.Choice
	for _, name := range paletteNames {
		colours = append(colours, frame.Choice{Value: name, Title: l.T(paletteWords[name])})
	}
	choice("colours", l.T("chart.field.colours"), spec.Colours, colours)
	text("title", l.T("chart.field.title"), spec.Title, "", maxTitle)
	text("note", l.T("chart.field.note"), spec.Note, "", maxNote)
	return f
}
