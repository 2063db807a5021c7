package sqldoor_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"nguon/api/sqldoor"
	"nguon/api/sqldoor/wire"
)

const (
	endless   = `WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) AS n FROM t`
	crossJoin = `SELECT count(*) AS n FROM "vn-places".places a, "vn-places".places b, "vn-places".places c, "vn-places".places d WHERE a.id + b.id + c.id + d.id = -1`
	// late is how long after its time a statement may still be there, on a machine
	// that has thirty times as much to do as it can. How long it was is logged.
	late = 20 * time.Second
)

// look looks at a statement, which has a process then.
func look(t *testing.T, d *sqldoor.Door, sql string, l sqldoor.Limits) *sqldoor.Statement {
	t.Helper()
	s, err := d.Look(t.Context(), sql+" -- "+t.Name(), l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// granted are the tables of a statement.
func granted(s *sqldoor.Statement) []sqldoor.Table {
	var tables []sqldoor.Table
	for _, n := range s.Names() {
		tables = append(tables, published()[n.Dataset+"."+n.Resource])
	}
	return tables
}

// running reports whether a process of the given number is there.
func running(pid int) bool { return syscall.Kill(pid, 0) == nil }

func TestAStatementEndsAtItsDeadline(t *testing.T) {
	for name, sql := range map[string]string{"a cross join": crossJoin, "endless recursion": endless} {
		t.Run(name, func(t *testing.T) {
			// Its tables are known before its time begins.
			look(t, door(t), sql, limits).Close()
			l := limits
			l.Time = 1500 * time.Millisecond
			s := look(t, door(t), sql, l)
			if _, err := s.Run(t.Context(), granted(s)); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
			}
			pid, deadline := s.PID(), s.Deadline()
			s.Close()
			after := time.Since(deadline)
			t.Logf("it and its process ended %v after the deadline", after)
			if after < 0 || after > late {
				t.Errorf("that is not within %v", late)
			}
			if running(pid) {
				t.Errorf("process %d is still there", pid)
			}
		})
	}
}

func TestAStatementEndsWhenItsClientLeaves(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := door(t).Look(ctx, endless+" -- left", limits)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	left := make(chan time.Time, 1)
	time.AfterFunc(200*time.Millisecond, func() {
		left <- time.Now()
		cancel()
	})
	if _, err := s.Run(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	after := time.Since(<-left)
	t.Logf("it ended %v after its client", after)
	if after > late {
		t.Errorf("that is not within %v", late)
	}
}

func TestAStatementThatNeedsMoreMemoryThanItMayHaveIsRefused(t *testing.T) {
	for name, sql := range map[string]string{
		"a text that doubles":  `WITH RECURSIVE t(s) AS (SELECT 'xxxxxxxx' UNION ALL SELECT s || s FROM t WHERE length(s) < 4000000000) SELECT max(length(s)) AS n FROM t`,
		"a list of everything": `SELECT list(a.name || b.name || c.name) AS s FROM "vn-places".places a, "vn-places".places b, "vn-places".places c`,
	} {
		t.Run(name, func(t *testing.T) {
			s := look(t, door(t), sql, limits)
			_, err := s.Run(t.Context(), granted(s))
			if r, ok := refusal(err); !ok || r.Reason != wire.Memory || r.Allowed != 512<<20 {
				t.Errorf("got %v, want a refusal because of memory", err)
			}
		})
	}
}

// A process may end at any time: the kernel ends it when memory is short.
func TestAProcessThatEndedBeforeItWasAskedIsPassedOver(t *testing.T) {
	d := ownDoor(t, sqldoor.Options{Workers: 1})
	for range 3 {
		d.BreakNext()
		if _, err := ask(t.Context(), d, "SELECT 1 AS n", limits); err != nil {
			t.Errorf("got %v, want an answer", err)
		}
	}
}

func TestAProcessThatIsKilledIsARefusalAndIsReplaced(t *testing.T) {
	d := ownDoor(t, sqldoor.Options{})
	kill := func(t *testing.T, pid int) {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Error(err)
		}
	}
	for name, when := range map[string]func(t *testing.T, pid int){
		"before it runs": kill,
		"while it runs":  func(t *testing.T, pid int) { time.AfterFunc(300*time.Millisecond, func() { kill(t, pid) }) },
	} {
		t.Run(name, func(t *testing.T) {
			s := look(t, d, endless, limits)
			pid := s.PID()
			when(t, pid)
			_, err := s.Run(t.Context(), granted(s))
			r, ok := refusal(err)
			if !ok || r.Reason != wire.Memory {
				t.Fatalf("got %v, want a refusal because of memory", err)
			}
			if said := r.Public("q"); said.Text.En == "" || strings.Contains(said.Text.En, "kill") {
				t.Errorf("it says %q", said.Text.En)
			}
			s.Close()
			next := look(t, d, "SELECT 1 AS a", limits)
			if a, err := next.Run(t.Context(), nil); err != nil || len(a.Page.Rows) != 1 {
				t.Errorf("afterwards: %v, %v", a, err)
			}
			if next.PID() == pid || running(pid) {
				t.Errorf("process %d is still there", pid)
			}
			next.Close()
		})
	}
}

func TestAProcessHasNothingOfTheServerAndItsLimits(t *testing.T) {
	t.Setenv("NGUON_TEST_SECRET", secret)
	d := ownDoor(t, sqldoor.Options{Memory: 256 << 20})
	l := limits
	l.Time = 10 * time.Second
	s := look(t, d, "SELECT 1 AS a", l)
	read := func(name string) string {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", s.PID(), name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	environment := strings.FieldsFunc(read("environ"), func(r rune) bool { return r == 0 })
	want := []string{"GOMAXPROCS=2", "GOTRACEBACK=none", "MALLOC_ARENA_MAX=2", "TZ=UTC", "LC_ALL=C"}
	if !slices.Equal(environment, want) {
		t.Errorf("environment %q, want %q", environment, want)
	}
	limit := make(map[string]string)
	for line := range strings.Lines(read("limits")) {
		const name, soft = 26, 21 // columns, as the kernel writes them
		if len(line) > name+soft {
			limit[strings.TrimSpace(line[:name])] = strings.Join(strings.Fields(line[name:])[:2], " ")
		}
	}
	for name, want := range map[string]string{
		"Max cpu time": "24 24", "Max file size": "0 0", "Max core file size": "0 0", "Max locked memory": "0 0",
		"Max open files": fmt.Sprint(wire.MaxTables+64, wire.MaxTables+64),
	} {
		if limit[name] != want {
			t.Errorf("%s: %q, want %q", name, limit[name], want)
		}
	}
	var soft, hard int64
	if _, err := fmt.Sscan(limit["Max address space"], &soft, &hard); err != nil || soft != hard || soft < 256<<20 || soft > 16<<30 {
		t.Errorf("address space %q: want 256 MiB more than it had", limit["Max address space"])
	}
	for _, want := range []string{"NoNewPrivs:\t1\n", "Seccomp:\t2\n"} {
		if !strings.Contains(read("status"), want) {
			t.Errorf("status without %q", want)
		}
	}
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.PID()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		to, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%s", s.PID(), f.Name()))
		if err == nil && !strings.HasPrefix(to, "pipe:") && !strings.HasPrefix(to, "anon_inode:") {
			t.Errorf("descriptor %s is %s", f.Name(), to)
		}
	}
}
