package catalog

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPage is the greatest length of the address of a page, in bytes.
const maxPage = 400

// Showable reports whether s is text that may be put before everybody: valid UTF-8
// of 1 to most characters, not of spaces alone, and without characters that nobody
// sees, which could turn the text around them; those of also, such as line ends,
// are let through.
func Showable(s string, most int, also string) bool {
	hidden := func(c rune) bool { return !unicode.IsGraphic(c) && !strings.ContainsRune(also, c) }
	return utf8.ValidString(s) && strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, hidden)
}

// IsPublicPage reports whether s is an address of the web, of at most 400 bytes, that
// may be put before everybody: with https, of a host with a name, and without a user
// name or password. Whether it answers, or what, is for a person to look at.
func IsPublicPage(s string) bool {
	u, err := url.Parse(s)
	if err != nil || len(s) > maxPage || u.Scheme != "https" || u.Opaque != "" || u.User != nil || strings.ContainsRune(s, '\\') {
		return false
	}
	host := u.Hostname()
	if _, err := netip.ParseAddr(host); err == nil || !strings.Contains(strings.Trim(host, "."), ".") {
		return false
	}
	return !strings.ContainsFunc(host, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '-' && c != '.' })
}
