package desk

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"slices"

	"nguon/api/registry"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/catalog/remind"
	"nguon/catalog/schedule"
	"nguon/catalog/supply"
	"nguon/catalog/workflow"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

// A KeyFinder finds keys by their IDs.
type KeyFinder interface {
	KeysWith(ctx context.Context, ids []string) ([]account.Key, error)
}

// A Check looks whether a part of the portal works.
type Check struct {
	Name string
	Run  func(context.Context) error
}

// Deps are what the room is made of.
type Deps struct {
	Frame        *frame.Frame
	Catalog      catalog.Reader
	Agencies     catalog.Agencies
	Accounts     *account.Accounts
	Audit        account.Recorder
	Registry     *registry.Registry
	Products     market.Products
	Applications market.Applications
	Reuses       market.Reuses
	Usage        market.Usage
	Keys         KeyFinder
	Plans        market.Plans
	Sources      *supply.Control
	Checks       []Check
	Jobs         Jobs
	// Behind returns how many events the search index has not seen yet, at most
	// [MaxBehind].
	Behind   func(ctx context.Context) (int, error)
	Agenda   *schedule.Agenda  // of releases; nil: desks say nothing of what is due
	Policies workflow.Policies // what agencies want of their releases
	Hearers  remind.Users      // who may hear of them
}

// MaxBehind is the most events that are counted of a search index that is behind.
const MaxBehind = 1000

// A Desk is the room: a [frame.Wing].
type Desk struct {
	*frame.Room
	Deps
}

// New returns the room. It returns an error if a template is not well-formed.
func New(d Deps) (*Desk, error) {
	room, err := d.Frame.Room(templateFiles, "board")
	if err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	return &Desk{Room: room, Deps: d}, nil
}

// maxForm bounds a form in bytes: an OpenAPI document is the longest, which
// takes up to three bytes for one in a form.
const maxForm = 7 << 20

// A task is a request of somebody who may do what its page is for.
type task struct {
	w      http.ResponseWriter
	r      *http.Request
	l      *frame.Locale
	visit  account.Visit
	agency catalog.Agency // whose desk it is; zero in the administration
}

func (t *task) by() account.Caller { return t.visit.Caller() }

// may reports whether the visitor may do a in the agency of the desk.
func (t *task) may(a account.Action) bool {
	return t.visit.Principal().May(a, t.agency.Code)
}

// path returns the address of a page of this desk, in the language of the task.
func (t *task) path(rest string) string {
	return frame.Prefixed(t.l.Lang, t.bare(rest))
}

// bare is path without the language, for links of templates.
func (t *task) bare(rest string) string {
	if t.agency.Code == "" {
		return "/admin" + rest
	}
	return "/desk/" + t.agency.Code + rest
}

// done goes to a page of this desk, which says what was done.
func (t *task) done(rest, what string) error {
	http.Redirect(t.w, t.r, t.path(rest)+"?done="+what, http.StatusSeeOther)
	return nil
}

// A page is one row of the table of pages.
type page struct {
	pattern string
	action  account.Action // which the visitor must be allowed in the agency of the path, or of the portal
	do      func(*Desk, *task) error
}

