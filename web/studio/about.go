package studio

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/publisher/manuscript"
	"nguon/publisher/workbench"
	"nguon/web/frame"
)

// aboutPage asks what the dataset is.
type aboutPage struct {
	page
	Action   string
	Revision int64
	Groups   []group
	Missing  int // fields in which something is wrong, or missing
	Promised *promised
}

// A group is some fields under a heading.
type group struct {
	Heading string
	Fields  []frame.Field
}

// sourceField begins the names of fields that say where data come from.
const sourceField = "source."

// about shows the form.
func (m *Room) about(v *visit) error { return m.showAbout(v, http.StatusOK, nil) }

func (m *Room) showAbout(v *visit, status int, failed *frame.Form) error {
	p, err := m.page(v, v.l.T("studio.step.about"))
	if err != nil {
		return err
	}
	p.Failed = failed
	q := aboutPage{page: p, Action: frame.Prefixed(v.l.Lang, v.path("/about")), Revision: v.d.Revision, Groups: v.aboutGroups(), Promised: m.promised(v)}
	faults := workbench.Faults(v.text)
	for i := range q.Groups {
		fields := q.Groups[i].Fields
		v.fill(fields)
		if v.d.Revision > 1 {
			blame(v.l, fields, faults, "")
		}
		for _, f := range fields {
			if f.Wrong != "" {
				q.Missing++
			}
		}
	}
	return m.show(v, status, "about", q)
}

// fill puts into fields what the description says, or what was just given.
func (v *visit) fill(fields []frame.Field) {
	for i := range fields {
		f := &fields[i]
		f.ID = dashed(f.Name)
		switch {
		case f.Type == "boxes":
			f.Values = v.text.List(f.Name)
		case listed(f.Name):
			f.Value = strings.Join(v.text.List(f.Name), ", ")
		case f.Name == promise+"every" && v.text.Get(promise+written) != "":
			f.Value = written
		default:
			f.Value = v.text.Get(f.Name)
		}
		if v.r.Method == http.MethodPost {
			f.Value, f.Values = v.r.PostFormValue(f.Name), v.r.PostForm[f.Name]
		}
		f.Choices = withValue(f.Choices, f.Value)
	}
}

// listed reports whether a field has values between commas.
func listed(name string) bool {
	return strings.HasPrefix(name, "keywords.") || name == "spatial.codes"
}

// aboutGroups are the questions about a dataset. Names are paths of its
// description.
func (v *visit) aboutGroups() []group {
	l := v.l
	text := func(name, label string) frame.Field {
		return frame.Field{Name: name, Label: label, Type: "text", Max: 500}
	}
	free := func(name, label string) frame.Field {
		f := text(name, label)
		f.Optional = true
		return f
	}
	area := func(name, label string) frame.Field {
		return frame.Field{Name: name, Label: label, Type: "area", Rows: 4, Max: 5000}
	}
	terms := func(name, label, kind string, all catalog.Vocabulary) frame.Field {
		f := frame.Field{Name: name, Label: label, Type: kind}
		if kind == "choice" {
			f.Choices = []frame.Choice{{Value: "", Title: l.T("studio.about.choose")}}
		}
		for _, t := range all {
			f.Choices = append(f.Choices, frame.Choice{Value: t.Code, Title: t.Title.In(l.Lang)})
		}
		return f
	}
	slug := text("slug", l.T("studio.about.slug"))
	slug.Max, slug.Hint = 80, l.T("studio.about.slug_hint")
	keywords := free("keywords.vi", l.T("studio.about.keywords_vi"))
	keywords.Hint = l.T("studio.about.keywords_hint")
	from, to := free("temporal.from", l.T("studio.about.from")), free("temporal.to", l.T("studio.about.to"))
	from.Type, to.Type = "date", "date"
	from.Hint = v.periodHint()
	source, contact, home := free(sourceField+"url", l.T("studio.about.source_url")), free("contact.email", l.T("studio.about.contact_email")), free("contact.url", l.T("studio.about.contact_url"))
	source.Type, contact.Type, home.Type = "url", "email", "url"
	codes := free("spatial.codes", l.T("studio.about.codes"))
	codes.Hint = l.T("studio.about.codes_hint")
	description := area("description.vi", l.T("studio.about.description_vi"))
	description.Hint = l.T("studio.about.description_hint")
	return []group{
		{l.T("studio.about.what"), []frame.Field{
			text("title.vi", l.T("studio.about.title_vi")), text("title.en", l.T("studio.about.title_en")),
			description, area("description.en", l.T("studio.about.description_en")), slug,
		}},
		{l.T("studio.about.find"), []frame.Field{
			terms("theme", l.T("studio.about.theme"), "boxes", catalog.Themes), keywords, free("keywords.en", l.T("studio.about.keywords_en")),
		}},
		{l.T("studio.about.terms"), []frame.Field{
			terms("licence", l.T("studio.about.licence"), "choice", catalog.Licences), terms("frequency", l.T("studio.about.frequency"), "choice", catalog.Frequencies),
		}},
		{l.T("studio.schedule.heading"), v.scheduleFields()},
		{l.T("studio.about.scope"), []frame.Field{
			from, to, free("spatial.title.vi", l.T("studio.about.place_vi")), free("spatial.title.en", l.T("studio.about.place_en")), codes,
		}},
		{l.T("studio.about.who"), []frame.Field{
			free(sourceField+"title.vi", l.T("studio.about.source_vi")), free(sourceField+"title.en", l.T("studio.about.source_en")), source,
			free("contact.name", l.T("studio.about.contact_name")), contact, home,
		}},
	}
}

