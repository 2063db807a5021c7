package account

import (
	"strings"

	"golang.org/x/net/idna"

	"nguon/catalog"
)

// A Mail is a mail address in the one form in which addresses are kept,
// compared and written to, as [ParseMail] returns it: lower case, the domain in
// ASCII. The empty Mail is no address.
type Mail string

// The bounds of RFC 5321, section 4.5.3.1.
const (
	maxLocal = 64
	maxMail  = 254
)

// domains maps what people type to what DNS has, by UTS 46.
var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))

// ParseMail reads a mail address, or returns an error of kind
// catalog.ErrInvalid.
//
// The part before the @ is a dot-atom of RFC 5322 in ASCII: quoted forms and
// letters beyond ASCII are refused, because their case and their lookalikes
// would let one person ask for the letters of another. Case is ignored, as all
// great providers do; dots and what follows a plus sign are not.
func ParseMail(s string) (Mail, error) {
	local, domain, ok := strings.Cut(strings.TrimSpace(s), "@")
	if !ok || !isLocal(local) {
		return "", notMail()
	}
	domain, err := domains.ToASCII(domain)
	again, unstable := domains.ToASCII(domain) // the form of some letters has no form itself
	if err != nil || unstable != nil || again != domain || !strings.Contains(domain, ".") || strings.HasSuffix(domain, ".") || !hasLetter(domain) {
		return "", notMail()
	}
	m := strings.ToLower(local) + "@" + domain
	if len(m) > maxMail {
		return "", notMail()
	}
	return Mail(m), nil
}

func isLocal(s string) bool {
	const atext = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~"
	if len(s) > maxLocal {
		return false
	}
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" || strings.Trim(atom, atext) != "" {
			return false
		}
	}
	return true
}

// hasLetter tells the name of a host from an IP address.
func hasLetter(domain string) bool {
	return strings.ContainsAny(domain[strings.LastIndexByte(domain, '.')+1:], "abcdefghijklmnopqrstuvwxyz")
}

func notMail() error {
	detail := catalog.Text{Vi: "Đây không phải địa chỉ thư điện tử, ví dụ ten@example.org.", En: "This is not a mail address such as name@example.org."}
	return invalid("mail", detail)
}

// invalid returns the error for one wrong field.
func invalid(field string, detail catalog.Text) error {
	return &catalog.Error{
		Kind: catalog.ErrInvalid, Public: detail,
		Fields: []catalog.FieldError{{Field: field, Position: -1, Detail: detail}},
	}
}
