package intake

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"unicode/utf16"

	"nguon/publisher/rows"
)

// oleMagic begins the compound files of Microsoft (MS-CFB): old Office, and
// new Office with a password.
const oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// lookOLE returns the error that says what a compound file is, by the names in
// its directory (MS-CFB 2.2 and 2.6).
func lookOLE(in rows.Input) error {
	header := make([]byte, 76)
	if _, err := in.File.ReadAt(header, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	shift := min(binary.LittleEndian.Uint16(header[30:]), 12)
	first := int64(binary.LittleEndian.Uint32(header[48:]))
	// The first sector of the directory has the root and its first streams;
	// further ones mostly follow it.
	directory := make([]byte, 16<<10)
	n, err := in.File.ReadAt(directory, (first+1)<<shift)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	has := make(map[string]bool)
	for entry := directory[:n]; len(entry) >= 128; entry = entry[128:] {
		has[streamName(entry)] = true
	}
	switch {
	case has["EncryptedPackage"], has["EncryptionInfo"]:
		return refuse("encrypted", in.Name)
	case has["Workbook"], has["Book"]:
		return refuse("xls", in.Name)
	case has["WordDocument"]:
		return refuse("DOC", in.Name)
	case has["PowerPoint Document"]:
		return refuse("PPT", in.Name)
	case strings.HasSuffix(strings.ToLower(in.Name), ".xls"):
		return refuse("xls", in.Name)
	}
	return refuse("OLE", in.Name)
}

// streamName returns the name in an entry of the directory.
func streamName(entry []byte) string {
	n := min(int(binary.LittleEndian.Uint16(entry[64:])), 64) / 2
	units := make([]uint16, 0, 32)
	for i := range max(n-1, 0) { // the last unit is zero
		units = append(units, binary.LittleEndian.Uint16(entry[2*i:]))
	}
	return string(utf16.Decode(units))
}
