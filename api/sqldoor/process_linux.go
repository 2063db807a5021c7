package sqldoor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"nguon/api/sqldoor/wire"
)

// startTime is how long a process may take until it is ready.
const startTime = 30 * time.Second

// A process is one that runs a statement, or waits for it.
type process struct {
	cmd      *exec.Cmd
	requests io.WriteCloser
	replies  *os.File
	stderr   *tail
	space    int64         // bytes of addresses that it has before it is asked
	ended    chan struct{} // closed when it has ended
	gone     chan struct{} // closed when nobody needs its pipes any more
	kill     func()
}

// start starts a process and waits until it is ready. The thread of the caller
// must live as long as the process.
func start(ctx context.Context, o Options) (*process, error) {
	replies, theirs, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p := &process{replies: replies, stderr: new(tail), ended: make(chan struct{}), gone: make(chan struct{})}
	p.cmd = exec.Command(o.Command[0], o.Command[1:]...) //nolint:noctx // it is killed as a group, see end
	p.cmd.Dir = "/"
	// Nothing of our environment: it may hold secrets.
	p.cmd.Env = []string{"GOMAXPROCS=2", "GOTRACEBACK=none", "MALLOC_ARENA_MAX=2", "TZ=UTC", "LC_ALL=C"}
	p.cmd.ExtraFiles = []*os.File{theirs}
	p.cmd.Stdout, p.cmd.Stderr = p.stderr, p.stderr
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if p.requests, err = p.cmd.StdinPipe(); err != nil {
		return nil, errors.Join(err, replies.Close(), theirs.Close())
	}
	err = p.cmd.Start()
	theirs.Close() // only the process has it now: its end is the end of the pipe
	if err != nil {
		return nil, errors.Join(err, replies.Close())
	}
	pid := p.cmd.Process.Pid
	var once sync.Mutex
	alive := true
	p.kill = func() {
		once.Lock()
		defer once.Unlock()
		if alive { // the number may be that of another afterwards
			_ = unix.Kill(-pid, unix.SIGKILL)
			_ = p.cmd.Process.Kill()
		}
	}
	go func() {
		var info unix.Siginfo
		for errors.Is(unix.Waitid(unix.P_PID, pid, &info, unix.WEXITED|unix.WNOWAIT, nil), unix.EINTR) {
		}
		once.Lock()
		alive = false
		once.Unlock()
		_ = p.cmd.Wait() // how it ended is told by what it said, or did not say
		close(p.ended)
	}()
	stop := context.AfterFunc(ctx, p.kill)
	timer := time.AfterFunc(startTime, p.kill)
	kind, _, err := wire.Read(replies, nil)
	stop()
	timer.Stop()
	if err == nil && kind != wire.Ready {
		err = wire.ErrFrame
	}
	if err == nil {
		err = p.confine()
	}
	if err != nil {
		p.end()
		return nil, fmt.Errorf("worker: %w: %s", err, p.stderr)
	}
	return p, nil
}

// confine sets the limits that hold whatever is asked.
func (p *process) confine() error {
	pid := p.cmd.Process.Pid
	// It goes first when the machine has no memory left. Not all systems have it.
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/oom_score_adj", pid), []byte("1000"), 0)
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return err
	}
	pages, err := strconv.ParseInt(strings.Fields(string(text) + " x")[0], 10, 64)
	if err != nil {
		return err
	}
	p.space = pages * int64(os.Getpagesize())
	for resource, n := range map[int]uint64{
		unix.RLIMIT_FSIZE:   0,
		unix.RLIMIT_CORE:    0,
		unix.RLIMIT_MEMLOCK: 0,
		unix.RLIMIT_NOFILE:  wire.MaxTables + 64,
	} {
		if err := p.limit(resource, n); err != nil {
			return err
		}
	}
	return nil
}

// permit sets the limits for one statement: memory beyond what the process has
// already, and processor time.
func (p *process) permit(memory int64, d time.Duration) error {
	if err := p.limit(unix.RLIMIT_AS, uint64(p.space+memory)); err != nil {
		return err
	}
	const started = 3 * time.Second // more than it took to get ready
	return p.limit(unix.RLIMIT_CPU, uint64((started+2*d)/time.Second)+1)
}

func (p *process) limit(resource int, n uint64) error {
	if err := unix.Prlimit(p.cmd.Process.Pid, resource, &unix.Rlimit{Cur: n, Max: n}, nil); err != nil {
		return fmt.Errorf("limit %d: %w", resource, err)
	}
	return nil
}

// end ends the process, whatever it does, and waits until it has. It is called
// once.
func (p *process) end() {
	p.kill()
	<-p.ended
	p.replies.Close()
	p.requests.Close()
	close(p.gone)
}
