package xlsx

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"nguon/publisher/rows"
	"nguon/publisher/rows/zipxml"
)

// maxMerges bounds the merged ranges of a sheet, which are held in memory.
const maxMerges = 1 << 20

// A merge is a merged range: its first cell and how much more it covers.
type merge struct {
	row, down  int32
	col, right int32
}

// readMerges finds the merged ranges of a sheet, sorted. They are behind the
// cells, to which they belong: the cells are unpacked and passed over here,
// which takes about an eighth of the time of reading a sheet.
func (b *book) readMerges(part string) ([]merge, error) {
	body, err := b.p.Part(part)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	root, tail, err := afterCells(zipxml.UTF8(body))
	if err != nil || tail == nil {
		return nil, err
	}
	s := zipxml.NewScanner(io.MultiReader(bytes.NewReader(root), tail))
	var all []merge
	for {
		t, err := s.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, b.p.Damaged(part, err)
		}
		if t != zipxml.Start || string(s.Name()) != "mergeCell" || s.Depth() != 3 {
			continue
		}
		m, err := parseMerge(s.AttrMap()["ref"])
		if err != nil {
			return nil, b.p.Damaged(part, err)
		}
		if len(all) == maxMerges {
			return nil, rows.Fatal(TooManyMerges, rows.Spot{Want: maxMerges}, part)
		}
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b merge) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col)) })
	return all, nil
}

// afterCells returns what follows the cells of a sheet, and the beginning of a
// sheet without cells to put before it; nothing if there are no cells, or no end of them.
func afterCells(r io.Reader) (root []byte, tail io.Reader, err error) {
	const overlap = 200 // bytes of a tag with its prefix
	element := []byte("sheetData")
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		seen := buf[:kept+n]
		for at := 0; ; {
			i := bytes.Index(seen[at:], element)
			if i < 0 || at+i+len(element) == len(seen) { // the rest of the tag is still to come
				break
			}
			at += i + len(element)
			tag := bytes.LastIndexByte(seen[:at], '<')
			if tag < 0 || seen[tag+1] != '/' || !bytes.ContainsAny(seen[at:at+1], "> \n\t\r") {
				continue
			}
			prefix := seen[tag+2 : at-len(element)]
			if len(prefix) > 0 && (prefix[len(prefix)-1] != ':' || bytes.ContainsAny(prefix, " \"'>")) {
				continue
			}
			root := fmt.Appendf(nil, "<%[1]sworksheet><%[1]ssheetData></%[1]ssheetData", prefix)
			return root, io.MultiReader(bytes.NewReader(seen[at:]), r), nil
		}
		if errors.Is(err, io.EOF) {
			return nil, nil, nil
		}
		if err != nil {
			return nil, nil, err
		}
		kept = copy(buf, seen[max(0, len(seen)-overlap):])
	}
}

// parseMerge reads a range such as A1:C2.
func parseMerge(ref string) (merge, error) {
	from, to, ok := bytes.Cut([]byte(ref), []byte(":"))
	if !ok {
		to = from
	}
	c1, r1, ok1 := parseRef(from)
	c2, r2, ok2 := parseRef(to)
	if !ok1 || !ok2 || c2 < c1 || r2 < r1 {
		return merge{}, errors.New("a merged range is malformed")
	}
	return merge{row: int32(r1), col: int32(c1), down: int32(r2 - r1), right: int32(c2 - c1)}, nil
}

const (
	maxSheetRow     = 1 << 20
	maxSheetColumns = 1 << 14
)

// parseRef reads the name of a cell: B7 is column 1 of row 7.
func parseRef(ref []byte) (column int, row int64, ok bool) {
	n := 0
	for ; n < len(ref) && n < 4; n++ {
		letter := ref[n] &^ 0x20
		if letter < 'A' || letter > 'Z' {
			break
		}
		column = column*26 + int(letter-'A') + 1
	}
	for _, c := range ref[n:] {
		if c-'0' > 9 || row > maxSheetRow {
			return 0, 0, false
		}
		row = row*10 + int64(c-'0')
	}
	return column - 1, row, column > 0 && column <= maxSheetColumns && row > 0 && row <= maxSheetRow
}
