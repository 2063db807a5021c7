package account

import "time"

// A Token is what is kept of a secret that was given away for one use: a link in
// a letter, or the cookie of a ceremony that has begun.
type Token struct {
	Hash    [32]byte
	Purpose Purpose
	User    string // whose it is; empty: nobody's yet
	Payload string // what the purpose needs
	Expires time.Time
}

// A Purpose is the one thing that a [Token] is good for.
type Purpose string

// The purposes.
const (
	ForPassword Purpose = "password" // choose a password, and so show that the mail address is one's own
	ForOldMail  Purpose = "old-mail" // agree, at the old address, to a new one
	ForNewMail  Purpose = "new-mail" // and at the new one
	ForLink     Purpose = "link"     // add an identity to an account
	ForPasskey  Purpose = "passkey"  // finish a ceremony of WebAuthn
	ForProvider Purpose = "provider" // come back from an OpenID provider
)
