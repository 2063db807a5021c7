package publisher

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/workflow"
)

func person(id string, role account.Role) *account.Caller {
	return &account.Caller{Principal: account.Principal{User: &account.User{ID: id},
		Grants: []account.Grant{{Agency: "MAU-MT", Role: role}}}}
}

func TestHowFarAReleaseIsTaken(t *testing.T) {
	for _, test := range []struct {
		name     string
		approval workflow.Approval
		req      Request
		want     catalog.State
	}{
		{"by the program itself", workflow.NotRequired, Request{}, catalog.StatePublished},
		{"by an approver", workflow.NotRequired, Request{By: person("a", account.Approver)}, catalog.StatePublished},
		{"by an editor, who may not publish", workflow.NotRequired, Request{By: person("a", account.Editor)}, catalog.StateSubmitted},
		{"where approval is required", workflow.Required, Request{By: person("a", account.Administrator)}, catalog.StateSubmitted},
		{"by the program itself, where approval is required", workflow.Required, Request{}, catalog.StateSubmitted},
		{"by a robot that only drafts", workflow.NotRequired, Request{By: &account.Caller{Principal: account.Principal{
			Robot: &account.Robot{ID: "r", Agency: "MAU-MT", Actions: []account.Action{account.ActionDraft}}}}}, catalog.StateChecked},
		{"as it was asked", workflow.NotRequired, Request{Hold: true}, catalog.StateChecked},
		{"for later", workflow.NotRequired, Request{At: time.Now().Add(time.Hour)}, catalog.StateScheduled},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			if err := b.db.SetPolicy(t.Context(), "MAU-MT", workflow.Policy{Approval: test.approval}); err != nil {
				t.Fatal(err)
			}
			test.req.Dir = b.dir
			out, err := b.Publish(t.Context(), test.req)
			if err != nil {
				t.Fatal(err)
			}
			if out.State != test.want {
				t.Errorf("state %q, want %q", out.State, test.want)
			}
			if got := len(b.versions(t)); got != 0 != (test.want == catalog.StatePublished) {
				t.Errorf("%d versions are public in state %q", got, out.State)
			}
			entries, err := b.db.Accounts().Audit(t.Context(), account.AuditFilter{Object: out.ID})
			c, cerr := b.db.Candidate(t.Context(), out.ID)
			if err = errors.Join(err, cerr); err != nil || len(entries) != len(c.Steps) || len(entries) == 0 {
				t.Errorf("%d entries of the audit log for %d steps, %v", len(entries), len(c.Steps), err)
			}
		})
	}
}

func TestRefusedReleaseSaysWhyToItsAgency(t *testing.T) {
	b := newBench(t)
	b.write(t, "days.csv", goodData+"hôm qua;1\n")
	if _, err := b.Publish(t.Context(), Request{Dir: b.dir}); !errors.Is(err, catalog.ErrRefused) {
		t.Fatal(err)
	}
	found, err := b.Candidates(t.Context(), account.Operator(), workflow.Filter{States: []catalog.State{catalog.StateRefused}})
	if err != nil || len(found) != 1 {
		t.Fatalf("%d refused releases, %v", len(found), err)
	}
	c, _, err := b.Candidate(t.Context(), account.Operator(), found[0].Release.ID)
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := c.Last(workflow.Refuse); !ok || s.Comment.En == "" {
		t.Errorf("steps: %+v", c.Steps)
	}
}

// TestDecisionsAreMadeOnce has several people decide about one release at a
// time: exactly one of them does.
func TestDecisionsAreMadeOnce(t *testing.T) {
	b := newBench(t)
	if err := b.db.SetPolicy(t.Context(), "MAU-MT", workflow.Policy{Approval: workflow.Required}); err != nil {
		t.Fatal(err)
	}
	out, err := b.Publish(t.Context(), Request{Dir: b.dir, By: person("maker", account.Editor)})
	if err != nil {
		t.Fatal(err)
	}
	const people = 6
	errs := make(chan error, people)
	for i := range people {
		go func() {
			q := workflow.Request{Action: workflow.Approve}
			if i%2 == 1 {
				q = workflow.Request{Action: workflow.Return, Comment: "Xem lại."}
			}
			_, err := b.Step(t.Context(), *person(string(rune('a'+i)), account.Approver), out.ID, q)
			errs <- err
		}()
	}
	made := 0
	for range people {
		switch err := <-errs; {
		case err == nil:
			made++
		case !errors.Is(err, catalog.ErrConflict):
			t.Errorf("err = %v, want one of kind %v", err, catalog.ErrConflict)
		}
	}
	c, err := b.db.Candidate(t.Context(), out.ID)
	if err != nil {
		t.Fatal(err)
	}
	// An approval may be followed by a return of what is approved.
	if decided := len(c.Steps) - 2; made != decided || made < 1 || made > 2 {
		t.Errorf("%d decisions were made, and %d are noted", made, decided)
	}
}

