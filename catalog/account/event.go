package account

import (
	"context"
	"errors"
	"log/slog"

	"nguon/catalog"
)

// A SecurityEvent names in the log that somebody was refused. Where the logging
// vocabulary of OWASP has a word for it, it is that word.
type SecurityEvent string

// The events.
const (
	EventSignInFailed SecurityEvent = "authn_login_fail"
	EventSignInSlowed SecurityEvent = "authn_login_fail_max" // too many attempts: this one was not looked at
	EventTokenReuse   SecurityEvent = "authn_token_reuse"    // of a session, after it was replaced: somebody has it who should not
	EventKeyRefused   SecurityEvent = "authn_key_fail"       // no key, or one of an application or robot that does not work
	EventForbidden    SecurityEvent = "authz_fail"           // somebody who is known, or a stranger, may not do this
)

// LogEvent writes an event to the log, with who it was, by the ID alone, and the
// network from which they came. Attrs must be free of secrets.
func LogEvent(ctx context.Context, log *slog.Logger, e SecurityEvent, by Caller, attrs ...slog.Attr) {
	actor := by.Actor()
	all := []slog.Attr{slog.String("event", string(e)), slog.String("actor_kind", string(actor.Kind)), slog.String("actor", actor.ID)}
	if n := by.From.Device().Network; n.IsValid() {
		all = append(all, slog.String("network", n.String()))
	}
	log.LogAttrs(ctx, slog.LevelWarn, "refused", append(all, attrs...)...)
}

// logFailure writes to the log that signing in failed because of err, unless that
// is no failure of who tried, and reports whether it was one.
func (a *Accounts) logFailure(ctx context.Context, m Method, user string, from Origin, err error) bool {
	event := EventSignInFailed
	switch {
	case errors.Is(err, catalog.ErrQuota):
		event = EventSignInSlowed
	case errors.Is(err, catalog.ErrUnknownCaller), errors.Is(err, catalog.ErrForbidden), errors.Is(err, catalog.ErrNotFound):
	default:
		return false
	}
	LogEvent(ctx, a.Log, event, Caller{From: from}, slog.String("method", string(m)), slog.String("user", user))
	return true
}

// SignInFailed writes down, in the log and the audit log, that somebody was not
// who they had to be for signing in by passkey or through a provider, as
// [Accounts.SignIn] does by itself. The audit log takes no more of it from one
// network than it takes guesses: it is kept for good. What cannot be written is
// told in the log.
func (a *Accounts) SignInFailed(ctx context.Context, m Method, from Origin, err error) {
	if !a.logFailure(ctx, m, "", from, err) || errors.Is(err, catalog.ErrQuota) {
		return
	}
	wrote := a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		if err := attempt(ctx, tx, a.Now(), a.gaugeFrom(guessesFrom, "failures", from)); err != nil {
			return err
		}
		return tx.Append(ctx, NewEntry(Caller{From: from}, VerbSignInFailed, "user", "").Change(nil, method(m)))
	})
	if wrote != nil && !errors.Is(wrote, catalog.ErrQuota) {
		a.Log.LogAttrs(ctx, slog.LevelError, "failed sign-in not in the audit log", slog.Any("error", wrote))
	}
}
