package sqlquery

import (
	"slices"
	"strings"

	"nguon/publisher/rows"
)

// maxQuery is how many bytes a query has at most.
const maxQuery = 64 << 10

// A dialect is a set of the ways in which SQL dialects disagree on where texts
// and comments end. A query must be a single one in all of them: what is
// inside a text in one may be a statement in another.
type dialect uint

const (
	backslash   dialect = 1 << iota // \' does not end a text
	nested                          // comments lie inside comments
	dollar                          // $tag$ … $tag$ is a text
	bracket                         // [ … ] is a name
	backtick                        // ` … ` is a name
	hash                            // # begins a comment
	spacedDash                      // -- begins a comment only before a blank
	conditional                     // /*! … */ is no comment
	dialects                        // how many sets there are
)

// checkQuery accepts one statement that reads.
func checkQuery(query string) error {
	if len(query) > maxQuery {
		return rows.Fatal(QueryTooLong, rows.Spot{Got: int64(len(query)), Want: maxQuery}, "")
	}
	for d := range dialects {
		s := statement{dialect: d, text: query}
		s.scan()
		if !slices.Contains([]string{"select", "with", "values", "table"}, s.first) {
			return rows.Fatal(NotAQuery, rows.Spot{Value: shorten(s.first)}, "")
		}
		if s.second != "" {
			return rows.Fatal(TwoStatements, rows.Spot{Value: shorten(s.second)}, "")
		}
	}
	return nil
}

// writing are the words of statements that change something. They are refused
// only where there is no read-only transaction: as names they are harmless.
var writing = []string{"insert", "update", "delete", "merge", "into", "exec", "execute", "commit", "rollback", "drop", "alter", "create",
	"truncate", "grant", "revoke", "deny", "backup", "restore", "shutdown", "kill", "dbcc", "openrowset", "openquery", "opendatasource"}

func checkWords(query string) error {
	for d := range dialects {
		s := statement{dialect: d, text: query}
		s.word = func(w string) {
			if s.bad == "" && slices.Contains(writing, w) {
				s.bad = w
			}
		}
		s.scan()
		if s.bad != "" {
			return rows.Fatal(NotAQuery, rows.Spot{Value: s.bad}, "the driver has no read-only transactions")
		}
	}
	return nil
}

// A statement is split roughly: into texts, names and comments, which are
// passed over, and what is between them.
type statement struct {
	dialect dialect
	text    string
	at      int
	first   string       // the first word, in lower case
	second  string       // what follows a semicolon
	ended   bool         // a semicolon was seen
	word    func(string) // if set, is called with each word, in lower case
	bad     string
}

func (s *statement) has(d dialect) bool { return s.dialect&d != 0 }

func (s *statement) scan() {
	for s.at < len(s.text) {
		if s.comment() {
			continue
		}
		c := s.text[s.at]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == ';':
			s.ended = s.ended || c == ';'
			s.at++
			continue
		case s.ended:
			s.second = s.text[s.at:]
			return
		}
		switch {
		case c == '\'' || c == '"' || c == '`' && s.has(backtick):
			s.quoted(c)
		case c == '[' && s.has(bracket):
			s.quoted(']')
		case c == '$' && s.has(dollar) && s.dollars():
		case isWord(c):
			from := s.at
			for s.at < len(s.text) && (isWord(s.text[s.at]) || s.text[s.at] == '$') {
				s.at++
			}
			s.take(strings.ToLower(s.text[from:s.at]))
		default:
			if c != '(' {
				s.take(string(c))
			}
			s.at++
		}
	}
}

func (s *statement) take(word string) {
	if s.first == "" {
		s.first = word
	}
	if s.word != nil {
		s.word(word)
	}
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}

// comment passes over a comment.
func (s *statement) comment() bool {
	rest := s.text[s.at:]
	switch {
	case strings.HasPrefix(rest, "--") && (!s.has(spacedDash) || len(rest) == 2 || rest[2] <= ' '), rest[0] == '#' && s.has(hash):
		end := strings.IndexByte(rest, '\n')
		if end < 0 {
			end = len(rest) - 1
		}
		s.at += end + 1
		return true
	case !strings.HasPrefix(rest, "/*") || s.has(conditional) && (strings.HasPrefix(rest, "/*!") || strings.HasPrefix(rest, "/*M!")):
		return false
	}
	depth := 0
	for s.at < len(s.text) {
		switch rest := s.text[s.at:]; {
		case strings.HasPrefix(rest, "/*") && (depth == 0 || s.has(nested)):
			depth++
			s.at += 2
		case strings.HasPrefix(rest, "*/"):
			depth--
			s.at += 2
			if depth == 0 {
				return true
			}
		default:
			s.at++
		}
	}
	return true
}

// quoted passes over a text or name that ends with a quote; two of them are
// one inside it.
func (s *statement) quoted(end byte) {
	s.at++
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == '\\' && s.has(backslash) && end != ']' && end != '`':
			s.at++
		case c == end:
			s.at++
			if s.at < len(s.text) && s.text[s.at] == end {
				break
			}
			s.note()
			return
		}
		s.at++
	}
}

// note makes a quoted name the first word, if it stands first.
func (s *statement) note() {
	if s.first == "" {
		s.first = "'"
	}
}

// dollars passes over a text between dollars, if one begins here.
func (s *statement) dollars() bool {
	rest := s.text[s.at+1:]
	n := strings.IndexByte(rest, '$')
	if n < 0 || strings.ContainsFunc(rest[:n], func(r rune) bool { return r < 0x80 && !isWord(byte(r)) }) {
		return false
	}
	tag := s.text[s.at : s.at+n+2]
	s.at += len(tag)
	end := strings.Index(s.text[s.at:], tag)
	if end < 0 {
		s.at = len(s.text)
	} else {
		s.at += end + len(tag)
	}
	s.note()
	return true
}
