package intake

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"golang.org/x/text/encoding/unicode"
)

// utf8Head returns the head of a text as UTF-8, without a byte order mark and
// blanks before it. Other encodings than UTF-16 are left: what is looked for is
// ASCII.
func utf8Head(head []byte) []byte {
	order := unicode.LittleEndian
	switch isUTF16(head) {
	case 'B':
		order = unicode.BigEndian
		fallthrough
	case 'L':
		if text, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(head[:len(head)/2*2]); err == nil {
			head = text
		}
	}
	return bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\f")
}

// htmlElements begin tables that programs save as ".xls", without the html
// around them.
var htmlElements = []string{"html", "head", "body", "table", "meta", "style", "script", "title", "div", "center", "form", "span", "font", "tr", "br", "p", "b", "h1", "h2", "h3"}

// lookXML tells documents of markup by their first element. Text that only
// begins with an angle bracket is none.
func lookXML(text []byte, name string) (what, error) {
	if !bytes.HasPrefix(text, []byte("<")) {
		return what{}, nil
	}
	lower := strings.ToLower(string(text[:min(len(text), 64)]))
	declared := strings.HasPrefix(lower, "<?xml")
	if strings.HasPrefix(lower, "<!doctype html") {
		return what{}, refuse("html", name)
	}
	root, err := rootElement(text)
	local := strings.ToLower(root.Local)
	for _, element := range htmlElements {
		if local == element {
			return what{}, refuse("html", name)
		}
	}
	switch {
	case local == "kml":
		return what{format: KML}, nil
	case local == "workbook" && strings.Contains(root.Space, "office:spreadsheet"):
		return what{}, refuse("xml-spreadsheet", name)
	case local == "document" && strings.Contains(root.Space, "opendocument"):
		return what{}, refuse("Flat OpenDocument", name)
	case local == "gpx":
		return what{}, refuse("GPX", name)
	case local == "featurecollection", strings.Contains(root.Space, "opengis.net/gml"):
		return what{}, refuse("GML", name)
	case declared, err == nil && strings.EqualFold(path.Ext(name), ".xml"), err == nil && root.Space != "":
		return what{}, refuse("XML", name)
	}
	return what{}, nil
}

// rootElement returns the name of the first element.
func rootElement(text []byte) (xml.Name, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		t, err := d.RawToken()
		if err != nil {
			return xml.Name{}, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			return resolve(t), nil
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return xml.Name{}, errors.New("intake: text before the first element")
			}
		}
	}
}

// resolve puts the address of the namespace in the place of its prefix.
func resolve(e xml.StartElement) xml.Name {
	name := e.Name
	for _, a := range e.Attr {
		if name.Space == "" && a.Name.Space == "" && a.Name.Local == "xmlns" || name.Space != "" && a.Name.Space == "xmlns" && a.Name.Local == name.Space {
			return xml.Name{Space: a.Value, Local: name.Local}
		}
	}
	return name
}
