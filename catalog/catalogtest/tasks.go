package catalogtest

import (
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/job"
)

var tasks = map[string]func(*testing.T, Store){
	"come back whole":                          testTaskWhole,
	"that are not there are not found":         testTaskNotFound,
	"are claimed by one worker":                testTaskClaimedOnce,
	"run as long as their lease":               testTaskLease,
	"of the dead are queued again":             testTaskRevived,
	"that nobody works at are cancelled":       testTaskCancelled,
	"that run are told to stop":                testTaskStopped,
	"that failed for now are queued again":     testTaskTriedAgain,
	"are forgotten after their end":            testTaskForgotten,
	"are not listed as open once they ended":   testTaskOpen,
	"that were to stop do not rise from death": testTaskStoppedAndDead,
}

// instant is a lease that is over at once: that of a worker who dies.
const instant = -time.Second

func addTask(t *testing.T, s Store, id string) {
	t.Helper()
	err := s.AddTask(t.Context(), job.Task{ID: id, Kind: "sweep", Owner: "Lan", Input: json.RawMessage(`{"room":"bếp"}`)})
	if err != nil {
		t.Fatal(err)
	}
}

func claim(t *testing.T, s Store, id, worker string, lease time.Duration) job.Task {
	t.Helper()
	return must(s.ClaimTask(t.Context(), id, worker, lease))(t)
}

func wantStatus(t *testing.T, s Store, id string, want job.Status) job.Task {
	t.Helper()
	task := must(s.Task(t.Context(), id))(t)
	if got := task.Status(time.Now()); got != want {
		t.Errorf("status %s, want %s", got, want)
	}
	return task
}

func testTaskWhole(t *testing.T, s Store) {
	addTask(t, s, "a")
	queued := wantStatus(t, s, "a", job.Status(job.Queued))
	if queued.Created.IsZero() || queued.Kind != "sweep" || queued.Owner != "Lan" || string(queued.Input) != `{"room":"bếp"}` || queued.Attempt != 0 {
		t.Errorf("task %+v", queued)
	}
	wantKind(t, "the same again", s.AddTask(t.Context(), job.Task{ID: "a", Kind: "sweep", Input: json.RawMessage("1")}), catalog.ErrConflict)
	wantKind(t, "text that is none", s.AddTask(t.Context(), job.Task{ID: "b\x00", Kind: "sweep", Input: json.RawMessage("1")}), catalog.ErrInvalid)
	running := claim(t, s, "a", "w", time.Hour)
	if running.Attempt != 1 || running.Started.IsZero() || running.Heartbeat.IsZero() {
		t.Errorf("claimed task %+v", running)
	}
	if _, err := s.BeatTask(t.Context(), "a", "w", json.RawMessage(`{"done":7}`), time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := wantStatus(t, s, "a", job.Status(job.Running)); string(got.Progress) != `{"done":7}` || got.Outcome != nil {
		t.Errorf("progress %s, outcome %s", got.Progress, got.Outcome)
	}
	if err := s.EndTask(t.Context(), "a", "w", job.Succeeded, json.RawMessage(`{"dust":3}`)); err != nil {
		t.Fatal(err)
	}
	if got := wantStatus(t, s, "a", job.Status(job.Succeeded)); string(got.Outcome) != `{"dust":3}` || got.Ended.IsZero() {
		t.Errorf("ended task %+v", got)
	}
}

func testTaskNotFound(t *testing.T, s Store) {
	for _, id := range []string{"none", "\x00"} {
		_, err := s.Task(t.Context(), id)
		wantKind(t, "Task", err, catalog.ErrNotFound)
		wantKind(t, "StopTask", s.StopTask(t.Context(), id), catalog.ErrNotFound)
	}
	_, err := s.ClaimTask(t.Context(), "none", "w", time.Hour)
	wantKind(t, "ClaimTask", err, catalog.ErrNotFound)
}

func testTaskClaimedOnce(t *testing.T, s Store) {
	addTask(t, s, "a")
	var got atomic.Int32
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			switch _, err := s.ClaimTask(t.Context(), "a", "w", time.Hour); {
			case err == nil:
				got.Add(1)
			case !errors.Is(err, job.ErrTaken):
				t.Errorf("ClaimTask: %v", err)
			}
		})
	}
	wg.Wait()
	if got.Load() != 1 {
		t.Errorf("%d workers got the task, want 1", got.Load())
	}
}

func testTaskLease(t *testing.T, s Store) {
	addTask(t, s, "a")
	claim(t, s, "a", "w", instant)
	wantStatus(t, s, "a", job.Stalled)
	if _, err := s.BeatTask(t.Context(), "a", "w", nil, time.Hour); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, s, "a", job.Status(job.Running))
	_, err := s.BeatTask(t.Context(), "a", "another", nil, time.Hour)
	wantKind(t, "the beat of another worker", err, job.ErrLost)
	wantKind(t, "the end by another worker", s.EndTask(t.Context(), "a", "another", job.Succeeded, nil), job.ErrLost)
	wantStatus(t, s, "a", job.Status(job.Running))
}

