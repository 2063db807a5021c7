package market_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"nguon/catalog/market"
)

func sealer(t *testing.T, secret string) *market.Sealer {
	t.Helper()
	s, err := market.NewSealer([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASecretOpensInItsPlaceOnly(t *testing.T) {
	const secret = "hunter2"
	s := sealer(t, strings.Repeat("a", 32))
	sealed := s.Seal("api/weather/v1", secret)
	if bytes.Contains(sealed, []byte(secret)) || bytes.Equal(sealed, s.Seal("api/weather/v1", secret)) {
		t.Error("it shows, or is the same twice")
	}
	if got, err := s.Open("api/weather/v1", sealed); err != nil || got != secret {
		t.Errorf("%q, %v", got, err)
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1]++
	for name, open := range map[string]func() (string, error){
		"another place":  func() (string, error) { return s.Open("api/weather/v2", sealed) },
		"another secret": func() (string, error) { return sealer(t, strings.Repeat("b", 32)).Open("api/weather/v1", sealed) },
		"a change":       func() (string, error) { return s.Open("api/weather/v1", changed) },
		"nothing":        func() (string, error) { return s.Open("api/weather/v1", nil) },
	} {
		if got, err := open(); !errors.Is(err, market.ErrSeal) || got != "" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestASealerIsOfALongSecretAndDoesNotShow(t *testing.T) {
	if _, err := market.NewSealer([]byte("short")); err == nil {
		t.Error("a short secret was taken")
	}
	s := sealer(t, strings.Repeat("a", 32))
	if got := fmt.Sprintf("%v %+v %#v %s", s, s, s, s); got != strings.TrimSuffix(strings.Repeat("[sealer] ", 4), " ") {
		t.Error(got)
	}
}
