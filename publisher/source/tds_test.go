package source

import (
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"unicode/utf16"
)

// A tdsServer speaks as much of the protocol of SQL Server (MS-TDS 7.4) as a
// query needs, by its published description: it knows one account and the
// answers to some queries.
type tdsServer struct {
	net.Listener
	tls *tls.Config // of a server that encrypts

	mu      sync.Mutex
	answers map[string][]byte // tokens by query; nil: the server falls silent
	welcome []byte            // tokens after those of the login
	logins  []tdsLogin
}

// A tdsLogin is what a client said of itself.
type tdsLogin struct {
	user, password, app, database string
	readOnly, encrypted           bool
}

const (
	tdsBatch, tdsReply, tdsAttention, tdsTransaction, tdsLogin7, tdsPrelogin = 1, 4, 6, 14, 16, 18 // types of packets
	tdsEncrypts, tdsEncryptsNot                                              = 1, 2
)

func newTDSServer(t *testing.T, encrypts *tls.Config) *tdsServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &tdsServer{Listener: l, tls: encrypts, answers: map[string][]byte{"select 1;": tdsDone(0)}}
	var all sync.WaitGroup
	t.Cleanup(func() { l.Close(); all.Wait() }) //nolint:errcheck // nothing is lost
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer conn.Close() //nolint:errcheck // nothing is lost
				s.serve(conn)
			})
		}
	})
	return s
}

func (s *tdsServer) answer(query string, tokens ...[]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[query] = slices.Concat(tokens...)
}

// serve speaks with a client until it leaves, or errs.
func (s *tdsServer) serve(conn net.Conn) {
	encrypted := false
	for {
		kind, said, err := readTDS(conn)
		if err != nil {
			return
		}
		var reply []byte
		switch kind {
		case tdsPrelogin:
			does := byte(tdsEncryptsNot)
			if s.tls != nil {
				does = tdsEncrypts
			}
			// The version and the encryption: each its place and length, then both.
			writeTDS(conn, []byte{0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, does})
			if s.tls != nil {
				wrapped := &tdsHandshake{Conn: conn, on: true}
				safe := tls.Server(wrapped, s.tls)
				if safe.Handshake() != nil {
					return
				}
				wrapped.on, conn, encrypted = false, safe, true
			}
			continue
		case tdsLogin7:
			l := readLogin(said)
			l.encrypted = encrypted
			s.mu.Lock()
			s.logins = append(s.logins, l)
			reply = slices.Concat(s.welcome, tdsWelcome(l))
			s.mu.Unlock()
		case tdsTransaction:
			// ENVCHANGE: a transaction has begun (8) or is undone (10).
			if said = said[binary.LittleEndian.Uint32(said):]; said[0] == 5 {
				reply = slices.Concat([]byte{0xe3, 11, 0, 8, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0}, tdsDone(0))
			} else {
				reply = slices.Concat([]byte{0xe3, 11, 0, 10, 0, 8, 1, 0, 0, 0, 0, 0, 0, 0}, tdsDone(0))
			}
		case tdsAttention:
			reply = tdsDone(0x20)
		case tdsBatch:
			query := fromUCS2(said[binary.LittleEndian.Uint32(said):])
			s.mu.Lock()
			tokens, ok := s.answers[query]
			s.mu.Unlock()
			if reply = tokens; !ok {
				reply = tdsError(208, "Invalid object name 'missing'.")
			} else if tokens == nil {
				continue
			}
		}
		writeTDS(conn, reply)
	}
}

// tdsWelcome is LOGINACK, or the error of a wrong account.
func tdsWelcome(l tdsLogin) []byte {
	if l.user != "reader" || l.password != "s3cret" {
		return tdsError(18456, "Login failed for user '"+l.user+"'.")
	}
	ack := slices.Concat([]byte{1, 0x74, 0, 0, 4, 4}, toUCS2("Test"), []byte{16, 0, 0, 0})
	return slices.Concat([]byte{0xad}, le16(len(ack)), ack, tdsDone(0))
}

