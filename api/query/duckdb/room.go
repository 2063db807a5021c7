package duckdb

import (
	"errors"
	"fmt"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"nguon/api/query"
)

// A room is what an instance can see: files, each under a name.
type room struct {
	serial bool // one thread
	files  []file
}

// A file is a published file or a copy of one.
type file struct {
	name, path string
	form       form
}

// A form is how the rows of a file are found and numbered.
type form string

const (
	published form = ""         // Parquet
	ordered   form = "ordered"  // a copy whose rows have the numbers that DuckDB gives them
	numbered  form = "numbered" // a copy with a column of numbers
)

// copyFile is the file of a copy of a source. DuckDB has no numbers of its own
// in a table with a column of the same name.
func copyFile(s query.Source, path string) file {
	f := file{s.Name, path, ordered}
	if _, taken := s.Table.Column("rowid"); taken {
		f.form = numbered
	}
	return f
}

// separator is between the parts of the key of a room. It is in no path and no
// name.
const separator = "\x00"

// key is the room as a text.
func (r room) key() string {
	var b strings.Builder
	if r.serial {
		b.WriteString("serial")
	}
	for _, f := range r.files {
		for _, part := range []string{f.name, f.path, string(f.form)} {
			b.WriteString(separator + part)
		}
	}
	return b.String()
}

// parseRoom is the inverse of key.
func parseRoom(key string) room {
	parts := strings.Split(key, separator)
	r := room{serial: parts[0] == "serial"}
	for p := parts[1:]; len(p) >= 3; p = p[3:] {
		r.files = append(r.files, file{p[0], p[1], form(p[2])})
	}
	return r
}

// String names the files.
func (r room) String() string {
	paths := make([]string, len(r.files))
	for i, f := range r.files {
		paths[i] = f.path
	}
	return strings.Join(paths, ", ")
}

// copied reports whether a file of the room is a copy.
func (r room) copied() bool {
	for _, f := range r.files {
		if f.form != published {
			return true
		}
	}
	return false
}

// reads reports whether path is in the room.
func (r room) reads(path string) bool {
	for _, f := range r.files {
		if f.path == path {
			return true
		}
	}
	return false
}

// published is the room with the published files of its sources.
func (r room) published(sources []query.Source) room {
	p := room{serial: r.serial}
	for _, s := range sources {
		p.files = append(p.files, file{name: s.Name, path: s.Path})
	}
	return p
}

// show gives the rows of a file their name. A copy is attached as base.
func (f file) show(conn *duckdb.Conn, base string) error {
	if f.form != published {
		return execute(conn, viewOfCopy(f, base))
	}
	err := execute(conn, view(f))
	if err != nil {
		if second := execute(conn, viewOfAnyColumns(f)); second != nil {
			return errors.Join(err, second)
		}
	}
	return nil
}

// show attaches the copies in the room, and gives the rows of all files their
// names.
func (r room) show(conn *duckdb.Conn) error {
	bases := make(map[string]string)
	for _, f := range r.files {
		if f.form != published && bases[f.path] == "" {
			bases[f.path] = fmt.Sprintf("copy%d", len(bases))
			if err := execute(conn, "ATTACH "+literal(f.path)+" AS "+bases[f.path]+" (READ_ONLY)"); err != nil {
				return err
			}
		}
		if err := f.show(conn, bases[f.path]); err != nil {
			return err
		}
	}
	return nil
}

// view gives the rows of a Parquet file their name and their numbers. DuckDB
// skips row groups by the number.
func view(f file) string {
	return fmt.Sprintf("CREATE VIEW %s AS SELECT * EXCLUDE (file_row_number), file_row_number AS %s FROM read_parquet(%s, file_row_number = true, hive_partitioning = false)",
		f.name, query.RowNumber, literal(f.path))
}

// viewOfAnyColumns is view for a file that has a column "file_row_number", for
// which DuckDB has no such option. It is slower: rows are counted as they come.
func viewOfAnyColumns(f file) string {
	return fmt.Sprintf("CREATE VIEW %s AS SELECT *, row_number() OVER () - 1 AS %s FROM read_parquet(%s, hive_partitioning = false)",
		f.name, query.RowNumber, literal(f.path))
}

// viewOfCopy is view for the table of a copy that is attached as base.
func viewOfCopy(f file, base string) string {
	columns := "*, rowid AS " + query.RowNumber
	if f.form == numbered {
		columns = "*"
	}
	return fmt.Sprintf("CREATE VIEW %s AS SELECT %s FROM %s.main.%s", f.name, columns, base, copyTable)
}
