package intake_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"nguon/publisher/intake"
	"nguon/publisher/rows"
)

// utf16Of writes text as UTF-16 in little endian with a mark.
func utf16Of(text string) string {
	b := []byte("\xff\xfe")
	for _, u := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

// oleOf writes the header and the directory of a compound file.
func oleOf(streams ...string) string {
	b := make([]byte, 512, 1024)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	b[30] = 9
	for _, s := range streams {
		entry := make([]byte, 128)
		for i, u := range utf16.Encode([]rune(s)) {
			binary.LittleEndian.PutUint16(entry[2*i:], u)
		}
		entry[64] = byte(2*len(s) + 2)
		b = append(b, entry...)
	}
	return string(b)
}

func odsOf(kind, manifest string) string {
	return zipOf(member{"mimetype", "application/vnd.oasis.opendocument." + kind}, member{"content.xml", "<x/>"}, member{"META-INF/manifest.xml", manifest})
}

func TestFormatsAreToldByContent(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 100) + `1` + strings.Repeat(`}`, 100)
	shapes := []member{{"x/Xã.shp", "s"}, {"x/Xã.SHX", "x"}, {"x/Xã.dbf", "d"}, {"x/Xã.prj", "p"}, {"x/Xã.cpg", "UTF-8"}, {"x/Xã.shp.xml", "m"}}
	for _, test := range []struct {
		name, file, content string
		want                intake.Format
		lines, misnamed     bool
	}{
		{"no byte", "a.csv", "", intake.Text, false, false},
		{"no byte in a workbook", "a.xlsx", "", intake.Text, false, false},
		{"CSV", "a.csv", csv, intake.Text, false, false},
		{"CSV of UTF-16", "a.csv", utf16Of(csv), intake.Text, false, false},
		{"CSV of TCVN3", "a.csv", "m\xb7;t\xaan\n1;H\xb5 N\xe9i\n", intake.Text, false, false},
		{"CSV named as a workbook", "a.xlsx", csv, intake.Text, false, true},
		{"CSV named as an old workbook", "a.xls", "a\tb\n1\t2\n", intake.Text, false, true},
		{"CSV with names in brackets", "a.csv", "[id],[tên]\n1,2\n", intake.Text, false, false},
		{"CSV that begins with a note in brackets", "a.csv", "[1] nguồn: GSO\na,b\n", intake.Text, false, false},
		{"CSV with braces", "a.csv", "{id},{name}\n1,2\n", intake.Text, false, false},
		{"CSV with an angle bracket", "a.csv", "<18,18-60,>60\n1,2,3\n", intake.Text, false, false},
		{"CSV whose header is a tag", "a.csv", "<id>,<tên>\n1,2\n", intake.Text, false, false},
		{"text with few control characters", "a.csv", "a,b\n1,\x01\n", intake.Text, false, false},
		{"text that ends with Ctrl-Z", "a.txt", "a,b\n1,2\n\x1a", intake.Text, false, false},
		{"XLSX", "a.xlsx", workbook, intake.XLSX, false, false},
		{"XLSX named as CSV", "a.csv", workbook, intake.XLSX, false, true},
		{"XLSX named as an old workbook", "a.xls", workbook, intake.XLSX, false, true},
		{"XLSX in a zip", "a.zip", zipOf(member{"b.xlsx", workbook}), intake.XLSX, false, false},
		{"XLSX with parts of other names", "a.xlsx", zipOf(member{"[Content_Types].xml", types}, member{"book.xml", "<x/>"}), intake.XLSX, false, false},
		{"ODS", "a.ods", odsOf("spreadsheet", "<m/>"), intake.ODS, false, false},
		{"Parquet", "a.parquet", "PAR1.........PAR1", intake.Parquet, false, false},
		{"JSON array", "a.json", `[{"a":1},{"a":2}]`, intake.JSON, false, false},
		{"JSON array named as text", "a.txt", " \n[\n {\"a\":1}]", intake.JSON, false, false},
		{"JSON array of scalars", "a.json", "[1, 2,\n 3]", intake.JSON, false, false},
		{"JSON with a mark", "a.json", "\xef\xbb\xbf[{\"a\":1}]", intake.JSON, false, false},
		{"JSON of UTF-16", "a.json", utf16Of(`[{"a":"Hà Nội"}]`), intake.JSON, false, false},
		{"JSON envelope", "a.json", `{"data":[{"a":1}],"total":1}`, intake.JSON, false, false},
		{"JSON that is cut", "a.json", `{"data":[{"a":1}`, intake.JSON, false, false},
		{"JSON with a word that JSON does not have", "a.json", `[NaN, 1]`, intake.JSON, false, false},
		{"JSON records that have a type", "a.json", `{"type":"Point","name":"x"}`, intake.JSON, false, false},
		{"JSON of many levels", "a.json", deep, intake.JSON, false, false},
		{"NDJSON", "a.ndjson", "{\"a\":1}\n{\"a\":2}\n", intake.NDJSON, false, false},
		{"NDJSON named as JSON", "a.json", "{\"a\":1}\r\n{\"a\":2}", intake.NDJSON, false, false},
		{"NDJSON of arrays", "a.jsonl", "[\"a\",\"b\"]\n[1,2]\n", intake.NDJSON, false, false},
		{"NDJSON of one line", "a.ndjson", "{\"a\":1}\n", intake.NDJSON, false, false},
		{"NDJSON with brackets in texts", "a.json", "{\"a\":\"}{\\\"\"}\n{\"a\":2}\n", intake.NDJSON, false, false},
		{"NDJSON named as CSV", "a.csv", "{\"a\":1}\n{\"a\":2}\n", intake.NDJSON, false, true},
		{"GeoJSON", "a.geojson", features, intake.GeoJSON, false, false},
		{"GeoJSON named as JSON", "a.json", features, intake.GeoJSON, false, false},
		{"GeoJSON with its type last", "a.json", `{"name":"x","crs":{"type":"name"},"features":[` + strings.Repeat(feature+",", 2000) + feature + `],"type":"FeatureCollection"}`, intake.GeoJSON, false, false},
		{"one feature", "a.geojson", feature, intake.GeoJSON, false, false},
		{"one geometry", "a.geojson", `{"type":"Point","coordinates":[105.8,21.0]}`, intake.GeoJSON, false, false},
		{"feature on each line", "a.geojsonl", feature + "\n" + feature, intake.GeoJSON, true, false},
		{"feature on each line, with separators", "a.geojsons", "\x1e" + feature + "\n\x1e" + feature + "\n", intake.GeoJSON, true, false},
		{"KML", "a.kml", `<?xml version="1.0"?><!-- x --><kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>`, intake.KML, false, false},
		{"KML without a declaration", "a.xml", "<kml></kml>", intake.KML, false, false},
		{"KMZ", "a.kmz", zipOf(member{"files/a.png", "x"}, member{"doc.kml", "<kml/>"}), intake.KML, false, false},
		{"KMZ named as a zip", "a.zip", zipOf(member{"doc.kml", "<kml/>"}, member{"files/a.png", "x"}), intake.KML, false, false},
		{"shapefile", "a.zip", zipOf(shapes...), intake.Shapefile, false, false},
		{"shapefile with a note", "a.zip", zipOf(append([]member{{"readme.txt", "x"}}, shapes...)...), intake.Shapefile, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, err := open(t, test.file, test.content, rows.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			misnamed := false
			for _, n := range f.Notices {
				misnamed = misnamed || n.Code == intake.Misnamed
			}
			if f.Format != test.want || f.Lines != test.lines || misnamed != test.misnamed {
				t.Errorf("got %s, lines %v, misnamed %v; want %s, %v, %v", f.Format, f.Lines, misnamed, test.want, test.lines, test.misnamed)
			}
		})
	}
}

