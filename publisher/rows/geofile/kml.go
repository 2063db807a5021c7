package geofile

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"nguon/publisher/geo"
	"nguon/publisher/rows"
	"nguon/publisher/rows/zipxml"
)

// KML opens the placemarks of a KML file, or of the document in a KMZ file.
// KML is WGS 84 always. Row numbers count the placemarks. The folders that one
// lies in are the column "folder", from the outermost, joined by slashes.
func KML(ctx context.Context, in rows.Input, o rows.Options) (rows.Table, error) {
	limits := o.Limits.WithDefaults()
	if in.Size > limits.Bytes {
		return nil, rows.Fatal(rows.TooLarge, rows.Spot{Got: in.Size, Want: limits.Bytes}, "")
	}
	s, err := newSpool(o.TempDir)
	if err != nil {
		return nil, err
	}
	k := &kmlReader{spool: s, limit: featureLimit(limits)}
	if err := k.open(ctx, in, limits); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	identifier := ""
	if k.ids {
		identifier = "id"
		if k.idData {
			identifier = "feature_id"
		}
	}
	return newTable(ctx, s, in.Name, identifier, placer{crs: geo.WGS84, limit: shapeLimit(limits), found: &k.found}, o)
}

// A kmlReader reads KML into a spool.
type kmlReader struct {
	spool  *spool
	meter  *meter
	xml    *xml.Decoder
	limit  int64
	found  findings
	ids    bool // a placemark has an identifier
	idData bool // a placemark has data of that name
}

// open finds the text, in a zip file or not, and reads it.
func (k *kmlReader) open(ctx context.Context, in rows.Input, l rows.Limits) (err error) {
	magic := make([]byte, 4)
	if _, err := in.File.ReadAt(magic, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if string(magic) != "PK\x03\x04" {
		return k.read(ctx, io.NewSectionReader(in.File, 0, in.Size))
	}
	p, err := zipxml.Open(ctx, in, "KMZ", l)
	if err != nil {
		return err
	}
	// The document is the first .kml of the top folder, doc.kml by custom.
	name, others := "", 0
	for _, n := range p.Names() {
		switch {
		case !strings.HasSuffix(n, ".kml"):
		case name == "" || n == "doc.kml":
			name = n
			others++
		default:
			others++
		}
	}
	if name == "" {
		return rows.Fatal(NotKML, rows.Spot{}, "no .kml in the zip file")
	}
	if others > 1 {
		k.found.add(OtherFiles, rows.Warning, 0, strings.Join(slices.DeleteFunc(p.Names(), func(n string) bool {
			return n == name || !strings.HasSuffix(n, ".kml")
		}), ", "))
	}
	part, err := p.Part(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, part.Close()) }()
	return k.read(ctx, part)
}

func (k *kmlReader) read(ctx context.Context, r io.Reader) error {
	k.meter = &meter{ctx: ctx, r: r}
	k.xml = xml.NewDecoder(transform.NewReader(k.meter, unicode.BOMOverride(transform.Nop)))
	k.xml.Entity = xml.HTMLEntity // descriptions are full of them
	k.xml.CharsetReader = charsetReader
	return k.walk()
}

// charsetReader decodes what an XML declaration names. UTF-16 was decoded
// before, by its mark.
func charsetReader(label string, r io.Reader) (io.Reader, error) {
	if strings.HasPrefix(strings.ToLower(label), "utf-16") {
		return r, nil
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return nil, fmt.Errorf("encoding %q: %w", label, err)
	}
	return e.NewDecoder().Reader(r), nil
}

// maxFolders is how deep folders may lie in folders.
const maxFolders = 64

// walk reads the whole document.
func (k *kmlReader) walk() error {
	var inside, folders []string
	for begun := false; ; {
		k.meter.allow(k.limit)
		token, err := k.xml.Token()
		if errors.Is(err, io.EOF) && len(inside) == 0 && begun {
			return nil
		}
		if err != nil {
			return k.broken(err)
		}
		switch t := token.(type) {
		case xml.EndElement:
			if inside[len(inside)-1] == "Folder" {
				folders = folders[:len(folders)-1]
			}
			inside = inside[:len(inside)-1]
		case xml.StartElement:
			name := t.Name.Local
			begun = true
			if len(inside) == 0 && name != "kml" && name != "Document" && name != "Folder" && name != "Placemark" {
				return rows.Fatal(NotKML, rows.Spot{Line: 1, Value: shorten(name)}, "")
			}
			switch name {
			case "Folder":
				folders = append(folders, "")
				fallthrough
			case "kml", "Document":
				if inside = append(inside, name); len(inside) > maxFolders {
					return k.broken(errors.New("folders too deep"))
				}
			case "Placemark":
				if err := k.placemark(t, folders); err != nil {
					return err
				}
			case "name":
				text, err := k.text()
				if err != nil {
					return err
				}
				if n := len(inside); n > 0 && inside[n-1] == "Folder" {
					folders[len(folders)-1] = text
				}
			default:
				if leftOut[name] {
					k.found.add(LeftOut, rows.Warning, 0, name)
				}
				if err := k.xml.Skip(); err != nil {
					return k.broken(err)
				}
			}
		}
	}
}

// leftOut are elements that show something on a map and are no placemarks.
var leftOut = map[string]bool{
	"NetworkLink": true, "GroundOverlay": true, "ScreenOverlay": true, "PhotoOverlay": true, "Tour": true,
}

// text returns the characters of the element that was begun, without blanks
// around them.
func (k *kmlReader) text() (string, error) {
	var b strings.Builder
	for depth := 0; ; {
		token, err := k.xml.Token()
		if err != nil {
			return "", k.broken(err)
		}
		switch t := token.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			depth++
		case xml.EndElement:
			if depth--; depth < 0 {
				return strings.TrimSpace(b.String()), nil
			}
		}
	}
}

// children calls visit at the beginning of each child of the element that was
// begun; visit reads it to its end.
func (k *kmlReader) children(visit func(xml.StartElement) error) error {
	for {
		token, err := k.xml.Token()
		if err != nil {
			return k.broken(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := visit(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

func (k *kmlReader) skip() error {
	if err := k.xml.Skip(); err != nil {
		return k.broken(err)
	}
	return nil
}

// broken is the error of XML that cannot be read on.
func (k *kmlReader) broken(err error) error {
	line, _ := k.xml.InputPos()
	at := rows.Spot{Line: int64(line)}
	if _, ok := errors.AsType[*rows.Error](err); ok || k.meter.ctx.Err() != nil {
		return err
	}
	if errors.Is(err, errTooLong) {
		at.Line, at.Want = k.spool.count+1, k.limit
		return rows.Fatal(FeatureTooLong, at, "")
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	at.Value = shorten(err.Error())
	return rows.Fatal(BadXML, at, "")
}
