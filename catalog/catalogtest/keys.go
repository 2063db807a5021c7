package catalogtest

import (
	"crypto/sha256"
	"net/netip"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

var keys = map[string]func(*testing.T, Store){
	"come back whole, in the order of their making": testKeysWhole,
	"are unique by ID and by hash":                  testKeysUnique,
	"that are not there are not found":              testKeysNotFound,
	"are revoked once":                              testKeysRevoked,
	"expire no later than they would have":          testKeysExpire,
	"of an application are found by it":             testKeysOfApplication,
	"of applications are found by their end":        testKeysExpiring,
	"remember their last use":                       testKeysTouched,
}

func key(id string, made time.Time) account.Key {
	return account.Key{
		ID: id, Name: "Ứng dụng 'thử' ?", Plan: "registered", Hint: "ngn_live_abc",
		Hash:    sha256.Sum256([]byte(id)),
		Grants:  []account.Grant{{Agency: "H26", Role: account.Editor}, {Agency: account.AnyAgency, Role: account.Viewer}},
		Created: made, Expires: made.AddDate(1, 0, 0),
		Networks: []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("2001:db8::/32")},
	}
}

func saveKey(t *testing.T, s Store, k account.Key) account.Key {
	t.Helper()
	if err := s.SaveKey(t.Context(), k); err != nil {
		t.Fatal(err)
	}
	return k
}

func testKeysWhole(t *testing.T, s Store) {
	second := saveKey(t, s, key("A", Epoch.Add(time.Second)))
	first := saveKey(t, s, key("B", Epoch))
	bare := saveKey(t, s, account.Key{ID: "C", Hash: sha256.Sum256(nil), Created: Epoch.Add(time.Minute)})
	wantEqual(t, "keys", must(s.Keys(t.Context()))(t), []account.Key{first, second, bare})
	wantEqual(t, "key by hash", must(s.KeyByHash(t.Context(), first.Hash))(t), first)
}

func testKeysUnique(t *testing.T, s Store) {
	k := saveKey(t, s, key("A", Epoch))
	sameID, sameHash := key("A", Epoch), key("B", Epoch)
	sameID.Hash[0]++
	sameHash.Hash = k.Hash
	wantKind(t, "the same ID", s.SaveKey(t.Context(), sameID), catalog.ErrConflict)
	wantKind(t, "the same hash", s.SaveKey(t.Context(), sameHash), catalog.ErrConflict)
	wantEqual(t, "keys", must(s.Keys(t.Context()))(t), []account.Key{k})
}

func testKeysNotFound(t *testing.T, s Store) {
	k := saveKey(t, s, key("A", Epoch))
	k.Hash[31]++
	_, err := s.KeyByHash(t.Context(), k.Hash)
	wantKind(t, "KeyByHash", err, catalog.ErrNotFound)
	wantKind(t, "RevokeKey of what cannot be", s.RevokeKey(t.Context(), "A\x00", Epoch), catalog.ErrNotFound)
	wantKind(t, "RevokeKey", s.RevokeKey(t.Context(), "B", Epoch), catalog.ErrNotFound)
	if err := s.TouchKey(t.Context(), "B", Epoch); err != nil {
		t.Errorf("TouchKey of no key: %v", err)
	}
}

func testKeysRevoked(t *testing.T, s Store) {
	k := saveKey(t, s, key("A", Epoch))
	other := saveKey(t, s, key("B", Epoch))
	for _, hours := range []time.Duration{1, 2} {
		if err := s.RevokeKey(t.Context(), "A", Epoch.Add(hours*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	k.Revoked = Epoch.Add(time.Hour)
	wantEqual(t, "revoked key", must(s.KeyByHash(t.Context(), k.Hash))(t), k)
	wantEqual(t, "other key", must(s.KeyByHash(t.Context(), other.Hash))(t), other)
}

func testKeysExpire(t *testing.T, s Store) {
	k := saveKey(t, s, key("A", Epoch))
	soon := Epoch.Add(time.Hour)
	for _, at := range []time.Time{soon, soon.Add(time.Hour)} {
		if err := s.ExpireKey(t.Context(), "A", at); err != nil {
			t.Fatal(err)
		}
	}
	k.Expires = soon
	wantEqual(t, "key", must(s.KeyByHash(t.Context(), k.Hash))(t), k)
	wantKind(t, "ExpireKey", s.ExpireKey(t.Context(), "B", soon), catalog.ErrNotFound)
}

func testKeysOfApplication(t *testing.T, s Store) {
	mine, other := key("A", Epoch), key("B", Epoch)
	mine.Application, other.Application = "APP", "ANOTHER"
	saveKey(t, s, mine)
	saveKey(t, s, other)
	saveKey(t, s, key("C", Epoch))
	wantEqual(t, "keys", must(s.KeysOf(t.Context(), "APP"))(t), []account.Key{mine})
	wantEqual(t, "keys of none", len(must(s.KeysOf(t.Context(), ""))(t)), 0)
}

func testKeysTouched(t *testing.T, s Store) {
	k := saveKey(t, s, key("A", Epoch))
	for _, at := range []time.Time{Epoch.Add(time.Hour), Epoch.Add(time.Minute)} { // the second comes late
		if err := s.TouchKey(t.Context(), "A", at); err != nil {
			t.Fatal(err)
		}
	}
	k.LastUsed = Epoch.Add(time.Hour)
	wantEqual(t, "key by hash", must(s.KeyByHash(t.Context(), k.Hash))(t), k)
	wantEqual(t, "keys", must(s.Keys(t.Context()))(t), []account.Key{k})
}

func testKeysExpiring(t *testing.T, s Store) {
	ending := func(id, application string, in time.Duration) account.Key {
		k := key(id, Epoch)
		k.Application, k.Expires = application, Epoch.Add(in)
		return saveKey(t, s, k)
	}
	last, first := ending("A", "APP", 2*time.Hour), ending("B", "APP", time.Hour)
	ending("C", "APP", 3*time.Hour) // not any more
	ending("D", "", time.Hour)      // nobody's
	ending("E", "APP", 59*time.Minute)
	revoked := ending("F", "APP", time.Hour)
	if err := s.RevokeKey(t.Context(), revoked.ID, Epoch); err != nil {
		t.Fatal(err)
	}
	endless := key("G", Epoch)
	endless.Application, endless.Expires = "APP", time.Time{}
	saveKey(t, s, endless)
	wantEqual(t, "keys", must(s.ExpiringKeys(t.Context(), Epoch.Add(time.Hour), Epoch.Add(3*time.Hour)))(t), []account.Key{first, last})
}
