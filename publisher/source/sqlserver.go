package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net"
	"time"

	mssql "github.com/microsoft/go-mssqldb"
	"github.com/microsoft/go-mssqldb/msdsn"

	"nguon/publisher/outbound"
)

// openSQLServer returns the database of c, encrypted with its TLSConfig or not
// at all. It says that it only reads, so that an availability group may send it
// to a replica: through the same door. A server that falls silent is left when
// ctx ends, for the driver does not look at it before the login is over.
func openSQLServer(ctx context.Context, door outbound.Door, c msdsn.Config) *sql.DB {
	c.Protocols, c.ReadOnlyIntent, c.Encryption = []string{"tcp"}, true, msdsn.EncryptionDisabled
	if c.TLSConfig != nil {
		c.Encryption = msdsn.EncryptionRequired
	}
	made := mssql.NewConnectorConfig(c)
	made.Dialer = dialer(func(dialling context.Context, network, address string) (net.Conn, error) {
		if network != "tcp" {
			return nil, fmt.Errorf("%w: %s to %s", outbound.ErrForbidden, network, address) // to ask where an instance is
		}
		conn, err := door.Dial(dialling, network, address)
		if err != nil {
			return nil, err
		}
		stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) }) //nolint:errcheck // it is closed then
		return &watched{conn, stop}, nil
	})
	return sql.OpenDB(connector{made})
}

// A dialer resolves names itself.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

var _ mssql.HostDialer = dialer(nil)

// DialContext implements mssql.Dialer.
func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d(ctx, network, address)
}

// HostName implements mssql.HostDialer.
func (dialer) HostName() string { return "" }

// A watched connection is no longer watched when it is closed.
type watched struct {
	net.Conn
	stop func() bool
}

// Close implements net.Conn.
func (w *watched) Close() error {
	w.stop()
	return w.Conn.Close()
}

// A connector makes connections whose roll-back does not panic: it runs in a
// goroutine of database/sql, and the driver takes any size of packets that a
// server names.
type connector struct{ driver.Connector }

// Connect implements driver.Connector.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	made, ok := conn.(*mssql.Conn)
	if !ok {
		return nil, fmt.Errorf("the driver of SQL Server gave a %T", conn)
	}
	return guarded{made}, nil
}

type guarded struct{ *mssql.Conn }

// BeginTx implements driver.ConnBeginTx.
func (g guarded) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	_, err := g.Conn.BeginTx(ctx, o) // a connection is its own transaction
	return g, err
}

// Rollback implements driver.Tx.
func (g guarded) Rollback() (err error) {
	defer recovered(&err)
	return g.Conn.Rollback()
}

// recovered makes an error of a panic of a driver.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("the answer of the server is none of its protocol: %v", p)
	}
}
