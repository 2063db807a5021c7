package publisher

import (
	"errors"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/workflow"
	"nguon/storage"
)

// threeMonths publishes a table, and two months below it.
func threeMonths(t *testing.T) (*growingBench, [3]catalog.Release) {
	t.Helper()
	b := newGrowingBench(t)
	b.mustPublish(t, month(8, 3))
	b.mustPublish(t, month(9, 3), Addition{Period: "2026-09"})
	b.mustPublish(t, month(10, 3), october)
	var all [3]catalog.Release
	for i := range all {
		r, err := b.db.Release(t.Context(), "rain", i+1)
		if err != nil {
			t.Fatal(err)
		}
		all[i] = r
	}
	return b, all
}

// withdraw withdraws a release and returns the answer.
func (b *growingBench) withdraw(t *testing.T, r catalog.Release, heirs bool) *workflow.Candidate {
	t.Helper()
	c, err := b.Step(t.Context(), account.Caller{Principal: account.Operator()}, r.ID,
		workflow.Request{Action: workflow.Withdraw, Reason: catalog.Text{Vi: "Sai.", En: "Wrong."}, Heirs: heirs})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wantStored checks which releases can be read, byte for byte, and which not.
func (b *growingBench) wantStored(t *testing.T, all [3]catalog.Release, want [3]bool) {
	t.Helper()
	for i, r := range all {
		now, err := b.db.Release(t.Context(), "rain", r.Version)
		if err != nil {
			t.Fatal(err)
		}
		if public := now.State != catalog.StateWithdrawn; public != want[i] {
			t.Errorf("version %d is %s", r.Version, now.State)
		}
		if !want[i] {
			continue
		}
		if rows := b.rows(t, &r.Tables[0]); int64(len(rows)) != r.Tables[0].Rows {
			t.Errorf("version %d has %d rows in the store, want %d", r.Version, len(rows), r.Tables[0].Rows)
		}
	}
}

func (b *growingBench) stored(t *testing.T, key string) bool {
	t.Helper()
	_, err := b.blobs.Stat(t.Context(), key)
	if err != nil && !errors.Is(err, storage.ErrNotExist) {
		t.Fatal(err)
	}
	return err == nil
}

func TestAWithdrawalLeavesThePartsOfOthersAndNamesThem(t *testing.T) {
	b, all := threeMonths(t)
	c := b.withdraw(t, all[1], false)
	want := []workflow.Sharer{{ID: all[0].ID, Version: 1, State: catalog.StatePublished}, {ID: all[2].ID, Version: 3, State: catalog.StatePublished, Heir: true}}
	if len(c.Sharers) != 2 || c.Sharers[0] != want[0] || c.Sharers[1] != want[1] {
		t.Errorf("sharers %+v, want %+v", c.Sharers, want)
	}
	b.wantStored(t, all, [3]bool{true, false, true})
	if b.stored(t, all[1].Tables[0].File.Key) {
		t.Error("the table of the release that was withdrawn is still there")
	}
	part := all[1].Tables[0].Parts[1].File.Key
	if !b.stored(t, part) {
		t.Error("the part that version 3 has as well is gone")
	}
	b.withdraw(t, all[2], false)
	if b.stored(t, part) {
		t.Error("the part is there though no release has it")
	}
	b.wantStored(t, all, [3]bool{true, false, false})
}

func TestWithHeirsAllThatHasTheNewRowsGoes(t *testing.T) {
	b, all := threeMonths(t)
	b.write(t, "days.csv", stationHeader+month(11, 3))
	draft, err := b.Publish(t.Context(), Request{Dir: b.dir, Hold: true, Additions: []Addition{{Period: "2026-11"}}})
	if err != nil {
		t.Fatal(err)
	}
	c := b.withdraw(t, all[1], true)
	for i, want := range []catalog.State{catalog.StatePublished, catalog.StateWithdrawn, catalog.StateDiscarded} {
		if i >= len(c.Sharers) || c.Sharers[i].State != want {
			t.Errorf("sharers %+v, want the %d. in state %s", c.Sharers, i+1, want)
		}
	}
	if d, err := b.db.Candidate(t.Context(), draft.ID); err != nil || d.Release.State != catalog.StateDiscarded {
		t.Errorf("the draft is in state %s, %v", d.Release.State, err)
	}
	b.wantStored(t, all, [3]bool{true, false, false})
	if left := b.leftovers(t); len(left) != 1 || left[0] != all[0].Tables[0].File.Key {
		t.Errorf("the store holds %v, want the first version alone", left)
	}
}

func TestTheFirstReleaseCanGoWithoutTheOthers(t *testing.T) {
	b, all := threeMonths(t)
	b.withdraw(t, all[0], false)
	b.wantStored(t, all, [3]bool{false, true, true})
	next := b.mustPublish(t, month(11, 3), Addition{Period: "2026-11"})
	if next.Rows != 4*28*3 {
		t.Errorf("%d rows after one more month, want %d", next.Rows, 4*28*3)
	}
}

func TestCollectLeavesPartsInUse(t *testing.T) {
	b, all := threeMonths(t)
	b.withdraw(t, all[1], false)
	stored := len(b.leftovers(t))
	later := New(b.db, b.blobs, Options{WorkDir: b.work, Now: func() time.Time { return time.Now().Add(48 * time.Hour) }})
	if got, err := later.Collect(t.Context(), time.Hour, false, nil); err != nil || got.Objects != 0 {
		t.Errorf("collected %+v, %v", got, err)
	}
	if now := len(b.leftovers(t)); now != stored {
		t.Errorf("%d objects, there were %d", now, stored)
	}
	b.wantStored(t, all, [3]bool{true, false, true})
}

func TestADraftThatIsGivenUpTakesNoPartWithIt(t *testing.T) {
	b, all := threeMonths(t)
	b.write(t, "days.csv", stationHeader+month(11, 3))
	draft, err := b.Publish(t.Context(), Request{Dir: b.dir, Hold: true, Additions: []Addition{{Period: "2026-11"}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Step(t.Context(), account.Caller{Principal: account.Operator()}, draft.ID, workflow.Request{Action: workflow.Discard}); err != nil {
		t.Fatal(err)
	}
	b.wantStored(t, all, [3]bool{true, true, true})
}
