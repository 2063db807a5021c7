package xlsx

import (
	"errors"
	"io"
	"path"
	"strings"

	"nguon/publisher/rows"
	"nguon/publisher/rows/zipxml"
)

// maxRelations bounds what one part may refer to.
const maxRelations = 1 << 16

// maxReference bounds the bytes of each reference.
const maxReference = 4096

// A relation is a reference from one part to another, which parts are found
// by: their names are up to the writer.
type relation struct {
	kind   string // the last step of its URI, the same in the strict form
	target string
}

// walk calls visit at the start of each element of a part. Visit may go on in
// the scanner, to the end of its element.
func (b *book) walk(part string, visit func(s *zipxml.Scanner, element string) error) error {
	body, err := b.p.Part(part)
	if err != nil {
		return err
	}
	defer body.Close()
	s := zipxml.NewScanner(body)
	for {
		t, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && t == zipxml.Start {
			err = visit(s, string(s.Name()))
		}
		if errors.Is(err, errStop) {
			return nil
		}
		if err != nil {
			return b.p.Damaged(part, err)
		}
	}
}

// errStop ends a walk before the end of the part.
var errStop = errors.New("stop")

// relations returns by their id what a part refers to; the package itself is
// the part "".
func (b *book) relations(part string) (map[string]relation, error) {
	all := make(map[string]relation)
	dir, base := path.Split(part)
	err := b.walk(dir+"_rels/"+base+".rels", func(s *zipxml.Scanner, element string) error {
		if element != "Relationship" {
			return nil
		}
		a := s.AttrMap()
		if a["TargetMode"] == "External" {
			return nil
		}
		if len(all) == maxRelations || len(a["Id"])+len(a["Target"]) > maxReference {
			return errors.New("too many relations, or a relation is too long")
		}
		target := strings.ReplaceAll(a["Target"], `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		all[a["Id"]] = relation{kind: path.Base(a["Type"]), target: strings.TrimPrefix(path.Clean(target), "/")}
		return nil
	})
	return all, err
}

// load finds the parts of the workbook.
func (b *book) load() error {
	top, err := b.relations("")
	if err != nil {
		return err
	}
	main := ""
	for _, r := range top {
		if r.kind == "officeDocument" {
			main = r.target
		}
	}
	if strings.HasSuffix(strings.ToLower(main), ".bin") {
		return rows.Fatal(BinaryExcel, rows.Spot{}, main)
	}
	if main == "" {
		return b.p.Damaged("_rels/.rels", errors.New("there is no workbook"))
	}
	related, err := b.relations(main)
	if err != nil {
		return err
	}
	for _, r := range related {
		switch {
		case r.kind == "sharedStrings":
			b.stringsPart = r.target
		case r.kind == "styles" && b.p.Has(r.target):
			if err := b.readStyles(r.target); err != nil {
				return err
			}
		}
	}
	return b.readSheets(main, related)
}

// readSheets reads the list of sheets in the order in which they are shown.
func (b *book) readSheets(main string, related map[string]relation) error {
	inSheets, n := 0, 0
	err := b.walk(main, func(s *zipxml.Scanner, element string) error {
		switch {
		case s.Depth() == 1 && element != "workbook":
			return errors.New("there is no workbook")
		case element == "workbookPr":
			b.date1904 = isTrue(s.AttrMap()["date1904"])
		case element == "sheets":
			inSheets = s.Depth()
		case element == "sheet" && inSheets > 0 && s.Depth() == inSheets+1:
			a := s.AttrMap()
			r := related[a["id"]]
			if r.kind != "worksheet" {
				return nil
			}
			if n++; n > b.limits.Sheets {
				return nil // only counted
			}
			hidden := a["state"] == "hidden" || a["state"] == "veryHidden"
			b.sheets = append(b.sheets, rows.Sheet{Name: string(unescapeX([]byte(a["name"]))), Hidden: hidden})
			b.parts = append(b.parts, r.target)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if most := b.limits.Sheets; n > most {
		return rows.Fatal(rows.TooManySheets, rows.Spot{Got: int64(n), Want: int64(most)}, "")
	}
	for i, part := range b.parts {
		if b.sheets[i].Empty, err = b.isEmpty(part); err != nil {
			return err
		}
	}
	return nil
}

// isEmpty reports whether a sheet is known to have no value. It looks at the
// beginning only.
func (b *book) isEmpty(part string) (bool, error) {
	const elements = 2000
	empty, n := true, 0
	err := b.walk(part, func(_ *zipxml.Scanner, element string) error {
		n++
		if element == "v" || element == "is" || element == "f" || n > elements {
			empty = false
			return errStop
		}
		return nil
	})
	return empty, err
}

// isTrue reads a boolean of XML Schema.
func isTrue(s string) bool { return s == "1" || s == "true" || s == "on" }
