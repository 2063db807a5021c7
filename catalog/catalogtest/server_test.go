package catalogtest_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"net"
	"testing"
	"time"

	"nguon/catalog/catalogtest"
)

func TestRedisAnswersUntilTheTestEnds(t *testing.T) {
	var addr string
	t.Run("running", func(t *testing.T) {
		addr = catalogtest.Redis(t)
		conn, err := net.DialTimeout("tcp", addr, 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprint(conn, "PING\r\n")
		if got, err := bufio.NewReader(conn).ReadString('\n'); got != "+PONG\r\n" {
			t.Errorf("PING: %q, %v; want PONG", got, err)
		}
		if other := catalogtest.Redis(t); other == addr {
			t.Errorf("two servers at %s", addr)
		}
	})
	if addr == "" {
		t.Skip("Redis did not run: see above")
	}
	if conn, err := net.DialTimeout("tcp", addr, time.Second); err == nil {
		conn.Close()
		t.Errorf("the server at %s still runs", addr)
	}
}

func TestPostgresDatabasesAreApart(t *testing.T) {
	for range 2 {
		db, err := sql.Open("pgx", catalogtest.Postgres(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		if _, err := db.ExecContext(t.Context(), "CREATE TABLE things (name TEXT)"); err != nil {
			t.Errorf("the database is not empty: %v", err)
		}
	}
}
