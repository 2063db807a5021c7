package zipxml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// A Token is what a [Scanner] has come to.
type Token uint8

// The tokens. An element without content is Start and then End too.
const (
	Start Token = iota + 1
	End
	Text
)

const (
	readSize = 64 << 10 // bytes of text that come as one Text at most
	maxTag   = 1 << 20  // bytes of a tag, comment or instruction
	maxDepth = 200      // elements inside one another
	maxName  = 1000     // bytes of the name of an element
)

// A Scanner splits XML into tokens. It knows what the XML of workbooks needs:
// it checks that elements are closed in their order and that characters are
// UTF-8 (UTF-16 is converted), and refuses document type declarations, so that
// there are no entities but the five of XML. Prefixes of namespaces are not
// looked up. It does not check everything else that makes XML well-formed.
type Scanner struct {
	r       io.Reader
	buf     []byte
	at, end int // what is not yet scanned
	eof     bool

	name, attrs, text []byte // of the token, inside buf
	empty             bool   // the element that began has no content: End is next
	root              bool   // was met
	names             []byte // of the open elements
	begins            []int  // of each name in names
	err               error
}

// NewScanner returns a Scanner of what r gives.
func NewScanner(r io.Reader) *Scanner {
	return &Scanner{r: UTF8(r), buf: make([]byte, readSize)}
}

// UTF8 returns the text of r, which is UTF-8, or UTF-16 with a mark, as UTF-8
// without a mark.
func UTF8(r io.Reader) io.Reader {
	var head [3]byte
	n, err := io.ReadFull(r, head[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return failing{err}
	}
	all := io.MultiReader(bytes.NewReader(head[:n]), r)
	switch {
	case bytes.HasPrefix(head[:n], []byte("\xef\xbb\xbf")):
		return r
	case bytes.HasPrefix(head[:n], []byte("\xff\xfe")), bytes.HasPrefix(head[:n], []byte("\xfe\xff")):
		return transform.NewReader(all, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	}
	return all
}

// failing is a reader that has failed.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// Name is the local name of the element of Start or End, valid until the next
// call of Next.
func (s *Scanner) Name() []byte { return s.name }

// Text is what the token Text holds, with its entities replaced, valid until
// the next call of Next. One run of text may come as several tokens.
func (s *Scanner) Text() []byte { return s.text }

// Depth is the number of elements that are open, that of Start included and
// that of End not.
func (s *Scanner) Depth() int { return len(s.begins) }

// Next goes to the next token. It returns [io.EOF] after the end of the root.
func (s *Scanner) Next() (Token, error) {
	if s.err != nil {
		return 0, s.err
	}
	t, err := s.next()
	if err != nil {
		s.err = err
	}
	return t, err
}

func (s *Scanner) next() (Token, error) {
	if s.empty {
		s.empty = false
		s.pop()
		return End, nil
	}
	for {
		if s.at == s.end {
			if err := s.more(); err != nil {
				return 0, s.atEnd(err)
			}
			continue
		}
		if s.buf[s.at] != '<' {
			if err := s.scanText(); err != nil {
				return 0, err
			}
			if len(s.begins) > 0 {
				return Text, nil
			}
			if len(bytes.TrimSpace(s.text)) > 0 {
				return 0, errors.New("there is text outside of the root element")
			}
			continue
		}
		if s.at+1 == s.end {
			if err := s.more(); err != nil {
				return 0, s.atEnd(err)
			}
			continue
		}
		switch s.buf[s.at+1] {
		case '/':
			return End, s.scanEnd()
		case '?':
			if _, err := s.through("?>"); err != nil {
				return 0, err
			}
		case '!':
			if cdata, err := s.scanBang(); err != nil || cdata {
				return Text, err
			}
		default:
			return Start, s.scanStart()
		}
	}
}

func (s *Scanner) atEnd(err error) error {
	if errors.Is(err, io.EOF) && (len(s.begins) > 0 || !s.root || s.at < s.end) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Skip goes to the end of the element that Start began.
func (s *Scanner) Skip() error {
	for depth := s.Depth(); ; {
		t, err := s.Next()
		if err != nil {
			return err
		}
		if t == End && s.Depth() < depth {
			return nil
		}
	}
}

func (s *Scanner) scanStart() error {
	tag, err := s.tag()
	if err != nil {
		return err
	}
	if len(tag) > 0 && tag[len(tag)-1] == '/' {
		s.empty, tag = true, tag[:len(tag)-1]
	}
	n := 0
	for n < len(tag) && !isSpace(tag[n]) {
		n++
	}
	full := tag[:n]
	if n == 0 || n > maxName || len(s.begins) == maxDepth || len(s.begins) == 0 && s.root {
		return fmt.Errorf("an element %.40q is not allowed here", full)
	}
	s.root = true
	s.begins = append(s.begins, len(s.names))
	s.names = append(s.names, full...)
	s.name, s.attrs = local(full), tag[n:]
	return nil
}

func (s *Scanner) scanEnd() error {
	tag, err := s.tag()
	if err != nil {
		return err
	}
	full := tag[1:]
	for len(full) > 0 && isSpace(full[len(full)-1]) {
		full = full[:len(full)-1]
	}
	if len(s.begins) == 0 || !bytes.Equal(full, s.names[s.begins[len(s.begins)-1]:]) {
		return fmt.Errorf("</%.40s> closes no element", full)
	}
	s.name = local(full)
	s.pop()
	return nil
}

func (s *Scanner) pop() {
	last := len(s.begins) - 1
	s.names, s.begins = s.names[:s.begins[last]], s.begins[:last]
}

// scanBang scans what begins with <! and reports whether it is text.
func (s *Scanner) scanBang() (bool, error) {
	const comment, cdata = "<!--", "<![CDATA["
	for s.end-s.at < len(cdata) && s.more() == nil {
		continue
	}
	switch rest := s.buf[s.at:s.end]; {
	case bytes.HasPrefix(rest, []byte(comment)):
		_, err := s.through("-->")
		return false, err
	case bytes.HasPrefix(rest, []byte(cdata)) && len(s.begins) > 0:
		text, err := s.through("]]>")
		if err != nil {
			return false, err
		}
		s.text = newlines(text[len(cdata) : len(text)-len("]]>")])
		return true, validUTF8(s.text)
	}
	return false, errors.New("document type declarations are not allowed")
}

// local is the part of a name after the prefix of its namespace.
func local(name []byte) []byte {
	return name[bytes.IndexByte(name, ':')+1:]
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func validUTF8(b []byte) error {
	if !utf8.Valid(b) {
		return errors.New("there are bytes that are not UTF-8")
	}
	return nil
}
