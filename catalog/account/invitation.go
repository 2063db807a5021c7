package account

import "time"

// An Invitation offers a role to whoever reads the mail of an address.
type Invitation struct {
	ID      string // a ULID
	Hash    [32]byte
	Grant   Grant
	Mail    Mail
	Created time.Time
	Expires time.Time
}
