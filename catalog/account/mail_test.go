package account_test

import (
	"errors"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
)

func TestParseMail(t *testing.T) {
	for in, want := range map[string]account.Mail{
		"mai@example.org":                 "mai@example.org",
		" Mai.Nguyen@Example.ORG\n":       "mai.nguyen@example.org",
		"mai+portal@example.org":          "mai+portal@example.org",
		"o'neil_{x}@example.org":          "o'neil_{x}@example.org",
		"mai@dữliệu.vn":                   "mai@xn--dliu-nw5ark.vn",
		"mai@EXAMPLE。org":                 "mai@example.org", // the full stop of Chinese and Japanese
		"mai@sub.domain.example.org":      "mai@sub.domain.example.org",
		strings.Repeat("a", 64) + "@a.vn": account.Mail(strings.Repeat("a", 64) + "@a.vn"),

		"": "", "mai": "", "mai@": "", "@example.org": "", "mai@localhost": "", "mai@example.org.": "", "mai@exa mple.org": "",
		"mai@example@org.vn": "", "mai..x@example.org": "", ".mai@example.org": "", "mai.@example.org": "", `"mai x"@example.org`: "",
		"mai x@example.org": "", "mai@192.0.2.1": "", "mai@[192.0.2.1]": "", "mai@-example.org": "", "mai@exam_ple.org": "", "0@\xec.A": "",
		"mãi@example.org": "", "maı@example.org": "", "mai\x00@example.org": "", "mai@example.org\x00": "", "mai\r\nBcc: x@example.org": "",
		strings.Repeat("a", 65) + "@a.vn": "", "mai@" + strings.Repeat("a.", 130) + "vn": "", "mai@" + strings.Repeat("a", 64) + ".vn": "",
	} {
		got, err := account.ParseMail(in)
		if got != want || (want == "") != errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("ParseMail(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func FuzzParseMail(f *testing.F) {
	for _, s := range []string{"mai@example.org", "Mai@Dữ-Liệu.VN", "a@b.c\r\n", "\"a\"@b.c", "a@xn--a.vn"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := account.ParseMail(s)
		if err != nil {
			return
		}
		if again, err := account.ParseMail(string(m)); err != nil || again != m {
			t.Errorf("%q becomes %q, which becomes %q, %v", s, m, again, err)
		}
		if strings.ContainsFunc(string(m), func(r rune) bool { return r <= ' ' || r > '~' }) || len(m) > 254 {
			t.Errorf("%q becomes %q", s, m)
		}
	})
}

func FuzzCheckRobotToken(f *testing.F) {
	f.Add("ngn_robot_" + strings.Repeat("0", 36))
	f.Add("ngn_live_" + strings.Repeat("0", 36))
	f.Fuzz(func(t *testing.T, s string) {
		if account.CheckRobotToken(s) == nil && (account.CheckKey(s) == nil || len(s) != 46) {
			t.Errorf("%q passes as the token of a robot", s)
		}
	})
}