func TestFormatsWithoutAReaderAreNamed(t *testing.T) {
	html := `<html><head><meta charset="utf-8"></head><body><table><tr><td>Mã</td></tr></table></body></html>`
	tar := strings.Repeat("a", 257) + "ustar" + strings.Repeat("\x00", 300)
	for _, test := range []struct {
		name, file, content string
		code                rows.Code
		value               string
	}{
		{"HTML saved as an old workbook", "báo cáo.xls", html, intake.HTMLTable, "báo cáo.xls"},
		{"HTML with a document type", "a.xls", "\r\n<!DOCTYPE html PUBLIC \"x\">", intake.HTMLTable, "a.xls"},
		{"HTML of UTF-16", "a.xls", utf16Of(html), intake.HTMLTable, "a.xls"},
		{"HTML of a table alone", "a.xls", "<table border=1>\n<tr><td>1</table>", intake.HTMLTable, "a.xls"},
		{"HTML that begins with a style", "a.xls", "<style> .x {} </style><table>", intake.HTMLTable, "a.xls"},
		{"HTML after a declaration of XML", "a.xls", "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", intake.HTMLTable, "a.xls"},
		{"HTML of Office", "a.xls", `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>`, intake.HTMLTable, "a.xls"},
		{"HTML with a name of CSV", "a.csv", html, intake.HTMLTable, "a.csv"},
		{"XML spreadsheet", "a.xls", `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`, intake.XMLSpreadsheet, "a.xls"},
		{"XML spreadsheet with a prefix", "a.xml", `<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">`, intake.XMLSpreadsheet, "a.xml"},
		{"old workbook", "a.xls", oleOf("Root Entry", "Workbook"), intake.OldExcel, "a.xls"},
		{"older workbook", "a.xls", oleOf("Root Entry", "Book"), intake.OldExcel, "a.xls"},
		{"old workbook named as a new one", "a.xlsx", oleOf("Root Entry", "Workbook"), intake.OldExcel, "a.xlsx"},
		{"workbook before compound files", "a.xls", "\x09\x04\x06\x00\x00\x00\x10\x00", intake.OldExcel, "a.xls"},
		{"workbook with a password", "a.xlsx", oleOf("Root Entry", "EncryptionInfo", "EncryptedPackage"), intake.Encrypted, "a.xlsx"},
		{"ODS with a password", "a.ods", odsOf("spreadsheet", "<manifest:encryption-data/>"), intake.Encrypted, "a.ods"},
		{"Word", "a.doc", oleOf("Root Entry", "WordDocument"), intake.Unsupported, "DOC"},
		{"PowerPoint", "a.ppt", oleOf("Root Entry", "PowerPoint Document"), intake.Unsupported, "PPT"},
		{"compound file of another program", "a.msg", oleOf("Root Entry"), intake.Unsupported, "OLE"},
		{"compound file that is cut", "a.dat", oleOf()[:20], intake.Unsupported, "OLE"},
		{"new Word", "a.docx", zipOf(member{"[Content_Types].xml", ""}, member{"word/document.xml", ""}), intake.Unsupported, "DOCX"},
		{"new PowerPoint", "a.pptx", zipOf(member{"[Content_Types].xml", ""}, member{"ppt/presentation.xml", ""}), intake.Unsupported, "PPTX"},
		{"binary workbook", "a.xlsb", zipOf(member{"[Content_Types].xml", ""}, member{"xl/workbook.bin", ""}), intake.Unsupported, "XLSB"},
		{"document of OpenDocument", "a.odt", odsOf("text", ""), intake.Unsupported, "OpenDocument text"},
		{"flat OpenDocument", "a.fods", `<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">`, intake.Unsupported, "Flat OpenDocument"},
		{"PDF", "a.pdf", "%PDF-1.7\n", intake.Unsupported, "PDF"},
		{"PDF named as CSV", "a.csv", "%PDF-1.7\n", intake.Unsupported, "PDF"},
		{"PDF in a zip", "a.zip", zipOf(member{"b.pdf", "%PDF-1.7\n"}), intake.Unsupported, "PDF"},
		{"PNG", "a.png", "\x89PNG\r\n\x1a\n", intake.Unsupported, "PNG"},
		{"JPEG", "a.jpg", "\xff\xd8\xff\xe0", intake.Unsupported, "JPEG"},
		{"SQLite", "a.db", "SQLite format 3\x00" + strings.Repeat("\x00", 100), intake.Unsupported, "SQLite"},
		{"GeoPackage", "a.gpkg", "SQLite format 3\x00" + strings.Repeat("\x00", 52) + "GPKG" + strings.Repeat("\x00", 50), intake.Unsupported, "GeoPackage"},
		{"Access", "a.mdb", "\x00\x01\x00\x00Standard Jet DB\x00", intake.Unsupported, "Microsoft Access"},
		{"RAR", "a.rar", "Rar!\x1a\x07\x01\x00", intake.Unsupported, "RAR"},
		{"7z", "a.7z", "7z\xbc\xaf\x27\x1c", intake.Unsupported, "7z"},
		{"TAR in a gzip", "a.tar.gz", gzipOf(tar), intake.Unsupported, "TAR"},
		{"shape without its tables", "a.shp", "\x00\x00\x27\x0a" + strings.Repeat("\x00", 96), intake.LoneShape, "a.shp"},
		{"table of a shape alone", "a.dbf", "\x03\x7b\x07\x1a\x01\x00\x00\x00\x41\x00\x20\x00" + strings.Repeat("\x00", 40), intake.LoneShape, "a.dbf"},
		{"two shapes", "a.zip", zipOf(member{"a.shp", "x"}, member{"a.dbf", "x"}, member{"b.shp", "x"}), intake.SeveralFiles, "a.shp, b.shp"},
		{"shape and a table", "a.zip", zipOf(member{"a.shp", "x"}, member{"a.dbf", "x"}, member{"b.csv", csv}), intake.SeveralFiles, "a.shp, b.csv"},
		{"GML", "a.gml", `<?xml version="1.0"?><gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml">`, intake.Unsupported, "GML"},
		{"GPX", "a.gpx", `<gpx version="1.1">`, intake.Unsupported, "GPX"},
		{"XML of anything", "a.xml", `<records><r/></records>`, intake.Unsupported, "XML"},
		{"TopoJSON", "a.json", `{"type":"Topology","arcs":[],"objects":{}}`, intake.Unsupported, "TopoJSON"},
		{"binary of anything", "a.csv", strings.Repeat("\x00\x01\x02\x03abc", 100), intake.Unsupported, "binary"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := open(t, test.file, test.content, rows.Limits{})
			e, ok := errors.AsType[*rows.Error](err)
			if !ok || e.Code != test.code || e.Value != test.value {
				t.Errorf("got %v, want code %s, value %q", err, test.code, test.value)
			}
		})
	}
}

func TestFilesBesideAShapefileAreNamed(t *testing.T) {
	f, err := open(t, "a.zip", zipOf(member{"a.shp", "x"}, member{"a.dbf", "x"}, member{"hướng dẫn.txt", "x"}), rows.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Notices) != 1 || f.Notices[0].Code != intake.MembersIgnored || f.Notices[0].Value != "hướng dẫn.txt" {
		t.Errorf("got %+v", f.Notices)
	}
}
