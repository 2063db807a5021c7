package password

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"nguon/catalog"
)

func TestCheck(t *testing.T) {
	for _, test := range []struct {
		name, plain string
		about       []string
		ok          bool
	}{
		{name: "a sentence", plain: "bảy con vịt bơi qua sông Đà", ok: true},
		{name: "random", plain: "x7Gq2vTz9LmKw4p", ok: true},
		{name: "no rules on characters", plain: "correcthorsebatterystaple", ok: true},
		{name: "spaces are characters", plain: "mưa rơi trên mái tôn cũ", ok: true},
		{name: "64 characters", plain: strings.Repeat("bảy con vịt bơi ", 3) + "qua dòng sông Đà", ok: true},
		{name: "empty"},
		{name: "fourteen characters", plain: "x7Gq2vTz9LmKw4"},
		{name: "fifteen bytes but fewer characters", plain: "đặng ầm ĩ"},
		{name: "one repeated", plain: "aaaaaaaaaaaaaaaaaaaa"},
		{name: "a pair repeated", plain: "abababababababababab"},
		{name: "a row of the keyboard", plain: "qwertyuiopasdfghjkl"},
		{name: "digits in order", plain: "123456789012345"},
		{name: "a common password twice", plain: "passwordpassword1"},
		{name: "common words here", plain: "matkhau123456789"},
		{name: "common words here with marks", plain: "Mật khẩu Việt Nam"},
		{name: "one's name and address", plain: "tuyetmai.nguyen1990", about: []string{"Nguyễn Tuyết Mai", "tuyetmai@example.org"}},
		{name: "too long", plain: strings.Repeat("bảy con vịt ", 30)},
		{name: "not text", plain: "x7Gq2vTz9LmKw4p\xff"},
		{name: "with a NUL", plain: "x7Gq2vTz9LmKw4p\x00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := Check(test.plain, test.about...)
			if test.ok && err != nil || !test.ok && !errors.Is(err, catalog.ErrInvalid) {
				t.Errorf("Check(%q) = %v, want ok: %v", test.plain, err, test.ok)
			}
		})
	}
}

