package account_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
)

func TestAnOutboxThatFailsDoesNotTellWhoHasAnAccount(t *testing.T) {
	w := newWorld(t)
	w.join(t, "mai@example.org")
	if err := w.SignUp(t.Context(), registration("begun@example.org"), office); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	w.Log = slog.New(slog.NewTextHandler(&log, nil))
	w.post.full = errors.New("the outbox is full")
	for _, asked := range []struct { // in this order: who has begun to sign up is known from then on
		what string
		ask  func(mail string) error
	}{
		{"a reset", func(mail string) error { return w.RequestReset(t.Context(), mail, home) }},
		{"signing up", func(mail string) error { return w.SignUp(t.Context(), registration(mail), home) }},
	} {
		for _, mail := range []string{"mai@example.org", "begun@example.org", "nobody@example.org"} {
			if err := asked.ask(mail); err != nil {
				t.Errorf("%s for %s: %v", asked.what, mail, err)
			}
		}
	}
	if n := strings.Count(log.String(), "the outbox is full"); n != 5 { // a reset for nobody needs no letter
		t.Errorf("%d letters are in the log as lost, want 5: %s", n, log.String())
	}
	if strings.Contains(log.String(), "@") {
		t.Errorf("the log has an address in it: %s", log.String())
	}
	w.post.full = nil
	if err := w.RequestReset(t.Context(), "mai@example.org", office); err != nil || len(w.post.letters) == 0 {
		t.Errorf("afterwards: %v, %d letters", err, len(w.post.letters))
	}
}