func testTaskRevived(t *testing.T, s Store) {
	for _, id := range []string{"dead", "alive", "waiting"} {
		addTask(t, s, id)
	}
	claim(t, s, "dead", "first", instant)
	claim(t, s, "alive", "w", time.Hour)
	if n := must(s.ReviveTasks(t.Context()))(t); n != 1 {
		t.Errorf("%d tasks were revived, want 1", n)
	}
	if n := must(s.ReviveTasks(t.Context()))(t); n != 0 {
		t.Errorf("%d tasks were revived again", n)
	}
	wantStatus(t, s, "dead", job.Retrying)
	wantStatus(t, s, "alive", job.Status(job.Running))
	if again := claim(t, s, "dead", "second", time.Hour); again.Attempt != 2 {
		t.Errorf("attempt %d, want 2", again.Attempt)
	}
	_, err := s.BeatTask(t.Context(), "dead", "first", nil, time.Hour)
	wantKind(t, "the beat of the one who was thought dead", err, job.ErrLost)
	wantKind(t, "its end", s.EndTask(t.Context(), "dead", "first", job.Succeeded, nil), job.ErrLost)
}

func testTaskCancelled(t *testing.T, s Store) {
	addTask(t, s, "queued")
	addTask(t, s, "dead")
	claim(t, s, "dead", "w", instant)
	for _, id := range []string{"queued", "dead"} {
		if err := s.StopTask(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if got := wantStatus(t, s, id, job.Status(job.Cancelled)); got.Ended.IsZero() {
			t.Errorf("%s has not ended", id)
		}
		_, err := s.ClaimTask(t.Context(), id, "w", time.Hour)
		wantKind(t, "claim of a cancelled task", err, job.ErrTaken)
	}
	wantKind(t, "the end by the one who was thought dead", s.EndTask(t.Context(), "dead", "w", job.Succeeded, nil), job.ErrLost)
}

func testTaskStopped(t *testing.T, s Store) {
	addTask(t, s, "a")
	claim(t, s, "a", "w", time.Hour)
	if err := s.StopTask(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, s, "a", job.Status(job.Running)) // until its worker says otherwise
	if stop := must(s.BeatTask(t.Context(), "a", "w", nil, time.Hour))(t); !stop {
		t.Error("the worker is not told to stop")
	}
	if err := s.EndTask(t.Context(), "a", "w", job.Cancelled, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.StopTask(t.Context(), "a"); err != nil {
		t.Errorf("to stop what has ended: %v", err)
	}
	wantStatus(t, s, "a", job.Status(job.Cancelled))
}

func testTaskTriedAgain(t *testing.T, s Store) {
	addTask(t, s, "a")
	claim(t, s, "a", "w", time.Hour)
	if err := s.EndTask(t.Context(), "a", "w", job.Queued, nil); err != nil {
		t.Fatal(err)
	}
	if got := wantStatus(t, s, "a", job.Retrying); !got.Ended.IsZero() {
		t.Errorf("it ended at %v", got.Ended)
	}
	claim(t, s, "a", "w", time.Hour)
}

func testTaskForgotten(t *testing.T, s Store) {
	addTask(t, s, "ended")
	addTask(t, s, "open")
	claim(t, s, "ended", "w", time.Hour)
	if err := s.EndTask(t.Context(), "ended", "w", job.Failed, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.ForgetTasks(t.Context(), time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, s, "ended", job.Status(job.Failed))
	if err := s.ForgetTasks(t.Context(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	_, err := s.Task(t.Context(), "ended")
	wantKind(t, "what ended long ago", err, catalog.ErrNotFound)
	wantStatus(t, s, "open", job.Status(job.Queued))
}

func testTaskOpen(t *testing.T, s Store) {
	for _, id := range []string{"queued", "running", "ended"} {
		addTask(t, s, id)
	}
	claim(t, s, "running", "w", instant)
	claim(t, s, "ended", "w", time.Hour)
	if err := s.EndTask(t.Context(), "ended", "w", job.Succeeded, nil); err != nil {
		t.Fatal(err)
	}
	open := make(map[string]bool)
	for _, task := range must(s.OpenTasks(t.Context()))(t) {
		open[task.ID] = true
	}
	wantEqual(t, "open tasks", open, map[string]bool{"queued": true, "running": true})
}

func testTaskStoppedAndDead(t *testing.T, s Store) {
	addTask(t, s, "a")
	claim(t, s, "a", "w", time.Hour)
	if err := s.StopTask(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.BeatTask(t.Context(), "a", "w", nil, instant); err != nil {
		t.Fatal(err)
	}
	if n := must(s.ReviveTasks(t.Context()))(t); n != 0 {
		t.Errorf("%d tasks were revived, want none", n)
	}
	wantStatus(t, s, "a", job.Status(job.Cancelled))
}
