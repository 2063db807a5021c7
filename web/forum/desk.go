package forum

import (
	"net/http"
	"slices"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/voice"
	"nguon/web/frame"
)

// desk shows an agency what waits for it, what is due first first, and what it
// answered last.
func (room *Room) desk(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	code := r.PathValue("agency")
	titles, _, err := room.agencies(r.Context())
	if err != nil {
		return err
	}
	title, ok := titles[code]
	if !ok {
		return frame.ErrNoPage
	}
	if !v.Principal().May(account.ActionReadDraft, code) {
		return catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền mở trang này.", "You may not open this page.")
	}
	waiting, others, err := room.ofAgency(r, voice.Filter{Agency: code})
	if err != nil {
		return err
	}
	page := listPage{
		Heading: l.T("forum.desk.title"), Lead: l.T("forum.desk.lead"),
		Above: []anchor{{Title: l.T("desk.title"), Link: frame.Prefixed(l.Lang, "/desk")}, {Title: title.In(l.Lang), Link: frame.Prefixed(l.Lang, "/desk/"+code)}},
		Lists: []postList{{Heading: l.T("forum.desk.waiting"), None: l.T("forum.desk.none")}, {Heading: l.T("forum.desk.others"), None: l.T("forum.desk.no_others")}},
	}
	return room.internal(w, r, l, v, &page, waiting, others)
}

// ofAgency returns the open posts that f selects, what is due first first, and the
// others.
func (room *Room) ofAgency(r *http.Request, f voice.Filter) (waiting, others []voice.Post, err error) {
	f.State, f.Statuses = voice.Public, []voice.Status{voice.Open}
	if waiting, err = room.Voices.Store.Posts(r.Context(), f); err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(waiting, func(a, b voice.Post) int { return a.Due.Compare(b.Due) })
	f.Statuses, f.Limit = []voice.Status{voice.Planned, voice.Answered, voice.Declined}, pageLength
	others, err = room.Voices.Store.Posts(r.Context(), f)
	return waiting, others, err
}

// admin shows moderators what is held, and what is for them to answer.
func (room *Room) admin(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	if !voice.MayModerate(v.Principal()) {
		return catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền mở trang này.", "You may not open this page.")
	}
	held, err := room.Voices.Store.Posts(r.Context(), voice.Filter{State: voice.Held})
	if err != nil {
		return err
	}
	waiting, _, err := room.ofAgency(r, voice.Filter{Portal: true})
	if err != nil {
		return err
	}
	latest, err := room.Voices.Store.Posts(r.Context(), voice.Filter{State: voice.Public, Limit: pageLength})
	if err != nil {
		return err
	}
	page := listPage{
		Heading: l.T("forum.admin.title"), Lead: l.T("forum.admin.lead"), Above: []anchor{{Title: l.T("desk.admin.title"), Link: frame.Prefixed(l.Lang, "/admin")}},
		Lists: []postList{{Heading: l.T("forum.admin.held"), None: l.T("forum.admin.none")}, {Heading: l.T("forum.admin.ours"), None: l.T("forum.desk.none")},
			{Heading: l.T("forum.admin.latest"), None: l.T("forum.desk.no_others")}},
	}
	return room.internal(w, r, l, v, &page, held, waiting, latest)
}
