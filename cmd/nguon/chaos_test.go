package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/notice"
	"nguon/catalog/workflow"
	"nguon/publisher"
)

// chaosRounds is the variable with the number of rounds on each kind of engines.
// Without it there is one wave of each.
const chaosRounds = "NGUON_CHAOS_ROUNDS"

// TestChaosLosesNothing takes datasets the whole way of a release, while servers
// and workers are killed, clocks are set back and ahead, and the database or the
// store is away, at one of its steps. Whatever happens no state is illegal,
// nothing is seen that should not be, each step, event and notice is there once,
// and no delivery is attempted more than twice.
//
// As many rounds as there are steps go together, and each brings its fault at
// another step: so each of them meets those of the others too.
func TestChaosLosesNothing(t *testing.T) {
	rounds := len(stages)
	if asked := os.Getenv(chaosRounds); asked != "" {
		var err error
		if rounds, err = strconv.Atoi(asked); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("NGUON_SECRET", "0123456789abcdef0123456789abcdef")
	for _, kind := range []struct {
		name   string
		ground *ground
	}{{"SQLite and a folder", layFolder(t)}, {"PostgreSQL and MinIO", layServers(t)}} {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			for n := 0; n < rounds; n += len(stages) {
				kind.ground.wave(t, n, min(len(stages), rounds-n))
			}
			kind.ground.judge(t, rounds)
		})
	}
}

// A stage is one step of the way of a release.
type stage struct {
	action workflow.Action
	from   catalog.State
	to     catalog.State
}

var stages = []stage{
	{workflow.Check, "", catalog.StateChecked},
	{workflow.Submit, catalog.StateChecked, catalog.StateSubmitted},
	{workflow.Approve, catalog.StateSubmitted, catalog.StateApproved},
	{workflow.Publish, catalog.StateApproved, catalog.StatePublished},
	{workflow.Announce, catalog.StatePublished, catalog.StatePublished},
	{workflow.Withdraw, catalog.StatePublished, catalog.StateWithdrawn},
}

// notBefore is how far ahead releases are published.
const notBefore = time.Second

// A journey is the way of one dataset.
type journey struct {
	slug   catalog.Slug
	folder string
}

// wave takes rounds the whole way together; the n-th round has its fault at the
// n-th stage, and another one each time.
func (g *ground) wave(t *testing.T, first, rounds int) {
	all := make([]journey, rounds)
	for i := range all {
		all[i].slug = catalog.Slug(fmt.Sprintf("rain-%04d", first+i))
		all[i].folder = filepath.Join(t.TempDir(), string(all[i].slug))
		writeRain(t, all[i].folder, all[i].slug)
	}
	for i, s := range stages {
		f := none
		if i < rounds {
			f = g.faults[(first/len(stages)+i)%len(g.faults)]
			if s.action == workflow.Announce && f == workerKilled {
				f = serverKilled // it is the servers that announce
			}
			t.Logf("%s: %s at %s", all[i].slug, f, s.action)
			all[0], all[i] = all[i], all[0]
		}
		g.strike(t, f, s, all)
		for _, j := range all {
			g.finish(t, f, s, j)
			g.seen(t, s, j.slug)
		}
		if i < rounds {
			all[0], all[i] = all[i], all[0]
		}
	}
}

// finish has a dataset take a step, if it has not yet.
func (g *ground) finish(t *testing.T, f fault, s stage, j journey) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; {
		done, err := g.done(t, s, j.slug)
		if err == nil && done {
			return
		}
		if errors.Is(err, errIllegal) || time.Now().After(deadline) {
			t.Fatalf("%s after %s at %s: done %v, %v", j.slug, f, s.action, done, err)
		}
		if err := g.act(t.Context(), s, j); err != nil {
			t.Logf("%s: %s, once more: %v", j.slug, s.action, err)
			time.Sleep(100 * time.Millisecond)
		}
	}
}

// errIllegal is that of a release in a state in which it cannot be.
var errIllegal = errors.New("illegal state")

// candidate returns the newest release of a dataset that is neither a half one nor
// one that came to nothing, as its maker lost the database.
func (g *ground) candidate(ctx context.Context, slug catalog.Slug) (*workflow.Candidate, error) {
	found, err := g.shop.db.Candidates(ctx, workflow.Filter{Dataset: slug})
	if err != nil {
		return nil, err
	}
	for _, c := range found {
		if c.Release.State != catalog.StateDraft && c.Release.State != catalog.StateRefused {
			whole, err := g.shop.db.Candidate(ctx, c.Release.ID)
			return &whole, err
		}
	}
	return nil, nil
}

// done reports whether the release of a dataset has taken a step. The error is
// errIllegal if it is neither before nor after it.
func (g *ground) done(t *testing.T, s stage, slug catalog.Slug) (bool, error) {
	c, err := g.candidate(t.Context(), slug)
	if err != nil {
		return false, err
	}
	state := catalog.State("")
	if c != nil {
		state = c.Release.State
	}
	if state != s.from && state != s.to {
		return false, fmt.Errorf("%w %q", errIllegal, state)
	}
	if s.action != workflow.Announce {
		return state == s.to, nil
	}
	n, err := g.events(t.Context(), slug, catalog.ReleasePublished)
	return n > 0, err
}

// events counts the events of a kind about a dataset.
func (g *ground) events(ctx context.Context, slug catalog.Slug, kind catalog.EventKind) (n int, err error) {
	all, err := g.shop.db.Events(ctx, 0, 1_000_000)
	for _, e := range all {
		if e.Dataset == slug && e.Kind == kind {
			n++
		}
	}
	return n, err
}

