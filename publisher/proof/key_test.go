package proof_test

import (
	"fmt"
	"strings"
	"testing"

	"nguon/publisher/proof"
)

func TestKeys(t *testing.T) {
	for seed := range byte(64) { // some have a plus sign in their base64
		k := derived(t, seed)
		again := derived(t, seed)
		if k.Public() != again.Public() || !strings.HasPrefix(k.Public(), k.Name()+"+") {
			t.Errorf("key %d is %q, and then %q", seed, k.Public(), again.Public())
		}
	}
	k, private, err := proof.NewKey("data.example.vn/log")
	if err != nil {
		t.Fatal(err)
	}
	if read, err := proof.ParseKey("\n" + private + " \n"); err != nil || read.Public() != k.Public() || read.Name() != "data.example.vn/log" {
		t.Errorf("%v, %v", read, err)
	}
	secret := strings.SplitN(private, "+", 5)[4] // which may have plus signs in its base64
	if shown := fmt.Sprintf("%v %s", k, k); strings.Contains(shown, secret) {
		t.Errorf("the private key is shown: %s", shown)
	}
	for name, text := range map[string]string{
		"nothing": "", "a public key": k.Public(), "a key that is cut off": private[:len(private)-4], "another hash": strings.Replace(private, "+", "+0", 3),
	} {
		if _, err := proof.ParseKey(text); err == nil {
			t.Errorf("%s is a key", name)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error tells the key", name)
		}
	}
	if _, _, err := proof.NewKey("two words"); err == nil {
		t.Error("a name of two words is one")
	}
}

func BenchmarkVerify(b *testing.B) {
	p := newPortal(b)
	bundle := p.bundle(b, p.publish(b, "air", 1), 0)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := bundle.Verify(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBundle(b *testing.B) {
	p := newPortal(b)
	r := p.publish(b, "air", 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.log.Bundle(b.Context(), r.ID, 1); err != nil {
			b.Fatal(err)
		}
	}
}
