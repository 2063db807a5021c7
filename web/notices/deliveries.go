package notices

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/publisher/courier"
	"nguon/web/frame"
)

type deliveriesPage struct {
	frame.Head
	Log  []deliveryView
	Next string // the address of earlier ones
}

// A deliveryView is a delivery as its receiver sees it.
type deliveryView struct {
	ID, What, Kind, Link, Way, State string
	Others                           int // notices beside the first
	Made, Due                        time.Time
	Attempts                         []notice.Attempt
	Again                            bool // can be asked for again
	Failed                           bool
}

func (n *Notices) log(r *http.Request, l *frame.Locale, f notice.DeliveryFilter) ([]deliveryView, error) {
	all, err := n.Store.Deliveries(r.Context(), f)
	if err != nil {
		return nil, err
	}
	ways := map[notice.Way]string{notice.ByMail: l.T("notices.way.mail"), notice.ByDaily: l.T("notices.way.daily"),
		notice.ByWeekly: l.T("notices.way.weekly"), notice.ByWebhook: l.T("notices.way.webhook")}
	states := map[notice.DeliveryState]string{notice.Pending: l.T("notices.state.pending"), notice.Delivered: l.T("notices.state.delivered"),
		notice.GivenUp: l.T("notices.state.given"), notice.Dropped: l.T("notices.state.dropped")}
	failed := map[string]string{courier.ErrAddress.Error(): l.T("notices.failed.address"), courier.ErrLate.Error(): l.T("notices.failed.late"),
		courier.ErrBroken.Error(): l.T("notices.failed.broken")}
	views := make([]deliveryView, len(all))
	for i, d := range all {
		v := deliveryView{ID: d.ID, Way: ways[d.Way], State: states[d.State], Made: d.Created, Again: d.State != notice.Pending, Failed: d.State == notice.GivenUp}
		if d.State == notice.Pending {
			v.Due = d.Next
		}
		if len(d.Notices) > 0 {
			first := d.Notices[0]
			v.What, v.Kind, v.Others = first.Title.In(l.Lang), string(first.Kind), len(d.Notices)-1
			if first.Path != "" {
				v.Link = frame.Prefixed(l.Lang, first.Path)
			}
		}
		if v.Attempts, err = n.Store.Attempts(r.Context(), d.ID); err != nil {
			return nil, err
		}
		for j, a := range v.Attempts {
			if said, ok := failed[a.Error]; ok {
				v.Attempts[j].Error = said
			} else if a.Error != "" && a.Status != 0 {
				v.Attempts[j].Error = l.T("notices.failed.status", "status", strconv.Itoa(a.Status))
			}
		}
		views[i] = v
	}
	return views, nil
}

// logLength is how many deliveries one page shows.
const logLength = 50

func (n *Notices) deliveries(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	log, err := n.log(r, l, notice.DeliveryFilter{Owner: v.User.ID, Before: r.FormValue("before"), Limit: logLength})
	if err != nil {
		return err
	}
	page := deliveriesPage{Head: n.Unlisted(r, l, l.T("notices.log.title")), Log: log}
	if len(log) == logLength {
		page.Next = frame.Prefixed(l.Lang, "/account/deliveries") + "?before=" + url.QueryEscape(log[len(log)-1].ID)
	}
	return n.Render(w, r, http.StatusOK, l, "deliveries", page)
}

// resend has a delivery sent again, and leads back to the log it was in.
func (n *Notices) resend(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	if err := n.Store.Redeliver(r.Context(), v.User.ID, r.PathValue("id")); err != nil {
		return err
	}
	back := "/account/deliveries"
	if hook := r.PostFormValue("webhook"); hook != "" {
		back = hookPath(hook)
	}
	return frame.SeeOther(w, r, l, back)
}
