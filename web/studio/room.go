package studio

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"nguon/api/upload"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/dossier"
	"nguon/catalog/schedule"
	"nguon/publisher/manuscript"
	"nguon/publisher/workbench"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

// maxForm bounds a form without files in bytes.
const maxForm = 4 << 20

// Deps are what the room is made of.
type Deps struct {
	Frame   *frame.Frame
	Catalog catalog.Reader
	Bench   *workbench.Bench
	Uploads *upload.Store      // of dossiers
	Days    *schedule.Calendar // days off; nil is those of the law
}

// A Room is a [frame.Wing].
type Room struct {
	*frame.Room
	Deps
	tus *upload.Handler
}

// New returns the room. It returns an error if a template is not well-formed.
func New(d Deps) (*Room, error) {
	room, err := d.Frame.Room(templateFiles, "dossiers", "files", "tables", "columns", "about", "privacy", "send", "work")
	if err != nil {
		return nil, fmt.Errorf("studio: %w", err)
	}
	m := &Room{Room: room, Deps: d}
	m.tus, err = upload.NewHandler(d.Uploads, func(id string) string { return id }) // of the address of the collection
	return m, err
}

// Routes adds the pages to mux.
func (m *Room) Routes(mux *http.ServeMux) {
	const all, one = "/desk/{agency}/datasets", "/desk/{agency}/datasets/{dossier}"
	for pattern, do := range map[string]func(*Room, *visit) error{
		"GET " + all:  (*Room).dossiers,
		"POST " + all: (*Room).begin,
	} {
		m.Page(mux, pattern, m.Signed(m.guarded(do)))
	}
	for pattern, do := range map[string]func(*Room, *visit) error{
		"GET " + one:                    (*Room).files,
		"POST " + one + "/remove":       (*Room).removeFile,
		"POST " + one + "/discard":      (*Room).discard,
		"POST " + one + "/check":        (*Room).check,
		"POST " + one + "/stop":         (*Room).stop,
		"GET " + one + "/work":          (*Room).work,
		"GET " + one + "/dataset.yaml":  (*Room).export,
		"GET " + one + "/tables":        (*Room).tables,
		"GET " + one + "/tables/{n}":    (*Room).columns,
		"POST " + one + "/tables/{n}":   (*Room).saveColumns,
		"GET " + one + "/about":         (*Room).about,
		"POST " + one + "/about":        (*Room).saveAbout,
		"POST " + one + "/about/faults": (*Room).aboutFaults,
		"GET " + one + "/privacy":       (*Room).privacy,
		"GET " + one + "/privacy/{n}":   (*Room).privacy,
		"POST " + one + "/privacy/{n}":  (*Room).savePrivacy,
		"GET " + one + "/send":          (*Room).send,
		"POST " + one + "/send":         (*Room).sent,
	} {
		m.Page(mux, pattern, m.Signed(m.guarded(m.within(do))))
	}
	m.Page(mux, "POST "+one+"/files", m.Signed(m.receive))
	for _, method := range []string{http.MethodPost, http.MethodHead, http.MethodPatch, http.MethodDelete} {
		path := one + "/uploads"
		if method != http.MethodPost {
			path += "/{upload}"
		}
		mux.Handle(method+" "+path, m.Handle(m.resume))
	}
}

// A visit is a request of somebody who may see the drafts of the agency.
type visit struct {
	w      http.ResponseWriter
	r      *http.Request
	l      *frame.Locale
	who    account.Principal
	agency catalog.Agency
	d      dossier.Dossier // whose page it is; zero for the list
	text   *manuscript.Text
	found  *workbench.Checked // what the last check found; nil if there is none
}

// may reports whether the visitor may change anything.
func (v *visit) may(a account.Action) bool { return v.who.May(a, v.agency.Code) }

// path returns the address of a page of the dossier, without the language.
func (v *visit) path(rest string) string {
	return "/desk/" + v.agency.Code + "/datasets/" + v.d.ID + rest
}

// done goes on to a page of the dossier, which says what was done.
func (v *visit) done(rest, what string) error {
	return frame.SeeOther(v.w, v.r, v.l, v.path(rest)+"?done="+what)
}

// stale reports whether the dossier has changed since it was checked.
func (v *visit) stale() bool { return v.found == nil || v.found.Digest != v.d.Digest() }

// guarded lets those in who may see the drafts of the agency; to change something
// needs the right to make them.
func (m *Room) guarded(do func(*Room, *visit) error) frame.SignedHandler {
	return func(w http.ResponseWriter, r *http.Request, l *frame.Locale, who account.Visit) error {
		v, err := m.enter(w, r, l, who)
		if err != nil {
			return err
		}
		if err := frame.ReadForm(w, r, maxForm); err != nil {
			return err
		}
		return do(m, v)
	}
}

// enter finds out whose desk it is, and whether the visitor may do what the
// request is for.
func (m *Room) enter(w http.ResponseWriter, r *http.Request, l *frame.Locale, who account.Visit) (*visit, error) {
	w.Header().Set("Referrer-Policy", "same-origin")
	v := &visit{w: w, r: r, l: l, who: who.Principal()}
	agencies, err := m.Catalog.Agencies(r.Context())
	if err != nil {
		return nil, err
	}
	code := r.PathValue("agency")
	i := slices.IndexFunc(agencies, func(a catalog.Agency) bool { return a.Code == code })
	need := account.ActionReadDraft
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		need = account.ActionDraft
	}
	switch {
	case !v.who.May(need, code):
		return nil, catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền mở trang này.", "You may not open this page.")
	case i < 0:
		return nil, catalog.Errorf(catalog.ErrNotFound, "Không có cơ quan %q.", "There is no agency %q.", code)
	}
	v.agency = agencies[i]
	return v, nil
}

// within is for pages of one dossier.
func (m *Room) within(do func(*Room, *visit) error) func(*Room, *visit) error {
	return func(m *Room, v *visit) error {
		if err := m.open(v.r.Context(), v); err != nil {
			return err
		}
		return do(m, v)
	}
}

// open reads the dossier of the path.
func (m *Room) open(ctx context.Context, v *visit) (err error) {
	if v.d, err = m.Bench.Dossier(ctx, v.who, v.agency.Code, v.r.PathValue("dossier")); err != nil {
		return err
	}
	if v.text, err = manuscript.Parse([]byte(v.d.Manifest)); err != nil {
		return err
	}
	v.found, err = m.Bench.CheckOf(ctx, &v.d)
	return err
}

// revision is that of the dossier that a form was made of.
func (v *visit) revision() int64 {
	n, err := strconv.ParseInt(v.r.PostFormValue("revision"), 10, 64)
	if err != nil || n < 1 {
		return v.d.Revision
	}
	return n
}

// resource returns the index and the name of the table of the path.
func (v *visit) resource() (int, string, error) {
	n, err := strconv.Atoi(v.r.PathValue("n"))
	if err != nil || n < 0 || n >= v.text.Len("resources") {
		return 0, "", frame.ErrNoPage
	}
	return n, v.text.Get(fmt.Sprintf("resources.%d.name", n)), nil
}

// mend makes of an error what a form says is wrong with it; it returns the error
// if that is nothing for the visitor to mend.
func mend(l *frame.Locale, f *frame.Form, err error) (status int, _ error) {
	status, ok := f.Blame(l, err)
	if !ok {
		return 0, err
	}
	return status, nil
}
