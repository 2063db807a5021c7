package duckdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/duckdb/duckdb-go/v2"

	"nguon/api/query"
)

// copyTable is the name of the table in a copy.
const copyTable = "data"

// writeCopy writes a copy of a source to the new file to, and compares the rows
// of both. When ctx ends it stops.
//
// Rows are in the order of the published file, with nothing beside them. Of
// what else could be there, this was measured on 3 million flights, as processor
// time of statements: indexes (ART) on a code and a time make the copy 5 times
// as large and no statement faster by a third; codes as ENUM make groups by them
// faster by a third, but words are looked for in each row, which takes 3 times
// as long; the newest form of storage and narrower integers change nothing.
func writeCopy(ctx context.Context, s query.Source, to string, memory int64) (err error) {
	if err := removeCopy(to); err != nil {
		return err
	}
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return err
	}
	in := &instance{connector: connector, db: sql.OpenDB(connector)}
	defer func() { err = errors.Join(err, in.Close()) }()
	conn, err := in.conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	source, target := file{name: "source", path: s.Path}, copyFile(s, to)
	target.name = "target"
	all := room{files: []file{source, target}}
	statements := append(settings(all, Options{Threads: 1, MemoryLimit: memory}), "ATTACH "+literal(to)+" AS new")
	for _, statement := range statements {
		if err := execute(conn, statement); err != nil {
			return err
		}
	}
	if err := source.show(conn, ""); err != nil {
		return err
	}
	columns := "* EXCLUDE (" + query.RowNumber + ")"
	if target.form == numbered {
		columns = "*"
	}
	for _, statement := range []string{
		"CREATE TABLE new.main." + copyTable + " AS SELECT " + columns + " FROM source",
		viewOfCopy(target, "new"),
	} {
		if _, err := conn.ExecContext(ctx, statement, nil); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	if err := compareRows(ctx, conn, s.Table.Rows); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "CHECKPOINT new", nil)
	return err
}

// compareRows compares the rows of source and target with their numbers, as a
// count and a sum over the hashes of all.
func compareRows(ctx context.Context, conn *duckdb.Conn, rows int64) error {
	var sums [2][2]driver.Value
	for i, name := range []string{"source", "target"} {
		statement := "SELECT count(*), bit_xor(hash(r)) FROM " + name + " AS r"
		result, err := conn.QueryContext(ctx, statement, nil)
		if err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
		err = result.Next(sums[i][:])
		if err = errors.Join(err, result.Close()); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	if sums[0] != sums[1] || sums[1][0] != rows {
		return fmt.Errorf("the copy has rows %v, the published file %v, the catalogue %d", sums[1], sums[0], rows)
	}
	return nil
}
