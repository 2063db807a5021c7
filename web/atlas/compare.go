package atlas

import (
	"net/http"
	"strings"

	"nguon/web/frame"
)

// comparePage is two places side by side.
type comparePage struct {
	frame.Head
	Form      frame.Form
	Both      bool
	A, B      placeLink
	Figures   []figureView
	Pending   bool
	Provinces []placeLink // that can be chosen from
}

func (room *Room) compare(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	page := comparePage{Pending: !room.survey.known()}
	form := frame.Form{Action: frame.Prefixed(l.Lang, "/places/compare"), Get: true, Submit: l.T("atlas.compare.submit")}
	var chosen []*Place
	for _, field := range []struct{ name, label string }{{"a", l.T("atlas.compare.first")}, {"b", l.T("atlas.compare.second")}} {
		text := frame.Shorten(strings.TrimSpace(strings.ToValidUTF8(r.URL.Query().Get(field.name), "")), longestText)
		f := frame.Field{ID: "place-" + field.name, Name: field.name, Label: field.label, Type: "text", Value: text, Hint: l.T("atlas.compare.hint"), Max: longestText}
		if p := units().one(text); p != nil {
			chosen = append(chosen, p)
			f.Value = p.Name.In(l.Lang)
			if p.Parent != nil {
				f.Value = p.Code // names of communes are not unique
			}
		} else if text != "" {
			f.Wrong = l.T("atlas.compare.unknown")
		}
		form.Fields = append(form.Fields, f)
	}
	title, status := l.T("atlas.compare.title"), http.StatusOK
	if form.Failed() {
		status = http.StatusUnprocessableEntity
	}
	if len(chosen) == 2 {
		var err error
		if page.Figures, err = room.figures(r.Context(), l, chosen...); err != nil {
			return err
		}
		page.Both, page.A, page.B = true, linkOf(l, chosen[0]), linkOf(l, chosen[1])
		title = l.T("atlas.compare.two", "a", page.A.Name, "b", page.B.Name)
	}
	page.Form = form
	page.Head = room.Unlisted(r, l, frame.Titled(l, title, form))
	return room.Render(w, r, status, l, "compare", page)
}
