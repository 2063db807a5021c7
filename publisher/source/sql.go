package source

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/microsoft/go-mssqldb/msdsn"

	"nguon/catalog"
	"nguon/catalog/supply"
	"nguon/publisher"
	"nguon/publisher/outbound"
)

// query brings the answer of a database as a Parquet file.
func (f *fetcher) query(ctx context.Context, s *supply.Source, p supply.Part, u *url.URL, secret, dir string, to *sink) (*supply.Seen, error) {
	end, err := f.pace.begin(ctx, u.Host)
	if err != nil {
		return nil, err
	}
	defer end()
	ctx, cancel := context.WithTimeout(ctx, f.Whole)
	defer cancel()
	db, err := f.database(ctx, u, s.Inside, secret)
	if err != nil {
		return nil, unreachable(ctx, p.File, err)
	}
	defer db.Close() //nolint:errcheck // it was only read
	show := to.show
	to.show = nil // the rows say how far it is
	q := publisher.Query{SQL: p.Query, File: p.File, Limits: f.Rows, TempDir: dir, Progress: show}
	if m, err := publisher.ParseManifest(s.Documents[publisher.ManifestName]); err == nil {
		for _, in := range m.Resources {
			if in.File == p.File {
				q.Location = in.Location
			}
		}
	}
	err = write(ctx, db, q, to)
	if errors.Is(err, catalog.ErrRefused) || err == nil {
		return &supply.Seen{}, err
	}
	return nil, unreachable(ctx, p.File, err)
}

// write writes the answer to q. The driver of SQL Server panics at types and
// sizes that it does not know.
func write(ctx context.Context, db *sql.DB, q publisher.Query, to io.Writer) (err error) {
	defer recovered(&err)
	if err := db.PingContext(ctx); err != nil {
		return err
	}
	return publisher.WriteQuery(ctx, db, q, to)
}

// database returns the database at an address, to which connections go through
// the door. Nothing is taken from the environment, nor from files of this
// machine. It is of no use after ctx.
func (f *fetcher) database(ctx context.Context, u *url.URL, inside bool, secret string) (*sql.DB, error) {
	var door outbound.Door
	if inside {
		door = f.Inside
	}
	user, password, _ := strings.Cut(secret, ":")
	var safe *tls.Config
	if u.Query().Get("tls") != "off" {
		safe = tlsWith(f.Roots)
		safe.ServerName = u.Hostname()
	}
	name := strings.TrimPrefix(u.Path, "/")
	switch u.Scheme {
	case "sqlserver":
		host, port, err := hostPort(u, 1433)
		if err != nil {
			return nil, err
		}
		return openSQLServer(ctx, door, msdsn.Config{Host: host, Port: uint64(port), User: user, Password: password, Database: name, TLSConfig: safe, AppName: f.Agent}), nil
	case "postgres":
		c, err := pgx.ParseConfig("host=localhost user=nobody password=none dbname=none sslmode=disable passfile=/dev/null")
		if err != nil {
			return nil, fmt.Errorf("configuration of PostgreSQL: %w", err)
		}
		host, port, err := hostPort(u, 5432)
		if err != nil {
			return nil, err
		}
		c.Host, c.Port, c.User, c.Password, c.Database, c.TLSConfig, c.Fallbacks = host, port, user, password, name, safe, nil
		c.RuntimeParams = map[string]string{"application_name": f.Agent, "default_transaction_read_only": "on"}
		c.DialFunc = door.Dial
		c.LookupFunc = func(_ context.Context, host string) ([]string, error) { return []string{host}, nil } // the door does
		return stdlib.OpenDB(*c), nil
	}
	host, port, err := hostPort(u, 3306)
	if err != nil {
		return nil, err
	}
	c := mysql.NewConfig()
	c.Net, c.Addr, c.User, c.Passwd, c.DBName, c.TLS, c.DialFunc = "tcp", net.JoinHostPort(host, fmt.Sprint(port)), user, password, name, safe, door.Dial
	c.Logger = &mysql.NopLogger{} // it is told by the run
	connector, err := mysql.NewConnector(c)
	if err != nil {
		return nil, fmt.Errorf("configuration of MySQL: %w", err)
	}
	return sql.OpenDB(connector), nil
}

// hostPort returns where u leads, with the usual port if it names none.
func hostPort(u *url.URL, usual uint16) (string, uint16, error) {
	if u.Port() == "" {
		return u.Hostname(), usual, nil
	}
	var port uint16
	if _, err := fmt.Sscan(u.Port(), &port); err != nil {
		return "", 0, fmt.Errorf("port of %s: %w", u.Host, err)
	}
	return u.Hostname(), port, nil
}
