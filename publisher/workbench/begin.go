package workbench

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/dossier"
	"nguon/publisher"
	"nguon/publisher/manuscript"
)

// Create begins a dossier of an agency with the title of a dataset.
func (b *Bench) Create(ctx context.Context, by account.Principal, agency *catalog.Agency, title catalog.Text) (dossier.Dossier, error) {
	if strings.TrimSpace(title.Vi+title.En) == "" {
		return dossier.Dossier{}, &catalog.Error{Kind: catalog.ErrInvalid, Public: catalog.Text{Vi: "Hãy đặt tên cho bộ dữ liệu.", En: "Give the dataset a title."},
			Fields: []catalog.FieldError{{Field: "title.vi", Position: -1, Detail: catalog.Text{Vi: "Không được để trống.", En: "Must not be empty."}}}}
	}
	m := manuscript.New()
	m.Set("slug", Slug(cmp.Or(title.En, title.Vi), maxSlug))
	m.Set("title.vi", title.Vi)
	m.Set("title.en", title.En)
	m.Set("licence", "CC-BY-4.0")
	return b.add(ctx, by, agency, m)
}

// Import begins a dossier with the text of a dataset.yaml, which need not be
// complete.
func (b *Bench) Import(ctx context.Context, by account.Principal, agency *catalog.Agency, text []byte) (dossier.Dossier, error) {
	m, err := manuscript.Parse(text)
	if err != nil {
		return dossier.Dossier{}, err
	}
	return b.add(ctx, by, agency, m)
}

// Renew begins a dossier for the next release of a dataset of the agency, with
// all that is known of the last one but the files.
func (b *Bench) Renew(ctx context.Context, by account.Principal, agency *catalog.Agency, slug catalog.Slug) (dossier.Dossier, error) {
	if !by.May(account.ActionDraft, agency.Code) {
		return dossier.Dossier{}, forbidden()
	}
	d, err := b.Catalog.Dataset(ctx, slug)
	if err == nil && d.Agency != agency.Code {
		err = catalog.Errorf(catalog.ErrNotFound, "Không có bộ dữ liệu %q.", "There is no dataset %q.", slug)
	}
	if err != nil {
		return dossier.Dossier{}, err
	}
	latest, err := b.Catalog.Latest(ctx, b.Now(), slug)
	if err != nil {
		return dossier.Dossier{}, err
	}
	m := manuscript.New()
	describe(m, &d)
	r := latest[slug]
	for i := range r.Tables {
		describeTable(m, i, &d, &r.Tables[i])
	}
	return b.add(ctx, by, agency, m)
}

func (b *Bench) add(ctx context.Context, by account.Principal, agency *catalog.Agency, m *manuscript.Text) (dossier.Dossier, error) {
	if !by.May(account.ActionDraft, agency.Code) {
		return dossier.Dossier{}, forbidden()
	}
	owned(m, agency)
	d := dossier.Dossier{ID: rand.Text(), Agency: agency.Code, Author: by.Actor().ID, Revision: 1}
	if err := Put(&d, m); err != nil {
		return d, err
	}
	return d, b.Dossiers.AddDossier(ctx, d)
}

// owned says whose dataset it is: that is never for a text to say.
func owned(m *manuscript.Text, agency *catalog.Agency) {
	m.Remove("agency")
	m.Set("agency.code", agency.Code)
	m.Set("agency.title.vi", agency.Title.Vi)
	m.Set("agency.title.en", agency.Title.En)
	m.Set("agency.parent", agency.Parent)
	m.Set("agency.homepage", agency.Homepage)
	m.Set("agency.email", agency.Email)
}

// Put puts a description into a dossier.
func Put(d *dossier.Dossier, m *manuscript.Text) error {
	text, err := m.Bytes()
	if err != nil {
		return err
	}
	d.Manifest = string(text)
	d.Title = catalog.Text{Vi: shortened(m.Get("title.vi")), En: shortened(m.Get("title.en"))}
	return nil
}

// maxTitle is how many characters of a title lists show.
const maxTitle = 300

func shortened(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), maxTitle)])
}

// Describe changes the description of a dossier: see [Bench.Edit].
func (b *Bench) Describe(ctx context.Context, by account.Principal, agency *catalog.Agency, id string, revision int64, change func(*manuscript.Text) error) (dossier.Dossier, error) {
	return b.Edit(ctx, by, agency.Code, id, revision, func(d *dossier.Dossier) error {
		m, err := manuscript.Parse([]byte(d.Manifest))
		if err != nil {
			return err
		}
		if err := change(m); err != nil {
			return err
		}
		owned(m, agency)
		return Put(d, m)
	})
}

// Faults returns what is wrong with a description, or still missing. The fields
// are paths of the text: those of resources have their index.
func Faults(m *manuscript.Text) []catalog.FieldError {
	text, err := m.Bytes()
	if err == nil {
		_, err = publisher.ParseManifest(text)
	}
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*catalog.Error](err)
	if !ok || len(e.Fields) == 0 {
		return []catalog.FieldError{{Position: -1, Detail: catalog.Text{Vi: err.Error(), En: err.Error()}}}
	}
	faults := slices.Clone(e.Fields)
	for i, f := range faults {
		if (f.Field == "licence" || f.Field == "frequency") && m.Get(f.Field) == "" {
			faults[i].Detail = catalog.Text{Vi: "hãy chọn một mục", En: "choose one"}
		}
		rest, ok := strings.CutPrefix(f.Field, "resources.")
		if !ok {
			continue
		}
		for n := range m.Len("resources") {
			name := m.Get(fmt.Sprintf("resources.%d.name", n))
			if below, ok := strings.CutPrefix(rest, name); ok && name != "" && (below == "" || below[0] == '.') && !indexed(rest) {
				faults[i].Field = fmt.Sprintf("resources.%d%s", n, below)
				break
			}
		}
	}
	return faults
}

// indexed reports whether a path begins with an index.
func indexed(path string) bool {
	first, _, _ := strings.Cut(path, ".")
	return first != "" && strings.Trim(first, "0123456789") == ""
}
