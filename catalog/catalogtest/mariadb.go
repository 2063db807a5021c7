package catalogtest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// MariaDB returns the address of an empty database in the form of the Go
// driver for MySQL, without options. One server is started for the test
// binary; its tables are shared by the tests that use it.
func MariaDB(t testing.TB) (dsn string) {
	t.Helper()
	server, err := exec.LookPath("mariadbd")
	if err != nil {
		missing(t, "MariaDB", "apt-get install -y --no-install-recommends mariadb-server")
	}
	if dsn, err = startMariaDB(server); err != nil {
		t.Fatalf("MariaDB did not start: %v", err)
	}
	return dsn
}

var startMariaDB = func() func(server string) (string, error) {
	var once sync.Once
	var dsn string
	var err error
	var stop func() // never called, but kept: what collects it would close the pipe
	return func(server string) (string, error) {
		once.Do(func() { dsn, stop, err = runMariaDB(server) })
		runtime.KeepAlive(stop)
		return dsn, err
	}
}()

func runMariaDB(server string) (dsn string, stop func(), err error) {
	dir, err := os.MkdirTemp("", "nguon-mariadb-")
	if err != nil {
		return "", nil, err
	}
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	// The server ignores SIGINT, which supervise sends.
	script := `
mariadb-install-db --no-defaults --datadir="$1/d" --auth-root-authentication-method=normal >"$1/log" 2>&1 || exit
signal=TERM
` + server + ` --no-defaults --user="$(id -un)" --datadir="$1/d" --bind-address=127.0.0.1 --port=$2 --socket="$1/s" --pid-file="$1/pid" \
	--innodb-flush-log-at-trx-commit=0 --init-file="$1/init" >>"$1/log" 2>&1 &
pid=$!
`
	if err := os.WriteFile(filepath.Join(dir, "init"), []byte("CREATE DATABASE IF NOT EXISTS nguon;\n"), 0o600); err != nil {
		return "", nil, err
	}
	if stop, err = supervise(script, dir, port, "/bin/sh", "-c"); err != nil {
		return "", nil, err
	}
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	err = await(func() error {
		var dialer net.Dialer
		conn, err := dialer.DialContext(context.Background(), "tcp", addr)
		if err == nil {
			conn.Close() //nolint:errcheck // nothing was said
		}
		return err
	})
	if err != nil {
		stop()
		log, _ := os.ReadFile(filepath.Join(dir, "log")) //nolint:errcheck // then there is none
		return "", nil, fmt.Errorf("%w\n%s", err, log)
	}
	return fmt.Sprintf("root@tcp(%s)/nguon", addr), stop, nil
}
