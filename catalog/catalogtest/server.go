package catalogtest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"
)

// patience is how long a server may take to answer after its start.
const patience = 30 * time.Second

// missing skips a test that needs a program which is not installed, or fails
// it under CI.
func missing(t testing.TB, what, install string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not installed: %s", what, install)
	}
	t.Skipf("%s is not installed: %s", what, install)
}

// freePort returns a port of the loopback address that was free just now.
func freePort() (int, error) {
	var config net.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close() //nolint:errcheck // nobody came
	return l.Addr().(*net.TCPAddr).Port, nil
}

// supervise runs a server until stop is called, or this process ends, however
// that happens: either closes the pipe that the shell reads. The script gets
// the folder as $1 and the port as $2; it must leave the process of the server
// in $pid, and in $signal what stops it, if that is not INT. The folder is removed at the end.
func supervise(script, dir string, port int, shell ...string) (stop func(), err error) {
	const untilTheEnd = `
trap '' INT HUP
cat >/dev/null
kill -${signal:-INT} $pid
wait $pid
rm -rf "$1"
`
	args := append(shell, script+untilTheEnd, "sh", dir, fmt.Sprint(port))
	cmd := exec.Command(args[0], args[1:]...) //nolint:gosec,noctx // it outlives every context of a test
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return func() {
		stdin.Close() //nolint:errcheck // it was never written to
		cmd.Wait()    //nolint:errcheck // how a killed server ends does not matter
	}, nil
}

// await calls try until it succeeds, or the patience is over.
func await(try func() error) error {
	deadline := time.Now().Add(patience)
	for {
		err := try()
		if err == nil || time.Now().After(deadline) {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}
