package source

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
	"nguon/catalog/supply"
	"nguon/publisher/rows"
	"nguon/publisher/rows/sqlquery"
)

const (
	theQuery  = "SELECT * FROM days ORDER BY day"
	theReader = "reader:s3cret"
)

var latin = []byte{9, 4, 0xd0, 0, 0x34} // the collation of SQL Server by default

func nvarchar(name string) tdsColumn {
	return tdsColumn{name, slices.Concat([]byte{0xe7, 40, 0}, latin)}
}

// rainDays is the answer of as many days, and of columns after them.
func rainDays(n int, more ...tdsColumn) []byte {
	out := tdsColumns(append([]tdsColumn{{"day", []byte{0x28}}, nvarchar("code"), {"rain", []byte{0x6c, 5, 9, 2}}}, more...)...)
	for i := range n {
		day := 739616 + i // 2026-01-01
		values := [][]byte{sized(byte(day), byte(day>>8), byte(day>>16)), wide("007"), sized(1, 150, 0, 0, 0)}
		for range more {
			values = append(values, sized())
		}
		out = append(out, tdsRow(values...)...)
	}
	return append(out, tdsDone(0)...)
}

func (s *tdsServer) source(query string) supply.Source {
	return supply.Source{ID: "rain", Automatic: true, Inside: true, Parts: []supply.Part{
		{File: "days.parquet", Address: "sqlserver://" + s.Addr().String() + "/weather?tls=off", Query: query}}}
}

func TestTheAnswerOfSQLServerBecomesARelease(t *testing.T) {
	s := newTDSServer(t, nil)
	s.answer(theQuery, rainDays(40))
	b := emptyBench(t)
	b.add(t, s.source(theQuery), theReader)
	b.at(t, 0, supply.Published)
	if diff := cmp.Diff([]tdsLogin{{"reader", "s3cret", "nguon", "weather", true, false}}, s.logins, cmp.AllowUnexported(tdsLogin{})); diff != "" {
		t.Errorf("logins (-want +got):\n%s", diff)
	}
	b.at(t, time.Hour, supply.Unchanged)
	s.answer(theQuery, rainDays(41))
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
	if got, want := strings.Join(columns, ", "), "day date, code string, rain decimal"; got != want || last.Tables[0].Rows != 41 {
		t.Errorf("%d rows of %s, want 41 of %s", last.Tables[0].Rows, got, want)
	}
	s.answer(theQuery, rainDays(41, tdsColumn{"snow", []byte{0x26, 4}}))
	b.at(t, time.Hour, supply.Asked)
}

