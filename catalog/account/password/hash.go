package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"golang.org/x/crypto/argon2"
)

// A Hash is what is kept of a password: the PHC string of Argon2id,
//
//	$argon2id$v=19$m=19456,t=2,p=1$<salt>$<key>
//
// with unpadded base64. The empty Hash is of no password. It does not show
// itself in logs or in formatted text.
type Hash string

const (
	saltLength = 16
	keyLength  = 32
	hidden     = "[password]"
)

// ErrHash is returned for a [Hash] that this package did not make, or that
// would cost more than it is allowed to.
var ErrHash = errors.New("not a password hash")

// Format hides the hash from every verb of package fmt.
func (Hash) Format(f fmt.State, _ rune) { fmt.Fprint(f, hidden) }

// LogValue hides the hash from slog.
func (Hash) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the hash from JSON and its like.
func (Hash) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Params are the costs of Argon2id.
type Params struct {
	Memory  uint32 // KiB
	Time    uint32 // passes
	Threads uint8  // lanes
}

// Least are the lowest costs that are ever used for new hashes, one of the
// equal choices of the OWASP Password Storage Cheat Sheet.
var Least = Params{Memory: 19 * 1024, Time: 2, Threads: 1}

// most bounds what a stored hash can make this program spend.
var most = Params{Memory: 256 * 1024, Time: 32, Threads: 8}

// covers reports whether p is at least as strong as q in everything.
func (p Params) covers(q Params) bool { return p.Memory >= q.Memory && p.Time >= q.Time }

func (p Params) validate() error {
	if !p.covers(Least) || !most.covers(p) || p.Threads < 1 || p.Threads > most.Threads {
		return fmt.Errorf("password: costs %+v are not between %+v and %+v", p, Least, most)
	}
	return nil
}

func (p Params) key(plain string, salt []byte) []byte {
	return argon2.IDKey([]byte(normal(plain)), salt, p.Time, p.Memory, p.Threads, keyLength)
}

// hash makes a hash with a new salt.
func (p Params) hash(plain string) Hash {
	var salt [saltLength]byte
	rand.Read(salt[:]) //nolint:errcheck // it ends the program rather than fail
	return p.encode(salt[:], p.key(plain, salt[:]))
}

func (p Params) encode(salt, key []byte) Hash {
	text := base64.RawStdEncoding
	return Hash(fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		p.Memory, p.Time, p.Threads, text.EncodeToString(salt), text.EncodeToString(key)))
}

// parse reads a hash. It takes only what encode writes.
func parse(h Hash) (p Params, salt, key []byte, err error) {
	parts := strings.Split(string(h), "$")
	if len(parts) != 6 {
		return p, nil, nil, ErrHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.Memory, &p.Time, &p.Threads); err != nil {
		return p, nil, nil, ErrHash
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	key, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
	wrong := saltErr != nil || keyErr != nil || len(salt) != saltLength || len(key) != keyLength ||
		p.Memory < 8 || p.Time < 1 || p.Threads < 1 || p.Threads > most.Threads || !most.covers(p)
	if wrong || p.encode(salt, key) != h {
		return p, nil, nil, ErrHash
	}
	return p, salt, key, nil
}

// verify reports whether plain is the password of h.
func verify(h Hash, plain string) (bool, error) {
	p, salt, key, err := parse(h)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(p.key(plain, salt), key) == 1, nil
}
