package table

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/jonas-p/go-shp"
	"github.com/parquet-go/parquet-go"
)

// madeRawBooks are workbooks that Excel reads and no library writes.
func madeRawBooks() map[string]func(*testing.T) []byte {
	const styles = `<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="46"/></cellXfs>`
	return map[string]func(*testing.T) []byte{
		"inline-strings.xlsx": rawBook(`<sheetData><row><c t="inlineStr"><is><t>Mã</t></is></c><c t="inlineStr"><is><t>Tên</t></is></c></row>`+
			`<row><c t="inlineStr"><is><t>001</t></is></c><c t="inlineStr"><is><r><t xml:space="preserve">Hà </t></r><r><rPr><b/></rPr><t>Nội</t></r></is></c></row>`+
			`<row><c t="inlineStr"><is><t>002</t></is></c><c t="str"><f>"Hải"&amp;" Phòng"</f><v>Hải Phòng</v></c></row></sheetData>`, "", styles, ""),
		"rich-text-phonetic.xlsx": rawBook(`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>`+
			`<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>3.5</v></c></row><row r="3"><c r="A3" t="s"><v>3</v></c><c r="B3"><v>1E-3</v></c></row></sheetData>`,
			`<si><r><rPr><b/></rPr><t xml:space="preserve">Tên </t></r><r><t>trạm</t></r></si><si><t>Lưu lượng (m³/s)</t><phoneticPr fontId="1"/></si>`+
				`<si><r><t>Sơn</t></r><r><t xml:space="preserve"> Tây</t></r></si><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>`, styles, ""),
		"epoch-1904.xlsx": rawBook(`<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Ngày</t></is></c><c r="B1" t="inlineStr"><is><t>Thời gian</t></is></c></row>`+
			`<row r="2"><c r="A2" s="1"><v>43860</v></c><c r="B2" s="2"><v>1.5</v></c></row><row r="3"><c r="A3" s="1"><v>43889</v></c><c r="B3" s="2"><v>0.25</v></c></row></sheetData>`, "", styles, `<workbookPr date1904="1"/>`),
		"formula-errors.xlsx": rawBook(`<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Đơn vị</t></is></c><c r="B1" t="inlineStr"><is><t>Tỷ lệ</t></is></c><c r="C1" t="inlineStr"><is><t>Xếp hạng</t></is></c></row>`+
			`<row r="2"><c r="A2" t="inlineStr"><is><t>Sở Y tế</t></is></c><c r="B2"><f>1/2</f><v>0.5</v></c><c r="C2" t="e"><f>NA()</f><v>#N/A</v></c></row>`+
			`<row r="3"><c r="A3" t="inlineStr"><is><t>Sở Xây dựng</t></is></c><c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C3"><v>2</v></c></row>`+
			`<row r="4"><c r="A4" t="inlineStr"><is><t>Sở Tư pháp</t></is></c><c r="B4"><v>0.75</v></c><c r="C4" t="e"><v>#REF!</v></c></row></sheetData>`, "", styles, ""),
		"formula-without-values.xlsx": rawBook(`<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>gấp đôi</t></is></c></row>`+
			`<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2*2</f></c></row><row r="3"><c r="A3"><v>2</v></c><c r="B3"><f>A3*2</f></c></row></sheetData>`, "", styles, ""),
		"serial-zero-and-1900.xlsx": rawBook(`<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Ngày</t></is></c><c r="B1" t="inlineStr"><is><t>n</t></is></c></row>`+
			`<row r="2"><c r="A2" s="1"><v>0</v></c><c r="B2"><v>1</v></c></row><row r="3"><c r="A3" s="1"><v>60</v></c><c r="B3"><v>2</v></c></row>`+
			`<row r="4"><c r="A4" s="1"><v>61</v></c><c r="B4"><v>3</v></c></row><row r="5"><c r="A5" s="1"><v>-5</v></c><c r="B5"><v>4</v></c></row></sheetData>`, "", styles, ""),
	}
}

