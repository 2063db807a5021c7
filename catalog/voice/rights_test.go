package voice_test

import (
	"strings"
	"testing"

	"nguon/catalog/voice"
)

// who are all who may ask for something.
var who = []string{"", "lan", "minh", "editor", "approver", "other", "admin", "operator"}

// TestWhoMayDoWhatInWhichState goes through every action, state and caller. The
// author is lan. What is not named answers as the star says.
func TestWhoMayDoWhatInWhichState(t *testing.T) {
	f := newForum(t)
	for _, c := range []struct {
		name    string
		kind    voice.Kind
		state   voice.State
		answers int
		do      func(f *forum, t *testing.T, caller string, p *voice.Post) error
		want    map[string]string
	}{
		{"see what is public", voice.Question, voice.Public, 0, see, map[string]string{"*": "ok"}},
		{"see what is held", voice.Question, voice.Held, 0, see, map[string]string{"*": "not found", "lan": "ok", "admin": "ok"}},
		{"see what was removed", voice.Question, voice.Removed, 1, see, map[string]string{"*": "not found", "lan": "ok", "admin": "ok"}},

		{"answer what is public", voice.Question, voice.Public, 0, answer, map[string]string{"*": "forbidden", "approver": "ok", "admin": "ok"}},
		{"answer again", voice.Correction, voice.Public, 1, answer, map[string]string{"*": "forbidden", "approver": "ok", "admin": "ok"}},
		{"answer what is held", voice.Question, voice.Held, 0, answer, map[string]string{"*": "not found", "lan": "forbidden", "admin": "forbidden"}},
		{"answer what was removed", voice.Question, voice.Removed, 0, answer, map[string]string{"*": "not found", "lan": "forbidden", "admin": "forbidden"}},

		{"revise what is held", voice.Request, voice.Held, 0, revise, map[string]string{"*": "not found", "": "unknown caller", "operator": "unknown caller", "lan": "ok"}},
		{"revise what is public", voice.Request, voice.Public, 0, revise, map[string]string{"*": "not found", "": "unknown caller", "operator": "unknown caller", "lan": "conflict"}},
		{"revise what was removed", voice.Request, voice.Removed, 0, revise, map[string]string{"*": "not found", "": "unknown caller", "operator": "unknown caller", "lan": "conflict"}},

		{"withdraw what is held", voice.Question, voice.Held, 0, withdraw, map[string]string{"*": "not found", "": "unknown caller", "operator": "unknown caller", "lan": "ok"}},
		{"withdraw what is public", voice.Question, voice.Public, 0, withdraw, map[string]string{"*": "not found", "": "unknown caller", "operator": "unknown caller", "lan": "ok"}},
		{"withdraw what is answered", voice.Question, voice.Public, 1, withdraw, map[string]string{"*": "not found", "": "unknown caller", "operator": "unknown caller", "lan": "conflict"}},

		{"release what is held", voice.Question, voice.Held, 0, moderate(voice.Release), map[string]string{"*": "forbidden", "admin": "ok"}},
		{"redact what is held", voice.Question, voice.Held, 0, moderate(voice.Redact), map[string]string{"*": "forbidden", "admin": "ok"}},
		{"remove what is held", voice.Question, voice.Held, 0, moderate(voice.Remove), map[string]string{"*": "forbidden", "admin": "ok"}},
		{"remove what is answered", voice.Question, voice.Public, 1, moderate(voice.Remove), map[string]string{"*": "forbidden", "admin": "ok"}},
		{"release what is public", voice.Question, voice.Public, 0, moderate(voice.Release), map[string]string{"*": "forbidden", "admin": "conflict"}},
		{"release what was removed", voice.Question, voice.Removed, 1, moderate(voice.Release), map[string]string{"*": "forbidden", "admin": "ok"}},
		{"remove what was removed", voice.Question, voice.Removed, 0, moderate(voice.Remove), map[string]string{"*": "forbidden", "admin": "conflict"}},
		{"redact what was held for nothing personal", voice.Question, voice.Removed, 0, moderate(voice.Redact), map[string]string{"*": "forbidden", "admin": "conflict"}},

		{"support a request", voice.Request, voice.Public, 0, support, map[string]string{"*": "ok", "": "unknown caller", "operator": "unknown caller", "lan": "conflict"}},
		{"support what is held", voice.Request, voice.Held, 0, support, map[string]string{"*": "not found", "": "unknown caller", "operator": "unknown caller", "lan": "conflict", "admin": "conflict"}},
		{"support what is done", voice.Request, voice.Public, 1, support, map[string]string{"*": "conflict", "": "unknown caller", "operator": "unknown caller"}},
		{"support a question", voice.Question, voice.Public, 0, support, map[string]string{"*": "conflict", "": "unknown caller", "operator": "unknown caller"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, caller := range who {
				p := f.in(t, c.kind, c.state, c.answers)
				want, named := c.want[caller]
				if !named {
					want = c.want["*"]
				}
				if got := kindOf(c.do(f, t, caller, &p)); got != want {
					t.Errorf("%q: %s, want %s", caller, got, want)
				}
			}
		})
	}
}

func see(f *forum, t *testing.T, caller string, p *voice.Post) error {
	_, err := f.Post(t.Context(), f.as(caller).Principal, p.ID)
	return err
}

func answer(f *forum, t *testing.T, caller string, p *voice.Post) error {
	return f.Answer(t.Context(), f.as(caller), p.ID, voice.Reply{Status: voice.Declined, Text: "Không có số liệu.", Revision: p.Revision})
}

func revise(f *forum, t *testing.T, caller string, p *voice.Post) error {
	_, err := f.Revise(t.Context(), f.as(caller), p.ID, p.Revision, p.Title, "Viết lại.")
	return err
}

func withdraw(f *forum, t *testing.T, caller string, p *voice.Post) error {
	return f.Withdraw(t.Context(), f.as(caller), p.ID)
}

func moderate(d voice.Decision) func(f *forum, t *testing.T, caller string, p *voice.Post) error {
	return func(f *forum, t *testing.T, caller string, p *voice.Post) error {
		return f.Moderate(t.Context(), f.as(caller), p.ID, p.Revision, d, "Vì thế")
	}
}

func support(f *forum, t *testing.T, caller string, p *voice.Post) error {
	return f.Support(t.Context(), f.as(caller), p.ID, true)
}

func TestWhatOneMayNotSeeIsAsIfItWereNotThere(t *testing.T) {
	f := newForum(t)
	p := f.in(t, voice.Question, voice.Held, 0)
	_, hidden := f.Post(t.Context(), f.as("minh").Principal, p.ID)
	_, missing := f.Post(t.Context(), f.as("minh").Principal, strings.Repeat("0", 26))
	if hidden == nil || missing == nil || hidden.Error() != missing.Error() {
		t.Errorf("hidden: %v; missing: %v", hidden, missing)
	}
}
