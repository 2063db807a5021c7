package account_test

import (
	"net/netip"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

func TestCeremoniesAreLimitedByNetwork(t *testing.T) {
	w := newWorld(t)
	begin := func(from account.Origin) error {
		_, err := w.Begin(t.Context(), account.ForPasskey, "{}", 5*time.Minute, from)
		return err
	}
	for i := range 60 {
		if err := begin(home); err != nil {
			t.Fatalf("ceremony %d: %v", i+1, err)
		}
	}
	wantKind(t, "one more at once", begin(home), catalog.ErrQuota)
	near := account.Origin{Address: netip.MustParseAddr("2001:db8:1:2::9")}
	for range 60 {
		if err := begin(office); err != nil {
			t.Fatalf("another network: %v", err)
		}
	}
	wantKind(t, "another address of a network of IPv6", begin(near), catalog.ErrQuota)
	w.now = w.now.Add(time.Second)
	if err := begin(home); err != nil {
		t.Errorf("a second later: %v", err)
	}
	w.now = w.now.Add(time.Hour)
	for range 60 {
		if err := begin(home); err != nil {
			t.Fatalf("an hour later: %v", err)
		}
	}
}