// cutOff is a catalogue that is lost before a release is whole.
type cutOff struct{ Catalogue }

var errCutOff = errors.New("the database is away")

func (cutOff) Record(context.Context, func(context.Context) ([]account.Entry, error)) error {
	return errCutOff
}

// TestWhatIsNotWholeGoesNoFurther is about what a publication has left that could
// neither end nor say so: nobody can submit it, and it is not taken for the
// release of its files.
func TestWhatIsNotWholeGoesNoFurther(t *testing.T) {
	b := newBench(t)
	bad := New(cutOff{b.db}, b.blobs, Options{WorkDir: b.work})
	if _, err := bad.Publish(t.Context(), Request{Dir: b.dir, Hold: true}); !errors.Is(err, errCutOff) {
		t.Fatalf("err = %v, want %v", err, errCutOff)
	}
	left, err := b.db.Candidates(t.Context(), workflow.Filter{Dataset: "rain"})
	if err != nil || len(left) != 1 {
		t.Fatalf("left: %d releases, %v", len(left), err)
	}
	_, err = b.Step(t.Context(), *person("a", account.Editor), left[0].Release.ID, workflow.Request{Action: workflow.Submit})
	if !errors.Is(err, catalog.ErrConflict) {
		t.Errorf("submitted with %v, want a conflict", err)
	}
	out, err := b.Publish(t.Context(), Request{Dir: b.dir, Hold: true})
	if err != nil || out.Unchanged || out.State != catalog.StateChecked {
		t.Errorf("again: %+v, %v, want a new one", out, err)
	}
}

func TestDiscardedReleaseLeavesNothing(t *testing.T) {
	b := newBench(t)
	out, err := b.Publish(t.Context(), Request{Dir: b.dir, Hold: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Step(t.Context(), *person("a", account.Editor), out.ID, workflow.Request{Action: workflow.Discard}); err != nil {
		t.Fatal(err)
	}
	if left := b.leftovers(t); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestLateServerCatchesUp is that of a server that was down at the time of a
// release.
func TestLateServerCatchesUp(t *testing.T) {
	b := newBench(t)
	at := time.Now().Add(time.Hour)
	out, err := b.Publish(t.Context(), Request{Dir: b.dir, At: at})
	if err != nil {
		t.Fatal(err)
	}
	late := func() time.Time { return at.Add(10 * time.Minute) }
	b.db.UseClock(late)
	b.now = late
	if _, err := b.db.Dataset(t.Context(), "rain"); err != nil {
		t.Errorf("not served before it is announced: %v", err)
	}
	for range 2 {
		if err := b.Announce(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	c, err := b.db.Candidate(t.Context(), out.ID)
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := c.Last(workflow.Announce); !ok || s.Delay.Round(time.Second) != 10*time.Minute || len(c.Steps) != 3 {
		t.Errorf("steps: %+v", c.Steps)
	}
}

func TestNextVersionIsMadeBeforeTheFirstIsSeen(t *testing.T) {
	b := newBench(t)
	at := time.Now().Add(time.Hour)
	if _, err := b.Publish(t.Context(), Request{Dir: b.dir, At: at}); err != nil {
		t.Fatal(err)
	}
	b.write(t, "days.csv", goodData+"04/01/2026;1\n")
	if _, err := b.Publish(t.Context(), Request{Dir: b.dir}); !errors.Is(err, catalog.ErrConflict) {
		t.Errorf("a second version at once: err = %v, want one of kind %v", err, catalog.ErrConflict)
	}
	out, err := b.Publish(t.Context(), Request{Dir: b.dir, At: at.Add(time.Hour)})
	if err != nil || out.Version != 2 || out.State != catalog.StateScheduled {
		t.Errorf("a second version for later: %+v, %v", out, err)
	}
	b.write(t, ManifestName, strings.Replace(goodManifest, "MAU-MT", "MAU-YT", 1))
	if _, err := b.Publish(t.Context(), Request{Dir: b.dir}); !errors.Is(err, catalog.ErrConflict) || strings.Contains(err.Error(), "MAU-MT") {
		t.Errorf("another agency under the same name: err = %v, want one of kind %v that tells nothing", err, catalog.ErrConflict)
	}
}