// TestCheckTakesNoTimeForHostileInput gives what estimates of strength are slow
// for.
func TestCheckTakesNoTimeForHostileInput(t *testing.T) {
	start := time.Now()
	for _, unit := range []string{"a", "1", "ab", "4@", "p@$$w0rd", "qaz", "1.1."} {
		if err := Check(strings.Repeat(unit, MaxLength/len(unit))); err == nil {
			t.Errorf("%q repeated passes", unit)
		}
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func hasher(t testing.TB, o Options) *Hasher {
	t.Helper()
	h, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestVerify(t *testing.T) {
	h := hasher(t, Options{})
	stored, err := h.Hash(t.Context(), "bảy con vịt bơi")
	if err != nil {
		t.Fatal(err)
	}
	const decomposed = "ba\u0309y con vi\u0323t bo\u031bi"
	for _, test := range []struct {
		name   string
		stored Hash
		plain  string
		want   bool
	}{
		{"the password", stored, "bảy con vịt bơi", true},
		{"typed with marks apart", stored, decomposed, true},
		{"another", stored, "bảy con vịt bay", false},
		{"its beginning", stored, "bảy con vịt", false},
		{"empty", stored, "", false},
		{"no password is kept", "", "bảy con vịt bơi", false},
		{"no password is kept, none given", "", "", false},
		{"endless", stored, strings.Repeat("x", 1<<20), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			ok, better, err := h.Verify(t.Context(), test.stored, test.plain)
			if ok != test.want || better != "" || err != nil {
				t.Errorf("Verify = %v, better %v, %v; want %v and nothing better", ok, better != "", err, test.want)
			}
		})
	}
}

func TestHashesOfOnePasswordDiffer(t *testing.T) {
	h := hasher(t, Options{})
	seen := make(map[Hash]bool)
	for range 3 {
		hash, err := h.Hash(t.Context(), "the same password")
		if err != nil {
			t.Fatal(err)
		}
		if seen[hash] {
			t.Error("a salt was used twice")
		}
		seen[hash] = true
	}
}

func TestVerifyUpgradesWhatIsWeaker(t *testing.T) {
	today := hasher(t, Options{Params: Params{Memory: 20 * 1024, Time: 3, Threads: 1}})
	for _, test := range []struct {
		name    string
		p       Params
		upgrade bool
	}{
		{"fewer passes", Params{20 * 1024, 2, 1}, true},
		{"less memory", Params{19 * 1024, 3, 1}, true},
		{"as today", Params{20 * 1024, 3, 1}, false},
		{"stronger", Params{21 * 1024, 4, 1}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			ok, better, err := today.Verify(t.Context(), test.p.hash("some password"), "some password")
			if !ok || err != nil || (better != "") != test.upgrade {
				t.Fatalf("Verify = %v, better: %v, %v; want an upgrade: %v", ok, better != "", err, test.upgrade)
			}
			if !test.upgrade {
				return
			}
			if ok, again, err := today.Verify(t.Context(), better, "some password"); !ok || again != "" || err != nil {
				t.Errorf("Verify of the better hash = %v, better: %v, %v", ok, again != "", err)
			}
		})
	}
}

func TestVerifyRefusesForeignHashes(t *testing.T) {
	h := hasher(t, Options{})
	good := string(Least.hash("some password"))
	for name, stored := range map[string]string{
		"bcrypt":                "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
		"argon2i":               strings.Replace(good, "argon2id", "argon2i", 1),
		"too much memory":       strings.Replace(good, "m=19456", "m=4194304", 1),
		"too many passes":       strings.Replace(good, "t=2", "t=1000000", 1),
		"no passes":             strings.Replace(good, "t=2", "t=0", 1),
		"no lanes":              strings.Replace(good, "p=1", "p=0", 1),
		"an old version":        strings.Replace(good, "v=19", "v=16", 1),
		"numbers written twice": strings.Replace(good, "m=19456", "m=019456", 1),
		"cut off":               good[:len(good)-3],
		"something behind it":   good + "$",
	} {
		t.Run(name, func(t *testing.T) {
			if ok, _, err := h.Verify(t.Context(), Hash(stored), "some password"); ok || !errors.Is(err, ErrHash) {
				t.Errorf("Verify = %v, %v; want %v", ok, err, ErrHash)
			}
		})
	}
}

func TestNewRefusesWeakCosts(t *testing.T) {
	for name, o := range map[string]Options{
		"memory": {Params: Params{1024, 2, 1}}, "passes": {Params: Params{19 * 1024, 1, 1}},
		"lanes": {Params: Params{19 * 1024, 2, 0}}, "too much": {Params: Params{1 << 30, 2, 1}},
		"nobody at once": {AtOnce: -1}, "waiting": {Waiting: -1},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCalibrateStaysInBounds(t *testing.T) {
	if p := Calibrate(0); p != Least {
		t.Errorf("Calibrate(0) = %+v, want %+v", p, Least)
	}
	p := Calibrate(60 * time.Millisecond)
	if err := p.validate(); err != nil || p.Time > 10 {
		t.Errorf("Calibrate = %+v, %v", p, err)
	}
}

// TestCrowdsWaitOrAreSentAway has more callers than may wait.
func TestCrowdsWaitOrAreSentAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := hasher(t, Options{AtOnce: 1, Waiting: 2})
		leave, err := h.turn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var served, gone, impatient int
		ctx, cancel := context.WithCancel(t.Context())
		for i := range 5 {
			own := context.Background()
			if i == 0 {
				own = ctx
			}
			go func() {
				done, err := h.turn(own)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					served++
					done()
				case errors.Is(err, context.Canceled):
					impatient++
				case errors.Is(err, catalog.ErrNotReady):
					gone++
				default:
					t.Errorf("turn: %v", err)
				}
			}()
			synctest.Wait()
		}
		cancel()
		synctest.Wait()
		leave()
		synctest.Wait()
		if served != 1 || impatient != 1 || gone != 3 {
			t.Errorf("%d were served, %d left, %d were sent away; want 1, 1, 3", served, impatient, gone)
		}
		if n := h.waiting.Load(); n != 0 {
			t.Errorf("%d still wait", n)
		}
	})
}

func TestHashHidesItself(t *testing.T) {
	h := Least.hash("some password")
	value := struct{ Password Hash }{h}
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("user", slog.Any("password", h), slog.Any("user", value))
	for name, text := range map[string]string{
		"JSON": string(encoded), "slog": log.String(), "%v": fmt.Sprintf("%v", value), "%#v": fmt.Sprintf("%#v", value),
		"%s": fmt.Sprintf("%s", h), "%x": fmt.Sprintf("%x", h), "%q": fmt.Sprintf("%q", value),
	} {
		if strings.Contains(text, "argon2id") || strings.Contains(text, fmt.Sprintf("%x", "argon2id")) {
			t.Errorf("%s shows the hash: %s", name, text)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(string(Least.encode(make([]byte, saltLength), make([]byte, keyLength))))
	f.Add("$argon2id$v=19$m=1,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, s string) {
		p, salt, key, err := parse(Hash(s))
		if err != nil {
			return
		}
		if p.encode(salt, key) != Hash(s) || !most.covers(p) {
			t.Errorf("parse(%q) = %+v", s, p)
		}
	})
}

func FuzzCheck(f *testing.F) {
	f.Add("bảy con vịt bơi qua sông", "Mai")
	f.Add("\xff\x00", "")
	f.Fuzz(func(t *testing.T, plain, about string) {
		if err := Check(plain, about); err != nil && !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("Check(%q) = %v", plain, err)
		}
	})
}

// BenchmarkHash measures the least costs, one at a time.
func BenchmarkHash(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Least.hash("bảy con vịt bơi qua sông")
	}
}

func BenchmarkCheck(b *testing.B) {
	for b.Loop() {
		Check("bảy con vịt bơi qua sông", "Nguyễn Tuyết Mai") //nolint:errcheck // it is measured
	}
}
