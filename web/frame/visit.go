package frame

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/account"
)

// SignInPath is the page on which a visitor signs in. The parameter back says
// where to go then.
const SignInPath = "/account/sign-in"

// FactorPath is the page on which a visitor shows the second factor that their
// role needs, or gets one. The parameter back says where to go then.
const FactorPath = "/account/second-factor"

type (
	visitKey   struct{}
	unknownKey struct{}
)

// WithVisit returns a context in which the visitor is known.
func WithVisit(ctx context.Context, v account.Visit) context.Context {
	return context.WithValue(ctx, visitKey{}, v)
}

// VisitOf returns who is looking, and false if that is somebody who is not
// signed in.
func VisitOf(ctx context.Context) (account.Visit, bool) {
	v, ok := ctx.Value(visitKey{}).(account.Visit)
	return v, ok
}

// WithoutVisit returns a context in which it is not known who is looking, because
// of err. Pages for everybody take the visitor for a stranger; those for whoever
// is signed in fail with err.
func WithoutVisit(ctx context.Context, err error) context.Context {
	return context.WithValue(ctx, unknownKey{}, err)
}

// VisitError returns why it is not known who is looking, or nil.
func VisitError(ctx context.Context) error {
	err, _ := ctx.Value(unknownKey{}).(error) //nolint:errcheck // nothing there is no error
	return err
}

// A SignedHandler is a [PageHandler] for visitors who are signed in.
type SignedHandler func(w http.ResponseWriter, r *http.Request, l *Locale, v account.Visit) error

// Signed sends who is not signed in to the page for that, and back afterwards.
// What it answers is kept by no cache.
func (f *Frame) Signed(page SignedHandler) PageHandler {
	return func(w http.ResponseWriter, r *http.Request, l *Locale) error {
		w.Header().Set("Cache-Control", "no-store")
		v, ok := VisitOf(r.Context())
		if ok {
			return page(w, r, l, v)
		}
		if err := VisitError(r.Context()); err != nil {
			return err
		}
		back := r.URL.RequestURI()
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			back = Prefixed(l.Lang, "/account") // what was sent is lost: it is not kept for strangers
		}
		http.Redirect(w, r, Prefixed(l.Lang, SignInPath)+"?"+url.Values{"back": {back}}.Encode(), http.StatusSeeOther)
		return nil
	}
}

// toFactor sends a visitor whose role needs a second factor to where they show it,
// and back afterwards, if it may be for want of it that err refuses something.
func (f *Frame) toFactor(w http.ResponseWriter, r *http.Request, l *Locale, err error) bool {
	looks := r.Method == http.MethodGet || r.Method == http.MethodHead
	wanting := account.LacksFactor(err) || looks && errors.Is(err, catalog.ErrForbidden)
	v, ok := VisitOf(r.Context())
	if !ok || !wanting || !v.Principal().Withheld() {
		return false
	}
	f.refused(r)
	back := Prefixed(l.Lang, "/desk") // what was sent is not kept
	if looks {
		back = r.URL.RequestURI()
	}
	http.Redirect(w, r, factorURL(l.Lang, back), http.StatusSeeOther)
	return true
}

func factorURL(lang catalog.Lang, back string) string {
	return Prefixed(lang, FactorPath) + "?" + url.Values{"back": {back}}.Encode()
}

// refused writes to the log that a visitor may not do what they asked for.
func (f *Frame) refused(r *http.Request) {
	var by account.Caller
	if v, ok := VisitOf(r.Context()); ok {
		by = v.Caller()
	}
	account.LogEvent(r.Context(), f.log, account.EventForbidden, by,
		slog.String("method", r.Method), slog.String("route", r.Pattern), slog.Bool("second_factor", by.Withheld()), slog.String("request_id", problem.Instance(r.Context())))
}

// A Viewer is what the frame shows of who is signed in.
type Viewer struct {
	Name string // or the mail address, if there is no name
	Duty bool   // has a role in an agency, or administers the portal

	// Withheld says that part of what the role allows waits for a second factor.
	Withheld bool
}

func viewerOf(ctx context.Context) *Viewer {
	v, ok := VisitOf(ctx)
	if !ok {
		return nil
	}
	viewer := &Viewer{Name: v.User.Name, Duty: len(v.User.Memberships) > 0, Withheld: v.Principal().Withheld()}
	if viewer.Name == "" {
		viewer.Name = string(v.User.Mail)
	}
	return viewer
}
