package source

import (
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/catalog/supply"
)

// A database holds a table "days" and is given by the address of a part.
type database struct {
	db      *sql.DB
	address string
	account string
}

func openDatabase(t *testing.T, driver, dsn, address, account string) *database {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // nothing is lost
	d := &database{db, address, account}
	d.exec(t, "DROP TABLE IF EXISTS days")
	d.exec(t, "CREATE TABLE days (day DATE, code VARCHAR(10), rain DECIMAL(9,2))")
	for _, day := range []string{"01", "02", "03", "04"} {
		d.exec(t, "INSERT INTO days VALUES ('2026-01-"+day+"', '007', 1.50)")
	}
	return d
}

func (d *database) exec(t *testing.T, statement string) {
	t.Helper()
	if _, err := d.db.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func postgres(t *testing.T) *database {
	t.Helper()
	dsn := catalogtest.Postgres(t)
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return openDatabase(t, "pgx", dsn, "postgres://"+u.Host+u.Path+"?tls=off", u.User.Username()+":none")
}

func mariaDB(t *testing.T) *database {
	t.Helper()
	dsn := catalogtest.MariaDB(t)
	c, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	d := openDatabase(t, "mysql", dsn, "mysql://"+c.Addr+"/"+c.DBName+"?tls=off", "reader:s3cret")
	for _, user := range []string{"reader", "reader@localhost"} { // the server may have nobodies of its own at localhost
		d.exec(t, "CREATE OR REPLACE USER "+user+" IDENTIFIED BY 's3cret'")
		d.exec(t, "GRANT SELECT ON "+c.DBName+".* TO "+user)
	}
	return d
}

func (d *database) source(query string) supply.Source {
	return supply.Source{Automatic: true, Parts: []supply.Part{{File: "days.parquet", Address: d.address, Query: query}}}
}

func TestTheAnswerOfADatabaseBecomesARelease(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *database{"PostgreSQL": postgres, "MariaDB": mariaDB} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			b := emptyBench(t)
			b.add(t, d.source("SELECT * FROM days ORDER BY day"), d.account)
			b.at(t, 0, supply.Published)
			b.at(t, time.Hour, supply.Unchanged)
			d.exec(t, "INSERT INTO days VALUES ('2026-01-05', '008', NULL)")
			if r := b.at(t, time.Hour, supply.Published); r.Version != 2 {
				t.Errorf("version %d", r.Version)
			}
			last, err := b.Last(t.Context(), "rain")
			if err != nil {
				t.Fatal(err)
			}
			var columns []string
			for _, c := range last.Tables[0].Columns {
				columns = append(columns, c.Name+" "+string(c.Type))
			}
			if got, want := strings.Join(columns, ", "), "day date, code string, rain decimal"; got != want || last.Tables[0].Rows != 5 {
				t.Errorf("%d rows of %s, want 5 of %s", last.Tables[0].Rows, got, want)
			}
			d.exec(t, "ALTER TABLE days ADD COLUMN snow INT")
			b.at(t, time.Hour, supply.Asked)
		})
	}
}

func TestAQueryThatFailsSaysWhyAndShowsNoSecret(t *testing.T) {
	d := mariaDB(t)
	for _, test := range []struct{ name, query, account, want string }{
		{"a table that there is not", "SELECT * FROM missing", d.account, "missing"},
		{"writing", "DELETE FROM days", d.account, "delete"},
		{"two statements", "SELECT 1; SELECT 2", d.account, "SELECT 2"},
		{"a wrong password", "SELECT * FROM days", "reader:wr0ng", "could not be fetched"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := emptyBench(t)
			b.add(t, d.source(test.query), test.account)
			r := b.at(t, 0, supply.Failed)
			var said []string
			for _, why := range r.Why {
				said = append(said, why.En)
			}
			all := strings.Join(said, "\n")
			if _, password, _ := strings.Cut(test.account, ":"); !strings.Contains(all, test.want) || strings.Contains(all, password) {
				t.Errorf("it says %q, want %q and no secret", all, test.want)
			}
		})
	}
}

func TestADatabaseThatCannotProveWhoItIsIsNotAsked(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *database{"PostgreSQL": postgres, "MariaDB": mariaDB} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			d.address = strings.TrimSuffix(d.address, "?tls=off")
			b := emptyBench(t)
			b.add(t, d.source("SELECT * FROM days"), d.account)
			b.at(t, 0, supply.Failed)
		})
	}
}

// What is asked for by name is as little inside as an address.
func TestDatabasesAndBucketsInsideAreOutOfReach(t *testing.T) {
	for _, p := range []supply.Part{
		{File: "days.parquet", Address: "postgres://127.0.0.1:5432/db", Query: "SELECT 1"},
		{File: "days.parquet", Address: "postgres://localhost/db", Query: "SELECT 1"},
		{File: "days.parquet", Address: "mysql://169.254.169.254/db", Query: "SELECT 1"},
		{File: "days.parquet", Address: "mysql://[::1]:3306/db", Query: "SELECT 1"},
		{File: "days.parquet", Address: "sqlserver://127.0.0.1/db", Query: "SELECT 1"},
		{File: "days.parquet", Address: "sqlserver://localhost:1433/db", Query: "SELECT 1"},
		{File: "days.csv", Address: "s3://bucket/days-*.csv?endpoint=https://127.0.0.1:9000&region=x"},
		{File: "days.csv", Address: "s3://bucket/days-*.csv?endpoint=https://localhost:9000&region=x"},
	} {
		t.Run(p.Address, func(t *testing.T) {
			s := &supply.Source{ID: "rain", Parts: []supply.Part{p}}
			_, err := newFetcher(nearby()).all(t.Context(), s, "name:secret", t.TempDir(), nil, nil)
			if !errors.Is(err, catalog.ErrForbidden) {
				t.Errorf("err = %v, want that it is forbidden", err)
			}
		})
	}
}
