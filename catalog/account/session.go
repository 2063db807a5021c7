package account

import "time"

// A Session is a signed-in browser. The token that names it is not kept.
type Session struct {
	ID       string // a ULID; no secret
	User     string
	Hash     [32]byte // of the token
	Previous [32]byte // of the token before the last rotation; zero: there was none
	Method   Method   // how the user signed in
	Device   Device
	Created  time.Time
	Seen     time.Time // up to [TouchPeriod] behind
	Proved   time.Time // when the user last showed who they are
	Rotated  time.Time // when Previous was replaced
	Rotate   bool      // give the token up at the next request: what the user may do changed
}

// A Method is a way to sign in.
type Method string

// The ways to sign in.
const (
	ByPassword    Method = "password"
	ByPasskey     Method = "passkey"
	ByProvider    Method = "provider"     // OpenID Connect
	ByProviderTwo Method = "provider-two" // OpenID Connect, where the provider saw two factors
	ByMail        Method = "mail"         // a link that was sent, when choosing a password
)

// A Span bounds the life of a session.
type Span struct {
	Idle     time.Duration // since the last request
	Absolute time.Duration // since signing in
}

// over reports whether s has ended at time t.
func (p Span) over(s Session, t time.Time) bool {
	return !t.Before(s.Seen.Add(p.Idle)) || !t.Before(s.Created.Add(p.Absolute))
}

// The times of sessions and tokens.
const (
	// FreshPeriod is how long after signing in the ways to sign in, the mail
	// address and the account itself may be changed (OWASP ASVS 5.0, 7.5.1).
	FreshPeriod = 15 * time.Minute

	// overlap is how long the token before a rotation still works: requests
	// that were under way, and answers that got lost.
	overlap = 30 * time.Second

	passwordLife   = 24 * time.Hour   // of a link to the first password
	resetLife      = 10 * time.Minute // of one to another password (OWASP ASVS 5.0, 6.5.5)
	mailLife       = 24 * time.Hour
	linkLife       = 15 * time.Minute
	invitationLife = 14 * 24 * time.Hour
	unverifiedLife = 7 * 24 * time.Hour
)

// Fresh reports whether the user of s showed at most [FreshPeriod] before t who
// they are.
func (s Session) Fresh(t time.Time) bool { return t.Sub(s.Proved) <= FreshPeriod }
