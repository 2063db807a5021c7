package intake

import (
	"bytes"
	"path"
	"strings"
)

// magics are the first bytes of formats that have no reader, with their names.
// The list holds what agencies send, and what lies beside it.
var magics = []struct {
	at    int
	bytes string
	name  string
}{
	{0, "%PDF-", "PDF"}, {0, "{\\rtf", "RTF"}, {0, "\x89PNG\r\n", "PNG"}, {0, "\xff\xd8\xff", "JPEG"}, {0, "GIF8", "GIF"},
	{0, "II*\x00", "TIFF"}, {0, "MM\x00*", "TIFF"}, {8, "WEBP", "WebP"}, {4, "ftyp", "MP4/HEIC"},
	{68, "GPKG", "GeoPackage"}, {0, "SQLite format 3\x00", "SQLite"},
	{0, "\x00\x01\x00\x00Standard Jet DB", "Microsoft Access"}, {0, "\x00\x01\x00\x00Standard ACE DB", "Microsoft Access"},
	{0, "Rar!\x1a\x07", "RAR"}, {0, "7z\xbc\xaf\x27\x1c", "7z"}, {0, "BZh", "bzip2"}, {0, "\xfd7zXZ\x00", "xz"}, {0, "LZIP", "lzip"},
	{0, "\x04\x22\x4d\x18", "LZ4"}, {257, "ustar", "TAR"}, {0, "MSCF", "CAB"}, {0, "PK\x07\x08", "ZIP in several parts"},
	{0, "PARE", "encrypted"}, {0, "ARROW1\x00\x00", "Arrow"}, {0, "FEA1", "Feather"}, {0, "ORC\x0a", "ORC"}, {0, "Obj\x01", "Avro"},
	{0, "\x89HDF\r\n\x1a\n", "HDF5/NetCDF"}, {0, "CDF\x01", "NetCDF"}, {0, "CDF\x02", "NetCDF"}, {0, "$FL2@(#)", "SPSS"}, {0, "$FL3@(#)", "SPSS"},
	{0, "<stata_dta>", "Stata"}, {0, "RDX2\n", "R"}, {0, "RDX3\n", "R"}, {0, "\x00\x00\x27\x0a", "shp"}, {0, "AC10", "DWG"},
	{0, "\x09\x08\x10\x00\x00\x06\x05\x00", "xls"}, {0, "\x09\x08\x08\x00\x00\x05\x05\x00", "xls"},
	{0, "\x09\x04\x06\x00", "xls"}, {0, "\x09\x02\x06\x00", "xls"}, {0, "\x09\x00\x04\x00", "xls"},
	{0, "\x7fELF", "ELF"}, {0, "MIME-Version:", "MHTML"},
	{0, "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00\x09\xc7\x31\x8c\x18\x1f\x10\x11", "SAS"},
}

// binaryFormat returns the name of a format that is no text, or the empty string.
func binaryFormat(head []byte, name string) string {
	for _, m := range magics {
		if len(head) > m.at && bytes.HasPrefix(head[m.at:], []byte(m.bytes)) {
			return m.name
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("BM")) && len(head) > 10 && bytes.Equal(head[6:10], make([]byte, 4)):
		return "BMP"
	case bytes.HasPrefix(head, []byte("MZ")) && bytes.IndexByte(head, 0) >= 0:
		return "EXE"
	case isDBF(head) && strings.EqualFold(path.Ext(name), ".dbf"):
		return "dbf"
	case !couldBeText(head):
		return "binary"
	}
	return ""
}

// isDBF reports whether the header of a dBASE table is well formed.
func isDBF(head []byte) bool {
	if len(head) < 33 {
		return false
	}
	length := int(head[8]) | int(head[9])<<8
	return head[0]&7 >= 3 && head[2] >= 1 && head[2] <= 12 && head[3] >= 1 && head[3] <= 31 && length >= 33
}

// couldBeText reports whether there are hardly any control characters, but for
// the zeros of UTF-16.
func couldBeText(head []byte) bool {
	if isUTF16(head) != 0 {
		return true
	}
	control := 0
	for _, c := range head {
		if c < ' ' && (c < '\t' || c > '\r') && c != 0x1A && c != 0x1B && c != 0x1E {
			control++
		}
	}
	return control*10 < len(head) || control < 3
}

// isUTF16 returns 'L' or 'B' for text of UTF-16 by its mark or by its zero
// bytes, else 0.
func isUTF16(head []byte) byte {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return 'L'
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return 'B'
	}
	var zero [2]int
	for i, c := range head {
		if c == 0 {
			zero[i%2]++
		}
	}
	half := len(head) / 2
	switch {
	case half < 2:
	case zero[1] > half*5/8 && zero[0] < half/8+1:
		return 'L'
	case zero[0] > half*5/8 && zero[1] < half/8+1:
		return 'B'
	}
	return 0
}
