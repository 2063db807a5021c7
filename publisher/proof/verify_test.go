package proof_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/publisher/proof"
)

func TestBundlesProveWhatWasPublished(t *testing.T) {
	p := newPortal(t)
	first := p.publish(t, "air", 1)
	e := verified(t, p.bundle(t, first, 0))
	table := first.Tables[0]
	m := e.Manifest
	if m.Dataset != "air" || m.Version != 1 || m.Agency != "H26" || !m.PublishedAt.Equal(catalogtest.Epoch) || m.Release != first.Digest ||
		e.Index != 1 || e.Checkpoint.Size != 2 || e.Withdrawal != nil || len(e.Keys) != 1 || e.Keys[0] != p.key.Public() {
		t.Errorf("%+v of %+v", m, e)
	}
	if resource, err := m.Holds(table.File.SHA256, table.File.Bytes); err != nil || resource != table.Resource {
		t.Errorf("the file is of table %q, %v", resource, err)
	}
	for _, test := range []struct {
		name  string
		sum   catalog.Digest
		bytes int64
	}{{"another sum", catalog.Digest{1}, table.File.Bytes}, {"another length", table.File.SHA256, 1}} {
		if _, err := m.Holds(test.sum, test.bytes); !errors.Is(err, catalog.ErrRefused) {
			t.Errorf("%s: %v", test.name, err)
		}
	}

	before := p.bundle(t, first, 0)
	p.rotate(t)
	p.publish(t, "air", 2)
	p.withdraw(t, first)
	e = verified(t, before) // what was proved once stays so
	b := p.bundle(t, first, 2)
	now := verified(t, b)
	if now.Withdrawal == nil || now.Withdrawal.Reason.Vi != "Sai <số> liệu\n& \u2028 khác." || len(now.Keys) != 2 || now.Checkpoint.Size != 5 {
		t.Errorf("%+v", now)
	}
	if diff := cmp.Diff(e.Manifest, now.Manifest); diff != "" {
		t.Errorf("the manifest has changed (-before +now):\n%s", diff)
	}
	if err := now.Extends(before.Checkpoint, b); err != nil {
		t.Error(err)
	}
	b.Consistency = nil
	if err := now.Extends(before.Checkpoint, b); !errors.Is(err, catalog.ErrRefused) {
		t.Errorf("without a proof of consistency: %v", err)
	}
}

// Whatever is changed in a bundle, it is refused, or proves the very same: the
// last digits of base64 have bits that mean nothing.
func TestNoByteOfABundleCanBeChanged(t *testing.T) {
	p := newPortal(t)
	r := p.publish(t, "air", 1)
	p.publish(t, "water", 1, 2)
	p.rotate(t)
	p.withdraw(t, r)
	text, err := json.Marshal(p.bundle(t, r, 0))
	if err != nil {
		t.Fatal(err)
	}
	want := verified(t, p.bundle(t, r, 0))
	refused := 0
	for i := range text {
		for _, to := range []byte{text[i] ^ 1, '0'} {
			changed := append([]byte{}, text...)
			changed[i] = to
			b, err := proof.ParseBundle(changed)
			if err != nil {
				refused++
				continue
			}
			got, err := b.Verify()
			if err != nil {
				if !errors.Is(err, catalog.ErrRefused) {
					t.Fatalf("byte %d: %v", i, err)
				}
				refused++
			} else if b.Withdrawal == nil || b.Release == nil {
				continue // its name was changed: that it is left out only the log can tell, see Follow
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("byte %d to %q proves something else:\n%s", i, to, diff)
			}
		}
	}
	if refused < len(text) {
		t.Errorf("%d changes of %d bytes were refused: does this test change anything?", refused, len(text))
	}
}

// A forger signs with a key that it should not use.
type forger struct{ *proof.Notary }

func (f forger) Attest(fact catalog.LogFact, _ string) (catalog.LogText, error) {
	return f.Notary.Attest(fact, f.Key())
}

func TestKeysAreTrustedInTheirTimeOnly(t *testing.T) {
	notaryOf := func(k *proof.Key) *proof.Notary {
		n, err := proof.NewNotary(func() (*proof.Key, error) { return k, nil })
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	t.Run("a statement with the old key after the new one", func(t *testing.T) {
		p := newPortal(t)
		thief := forger{notaryOf(p.key)}
		p.rotate(t)
		if err := p.db.Notarise(t.Context(), thief); err != nil {
			t.Fatal(err)
		}
		_, err := p.bundle(t, p.publish(t, "air", 1), 0).Verify()
		if !errors.Is(err, catalog.ErrRefused) || !strings.Contains(err.Error(), "entry 2") {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("a checkpoint with the old key after the new one", func(t *testing.T) {
		p := newPortal(t)
		r := p.publish(t, "air", 1)
		old := p.bundle(t, r, 0)
		p.rotate(t)
		b := p.bundle(t, r, 0)
		b.Checkpoint = old.Checkpoint
		if _, err := b.Verify(); !errors.Is(err, catalog.ErrRefused) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("a key that a stranger announces", func(t *testing.T) {
		p := newPortal(t)
		r := p.publish(t, "air", 1)
		stranger, _, err := proof.NewKey(p.key.Name())
		if err != nil {
			t.Fatal(err)
		}
		if err := p.db.AnnounceKey(t.Context(), forger{notaryOf(stranger)}, stranger.Public()); err != nil {
			t.Fatal(err)
		}
		p.key = stranger
		if _, err := p.bundle(t, r, 0).Verify(); !errors.Is(err, catalog.ErrRefused) || !strings.Contains(err.Error(), "entry 2") {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("a key of another name", func(t *testing.T) {
		p := newPortal(t)
		if _, err := p.notary.Succeed(derived(t, 2)); err == nil {
			t.Error("it may succeed")
		}
	})
}

func TestWhatIsNotPublicIsNotInTheLog(t *testing.T) {
	p := newPortal(t)
	before := p.get("checkpoint").Body.String()
	d := catalogtest.Dataset("budget", "H26")
	r := catalogtest.Release(d, 1)
	r.PublishAt = time.Now().Add(time.Hour)
	catalogtest.Publish(t, p.db, d, r)
	if _, err := p.log.Bundle(t.Context(), r.ID, 0); !errors.Is(err, catalog.ErrNotFound) {
		t.Errorf("before its time: %v", err)
	}
	if after := p.get("checkpoint").Body.String(); after != before {
		t.Errorf("the log tells that there is something:\n%s", after)
	}
	p.ahead = time.Hour
	if e := verified(t, p.bundle(t, r, 0)); e.Manifest.Dataset != "budget" {
		t.Errorf("%+v", e.Manifest)
	}
}
