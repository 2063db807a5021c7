package xlsx

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"

	"nguon/publisher/rows"
	"nguon/publisher/rows/zipxml"
)

// refuseOLE returns the error of files that are compound files of OLE: the
// workbooks of old Excel, and those of new Excel that have a password.
//
// The directory is read here and not by richardlehane/mscfb, which allocates
// as much as the header of the file says.
func refuseOLE(in rows.Input) error {
	head := make([]byte, 512)
	if n, _ := in.File.ReadAt(head, 0); n < len(head) || !bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return nil
	}
	for _, entry := range oleEntries(in, head) {
		switch entry {
		case "EncryptedPackage":
			return rows.Fatal(zipxml.Encrypted, rows.Spot{Value: name}, "")
		case "Workbook", "Book":
			return rows.Fatal(OldExcel, rows.Spot{}, "")
		}
	}
	return rows.Fatal(rows.Damaged, rows.Spot{Value: name}, "the file is a compound file without a workbook")
}

// oleEntries returns the names of the directory of a compound file, as far as
// they can be read ([MS-CFB] 2.6).
func oleEntries(in rows.Input, head []byte) []string {
	shift := binary.LittleEndian.Uint16(head[30:])
	if shift != 9 && shift != 12 {
		return nil
	}
	size := int64(1) << shift
	sector := make([]byte, size)
	read := func(number uint32) bool {
		_, err := in.File.ReadAt(sector, (int64(number)+1)*size)
		return err == nil
	}
	var names []string
	next := binary.LittleEndian.Uint32(head[48:])
	for range 1000 { // sectors, lest they go in a circle
		if !read(next) {
			break
		}
		for entry := sector; len(entry) >= 128; entry = entry[128:] {
			if n := binary.LittleEndian.Uint16(entry[64:]); n >= 2 && n <= 64 {
				units := make([]uint16, n/2-1)
				for i := range units {
					units[i] = binary.LittleEndian.Uint16(entry[2*i:])
				}
				names = append(names, string(utf16.Decode(units)))
			}
		}
		// The sector that follows is in the table of sectors, the first 109
		// parts of which the header tells the places of.
		perSector := uint32(size / 4)
		if next/perSector >= 109 || !read(binary.LittleEndian.Uint32(head[76+4*(next/perSector):])) {
			break
		}
		next = binary.LittleEndian.Uint32(sector[4*(next%perSector):])
	}
	return names
}
