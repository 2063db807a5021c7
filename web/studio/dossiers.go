package studio

import (
	"errors"
	"io"
	"net/http"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/dossier"
	"nguon/publisher/manuscript"
	"nguon/web/frame"
)

// dossiersPage lists what an agency prepares.
type dossiersPage struct {
	frame.Head
	Agency   catalog.Agency
	Dossiers []dossier.Dossier
	Done     string
	Failed   *frame.Form
	Forms    []frame.Form
	Base     string
	Most     int64
}

// The ways to begin a dossier.
const (
	wayNew    = "new"
	wayRenew  = "renew"
	wayImport = "import"
)

// dossiers shows what the agency prepares, and the forms by which that begins.
func (m *Room) dossiers(v *visit) error { return m.list(v, http.StatusOK, nil) }

func (m *Room) list(v *visit, status int, failed *frame.Form) error {
	all, err := m.Bench.Of(v.r.Context(), v.who, v.agency.Code)
	if err != nil {
		return err
	}
	p := dossiersPage{
		Head: m.Unlisted(v.r, v.l, v.l.T("studio.title")), Agency: v.agency, Dossiers: all, Failed: failed,
		Base: "/desk/" + v.agency.Code + "/datasets", Most: dossier.MaxAgency,
	}
	if v.r.Method == http.MethodGet {
		p.Done = frame.Done(v.r, v.l, doneTexts)
	}
	if v.may(account.ActionDraft) {
		if p.Forms, err = m.ways(v); err != nil {
			return err
		}
	}
	for i := range p.Forms {
		if failed != nil && failed.Hidden[0] == p.Forms[i].Hidden[0] {
			p.Forms[i] = *failed
			p.Title = frame.Titled(v.l, p.Title, *failed)
		}
	}
	return m.show(v, status, "dossiers", p)
}

// ways are the forms by which a dossier begins.
func (m *Room) ways(v *visit) ([]frame.Form, error) {
	l := v.l
	action := frame.Prefixed(l.Lang, "/desk/"+v.agency.Code+"/datasets")
	form := func(way, submit string, fields ...frame.Field) frame.Form {
		return frame.Form{Action: action, Submit: submit, Hidden: []frame.Hidden{{Name: "way", Value: way}}, Fields: fields}
	}
	forms := []frame.Form{form(wayNew, l.T("studio.new.button"),
		frame.Field{ID: "title-vi", Name: "title.vi", Label: l.T("studio.new.title_vi"), Type: "text", Max: 300, Hint: l.T("studio.new.title_hint")},
		frame.Field{ID: "title-en", Name: "title.en", Label: l.T("studio.new.title_en"), Type: "text", Max: 300, Optional: true})}
	datasets, err := m.Catalog.Datasets(v.r.Context(), catalog.DatasetFilter{Agency: v.agency.Code})
	if err != nil {
		return nil, err
	}
	if len(datasets) > 0 {
		f := frame.Field{ID: "slug", Name: "slug", Label: l.T("studio.renew.dataset"), Type: "choice", Hint: l.T("studio.renew.hint")}
		for i := range datasets {
			f.Choices = append(f.Choices, frame.Choice{Value: string(datasets[i].Slug), Title: datasets[i].Title.In(l.Lang)})
		}
		renew := form(wayRenew, l.T("studio.renew.button"), f)
		renew.Quiet = true
		forms = append(forms, renew)
	}
	upload := form(wayImport, l.T("studio.import.button"),
		frame.Field{ID: "manifest", Name: "manifest", Label: l.T("studio.import.file"), Type: "file", Hint: l.T("studio.import.hint")})
	upload.File, upload.Quiet = true, true
	return append(forms, upload), nil
}

// begin begins a dossier.
func (m *Room) begin(v *visit) error {
	var d dossier.Dossier
	var err error
	ctx, r := v.r.Context(), v.r
	way := r.PostFormValue("way")
	switch way {
	case wayNew:
		d, err = m.Bench.Create(ctx, v.who, &v.agency, catalog.Text{Vi: frame.Given(r, "title.vi"), En: frame.Given(r, "title.en")})
	case wayRenew:
		d, err = m.Bench.Renew(ctx, v.who, &v.agency, catalog.Slug(frame.Given(r, "slug")))
	case wayImport:
		var text []byte
		if text, err = imported(r); err == nil {
			d, err = m.Bench.Import(ctx, v.who, &v.agency, text)
		}
	default:
		return frame.ErrNoPage
	}
	if err == nil {
		v.d = d
		return v.done("", "begun")
	}
	forms, wrong := m.ways(v)
	if wrong != nil {
		return wrong
	}
	for i := range forms {
		if forms[i].Hidden[0].Value == way {
			forms[i].Fill(r)
			status, err := mend(v.l, &forms[i], err)
			if err != nil {
				return err
			}
			return m.list(v, status, &forms[i])
		}
	}
	return err
}

// imported reads the text of a dataset.yaml that was sent.
func imported(r *http.Request) ([]byte, error) {
	f, _, err := r.FormFile("manifest")
	if errors.Is(err, http.ErrMissingFile) {
		return nil, catalog.Errorf(catalog.ErrInvalid, "Hãy chọn một tệp dataset.yaml.", "Choose a file dataset.yaml.")
	} else if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, manuscript.MaxBytes+1))
}

// discard removes the dossier.
func (m *Room) discard(v *visit) error {
	if err := m.Bench.Discard(v.r.Context(), v.who, v.agency.Code, v.d.ID); err != nil {
		return err
	}
	return frame.SeeOther(v.w, v.r, v.l, "/desk/"+v.agency.Code+"/datasets?done=discarded")
}

// export answers with the dataset.yaml.
func (m *Room) export(v *visit) error {
	h := v.w.Header()
	h.Set("Content-Type", "application/yaml; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="dataset.yaml"`)
	frame.Send(v.w, v.r, http.StatusOK, []byte(v.d.Manifest))
	return nil
}