// act takes a step in this process.
func (g *ground) act(ctx context.Context, s stage, j journey) error {
	switch s.action {
	case workflow.Check:
		_, err := g.shop.pub.Publish(ctx, publisher.Request{Dir: j.folder, Hold: true})
		return err
	case workflow.Announce: // the servers do
		time.Sleep(50 * time.Millisecond)
		return nil
	}
	c, err := g.candidate(ctx, j.slug)
	if err != nil {
		return err
	}
	_, err = g.shop.pub.Step(ctx, atTheTerminal, c.Release.ID, workflow.Request{Action: s.action, At: time.Now().Add(notBefore), Reason: wrong})
	if errors.Is(err, catalog.ErrConflict) {
		return nil // it was done, and the answer was lost
	}
	return err
}

var wrong = catalog.Text{Vi: "Sai số liệu.", En: "Wrong figures."}

// command is the same step by a process.
func (g *ground) command(ctx context.Context, s stage, j journey) ([]string, error) {
	if s.action == workflow.Check {
		return []string{"publish", "--hold", j.folder}, nil
	}
	c, err := g.candidate(ctx, j.slug)
	if err != nil {
		return nil, err
	}
	args := []string{"release", string(s.action), c.Release.ID}
	switch s.action {
	case workflow.Publish:
		args = append(args, "--at", time.Now().Add(notBefore).Format(time.RFC3339Nano))
	case workflow.Withdraw:
		args = append(args, "--reason-vi", wrong.Vi, "--reason-en", wrong.En)
	}
	return args, nil
}

// seen checks what the public sees on each server after a step.
func (g *ground) seen(t *testing.T, s stage, slug catalog.Slug) {
	t.Helper()
	want := 404
	switch s.action {
	case workflow.Publish: // its time may have come
		return
	case workflow.Announce:
		want = 200
	case workflow.Withdraw:
		want = 410
	}
	for _, r := range g.servers {
		eventually(t, fmt.Sprintf("answers %d for %s after %s", want, slug, s.action), func() bool {
			return r.status(t, "/v1/data/"+string(slug)+"@1/days/rows", "") == want
		})
	}
}

// judge ends the servers, lets what they left be finished by one whose clock is
// past every lease, and counts: as many rounds as were begun went the whole way.
func (g *ground) judge(t *testing.T, rounds int) {
	for _, r := range g.servers {
		r.stop(t)
	}
	late := func() time.Time { return time.Now().Add(2 * notice.Lease) }
	g.shop.db.UseClock(late)
	g.post.Now = late
	for {
		told, err := g.post.Tell(t.Context())
		sent, failed := g.post.Deliver(t.Context())
		if err := errors.Join(err, failed); err != nil {
			t.Fatal(err)
		}
		if told+sent == 0 {
			break
		}
	}
	whole := 0
	for f := (workflow.Filter{States: []catalog.State{catalog.StateWithdrawn}}); ; {
		page, err := g.shop.db.Candidates(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, y := range page {
			g.judgeRelease(t, y.Release)
			f.Before = y.Release.ID
		}
		whole += len(page)
	}
	if whole != rounds {
		t.Errorf("%d releases went the whole way, want %d", whole, rounds)
	}
	g.judgeNotices(t, 2*rounds)
	nguon(t, g.settings, "gc", "--older", "0s")
	for info, err := range g.shop.blobs.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(info.Key, "index/") {
			t.Errorf("object %s is left of what was withdrawn", info.Key)
		}
	}
}

// judgeRelease checks that a release has taken each step once, and that each was
// told to the followers of the catalogue once.
func (g *ground) judgeRelease(t *testing.T, r catalog.Release) {
	c, err := g.shop.db.Candidate(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	var took []workflow.Action
	for _, s := range c.Steps {
		took = append(took, s.Action)
	}
	want := []workflow.Action{workflow.Check, workflow.Submit, workflow.Approve, workflow.Publish, workflow.Announce, workflow.Withdraw}
	// A clock that jumps within the step decides whether the time had come; told it
	// must be in either case, which the events show.
	if !slices.Contains(took, workflow.Announce) {
		want = slices.Delete(want, 4, 5)
	}
	if !slices.Equal(took, want) {
		t.Errorf("%s took the steps %v, want %v", r.Dataset, took, want)
	}
	for _, kind := range []catalog.EventKind{catalog.ReleasePublished, catalog.ReleaseWithdrawn} {
		if n, err := g.events(t.Context(), r.Dataset, kind); err != nil || n != 1 {
			t.Errorf("%s: %d events %s, %v, want one", r.Dataset, n, kind, err)
		}
	}
}

// judgeNotices checks that the follower of the agency has each notice once.
func (g *ground) judgeNotices(t *testing.T, want int) {
	heard := make(map[string]int)
	for f := (notice.DeliveryFilter{Owner: follower}); ; {
		page, err := g.shop.db.Deliveries(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, d := range page {
			f.Before = d.ID
			for _, n := range d.Notices {
				heard[n.ID]++
			}
			if d.State != notice.Delivered || d.Attempts > 2 {
				t.Errorf("delivery %s is %s after %d attempts", d.ID, d.State, d.Attempts)
			}
			if _, err := os.Stat(filepath.Join(g.mail, d.ID+".eml")); err != nil {
				t.Errorf("it was not delivered: %v", err)
			}
		}
	}
	if len(heard) != want {
		t.Errorf("%d notices were delivered, want %d", len(heard), want)
	}
	for id, n := range heard {
		if n != 1 {
			t.Errorf("notice %s is in %d deliveries", id, n)
		}
	}
}
