package courier

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/catalog/notice"
)

// A Pass lets whoever has it end follows of one user, without signing in: it is
// in mails, and stays good for ever, so that a reader is never kept from ending
// what they read.
type Pass struct {
	Owner   string         `json:"o"`
	Cadence notice.Cadence `json:"c"`           // ends what is mailed so
	Topics  []notice.Topic `json:"t,omitempty"` // of that, only follows of these; empty: all
	Duty    notice.Kind    `json:"d,omitempty"` // mutes this instead, and ends no follow
}

// Ends reports whether p ends the mail of a follow. One that was found by a
// search does not say by which: all of that cadence end with it.
func (p Pass) Ends(f notice.Follow) bool {
	if p.Duty != "" || f.Owner != p.Owner || f.Mail != p.Cadence {
		return false
	}
	_, search := f.Topic.Search()
	return len(p.Topics) == 0 || search || slices.Contains(p.Topics, f.Topic)
}

// Passes signs passes with HMAC-SHA256. It is a secret of at least 32 bytes.
type Passes []byte

// Sign returns a pass as text for an address.
func (k Passes) Sign(p Pass) (string, error) {
	if len(k) < 32 {
		return "", errors.New("courier: the secret of passes is too short")
	}
	text, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	enc := base64.RawURLEncoding
	return enc.EncodeToString(text) + "." + enc.EncodeToString(k.sum(text)), nil
}

func (k Passes) sum(text []byte) []byte {
	h := hmac.New(sha256.New, k)
	h.Write([]byte("nguon follows end\x00")) //nolint:errcheck // a hash never fails
	h.Write(text)                            //nolint:errcheck // likewise
	return h.Sum(nil)
}

// maxPass bounds what is looked at.
const maxPass = 64 << 10

// Open returns the pass that a text is, or an error of kind catalog.ErrNotFound.
func (k Passes) Open(s string) (p Pass, err error) {
	none := catalog.Errorf(catalog.ErrNotFound, "Liên kết không hợp lệ. Bạn có thể bỏ theo dõi trong tài khoản.",
		"The link is not valid. You can end what you follow in your account.")
	if len(s) > maxPass || len(k) < 32 {
		return p, none
	}
	head, tail, _ := strings.Cut(s, ".")
	text, err1 := base64.RawURLEncoding.Strict().DecodeString(head)
	sum, err2 := base64.RawURLEncoding.Strict().DecodeString(tail)
	if err1 != nil || err2 != nil || !hmac.Equal(sum, k.sum(text)) || json.Unmarshal(text, &p) != nil || p.Owner == "" {
		return Pass{}, none
	}
	return p, nil
}