// madeMaps are maps as survey offices send them.
func madeMaps() map[string]func(*testing.T) []byte {
	return map[string]func(*testing.T) []byte{
		"shapefile-tcvn3-vn2000.zip": func(t *testing.T) []byte {
			body, data := layer(t, shp.POINT, []shp.Field{shp.StringField("TEN_XA", 40), shp.StringField("MA_XA", 5), shp.FloatField("DT_HA", 10, 2)},
				[]shp.Shape{&shp.Point{X: 597432.442, Y: 2306067.772}, &shp.Point{X: 587654.3, Y: 2324567.1}, &shp.Point{X: 590000, Y: 2310000}},
				[][]any{{string(latin1(toTCVN3("Xã Đường Lâm"))), "00001", 1234.5}, {string(latin1(toTCVN3("Thị trấn Phùng Hưng"))), "00004", 998.25}, {string(latin1(toTCVN3("Phường Nguyễn Trãi"))), "00006", 12}})
			return zipped(t, "ranh_xa.shp", body, "ranh_xa.dbf", data, "ranh_xa.prj", hanoiPrj, "ranh_xa.sbn", "x")
		},
		"shapefile-without-prj.zip": func(t *testing.T) []byte {
			body, data := layer(t, shp.POINT, []shp.Field{shp.StringField("TEN", 20)}, []shp.Shape{&shp.Point{X: 597432.442, Y: 2306067.772}}, [][]any{{"Moc 1"}})
			return zipped(t, "moc.shp", body, "moc.dbf", data)
		},
		"shapefile-polygons.zip": func(t *testing.T) []byte {
			outer := []shp.Point{{X: 105, Y: 20}, {X: 105, Y: 22}, {X: 107, Y: 22}, {X: 107, Y: 20}, {X: 105, Y: 20}}
			hole := []shp.Point{{X: 105.5, Y: 20.5}, {X: 106, Y: 20.5}, {X: 106, Y: 21}, {X: 105.5, Y: 20.5}}
			p := shp.Polygon(*shp.NewPolyLine([][]shp.Point{outer, hole}))
			body, data := layer(t, shp.POLYGON, []shp.Field{shp.StringField("TEN", 30), shp.DateField("NGAY")}, []shp.Shape{&p}, [][]any{{"Vùng đệm", "20240131"}})
			return zipped(t, "data/vung.shp", body, "data/vung.dbf", data, "data/vung.prj", wgs84Prj, "data/vung.cpg", "UTF-8")
		},
		"dbf-alone.zip": func(t *testing.T) []byte {
			_, data := layer(t, shp.POINT, []shp.Field{shp.StringField("TEN", 20)}, []shp.Shape{&shp.Point{}}, [][]any{{"Moc 1"}})
			return zipped(t, "moc.dbf", data)
		},
		"kml-blanks-in-coordinates.kmz": func(t *testing.T) []byte {
			return zipped(t, "doc.kml", `<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Chùa Một Cột</name><Point><coordinates>105.8336,21.0359</coordinates></Point></Placemark>`+
				`<Placemark><name>Lăng Bác</name><Point><coordinates> 105.8348 , 21.0368 </coordinates></Point></Placemark></Document></kml>`)
		},
		"places.kmz": func(t *testing.T) []byte {
			return zipped(t, "doc.kml", `<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Chùa Một Cột</name><Point><coordinates>105.8336,21.0359</coordinates></Point></Placemark>`+
				`<Placemark><name>Lăng Bác</name><Point><coordinates>`+"\n"+` 105.8348,21.0368,0`+"\n"+`</coordinates></Point></Placemark></Document></kml>`, "files/icon.png", "x")
		},
	}
}

const (
	wgs84Prj = `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	hanoiPrj = `PROJCS["VN_2000_105_3",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.0],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
)

// layer returns the contents of the .shp and the .dbf of a layer.
func layer(t *testing.T, kind shp.ShapeType, fields []shp.Field, shapes []shp.Shape, values [][]any) (body, data string) {
	t.Helper()
	stem := filepath.Join(t.TempDir(), "a")
	w, err := shp.Create(stem+".shp", kind)
	must(t, err)
	must(t, w.SetFields(fields))
	for i, s := range shapes {
		w.Write(s)
		for j, v := range values[i] {
			must(t, w.WriteAttribute(i, j, v))
		}
	}
	w.Close() // which writes the attributes to "adbf"
	b, err := os.ReadFile(stem + ".shp")
	must(t, err)
	d, err := os.ReadFile(stem + "dbf")
	must(t, err)
	copy(d[1:4], []byte{124, 1, 31}) // go-shp writes the day of today
	return string(b), string(d)
}

// madeColumns are files of Parquet.
func madeColumns() map[string]func(*testing.T) []byte {
	type measure struct {
		Code   string   `parquet:"mã"`
		Price  int64    `parquet:"giá,decimal(2:12)"`
		Day    int32    `parquet:"ngày,date"`
		Tags   []string `parquet:"nhãn,list"`
		Score  *float64 `parquet:"điểm,optional"`
		Passed bool     `parquet:"đạt"`
	}
	score := 0.1
	return map[string]func(*testing.T) []byte{
		"decimals-and-lists.parquet": func(t *testing.T) []byte {
			var b bytes.Buffer
			w := parquet.NewGenericWriter[measure](&b, parquet.Compression(&parquet.Uncompressed))
			_, err := w.Write([]measure{{"001", 123456, 19753, []string{"a", "b"}, &score, true}, {"002", -50, 19754, nil, nil, false}, {"010", 1, 19782, []string{"tốt"}, &score, true}})
			must(t, err)
			must(t, w.Close())
			return b.Bytes()
		},
		"truncated.parquet": func(t *testing.T) []byte {
			var b bytes.Buffer
			w := parquet.NewGenericWriter[measure](&b, parquet.Compression(&parquet.Uncompressed))
			_, err := w.Write([]measure{{Code: "001"}})
			must(t, err)
			must(t, w.Close())
			return b.Bytes()[:b.Len()-9]
		},
	}
}
