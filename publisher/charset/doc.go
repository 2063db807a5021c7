// Package charset reads Vietnamese text in every encoding that offices have
// left behind: it tells the encoding of a sample, and turns bytes into UTF-8
// in form NFC.
//
// The old encodings cannot be told by their bytes alone, so [Detect] decodes
// the sample with each and counts the words that are syllables of Vietnamese:
// a syllable has an initial, a rhyme and a tone out of small closed sets, and
// bytes read with the wrong table hardly ever form one.
//
// Text is normalised here only in so far as an encoding demands it. Where the
// tone mark stands (hòa or hoà) is left as it is; [Fold] makes such spellings
// alike for comparison.
package charset

import (
	"slices"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// The encodings that are understood.
const (
	UTF8        = "utf-8"
	UTF8BOM     = "utf-8-bom"
	UTF16LE     = "utf-16le"
	UTF16BE     = "utf-16be"
	Windows1258 = "windows-1258" // tone marks are bytes of their own
	Windows1252 = "windows-1252" // western; what text is that is nothing else
	TCVN3       = "tcvn3"        // ABC, fonts named .VnTime
	VNI         = "vni"          // VNI for Windows, fonts named VNI-Times
	VIQR        = "viqr"         // RFC 1456, marks as punctuation
)

// Names returns the encodings that are understood.
func Names() []string {
	return []string{UTF8, UTF8BOM, UTF16LE, UTF16BE, Windows1258, Windows1252, TCVN3, VNI, VIQR}
}

// Known reports whether name is one of [Names].
func Known(name string) bool { return slices.Contains(Names(), name) }

// Decoder returns what turns bytes of the named encoding into UTF-8, and
// whether there is one: UTF-8 needs none. The result is in form NFC for the
// Vietnamese encodings. What an encoding does not have becomes U+FFFD; nothing
// is dropped. A decoder keeps state, and is for one stream at a time.
//
// A byte order mark is text to a decoder: skip it first.
func Decoder(name string) (transform.Transformer, bool) {
	switch name {
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder(), true
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder(), true
	case Windows1252:
		return charmap.Windows1252.NewDecoder(), true
	case Windows1258:
		return transform.Chain(charmap.Windows1258.NewDecoder(), norm.NFC), true
	case TCVN3:
		return &byteDecoder{table: tcvn3}, true
	case VNI:
		return &byteDecoder{table: vni}, true
	case VIQR:
		return &viqrDecoder{}, true
	}
	return nil, false
}