// periodHint says which days stand in the data.
func (v *visit) periodHint() string {
	if v.found == nil {
		return ""
	}
	first, last, column := "", "", ""
	for _, t := range v.found.Tables {
		for _, c := range t.Columns {
			if c.Type != catalog.Date && c.Type != catalog.DateTime || len(c.Min) < 10 || len(c.Max) < 10 || t.Personal(c.Source) {
				continue
			}
			if first == "" || c.Min[:10] < first {
				first, column = c.Min[:10], c.Source
			}
			last = max(last, c.Max[:10])
		}
	}
	if first == "" {
		return ""
	}
	return v.l.T("studio.about.period_hint", "column", column, "first", v.day(first), "last", v.day(last))
}

// day writes a day of the form 2026-01-31 as the language does.
func (v *visit) day(text string) string {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return v.l.Day(t)
}

// saveAbout keeps what is said of the dataset, be it right or not yet: what is
// wrong is said at the fields.
func (m *Room) saveAbout(v *visit) error {
	_, err := m.Bench.Describe(v.r.Context(), v.who, &v.agency, v.d.ID, v.revision(), func(text *manuscript.Text) error {
		v.take(text)
		return nil
	})
	if err == nil {
		return v.done("/about", "saved")
	}
	f := frame.Form{}
	status, err := mend(v.l, &f, err)
	if err != nil {
		return err
	}
	return m.showAbout(v, status, &f)
}

// take puts what was given into a description.
func (v *visit) take(text *manuscript.Text) {
	v.saveSchedule(text)
	for _, g := range v.aboutGroups() {
		for _, f := range g.Fields {
			switch {
			case strings.HasPrefix(f.Name, promise):
			case f.Type == "boxes":
				text.SetList(f.Name, v.r.PostForm[f.Name])
			case listed(f.Name):
				text.SetList(f.Name, parts(frame.Given(v.r, f.Name)))
			default:
				text.Set(f.Name, frame.Given(v.r, f.Name))
			}
		}
	}
}

// parts are the words between commas.
func parts(s string) (all []string) {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '\n' || r == ';' }) {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// aboutFaults answers with what would be wrong with what the form says now, by
// the IDs of fields, as JSON. Nothing is kept.
func (m *Room) aboutFaults(v *visit) error {
	v.take(v.text)
	wrong := make(map[string]string)
	faults := workbench.Faults(v.text)
	for _, g := range v.aboutGroups() {
		for i := range g.Fields {
			g.Fields[i].ID = dashed(g.Fields[i].Name)
		}
		blame(v.l, g.Fields, faults, "")
		for _, f := range g.Fields {
			wrong[f.ID] = f.Wrong
		}
	}
	body, err := json.Marshal(wrong)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	frame.Send(v.w, v.r, http.StatusOK, body)
	return nil
}
