package api_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/api"
	"nguon/catalog/account"
)

// asked notes what the gateway asks of the store of keys.
type asked struct {
	keyStore
	work []string
}

// KeyByHash implements [account.Keys].
func (a *asked) KeyByHash(ctx context.Context, hash [32]byte) (account.Key, error) {
	a.work = append(a.work, "look up "+string(hash[:]))
	return a.keyStore.KeyByHash(ctx, hash)
}

// KeysOf implements [account.Keys].
func (a *asked) KeysOf(ctx context.Context, application string) ([]account.Key, error) {
	a.work = append(a.work, "list")
	return a.keyStore.KeysOf(ctx, application)
}

// keyOf makes a key of the given random characters.
func keyOf(t *testing.T, random string) string {
	t.Helper()
	plain, err := account.NewKey(strings.NewReader(random))
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// TestEveryKeyCostsTheSameWork shows by construction that the time of an answer
// does not tell how near a guess is to a key: whatever has the form of a key is
// hashed once with the pepper, whole, and looked up once by that hash. No step
// compares a part of it with a part of a key, nor depends on whether the first
// was found. Clocks are not asked: on a busy machine they would tell of the
// machine.
func TestEveryKeyCostsTheSameWork(t *testing.T) {
	store := new(asked)
	w := newWorld(t, func(d *api.Deps) { store.keyStore, d.Keys = d.Keys, store })
	same := strings.Repeat("a", 29)
	known := keyOf(t, same+"a")
	if err := w.db.SaveKey(t.Context(), account.Key{ID: "01KNOWN", Hash: w.pepper.Hash(known), Hint: account.Hint(known), Created: w.now()}); err != nil {
		t.Fatal(err)
	}
	gone := w.key(t, account.Key{ID: "01GONE", Expires: w.now().Add(time.Nanosecond)})
	ended := w.key(t, account.Key{ID: "01ENDED"})
	if err := w.db.RevokeKey(t.Context(), "01ENDED", w.now()); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second)
	near, far := keyOf(t, same+"b"), keyOf(t, strings.Repeat("z", 30))
	if n := len(known) - 7; near[:n] != known[:n] || near == known || account.Hint(near) != account.Hint(known) {
		t.Fatalf("%s is not a near guess of %s", near, known)
	}
	ask := func(plain string) (answer, []string) {
		store.work = nil
		a := w.plainDo(t, request{path: "/v1/agencies", header: map[string]string{"X-Api-Key": plain}})
		return answer{status: a.Code, body: a.Body.String()}, store.work
	}
	for name, test := range map[string]struct {
		plain  string
		status int
	}{
		"known": {known, 200}, "known but for its last character": {near, 401}, "unknown": {far, 401}, "expired": {gone, 401}, "revoked": {ended, 401},
	} {
		hash := w.pepper.Hash(test.plain)
		for round, want := range [][]string{{"look up " + string(hash[:])}, nil} { // what was asked a moment ago is remembered, found or not
			if a, work := ask(test.plain); a.status != test.status || !slices.Equal(work, want) {
				t.Errorf("a key that is %s, round %d: %d, %q", name, round, a.status, work)
			}
		}
	}
	w.pass(time.Minute)
	first, _ := ask(near)
	second, _ := ask(far)
	if cut := func(s string) string { return s[:strings.Index(s, `"instance"`)] }; cut(first.body) != cut(second.body) {
		t.Errorf("the answers differ:\n%s\n%s", first.body, second.body)
	}
}
