package account

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"nguon/catalog"
	"nguon/catalog/account/password"
)

// A User is a person with an account, whole: what may be done, and all the ways
// to sign in. It is read and saved as one.
type User struct {
	// ID is a ULID. It says nothing of the person, and outlives the account: the
	// audit log knows people by nothing else.
	ID string

	Mail     Mail   // one's own alone; empty once deleted
	Name     string // as shown to others
	Lang     catalog.Lang
	State    State
	Password PasswordHash // empty: signs in by other means

	Memberships []Membership
	Identities  []Identity
	Passkeys    []Passkey

	Created  time.Time
	LastSeen time.Time // zero: never; up to [TouchPeriod] behind
}

// A PasswordHash is what is kept of a password.
type PasswordHash = password.Hash

// A State says whether an account can be used.
type State string

// The states of an account.
const (
	Unverified State = "unverified" // nobody has shown yet that the mail address is theirs
	Active     State = "active"
	Locked     State = "locked"  // by an administrator, until unlocked
	Deleted    State = "deleted" // for good: nothing personal is left but the ID
)

// A Membership is a role and where it comes from.
type Membership struct {
	Grant
	Source string    `json:"source,omitempty"` // the provider whose claims gave it; empty: a person did
	Since  time.Time `json:"since"`
}

// An Identity is an account at an OpenID provider. Issuer and Subject together
// name one person.
type Identity struct {
	Issuer   string    `json:"issuer"`
	Subject  string    `json:"subject"`
	Created  time.Time `json:"created"`
	LastUsed time.Time `json:"last_used"`
}

// A Passkey is a WebAuthn credential.
type Passkey struct {
	ID         []byte    `json:"id"` // the credential ID
	Name       string    `json:"name"`
	Credential []byte    `json:"credential"` // as package passkey keeps it; no secret
	BackedUp   bool      `json:"backed_up"`  // synchronised by its provider: it survives the loss of a device
	Created    time.Time `json:"created"`
	LastUsed   time.Time `json:"last_used,omitzero"`
}

// The bounds of what an account can have.
const (
	MaxName       = 100 // characters of a name
	MaxPasskeys   = 20
	MaxIdentities = 5
)

// Grants returns the roles of u, each once. Only an active account has any.
func (u User) Grants() []Grant {
	if u.State != Active {
		return nil
	}
	var grants []Grant
	for _, m := range u.Memberships {
		if !slices.Contains(grants, m.Grant) {
			grants = append(grants, m.Grant)
		}
	}
	return grants
}

// Principal returns u as a caller.
func (u User) Principal() Principal { return Principal{User: &u, Grants: u.Grants()} }

// cleanName returns a name without white space around it, or an error.
func cleanName(field, s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	switch {
	case s == "":
		return "", invalid(field, catalog.Text{Vi: "Không được để trống.", En: "Must not be empty."})
	case utf8.RuneCountInString(s) > MaxName:
		return "", invalid(field, catalog.Textf("Dài tối đa %d ký tự.", "At most %d characters.", MaxName))
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) }):
		return "", invalid(field, catalog.Text{Vi: "Có ký tự không hợp lệ.", En: "It has characters that are not valid."})
	}
	return s, nil
}

func checkLang(l catalog.Lang) error {
	if l == catalog.Vietnamese || l == catalog.English {
		return nil
	}
	return invalid("lang", catalog.Text{Vi: "Ngôn ngữ phải là vi hoặc en.", En: "The language must be vi or en."})
}

// Named reports whether part, in whatever case and with or without tone marks, is
// a part of the name of u.
func (u User) Named(part string) bool {
	return strings.Contains(password.Fold(u.Name), password.Fold(strings.Join(strings.Fields(part), " ")))
}
