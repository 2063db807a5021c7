package geofile

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"

	"nguon/publisher/charset"
	"nguon/publisher/rows"
	"nguon/publisher/rows/zipxml"
)

// A textDecoder turns the text of fields into UTF-8.
type textDecoder struct {
	from    transform.Transformer // nil for UTF-8
	restore transform.Transformer // of text that was typed with an old font; nil for none
}

// How the decoding of a text went.
const (
	textWhole = iota
	textCut   // the field ends inside a character, which is left out
	textBad   // bytes that the encoding does not have became U+FFFD
)

func (d *textDecoder) decode(raw []byte) (text string, how int) {
	text = string(raw)
	if d.from != nil {
		// A decoder never fails: what it does not know becomes U+FFFD.
		if out, _, err := transform.Bytes(d.from, raw); err == nil {
			text = string(out)
		}
	}
	if !utf8.ValidString(text) {
		if whole := withoutCut(text); utf8.ValidString(whole) {
			text, how = whole, textCut
		} else {
			text, how = strings.ToValidUTF8(text, "\uFFFD"), textBad
		}
	} else if strings.ContainsRune(text, utf8.RuneError) {
		how = textBad
	}
	if d.restore != nil {
		if out, _, err := transform.String(d.restore, text); err == nil {
			text = out
		}
	}
	return text, how
}

// withoutCut leaves the beginning of a character off the end of a text: fields
// are measured in bytes.
func withoutCut(s string) string {
	for i := len(s) - 1; i >= 0 && len(s)-i < utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			if !utf8.FullRuneInString(s[i:]) {
				return s[:i]
			}
			break
		}
	}
	return s
}

// maxSample is how much text is looked at to tell the encoding.
const maxSample = 256 << 10

// textDecoder finds the encoding of a .dbf. What its text shows counts for more
// than the .cpg, which programs write without looking at the text, and than the
// mark in the header, which is older than most encodings of Vietnamese.
func (t *shapefile) textDecoder(p *zipxml.Package, stem string) (*textDecoder, error) {
	cpg, err := t.small(p, stem+".cpg")
	if err != nil {
		return nil, err
	}
	sample, err := t.sample(p, stem)
	if err != nil {
		return nil, err
	}
	guess := charset.Detect(sample)
	name, declared := guess.Name, encodingName(string(cpg))
	if declared != "" && !guess.Sure && (declared != charset.UTF8 || utf8.Valid(sample)) {
		name, guess.Sure = declared, true
	}
	d := new(textDecoder)
	if guess.Legacy != "" {
		d.restore, name = charset.Restore(guess.Legacy), guess.Legacy
	} else if from, ok := charset.Decoder(name); ok {
		d.from = from
	} else if name != charset.UTF8 && name != charset.UTF8BOM {
		e, err := htmlindex.Get(name)
		if err != nil {
			return nil, dbfDamaged("encoding " + name)
		}
		d.from = e.NewDecoder()
	}
	switch {
	case name == charset.UTF8:
	case guess.Sure:
		t.found.add(DecodedText, rows.Note, 0, name)
	default:
		t.found.add(GuessedText, rows.Warning, 0, name)
	}
	return d, nil
}

// encodingName is the name that package charset has for the content of a .cpg,
// or that of the web for others.
func encodingName(cpg string) string {
	name := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(cpg, "\ufeff")))
	name = strings.TrimPrefix(strings.TrimPrefix(name, "ansi "), "cp")
	switch name {
	case "65001", "utf8":
		return charset.UTF8
	case "1258":
		return charset.Windows1258
	case "1252", "88591", "8859-1", "iso-8859-1":
		return charset.Windows1252
	}
	if len(name) == 4 && strings.HasPrefix(name, "125") {
		return "windows-" + name
	}
	return name
}

// sample returns text of the first records, a value a line.
func (t *shapefile) sample(p *zipxml.Package, stem string) (sample []byte, err error) {
	part, err := p.Part(stem + ".dbf")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, part.Close()) }()
	d, err := newDBFReader(part, new(textDecoder), new(findings))
	if err != nil {
		return nil, err
	}
	for records := 0; len(sample) < maxSample && records < maxSample; records++ {
		if _, err := io.ReadFull(d.r, d.record); err != nil {
			return sample, nil // the reading of the records will tell
		}
		for _, f := range d.fields {
			if f.kind == 'C' {
				sample = append(append(sample, strings.Trim(string(d.record[f.from:f.to]), " \x00")...), '\n')
			}
		}
	}
	return sample, nil
}
