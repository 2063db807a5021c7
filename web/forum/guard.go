package forum

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"time"

	"nguon/catalog"
	"nguon/web/frame"
)

const (
	fastest  = 3 * time.Second // in which nobody reads a form and fills it in
	longest  = 24 * time.Hour  // for which a form can be sent
	trapName = "website"       // of a field that no person sees
)

// A guard tells people from programs that fill in every form: by a field that
// people do not see, and by the time that they take. What it stops can be sent
// again at once by a person.
type guard struct{ key []byte }

// stamp says when a form was shown to a user, so that nobody else can say so.
func (g guard) stamp(user string, at time.Time) frame.Hidden {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(at.UnixMilli())) //nolint:gosec // a time of our own
	return frame.Hidden{Name: "shown", Value: base64.RawURLEncoding.EncodeToString(append(b[:], g.sum(user, b[:])...))}
}

func (g guard) sum(user string, at []byte) []byte {
	mac := hmac.New(sha256.New, g.key)
	mac.Write(at)
	mac.Write([]byte(user))
	return mac.Sum(nil)[:16]
}

// check returns an error of kind [catalog.ErrInvalid] unless a form was filled in
// as people do. now is when it came.
func (g guard) check(r *http.Request, user string, now time.Time) error {
	refused := func(vi, en string) error {
		return &catalog.Error{Kind: catalog.ErrInvalid, Public: catalog.Text{Vi: vi, En: en}}
	}
	if r.PostFormValue(trapName) != "" {
		return refused("Ô dành cho máy đã được điền. Hãy để trống ô đó rồi gửi lại.", "The field that is for programs was filled in. Leave it empty and send again.")
	}
	raw, err := base64.RawURLEncoding.DecodeString(r.PostFormValue("shown"))
	if err != nil || len(raw) != 24 || !hmac.Equal(raw[8:], g.sum(user, raw[:8])) {
		return refused("Biểu mẫu này đã cũ. Nội dung vẫn còn; hãy gửi lại.", "This form was an old one. What you wrote is still here; send it again.")
	}
	took := now.Sub(time.UnixMilli(int64(binary.BigEndian.Uint64(raw)))) //nolint:gosec // a time of our own
	switch {
	case took < fastest:
		return refused("Gửi nhanh quá. Hãy đọc lại một lượt rồi gửi lại.", "That was very fast. Read it once more, and send it again.")
	case took > longest:
		return refused("Biểu mẫu này đã cũ. Nội dung vẫn còn; hãy gửi lại.", "This form was an old one. What you wrote is still here; send it again.")
	}
	return nil
}