func TestAQueryOfSQLServerThatFailsSaysWhyAndShowsNoSecret(t *testing.T) {
	s := newTDSServer(t, nil)
	binaryColumn := tdsColumns(tdsColumn{"photo", []byte{0xa5, 8, 0}})
	s.answer("SELECT photo", binaryColumn, tdsDone(0))
	s.answer("SELECT cut", rainDays(40)[:600])
	s.answer("SELECT late", rainDays(2)[:len(rainDays(2))-13], tdsError(8134, "Divide by zero error encountered."))
	s.answer("SELECT old", tdsColumns(tdsColumn{"old", []byte{0x2f, 8}}), tdsDone(0)) // a type that the driver panics at
	s.answer("SELECT size", []byte{0xe3, 13, 0, 4, 5}, toUCS2("99999"), []byte{0}, rainDays(1))
	for _, test := range []struct{ name, query, account, want string }{
		{"a table that there is not", "SELECT * FROM missing", theReader, "missing"},
		{"writing", "DELETE FROM days", theReader, "delete"},
		{"writing in a query", "SELECT * INTO other FROM days", theReader, "into"},
		{"another server", "SELECT * FROM OPENDATASOURCE('x', 'y').a.b.c", theReader, "opendatasource"},
		{"two statements", "SELECT 1; SELECT 2", theReader, "SELECT 2"},
		{"a wrong password", theQuery, "reader:wr0ng", "could not be fetched"},
		{"bytes", "SELECT photo", theReader, "CAST"},
		{"an answer that is cut off", "SELECT cut", theReader, "EOF"},
		{"an error after rows", "SELECT late", theReader, "Divide by zero"},
		{"a type of long ago", "SELECT old", theReader, "could not be fetched"},
		{"packets of any size", "SELECT size", theReader, "could not be fetched"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := emptyBench(t)
			b.add(t, s.source(test.query), test.account)
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

func TestSQLServerProvesWhoItIsBeforeItHearsThePassword(t *testing.T) {
	web := httptest.NewTLSServer(http.NotFoundHandler())
	defer web.Close()
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	proves := &tls.Config{Certificates: web.TLS.Certificates, MaxVersion: tls.VersionTLS12} //nolint:gosec // as the servers have it
	for _, test := range []struct {
		name  string
		tls   *tls.Config
		roots *x509.CertPool
		ok    bool
	}{
		{"a certificate of ours", proves, roots, true},
		{"a certificate of nobody", proves, x509.NewCertPool(), false},
		{"no encryption", nil, roots, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newTDSServer(t, test.tls)
			s.answer(theQuery, rainDays(40))
			from := s.source(theQuery)
			from.Parts[0].Address = strings.TrimSuffix(from.Parts[0].Address, "?tls=off")
			o := nearby()
			o.Roots = test.roots
			_, err := newFetcher(o).all(t.Context(), &from, theReader, t.TempDir(), nil, nil)
			if (err == nil) != test.ok {
				t.Errorf("err = %v", err)
			}
			for _, l := range s.logins {
				if !l.encrypted {
					t.Error("the password came without encryption")
				}
			}
			if len(s.logins) > 0 != test.ok {
				t.Errorf("%d logins", len(s.logins))
			}
		})
	}
}

func TestSQLServerLeadsNowhereElse(t *testing.T) {
	for name, welcome := range map[string][]byte{
		// ENVCHANGE: a routing, to an address and to an instance whose port would have to be asked for.
		"a replica inside": slices.Concat([]byte{0xe3, 26, 0, 20, 21, 0, 0, 0x99, 5, 8, 0}, toUCS2("10.0.0.1"), []byte{0, 0}),
		"an instance":      slices.Concat([]byte{0xe3, 32, 0, 20, 27, 0, 0, 0, 0, 11, 0}, toUCS2(`127.0.0.1\x`), []byte{0, 0}),
	} {
		t.Run(name, func(t *testing.T) {
			s := newTDSServer(t, nil)
			s.welcome = welcome
			from := s.source(theQuery)
			o := nearby()
			o.Whole = 5 * time.Second
			_, err := newFetcher(o).all(t.Context(), &from, theReader, t.TempDir(), nil, nil)
			if name == "a replica inside" && !errors.Is(err, catalog.ErrForbidden) || err == nil || len(s.logins) != 1 {
				t.Errorf("err = %v after %d logins, want that it is forbidden after one", err, len(s.logins))
			}
		})
	}
}

func TestASilentSQLServerIsLeft(t *testing.T) {
	s := newTDSServer(t, nil)
	s.answer("SELECT silence")
	for name, welcome := range map[string][]byte{"at the query": nil, "at the login": {0xe3}} {
		t.Run(name, func(t *testing.T) {
			s.welcome = welcome
			from := s.source("SELECT silence")
			o := nearby()
			o.Whole = 200 * time.Millisecond
			began := time.Now()
			_, err := newFetcher(o).all(t.Context(), &from, theReader, t.TempDir(), nil, nil)
			if took := time.Since(began); err == nil || took > 4*time.Second {
				t.Errorf("err = %v after %v", err, took)
			}
		})
	}
}

func TestTypesOfSQLServer(t *testing.T) {
	s := newTDSServer(t, nil)
	collated := func(kind ...byte) []byte { return append(kind, latin...) }
	vietnamese := []byte{0x2a, 4, 0xd0, 0, 0}
	float := binary.LittleEndian.AppendUint64(nil, math.Float64bits(0.1))
	long := func(b ...byte) []byte { // TEXT and NTEXT: a pointer and a time before the value
		return slices.Concat(sized(0), make([]byte, 8), binary.LittleEndian.AppendUint32(nil, uint32(len(b))), b)
	}
	plp := func(b []byte) []byte { // in chunks of an unknown length
		n := binary.LittleEndian.AppendUint32(nil, uint32(len(b)))
		return slices.Concat([]byte{0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, n, b, make([]byte, 4))
	}
	types := []struct {
		name  string
		info  []byte
		value []byte
		want  string // type: kind text
	}{
		{"tinyint", []byte{0x26, 1}, sized(255), "integer: 255"},
		{"smallint", []byte{0x26, 2}, sized(0xfe, 0xff), "integer: -2"},
		{"int", []byte{0x38}, []byte{1, 0, 0, 0x80}, "integer: -2147483647"},
		{"bigint", []byte{0x26, 8}, sized(255, 255, 255, 255, 255, 255, 255, 127), "integer: 9223372036854775807"},
		{"none", []byte{0x26, 4}, sized(), "integer: "},
		{"bit", []byte{0x68, 1}, sized(1), "boolean: true"},
		{"decimal", []byte{0x6a, 5, 9, 2}, sized(0, 5, 0, 0, 0), "decimal.2: -0.05"},
		{"numeric", []byte{0x6c, 17, 38, 3}, sized(append([]byte{1}, slices.Repeat([]byte{0x11}, 16)...)...), ": 22685491128062564230891640495451214.097"},
		{"money", []byte{0x6e, 8}, sized(255, 255, 255, 255, 0xfb, 255, 255, 255), ": -0.0005"},
		{"smallmoney", []byte{0x7a}, []byte{0x39, 0x30, 0, 0}, ": 1.2345"},
		{"real", []byte{0x6d, 4}, sized(0xcd, 0xcc, 0xcc, 0x3d), "number: 0.1"},
		{"float", []byte{0x6d, 8}, sized(float...), "number: 0.1"},
		{"date", []byte{0x28}, sized(0x20, 0x49, 0x0b), "date: 2026-01-01"},
		{"time", []byte{0x29, 1}, sized(0x45, 0x7e, 5), "time: 10:00:00.5"},
		{"datetime", []byte{0x6f, 8}, sized(0xc5, 0xb3, 0, 0, 0x96, 0, 0, 0), "datetime: 2026-01-01T00:00:00.5"},
		{"smalldatetime", []byte{0x6f, 4}, sized(0xc5, 0xb3, 61, 0), "datetime: 2026-01-01T01:01:00"},
		{"datetime2", []byte{0x2a, 0}, sized(1, 0, 0, 0x20, 0x49, 0x0b), "datetime: 2026-01-01T00:00:01"},
		{"datetimeoffset", []byte{0x2b, 0}, sized(1, 0, 0, 0x20, 0x49, 0x0b, 0xa4, 1), "datetime: 2026-01-01T07:00:01+07:00"},
		{"char", collated(0xaf, 3, 0), []byte{3, 0, '0', '0', '7'}, "string: 007"},
		{"varchar", slices.Concat([]byte{0xa7, 9, 0}, vietnamese), []byte{4, 0, 'H', 'u', 0xea, 0xec}, "string: Huế"}, // a letter and its tone, put together
		{"nchar", collated(0xef, 6, 0), wide("Huế"), "string: Huế"},
		{"nvarchar", collated(0xe7, 0xff, 0xff), plp(toUCS2("Huế")), "string: Huế"},
		{"text", collated(0x23, 0, 0, 1, 0), long('a', 'b'), "string: ab"},
		{"ntext", collated(0x63, 0, 0, 1, 0), long(toUCS2("Huế")...), "string: Huế"},
		{"xml", []byte{0xf1, 0}, plp(toUCS2("<a/>")), "string: <a/>"},
		{"uniqueidentifier", []byte{0x24, 16}, sized(0xff, 0x19, 0x96, 0x6f, 0x86, 0x8b, 0xd0, 0x11, 0xb4, 0x2d, 0, 0xc0, 0x4f, 0xc9, 0x64, 0xff),
			"string: 6f9619ff-8b86-11d0-b42d-00c04fc964ff"},
	}
	for i, v := range types { // TEXT and NTEXT name their table
		if v.name == "text" || v.name == "ntext" {
			types[i].info = append(v.info, 1, 1, 0, 't', 0)
		}
		s.answer("SELECT "+v.name, tdsColumns(tdsColumn{v.name, types[i].info}), tdsRow(v.value), tdsDone(0))
		t.Run(v.name, func(t *testing.T) {
			if got, err := s.read(t, "SELECT "+v.name); err != nil || got != v.want {
				t.Errorf("%q, %v; want %q", got, err, v.want)
			}
		})
	}
	for name, info := range map[string][]byte{
		"binary": {0xad, 8, 0}, "varbinary": {0xa5, 0xff, 0xff}, "image": {0x22, 0, 0, 1, 0, 1, 1, 0, 't', 0}, "sql_variant": {0x62, 0x49, 0x1f, 0, 0},
		"geometry":  slices.Concat([]byte{0xf0, 0xff, 0xff, 0, 0, 8}, toUCS2("geometry"), []byte{0, 0}),
		"geography": slices.Concat([]byte{0xf0, 0xff, 0xff, 0, 0, 9}, toUCS2("geography"), []byte{0, 0}),
	} {
		t.Run(name, func(t *testing.T) {
			s.answer("SELECT "+name, tdsColumns(tdsColumn{name, info}), tdsDone(0))
			_, err := s.read(t, "SELECT "+name)
			if e, ok := errors.AsType[*rows.Error](err); !ok || e.Code != sqlquery.BinaryColumn {
				t.Errorf("err = %v, want that the column is binary", err)
			}
		})
	}
}

// read returns the type and the text of the only value of an answer.
func (s *tdsServer) read(t *testing.T, query string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	from := s.source(query)
	u, err := url.Parse(from.Parts[0].Address)
	if err != nil {
		t.Fatal(err)
	}
	db, err := newFetcher(nearby()).database(ctx, u, true, theReader)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // nothing is lost
	table, err := sqlquery.Open(ctx, db, query, rows.Options{})
	if err != nil {
		return "", err
	}
	defer table.Close() //nolint:errcheck // nothing is lost
	row, err := table.Next()
	if err != nil {
		return "", err
	}
	c := table.Columns()[0]
	got := string(c.Type) + ": " + string(row.Cells[0].Text)
	if c.Scale > 0 {
		got = string(c.Type) + "." + string(rune('0'+c.Scale)) + ": " + string(row.Cells[0].Text)
	}
	if _, err = table.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("after the row: %v", err)
	}
	return got, nil
}
