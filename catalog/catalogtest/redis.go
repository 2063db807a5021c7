package catalogtest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"
)

// Redis starts a Redis server for one test and returns its address, host and
// port.
func Redis(t testing.TB) (addr string) {
	t.Helper()
	server, err := exec.LookPath("redis-server")
	if err != nil {
		missing(t, "Redis", "apt-get install -y --no-install-recommends redis-server")
	}
	dir, err := os.MkdirTemp("", "nguon-redis-")
	if err != nil {
		t.Fatal(err)
	}
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	stop, err := supervise(server+` --bind 127.0.0.1 --port $2 --dir "$1" --save '' --appendonly no >"$1/log" 2>&1 &
pid=$!
`, dir, port, "/bin/sh", "-c")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	addr = fmt.Sprintf("127.0.0.1:%d", port)
	err = await(func() error {
		var dialer net.Dialer
		conn, err := dialer.DialContext(context.Background(), "tcp", addr)
		if err == nil {
			conn.Close() //nolint:errcheck // nothing was said
		}
		return err
	})
	if err != nil {
		t.Fatalf("Redis did not start: %v", err)
	}
	return addr
}
