package intake

import (
	"archive/zip"
	"bytes"
	"path"
	"strings"
)

// lookOffice tells the documents that are zips themselves by the members that
// they must have.
func lookOffice(z *zip.Reader, name string) (what, error) {
	has := make(map[string]*zip.File)
	for _, f := range z.File {
		part := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if _, ok := has[part]; !ok {
			has[part] = f
		}
	}
	if f := has["mimetype"]; f != nil {
		if w, err := lookOpenDocument(f, has["meta-inf/manifest.xml"], name); err != nil || w.format != "" {
			return w, err
		}
	}
	if has["[content_types].xml"] == nil {
		return what{}, nil
	}
	switch {
	case has["xl/workbook.xml"] != nil:
		return what{format: XLSX}, nil
	case has["xl/workbook.bin"] != nil:
		return what{}, refuse("XLSB", name)
	case has["word/document.xml"] != nil:
		return what{}, refuse("DOCX", name)
	case has["ppt/presentation.xml"] != nil:
		return what{}, refuse("PPTX", name)
	case bytes.Contains(memberHead(has["[content_types].xml"], 1<<20), []byte("spreadsheetml.sheet.main+xml")):
		return what{format: XLSX}, nil // its parts have other names, as some programs give
	}
	return what{}, refuse("Office Open XML", name)
}

// openDocument begins the names of types of the format.
const openDocument = "application/vnd.oasis.opendocument."

func lookOpenDocument(mimetype, manifest *zip.File, name string) (what, error) {
	kind, ok := strings.CutPrefix(strings.TrimSpace(string(memberHead(mimetype, 256))), openDocument)
	switch {
	case !ok:
		return what{}, nil
	case !strings.HasPrefix(kind, "spreadsheet"):
		return what{}, refuse("OpenDocument "+kind, name)
	case manifest != nil && bytes.Contains(memberHead(manifest, 1<<20), []byte("encryption-data")):
		return what{}, refuse("encrypted", name)
	}
	return what{format: ODS}, nil
}

// shapeParts are the ends of names of what belongs to a shapefile, beside the
// .shp itself.
var shapeParts = []string{".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".shp.xml", ".qix", ".cst", ".fbn", ".fbx", ".ain", ".aih", ".atx", ".ixs", ".mxs"}

// lookShapes tells the parts of one shapefile. Other files beside them are
// kept out and named, unless they could be a table too.
func lookShapes(members []*zip.File) (what, error) {
	var shapes, others []string
	for _, f := range members {
		if strings.EqualFold(path.Ext(f.Name), ".shp") {
			shapes = append(shapes, f.Name)
		}
	}
	if len(shapes) == 0 {
		return what{}, nil
	}
	tables := 0
	for _, f := range members {
		if partOfShape(f.Name, shapes[0]) {
			continue
		}
		others = append(others, memberName(f.Name))
		if format, ok := extensions[strings.ToLower(path.Ext(f.Name))]; ok {
			switch format {
			case Text, XLSX, ODS, JSON, NDJSON, GeoJSON, KML, Parquet, Shapefile, "xls", "dbf":
				tables++
			}
		}
	}
	if tables > 0 {
		return what{}, several(append([]string{memberName(shapes[0])}, others...))
	}
	return what{format: Shapefile, ignored: others}, nil
}

// partOfShape reports whether a member belongs to a .shp.
func partOfShape(name, shape string) bool {
	if name == shape {
		return true
	}
	stem := strings.ToLower(shape[:len(shape)-len(".shp")])
	rest, ok := strings.CutPrefix(strings.ToLower(name), stem)
	if !ok {
		return false
	}
	for _, part := range shapeParts {
		if rest == part {
			return true
		}
	}
	return false
}
