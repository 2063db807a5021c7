package catalogtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
)

// Postgres returns the URL of an empty PostgreSQL database of its own, which
// is dropped when the test ends. The server is the one that the variable
// NGUON_TEST_POSTGRES has the URL of, or one that is started for this test
// binary. The locale is one in which names do not sort as their bytes do, as
// many are.
func Postgres(t testing.TB) string {
	t.Helper()
	base := os.Getenv("NGUON_TEST_POSTGRES")
	if base == "" {
		bin := postgresBin()
		if bin == "" {
			missing(t, "PostgreSQL", "apt-get install -y --no-install-recommends postgresql-15, or set NGUON_TEST_POSTGRES")
		}
		var err error
		if base, err = startPostgres(bin); err != nil {
			t.Fatalf("PostgreSQL did not start: %v", err)
		}
	}
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), databases.Add(1))
	administer(t, base, "CREATE DATABASE "+name+" TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'vi'")
	t.Cleanup(func() { administer(t, base, "DROP DATABASE "+name+" WITH (FORCE)") })
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

var databases atomic.Int64

func administer(t testing.TB, base, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // it has nothing to lose
	if _, err := db.ExecContext(context.WithoutCancel(t.Context()), statement); err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}

// postgresBin returns the folder of the newest installed server, or "".
func postgresBin() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") //nolint:errcheck // the pattern is good
	version := func(path string) int {
		n, _ := strconv.Atoi(strings.Split(path, "/")[4]) //nolint:errcheck // what is no number comes first
		return n
	}
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	if len(found) > 0 {
		return filepath.Dir(found[0])
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	return ""
}

// startPostgres starts one server for the whole binary.
var startPostgres = func() func(bin string) (string, error) {
	var once sync.Once
	var base string
	var err error
	var stop func() // never called, but kept: what collects it would close the pipe
	return func(bin string) (string, error) {
		once.Do(func() { base, stop, err = runPostgres(bin) })
		runtime.KeepAlive(stop)
		return base, err
	}
}()

func runPostgres(bin string) (base string, stop func(), err error) {
	dir, err := os.MkdirTemp("", "nguon-postgres-")
	if err != nil {
		return "", nil, err
	}
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	shell := []string{"/bin/sh", "-c"}
	if os.Geteuid() == 0 { // the server refuses to run as root
		if err := give(dir, "postgres"); err != nil {
			return "", nil, err
		}
		shell = []string{"su", "postgres", "-s", "/bin/sh", "-c"}
	}
	script := `
cd "$1" || exit
` + bin + `/initdb -D "$1/d" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 >"$1/log" 2>&1 || exit
` + bin + `/postgres -D "$1/d" -c listen_addresses=127.0.0.1 -c port=$2 -c unix_socket_directories="$1" \
	-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off \
	-c max_connections=300 >>"$1/log" 2>&1 &
pid=$!
`
	if stop, err = supervise(script, dir, port, shell...); err != nil {
		return "", nil, err
	}
	base = fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres", port)
	if err := await(func() error { return ping(base) }); err != nil {
		stop()
		log, _ := os.ReadFile(filepath.Join(dir, "log")) //nolint:errcheck // then there is none
		return "", nil, fmt.Errorf("%w\n%s", err, log)
	}
	return base, stop, nil
}

func ping(base string) error {
	db, err := sql.Open("pgx", base)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // it has nothing to lose
	return db.PingContext(context.Background())
}

// give makes another user the owner of a folder.
func give(dir, name string) error {
	u, err := user.Lookup(name)
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return err
	}
	return os.Chown(dir, uid, gid)
}