// readLogin reads LOGIN7, where each text has a place and a length.
func readLogin(b []byte) tdsLogin {
	field := func(at int) []byte {
		from := int(binary.LittleEndian.Uint16(b[at:]))
		return b[from : from+2*int(binary.LittleEndian.Uint16(b[at+2:]))]
	}
	password := slices.Clone(field(44))
	for i, c := range password {
		c ^= 0xa5
		password[i] = c<<4 | c>>4
	}
	return tdsLogin{user: fromUCS2(field(40)), password: fromUCS2(password), app: fromUCS2(field(48)), database: fromUCS2(field(68)), readOnly: b[26]&0x20 != 0}
}

// readTDS reads a message of one or more packets.
func readTDS(r io.Reader) (kind byte, message []byte, err error) {
	for {
		var head [8]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return 0, nil, err
		}
		body := make([]byte, max(int(binary.BigEndian.Uint16(head[2:]))-len(head), 0))
		if _, err := io.ReadFull(r, body); err != nil {
			return 0, nil, err
		}
		if message = append(message, body...); head[1]&1 != 0 {
			return head[0], message, nil
		}
	}
}

// writeTDS writes a message in packets of 512 bytes, so that answers need
// several. What the client does not take is no matter here.
func writeTDS(w io.Writer, message []byte) {
	for last := false; !last; {
		n := min(len(message), 504)
		last = n == len(message)
		head := []byte{tdsReply, 0, 0, 0, 0, 0, 1, 0}
		binary.BigEndian.PutUint16(head[2:], uint16(n+len(head)))
		if last {
			head[1] = 1
		}
		if _, err := w.Write(slices.Concat(head, message[:n])); err != nil {
			return
		}
		message = message[n:]
	}
}

// A tdsHandshake has that of TLS inside of packets.
type tdsHandshake struct {
	net.Conn
	on   bool
	rest []byte
}

func (h *tdsHandshake) Read(b []byte) (int, error) {
	if len(h.rest) == 0 {
		if !h.on {
			return h.Conn.Read(b)
		}
		var err error
		if _, h.rest, err = readTDS(h.Conn); err != nil {
			return 0, err
		}
	}
	n := copy(b, h.rest)
	h.rest = h.rest[n:]
	return n, nil
}

func (h *tdsHandshake) Write(b []byte) (int, error) {
	if !h.on {
		return h.Conn.Write(b)
	}
	writeTDS(h.Conn, b)
	return len(b), nil
}

// tdsDone is a token DONE: 2 for an error, 0x20 for what was cancelled.
func tdsDone(status byte) []byte {
	return []byte{0xfd, status, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
}

func tdsError(number uint16, message string) []byte {
	body := slices.Concat(le16(int(number)), []byte{0, 0, 1, 16}, le16(len(message)), toUCS2(message), []byte{0, 0, 1, 0, 0, 0})
	return slices.Concat([]byte{0xaa}, le16(len(body)), body, tdsDone(2))
}

// A tdsColumn is a name, and TYPE_INFO.
type tdsColumn struct {
	name string
	info []byte
}

func tdsColumns(columns ...tdsColumn) []byte {
	out := append([]byte{0x81}, le16(len(columns))...)
	for _, c := range columns {
		out = slices.Concat(out, []byte{0, 0, 0, 0, 9, 0}, c.info, []byte{byte(len(c.name))}, toUCS2(c.name))
	}
	return out
}

// tdsRow is a token ROW of values, each with its length before it.
func tdsRow(values ...[]byte) []byte { return append([]byte{0xd1}, slices.Concat(values...)...) }

// sized has one byte of length before it, as most types want; nothing is NULL.
func sized(b ...byte) []byte { return append([]byte{byte(len(b))}, b...) }

// wide is a value of NVARCHAR(n).
func wide(s string) []byte { return append(le16(2*len(utf16.Encode([]rune(s)))), toUCS2(s)...) }

func le16(n int) []byte { return binary.LittleEndian.AppendUint16(nil, uint16(n)) }

func toUCS2(s string) (out []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

func fromUCS2(b []byte) string {
	var units []uint16
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, binary.LittleEndian.Uint16(b[i:]))
	}
	return string(utf16.Decode(units))
}
