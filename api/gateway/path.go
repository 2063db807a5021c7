package gateway

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"nguon/api/problem"
)

// cleanPath returns the path of a call below its version, as it goes to the
// upstream: escaped as RFC 3986 has it, so that both sides see the same path. It
// refuses what servers read in different ways: dots as segments, with parameters
// behind them or not, empty segments but a last one, escaped slashes, backslashes,
// control characters, and what is not UTF-8, in which a dot may be written at
// length.
func cleanPath(escaped string) (string, error) {
	plain, err := url.PathUnescape(escaped)
	if err != nil || !strings.HasPrefix(plain, "/") || !utf8.ValidString(plain) {
		return "", badPath()
	}
	for _, c := range []byte(plain) {
		if c < ' ' || c == 0x7f || c == '\\' {
			return "", badPath()
		}
	}
	segments := strings.Split(escaped[1:], "/")
	for i, s := range segments {
		if s == "" && i < len(segments)-1 {
			return "", badPath()
		}
		// What looks escaped when it was unescaped once may be unescaped again.
		for range 4 {
			name, err := url.PathUnescape(s)
			if err != nil || name == s {
				break
			}
			s = name
		}
		name, _, _ := strings.Cut(s, ";")
		if name == "." || name == ".." || !utf8.ValidString(s) || strings.ContainsAny(s, "/\\") {
			return "", badPath()
		}
	}
	return plain, nil
}

func badPath() error {
	return problem.Errorf(problem.InvalidParameter, "Đường dẫn có phần không được phép.", "The path has a part that is not allowed.")
}
