package xlsx

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"nguon/publisher/rows/zipxml"
)

// appendContent appends the text of the element that has just begun, and goes
// to its end. No more than limit bytes are kept; size is of all of them.
func appendContent(dst []byte, s *zipxml.Scanner, limit int) (text []byte, size int, err error) {
	from, depth := len(dst), s.Depth()
	for {
		t, err := s.Next()
		switch {
		case err != nil:
			return dst, size, err
		case t == zipxml.End:
			return dst, size, nil
		case t == zipxml.Text:
			size += len(s.Text())
			if room := limit - (len(dst) - from); room > 0 {
				dst = append(dst, s.Text()[:min(room, len(s.Text()))]...)
			}
		case s.Depth() > depth:
			if err := s.Skip(); err != nil {
				return dst, size, err
			}
		}
	}
}

// appendRich appends the text of a string that may be made of runs with
// formats of their own, and goes to its end. What tells the pronunciation is
// left out. No more than limit bytes are kept; size is of all of them.
func appendRich(dst []byte, s *zipxml.Scanner, limit int) (text []byte, size int, err error) {
	from, depth := len(dst), s.Depth()
	for {
		t, err := s.Next()
		switch {
		case err != nil:
			return dst, size, err
		case t == zipxml.End && s.Depth() < depth:
			return dst, size, nil
		case t != zipxml.Start:
		case string(s.Name()) == "t":
			preserved := s.AttrMap()["space"] == "preserve"
			begin := len(dst)
			var n int
			if dst, n, err = appendContent(dst, s, limit-(begin-from)); err != nil {
				return dst, size, err
			}
			piece := dst[begin:]
			if !preserved {
				piece = bytes.Trim(piece, " \t\n")
			}
			size += n
			dst = append(dst[:begin], unescapeX(piece)...)
		case string(s.Name()) != "r":
			if err := s.Skip(); err != nil {
				return dst, size, err
			}
		}
	}
}

// unescapeX replaces in place the escapes of Excel for what XML cannot hold,
// _xHHHH_ for a unit of UTF-16 (ECMA-376 part 1, 22.9.2.19). What is half of a
// character, or NUL, becomes U+FFFD.
func unescapeX(b []byte) []byte {
	in := bytes.Index(b, []byte("_x"))
	if in < 0 {
		return b
	}
	out := in
	for in < len(b) {
		unit, ok := escaped(b[in:])
		if !ok {
			b[out] = b[in]
			in, out = in+1, out+1
			continue
		}
		in += len("_x0000_")
		r := rune(unit)
		if low, ok := escaped(b[in:]); ok && utf16.IsSurrogate(r) {
			if pair := utf16.DecodeRune(r, rune(low)); pair != utf8.RuneError {
				r, in = pair, in+len("_x0000_")
			}
		}
		if r == 0 || utf16.IsSurrogate(r) {
			r = utf8.RuneError
		}
		out += utf8.EncodeRune(b[out:in], r)
	}
	return b[:out]
}

// escaped returns the unit of the escape that b begins with.
func escaped(b []byte) (uint64, bool) {
	if len(b) < len("_x0000_") || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return unit, err == nil
}
