package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog/account"
	"nguon/catalog/account/password"
	"nguon/catalog/sqlstore"
)

// silent is a postman without letters.
type silent struct{}

// Post implements account.Postman.
func (silent) Post(context.Context, account.Letter) error { return nil }

// staffed is a world whose agencies have robots.
func staffed(t *testing.T, more ...func(*api.Deps)) (*world, *account.Accounts) {
	t.Helper()
	var accounts *account.Accounts
	w := newWorld(t, func(d *api.Deps) {
		hasher, err := password.New(password.Options{})
		if err != nil {
			t.Fatal(err)
		}
		accounts, err = account.New(d.Keys.(*sqlstore.Store).Accounts(), account.Pepper(strings.Repeat("r", account.PepperLength)), hasher, silent{},
			account.Options{Now: d.Now})
		if err != nil {
			t.Fatal(err)
		}
		d.Robots = accounts
		for _, f := range more {
			f(d)
		}
	})
	return w, accounts
}

func TestRobotsMayDoWhatTheyWereMadeFor(t *testing.T) {
	w, accounts := staffed(t)
	operator := account.Caller{Principal: account.Operator()}
	tokens := make(map[account.Action]string)
	var publisher account.Robot
	for _, action := range account.RobotActions() {
		r, err := accounts.CreateRobot(t.Context(), operator, account.Robot{Agency: "H29", Name: string(action), Actions: []account.Action{action}})
		if err != nil {
			t.Fatal(err)
		}
		if tokens[action], _, err = accounts.NewRobotToken(t.Context(), operator, r.ID, time.Hour); err != nil {
			t.Fatal(err)
		}
		if action == account.ActionPublish {
			publisher = r
		}
	}
	for action, token := range tokens {
		t.Run(string(action), func(t *testing.T) {
			with := map[string]string{"Authorization": "Bearer " + token}
			own, foreign := http.StatusForbidden, http.StatusForbidden
			if action == account.ActionPublish || action == account.ActionDraft { // of which the latter leaves a draft
				own = http.StatusOK
			}
			if a := w.do(t, inOneRequest(t, token, dataset("water", 3))); a.status != own {
				t.Errorf("publishing: %d %s", a.status, a.body)
			}
			other := dataset("other", 3)
			other["dataset.yaml"] = strings.Replace(other["dataset.yaml"], "H29", "H30", 1)
			if a := w.do(t, inOneRequest(t, token, other)); a.status != foreign {
				t.Errorf("publishing for another agency: %d %s", a.status, a.body)
			}
			if a := w.do(t, request{path: "/v1/agencies", header: with}); a.status != http.StatusOK || !strings.Contains(a.header.Get("RateLimit-Policy"), "q=600") {
				t.Errorf("reading: %d %s", a.status, a.header.Get("RateLimit-Policy"))
			}
		})
	}
	if log := w.log.String(); strings.Contains(log, tokens[account.ActionPublish]) {
		t.Error("a token is in the log")
	}
	if err := accounts.RemoveRobot(t.Context(), operator, publisher.ID); err != nil {
		t.Fatal(err)
	}
	gone := tokens[account.ActionPublish]
	run(t, w, []scenario{
		{name: "a robot that is gone", path: "/v1/agencies", header: map[string]string{"X-Api-Key": gone}, status: 401, code: problem.KeyInvalid},
		{name: "the use of keys is for keys", path: "/v1/usage", header: map[string]string{"X-Api-Key": tokens[account.ActionDraft]}, status: 401, code: problem.KeyMissing},
	})
}

func TestRobotPublishesInPieces(t *testing.T) {
	w, accounts := staffed(t)
	operator := account.Caller{Principal: account.Operator()}
	r, err := accounts.CreateRobot(t.Context(), operator, account.Robot{Agency: "H29", Name: "pipeline", Actions: []account.Action{account.ActionPublish}})
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := accounts.NewRobotToken(t.Context(), operator, r.ID, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	w.work(t)
	at := w.begin(t, token, w.sendAll(t, token, dataset("water", 3)))
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		p := w.look(t, token, at, "en")
		if p.Status == "succeeded" {
			break
		}
		if p.Problem != nil || time.Now().After(deadline) {
			t.Fatalf("publication: %+v", p)
		}
	}
	if a := w.do(t, request{path: at, header: map[string]string{"X-Api-Key": w.approver(t)}}); a.status != http.StatusNotFound {
		t.Errorf("somebody else sees the publication: %d", a.status)
	}
}
