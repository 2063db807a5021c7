package geofile

import (
	"encoding/json"
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"nguon/publisher/rows"
)

// A placemark gathers the attributes of one Placemark, as members of JSON in
// the order of the file.
type placemark struct {
	object []byte
	seen   map[string]bool
}

// add appends an attribute. A name that is there already gets a number.
func (p *placemark) add(name, value string) {
	if value == "" || name == "" {
		return
	}
	unique := name
	for i := 2; p.seen[unique]; i++ {
		unique = name + "_" + strconv.Itoa(i)
	}
	p.seen[unique] = true
	for i, text := range []string{unique, value} {
		quoted, err := json.Marshal(text)
		if err != nil {
			continue // a string always has a form
		}
		switch {
		case i > 0:
			p.object = append(p.object, ':')
		case len(p.object) > 1:
			p.object = append(p.object, ',')
		}
		p.object = append(p.object, quoted...)
	}
}

// placemark reads a Placemark to its end.
func (k *kmlReader) placemark(start xml.StartElement, folders []string) error {
	row := k.spool.count + 1
	p := &placemark{object: []byte("{"), seen: make(map[string]bool)}
	p.add("folder", strings.Join(folders, "/"))
	var id []byte
	if text := attribute(start, "id"); text != "" {
		quoted, err := json.Marshal(text)
		if err != nil {
			return err
		}
		id, k.ids = quoted, true
	}
	s := kmlShape{k: k}
	var g orb.Geometry
	err := k.children(func(e xml.StartElement) error {
		switch name := e.Name.Local; name {
		case "name", "description", "address", "phoneNumber":
			text, err := k.text()
			p.add(name, text)
			return err
		case "ExtendedData":
			return k.extended(p)
		case "TimeStamp", "TimeSpan":
			return k.children(func(e xml.StartElement) error {
				text, err := k.text()
				p.add(e.Name.Local, text)
				return err
			})
		case "Point", "LineString", "LinearRing", "Polygon", "MultiGeometry":
			part, err := s.read(name, 0)
			if g == nil {
				g = part
			} else if part != nil {
				s.fail("several geometries in one placemark")
			}
			return err
		case "Track", "MultiTrack", "Model":
			s.tracks = name
			return k.skip()
		default:
			return k.skip() // how it looks
		}
	})
	if err != nil {
		return err
	}
	k.idData = k.idData || p.seen["id"]
	switch {
	case s.tracks != "":
		k.found.add(Tracks, rows.Refusal, row, s.tracks)
	case s.wrong != "":
		k.found.add(BadShape, rows.Refusal, row, s.wrong)
	case s.higher:
		k.found.add(HeightDropped, rows.Warning, row, "")
	}
	if s.spaced && s.wrong == "" {
		k.found.add(LooseCommas, rows.Note, row, "")
	}
	return k.spool.add(append(p.object, '}'), id, g, s.tracks != "" || s.wrong != "")
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// extended reads both forms of data that a program attaches.
func (k *kmlReader) extended(p *placemark) error {
	return k.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Data":
			return k.children(func(v xml.StartElement) error {
				if v.Name.Local != "value" {
					return k.skip() // a name for display
				}
				text, err := k.text()
				p.add(attribute(e, "name"), text)
				return err
			})
		case "SchemaData":
			return k.children(func(v xml.StartElement) error {
				if v.Name.Local != "SimpleData" {
					k.found.add(LeftOut, rows.Warning, k.spool.count+1, v.Name.Local)
					return k.skip()
				}
				text, err := k.text()
				p.add(attribute(v, "name"), text)
				return err
			})
		}
		text, err := k.text() // of some other namespace
		p.add(e.Name.Local, text)
		return err
	})
}