// pages are all pages with a right. The home of the desk alone has none: it
// shows what each visitor may.
func pages() []page {
	return []page{
		{"GET /desk/{agency}", account.ActionReadDraft, (*Desk).agencyHome},
		{"GET /desk/{agency}/apis", account.ActionReadDraft, (*Desk).apis},
		{"GET /desk/{agency}/apis/{api}", account.ActionReadDraft, (*Desk).api},
		{"GET /desk/{agency}/new-api", account.ActionManageProducts, (*Desk).newAPI},
		{"POST /desk/{agency}/new-api", account.ActionManageProducts, (*Desk).createAPI},
		{"GET /desk/{agency}/apis/{api}/edit", account.ActionManageProducts, (*Desk).editAPI},
		{"POST /desk/{agency}/apis/{api}/edit", account.ActionManageProducts, (*Desk).saveAPI},
		{"GET /desk/{agency}/apis/{api}/new-version", account.ActionManageProducts, (*Desk).newVersion},
		{"POST /desk/{agency}/apis/{api}/new-version", account.ActionManageProducts, (*Desk).saveVersion},
		{"GET /desk/{agency}/apis/{api}/versions/{version}", account.ActionManageProducts, (*Desk).editVersion},
		{"POST /desk/{agency}/apis/{api}/versions/{version}", account.ActionManageProducts, (*Desk).saveVersion},
		{"POST /desk/{agency}/apis/{api}/versions/{version}/state", account.ActionManageProducts, (*Desk).moveVersion},
		{"GET /desk/{agency}/sources", account.ActionReadDraft, (*Desk).sources},
		{"GET /desk/{agency}/sources/{source}", account.ActionReadDraft, (*Desk).source},
		{"POST /desk/{agency}/sources/{source}/act", account.ActionDraft, (*Desk).actOnSource},
		{"GET /desk/{agency}/consumers", account.ActionManageProducts, (*Desk).consumers},
		{"GET /desk/{agency}/consumers.csv", account.ActionManageProducts, (*Desk).consumersCSV},
		{"POST /desk/{agency}/consumers", account.ActionManageProducts, (*Desk).answer},
		{"POST /desk/{agency}/consumers/reuses", account.ActionManageProducts, (*Desk).answerReuse},
		{"GET /desk/{agency}/members", account.ActionManageMembers, (*Desk).members},
		{"POST /desk/{agency}/members/invite", account.ActionManageMembers, (*Desk).invite},
		{"POST /desk/{agency}/members/uninvite", account.ActionManageMembers, (*Desk).uninvite},
		{"POST /desk/{agency}/members/grant", account.ActionManageMembers, (*Desk).grant},
		{"POST /desk/{agency}/members/revoke", account.ActionManageMembers, (*Desk).revoke},
		{"GET /desk/{agency}/reminders", account.ActionManageMembers, (*Desk).reminders},
		{"POST /desk/{agency}/reminders", account.ActionManageMembers, (*Desk).saveReminders},
		{"GET /desk/{agency}/reminders/{dataset}", account.ActionManageMembers, (*Desk).datasetReminders},
		{"POST /desk/{agency}/reminders/{dataset}", account.ActionManageMembers, (*Desk).saveDatasetReminders},
		{"POST /desk/{agency}/members/second-factor", account.ActionManageMembers, (*Desk).demand},
		{"GET /desk/{agency}/robots", account.ActionManageKeys, (*Desk).robots},
		{"POST /desk/{agency}/robots/create", account.ActionManageKeys, (*Desk).createRobot},
		{"POST /desk/{agency}/robots/token", account.ActionManageKeys, (*Desk).robotToken},
		{"POST /desk/{agency}/robots/revoke", account.ActionManageKeys, (*Desk).revokeToken},
		{"POST /desk/{agency}/robots/remove", account.ActionManageKeys, (*Desk).removeRobot},
		{"GET /desk/{agency}/log", account.ActionReadAudit, (*Desk).log},
		{"GET /desk/{agency}/log/export", account.ActionReadAudit, (*Desk).exportLog},
		{"GET /admin", account.ActionAdminister, (*Desk).state},
		{"POST /admin/jobs/{job}/retry", account.ActionAdminister, (*Desk).retryJob},
		{"GET /admin/users", account.ActionAdminister, (*Desk).users},
		{"GET /admin/users/{user}", account.ActionAdminister, (*Desk).user},
		{"POST /admin/users/{user}/lock", account.ActionAdminister, (*Desk).lock},
		{"POST /admin/users/{user}/unlock", account.ActionAdminister, (*Desk).unlock},
		{"POST /admin/users/{user}/forget-passkeys", account.ActionAdminister, (*Desk).forgetPasskeys},
		{"POST /admin/users/{user}/grant", account.ActionAdminister, (*Desk).grantUser},
		{"POST /admin/users/{user}/revoke", account.ActionAdminister, (*Desk).revokeUser},
		{"GET /admin/agencies", account.ActionAdminister, (*Desk).agencies},
		{"GET /admin/agencies/{code}", account.ActionAdminister, (*Desk).editAgency},
		{"POST /admin/agencies", account.ActionAdminister, (*Desk).saveAgency},
		{"GET /admin/log", account.ActionAdminister, (*Desk).log},
		{"GET /admin/log/export", account.ActionAdminister, (*Desk).exportLog},
		{"POST /admin/log/verify", account.ActionAdminister, (*Desk).verifyLog},
		{"GET /admin/plans", account.ActionAdminister, (*Desk).plans},
	}
}

// Routes adds the pages to mux.
func (d *Desk) Routes(mux *http.ServeMux) {
	d.Page(mux, "GET /desk", d.Signed(d.home))
	for _, p := range pages() {
		d.Page(mux, p.pattern, d.Signed(d.guarded(p)))
	}
}

// guarded lets those to a page who may do what it is for. It is the one place of
// the room that decides; what the pages call asks again.
func (d *Desk) guarded(p page) frame.SignedHandler {
	return func(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
		t := &task{w: w, r: r, l: l, visit: v}
		if code := r.PathValue("agency"); code != "" {
			var err error
			if t.agency, err = d.agency(r.Context(), code); err != nil {
				return err
			}
		}
		if !t.may(p.action) {
			return catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền mở trang này.", "You may not open this page.")
		}
		w.Header().Set("Referrer-Policy", "same-origin")
		if err := frame.ReadForm(w, r, maxForm); err != nil {
			return err
		}
		return p.do(d, t)
	}
}

func (d *Desk) agency(ctx context.Context, code string) (catalog.Agency, error) {
	all, err := d.Catalog.Agencies(ctx)
	if err != nil {
		return catalog.Agency{}, err
	}
	i := slices.IndexFunc(all, func(a catalog.Agency) bool { return a.Code == code })
	if i < 0 {
		return catalog.Agency{}, catalog.Errorf(catalog.ErrNotFound, "Không có cơ quan %q.", "There is no agency %q.", code)
	}
	return all[i], nil
}
