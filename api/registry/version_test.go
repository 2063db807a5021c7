package registry_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"nguon/api/registry"
	"nguon/catalog"
	"nguon/catalog/market"
)

func TestAVersionIsApprovedBySomebodyElse(t *testing.T) {
	h := newHouse(t)
	h.offer(t)
	move := func(m market.Move) error {
		_, err := h.Move(t.Context(), steward, "rain", "v1", m, registry.AnyRevision)
		return err
	}
	if err := move(market.Move{To: market.Published}); !errors.Is(err, catalog.ErrConflict) {
		t.Errorf("past review: %v", err)
	}
	if err := move(market.Move{To: market.Review}); err != nil {
		t.Fatal(err)
	}
	if err := move(market.Move{To: market.Published, By: "user:LAN"}); !errors.Is(err, catalog.ErrForbidden) {
		t.Errorf("one's own, in the name of another: %v", err)
	}
	if _, err := h.SaveVersion(t.Context(), steward, "rain", "v1", registry.Edition{}, registry.AnyRevision); !errors.Is(err, catalog.ErrConflict) {
		t.Errorf("a change during review: %v", err)
	}
	p, err := h.Move(t.Context(), second, "rain", "v1", market.Move{To: market.Published}, registry.AnyRevision)
	if err != nil || p.Versions[0].State != market.Published || !p.Versions[0].Published.Equal(now) {
		t.Errorf("by another: %+v, %v", p, err)
	}
	if _, err := h.Move(t.Context(), steward, "rain", "v9", market.Move{To: market.Review}, registry.AnyRevision); !errors.Is(err, catalog.ErrNotFound) {
		t.Errorf("a version that is not there: %v", err)
	}
}

func TestADocumentThatBreaksProgramsNeedsAnotherVersion(t *testing.T) {
	h := newHouse(t)
	h.offer(t)
	broken := registry.Edition{Document: []byte(strings.Replace(rain, "/rain/{station}", "/regen/{station}", 1))}
	if r, err := h.Check(t.Context(), steward, "rain", "v1", broken); err != nil || r.Refused {
		t.Errorf("of a draft: %+v, %v", r, err)
	}
	h.publish(t)
	r, err := h.Check(t.Context(), steward, "rain", "v1", broken)
	if err != nil || !r.Refused || !r.Breaking() || r.Against != "v1" {
		t.Errorf("of a version that is called: %+v, %v", r, err)
	}
	if _, err := h.SaveVersion(t.Context(), steward, "rain", "v1", broken, registry.AnyRevision); !errors.Is(err, catalog.ErrConflict) {
		t.Errorf("saved: %v", err)
	}
	if _, err := h.SaveVersion(t.Context(), steward, "rain", "v2", broken, registry.AnyRevision); err != nil {
		t.Errorf("as another version: %v", err)
	}
	for name, text := range map[string]string{"no YAML": "a: b: c", "no OpenAPI": "{}", "half a document": rain[:60]} {
		if _, err := h.SaveVersion(t.Context(), steward, "rain", "v3", registry.Edition{Document: []byte(text)}, registry.AnyRevision); !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("%s: err = %v, want %v", name, err, catalog.ErrInvalid)
		}
	}
}

func TestASecretStaysWithItsHostAndHeader(t *testing.T) {
	h := newHouse(t)
	first := h.offer(t).Versions[0].Upstream.Secret
	if len(first) == 0 || bytes.Contains(first, []byte("hunter2")) {
		t.Fatalf("the secret is kept as %q", first)
	}
	other := upstream("https://lgsp.example.vn/rain")
	other.Header = "X-Other"
	for name, u := range map[string]*market.Upstream{"another host": upstream("https://evil.example/rain"), "another header": other} {
		if _, err := h.SaveVersion(t.Context(), steward, "rain", "v1", registry.Edition{Upstream: u}, registry.AnyRevision); !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("%s without a secret: err = %v, want %v", name, err, catalog.ErrInvalid)
		}
	}
	p, err := h.SaveVersion(t.Context(), steward, "rain", "v1", registry.Edition{Upstream: upstream("https://lgsp.example.vn/mua")}, registry.AnyRevision)
	if err != nil || !bytes.Equal(p.Versions[0].Upstream.Secret, first) {
		t.Errorf("another path: the secret is not kept, %v", err)
	}
}

func TestOnlyAnAdministratorSendsCallsInsideTheNetwork(t *testing.T) {
	h := newHouse(t)
	h.offer(t)
	inside := upstream("https://lgsp.example.vn/rain")
	inside.Private = true
	if _, err := h.SaveVersion(t.Context(), steward, "rain", "v1", registry.Edition{Upstream: inside}, registry.AnyRevision); !errors.Is(err, catalog.ErrForbidden) {
		t.Errorf("inside the network, by an agency: %v", err)
	}
	if _, err := h.SaveVersion(t.Context(), admin, "rain", "v1", registry.Edition{Upstream: inside}, registry.AnyRevision); err != nil {
		t.Errorf("inside the network, by an administrator: %v", err)
	}
}
