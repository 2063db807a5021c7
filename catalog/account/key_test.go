package account_test

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"nguon/catalog/account"
)

func newKey(t testing.TB, random io.Reader) string {
	t.Helper()
	plain, err := account.NewKey(random)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// A constant is as random as a test needs.
type constant byte

func (c constant) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c)
	}
	return len(p), nil
}

func TestNewKeyHasTheDocumentedForm(t *testing.T) {
	// The sum was computed with another implementation of CRC32, zlib.
	if got, want := newKey(t, constant(0)), "ngn_live_"+strings.Repeat("0", 30)+"3VARMw"; got != want {
		t.Errorf("NewKey = %q, want %q", got, want)
	}
}

func TestNewKeysAreKeysAndDiffer(t *testing.T) {
	seen := make(map[string]bool)
	for range 1000 {
		plain := newKey(t, rand.Reader)
		if err := account.CheckKey(plain); err != nil {
			t.Fatalf("CheckKey(%q): %v", plain, err)
		}
		if seen[plain] {
			t.Fatalf("%q was made twice", plain)
		}
		seen[plain] = true
	}
}

func TestNewKeyUsesNoDigitMoreThanOthers(t *testing.T) {
	const keys = 2000
	counts := make(map[rune]int)
	for range keys {
		for _, c := range newKey(t, rand.Reader)[9:39] {
			counts[c]++
		}
	}
	const mean = keys * 30 / 62.
	for c, n := range counts {
		if float64(n) < 0.8*mean || float64(n) > 1.2*mean { // over six standard deviations
			t.Errorf("%q occurs %d times, want about %.0f", c, n, mean)
		}
	}
	if len(counts) != 62 {
		t.Errorf("%d digits occur, want 62", len(counts))
	}
}

func TestNewKeyFailsWithItsSource(t *testing.T) {
	broken := errors.New("no more randomness")
	if plain, err := account.NewKey(iotest.ErrReader(broken)); !errors.Is(err, broken) || plain != "" {
		t.Errorf("NewKey = %q, %v; want no key, and %v", plain, err, broken)
	}
	// Bytes of 248 and above would favour some digits: a source that has only
	// such must end, not be taken for random.
	if _, err := account.NewKey(io.LimitReader(constant(255), 90)); !errors.Is(err, io.EOF) {
		t.Errorf("NewKey of bytes that must not be used: err = %v, want %v", err, io.EOF)
	}
}

func TestCheckKey(t *testing.T) {
	good := newKey(t, constant(7))
	flip := func(i int) string {
		b := []byte(good)
		if b[i]++; b[i] > 'z' {
			b[i] = 'a'
		}
		return string(b)
	}
	for _, test := range []struct {
		name, plain string
		ok          bool
	}{
		{"a key", good, true},
		{"empty", "", false},
		{"only the prefix", "ngn_live_", false},
		{"too short", good[:len(good)-1], false},
		{"too long", good + "0", false},
		{"another prefix", "ngn_test_" + good[9:], false},
		{"prefix in capitals", strings.ToUpper(good[:9]) + good[9:], false},
		{"first digit mistyped", flip(9), false},
		{"last digit of the random part mistyped", flip(38), false},
		{"sum mistyped", flip(44), false},
		{"digits swapped", good[:9] + "01" + good[11:], false},
		{"not base62", good[:20] + "-" + good[21:], false},
		{"letters beyond ASCII", good[:20] + "ă" + good[22:], false},
		{"white space after it", good[:44] + "\n", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := account.CheckKey(test.plain)
			if test.ok && err != nil || !test.ok && !errors.Is(err, account.ErrFormat) {
				t.Errorf("CheckKey(%q) = %v, want ok: %v", test.plain, err, test.ok)
			}
		})
	}
}

func FuzzCheckKey(f *testing.F) {
	f.Add(newKey(f, constant(1)))
	f.Add("ngn_live_")
	f.Add(strings.Repeat("0", 45))
	f.Fuzz(func(t *testing.T, plain string) {
		if account.CheckKey(plain) != nil {
			return
		}
		// What passes is a key, and no other key differs from it in one digit.
		if len(plain) != 45 || !strings.HasPrefix(plain, "ngn_live_") {
			t.Fatalf("%q passes", plain)
		}
		for i := 9; i < len(plain); i++ {
			other := []byte(plain)
			if other[i]++; account.CheckKey(string(other)) == nil {
				t.Fatalf("%q and %q both pass", plain, other)
			}
		}
	})
}

func TestHint(t *testing.T) {
	for plain, want := range map[string]string{newKey(t, constant(0)): "ngn_live_000", "short": "short", "": ""} {
		if got := account.Hint(plain); got != want {
			t.Errorf("Hint(%q) = %q, want %q", plain, got, want)
		}
	}
}

func TestKeyEndsAtItsTimes(t *testing.T) {
	at := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	k := account.Key{Expires: at, Revoked: at}
	for _, test := range []struct {
		name string
		k    account.Key
		t    time.Time
		want bool
	}{
		{"before", k, at.Add(-1), false},
		{"at that time", k, at, true},
		{"after", k, at.Add(1), true},
		{"without an end", account.Key{}, at, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.k.ExpiredAt(test.t); got != test.want {
				t.Errorf("ExpiredAt = %v, want %v", got, test.want)
			}
			if got := test.k.RevokedAt(test.t); got != test.want {
				t.Errorf("RevokedAt = %v, want %v", got, test.want)
			}
		})
	}
}

func TestPepperHashesByHMAC(t *testing.T) {
	// RFC 4231, test case 2.
	got := account.Pepper("Jefe").Hash("what do ya want for nothing?")
	if want := "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"; fmt.Sprintf("%x", got) != want {
		t.Errorf("Hash = %x, want %s", got, want)
	}
}

func TestPepperHidesItself(t *testing.T) {
	secret := account.Pepper("secret-secret-secret-secret-pepper")
	config := struct{ Pepper account.Pepper }{secret}
	encoded, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(&log, nil))
	logger.Info("start", slog.Any("pepper", secret), slog.Any("config", config), slog.Any("pointer", &secret))
	for name, text := range map[string]string{
		"JSON": string(encoded), "slog": log.String(), "String": secret.String(),
		"%v": fmt.Sprintf("%v", config), "%+v": fmt.Sprintf("%+v", config), "%#v": fmt.Sprintf("%#v", config),
		"%s": fmt.Sprintf("%s", secret), "%x": fmt.Sprintf("%x", secret), "%X": fmt.Sprintf("%X", config),
		"%d": fmt.Sprintf("%d", secret), "%q": fmt.Sprintf("%q", secret), "Sprint": fmt.Sprint(&secret),
	} {
		for _, shown := range []string{"secret", "736563726574", "115 101", "c2VjcmV0"} {
			if strings.Contains(text, shown) {
				t.Errorf("%s shows the pepper: %s", name, text)
			}
		}
	}
}

func TestPepperMustBeLong(t *testing.T) {
	p := account.Pepper(strings.Repeat("p", account.PepperLength))
	if err := p.Validate(); err != nil {
		t.Errorf("a pepper of %d bytes: %v", len(p), err)
	}
	for _, short := range []account.Pepper{nil, p[:31]} {
		if short.Validate() == nil {
			t.Errorf("a pepper of %d bytes passes", len(short))
		}
	}
}
