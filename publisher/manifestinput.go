package publisher

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/publisher/charset"
	"nguon/publisher/codes"
	"nguon/publisher/geo"
	"nguon/publisher/personal"
	"nguon/publisher/rows/layout"
	"nguon/publisher/table"
	"nguon/publisher/validate"
)

var columnName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// declarable are the types that a column may be declared to be of.
var declarable = []catalog.Type{"", catalog.Boolean, catalog.Integer, catalog.Decimal, catalog.Number, catalog.Date,
	catalog.Time, catalog.DateTime, catalog.Duration, catalog.String}

var roles = []catalog.Role{catalog.RoleNone, catalog.RoleCode, catalog.RoleCategory, catalog.RoleURL, catalog.RoleLongitude, catalog.RoleLatitude}

var separators = map[string]byte{"": 0, ",": ',', ";": ';', "\t": '\t', "tab": '\t', "|": '|'}

// Bounds of what stands for missing values.
const (
	maxMissing      = 100 // texts
	maxMissingBytes = 100 // of each
)

// input reads what is said of one resource, which stands at the given path.
func (m *Manifest) input(at string, r resourceDoc) (Input, []catalog.FieldError) {
	in := Input{Name: r.Name, File: r.File, Encoding: r.Encoding, Separator: separators[r.Separator], Sheet: r.Sheet,
		Layout: r.Layout, Missing: listed(r.Missing), Location: hanoi, CRS: r.CRS, Points: r.Points, Key: r.PrimaryKey}
	var w inputErrors
	w.at = at
	if !filepath.IsLocal(r.File) || strings.HasPrefix(filepath.Base(r.File), ".") {
		w.add("file", "phải là một tệp trong thư mục của bộ dữ liệu", "must be a file of the dataset's folder")
	}
	if r.Encoding != "" && !slices.Contains(charset.Names(), r.Encoding) {
		names := strings.Join(charset.Names(), ", ")
		w.add("encoding", "phải là một trong các bảng mã "+names, "must be one of the encodings "+names)
	}
	if _, ok := separators[r.Separator]; !ok {
		w.add("separator", `phải là ",", ";", "|" hoặc tab`, `must be ",", ";", "|" or tab`)
	}
	if e, ok := errors.AsType[*layout.FieldError](r.Layout.Check()); ok {
		w.add("layout."+e.Field, "không dùng được; giá trị hợp lệ: "+e.Want, "cannot be used; it must be "+e.Want)
	}
	w.missing("missingValues", in.Missing)
	if r.Timezone != "" {
		loc, err := time.LoadLocation(r.Timezone)
		if err != nil || r.Timezone == "Local" {
			w.add("timezone", "phải là tên múi giờ như Asia/Ho_Chi_Minh", "must be the name of a time zone such as Asia/Ho_Chi_Minh")
		}
		in.Location = loc
	}
	w.crs("crs", r.CRS)
	if p := r.Points; p != nil {
		if p.Longitude == "" || p.Latitude == "" || p.Longitude == p.Latitude {
			w.add("points", "cần tiêu đề của hai cột khác nhau, longitude và latitude", "needs the headers of two columns, longitude and latitude")
		}
		w.crs("points.crs", p.CRS)
	}
	if slices.Contains(in.Key, "") || repeats(in.Key) {
		w.add("primaryKey", "phải là tên các cột khác nhau", "must be the names of different columns")
	}
	for _, k := range r.ForeignKeys {
		in.ForeignKeys = append(in.ForeignKeys, ForeignKey{Fields: k.Fields, Dataset: catalog.Slug(k.Reference.Dataset),
			Resource: k.Reference.Resource, To: k.Reference.Fields})
	}
	for i, a := range r.Scan.Allow {
		w.at = fmt.Sprintf("%s.scan.allow.%d", at, i)
		in.Allow = append(in.Allow, w.allow(personal.Allow{Column: a.Column, Kind: personal.Kind(a.Type), Reason: a.Reason, Approver: a.Approver}))
	}
	w.disclosure(&in, r)
	seen := make(map[string]bool)
	for i, c := range r.Columns {
		w.at = fmt.Sprintf("%s.columns.%d", at, i)
		in.Columns = append(in.Columns, w.column(c, seen))
	}
	return in, w.found
}

// inputErrors gathers what is wrong with a resource.
type inputErrors struct {
	at    string // the path of what is looked at
	found []catalog.FieldError
}

func (w *inputErrors) add(field, vi, en string) {
	w.found = append(w.found, bad(w.at+"."+field, vi, en))
}

// allow reads what is said of personal data that may be published: nothing may
// without a reason and a name.
func (w *inputErrors) allow(a personal.Allow) personal.Allow {
	if a.Column == "" {
		w.add("column", "thiếu tiêu đề hoặc tên cột", "needs the header or the name of the column")
	}
	if !a.Kind.Valid() {
		w.add("type", "không phải loại dữ liệu cá nhân mà phần kiểm tra tìm thấy", "is no kind of personal data that the check finds")
	}
	if strings.TrimSpace(a.Reason) == "" {
		w.add("reason", "thiếu lý do được công bố", "needs the reason why it may be published")
	}
	if strings.TrimSpace(a.Approver) == "" {
		w.add("approver", "thiếu tên người duyệt", "needs the name of who approved it")
	}
	return a
}

// column reads what is said of a column. Seen holds the headers and names of
// the columns before it.
func (w *inputErrors) column(c columnDoc, seen map[string]bool) Declared {
	d := Declared{Source: c.Source, Name: c.Name, Title: c.Title, Description: c.Description, Type: catalog.Type(c.Type), Unit: c.Unit,
		Missing: listed(c.Missing), SetAside: c.Misfits == "set-aside", Constraints: c.Constraints.read(), Codes: c.Codes, Role: catalog.Role(c.Role)}
	switch {
	case c.Source == "":
		w.add("source", "thiếu tiêu đề cột trong tệp", "needs the header of the column in the file")
	case seen["source "+c.Source]:
		w.add("source", "bị khai hai lần", "is declared twice")
	case c.Name != "" && !columnName.MatchString(c.Name):
		w.add("name", "phải gồm a-z, 0-9 và _, bắt đầu bằng chữ, tối đa 63 ký tự",
			"must be a-z, 0-9 and _, beginning with a letter, at most 63 characters")
	case c.Name != "" && seen["name "+c.Name]:
		w.add("name", "bị trùng với cột khác", "is the name of another column")
	case !slices.Contains(declarable, d.Type):
		w.add("type", "phải là boolean, integer, decimal, number, date, time, datetime, duration hoặc string",
			"must be boolean, integer, decimal, number, date, time, datetime, duration or string")
	default:
		if name := d.Constraints.Misuse(d.Type); name != "" {
			w.add("constraints."+name, "không hợp lệ, hoặc không dùng được cho kiểu của cột", "is not valid, or not for the type of the column")
		}
	}
	seen["source "+c.Source], seen["name "+c.Name] = true, true
	w.missing("missingValues", d.Missing)
	if c.Misfits != "" && (c.Misfits != "refuse" && c.Misfits != "set-aside" || c.Type == "") {
		w.add("misfits", "phải là refuse hoặc set-aside, cho một cột có khai type", "must be refuse or set-aside, of a column with a declared type")
	}
	if _, _, ok := codes.Parse(c.Codes); c.Codes != "" && !ok {
		w.add("codes", "không có danh mục này; các danh mục: "+listNames(), "there is no such list; the lists are "+listNames())
	}
	if !slices.Contains(roles, d.Role) {
		w.add("role", "phải là code, category, url, longitude hoặc latitude", "must be code, category, url, longitude or latitude")
	}
	d.Format = w.format(c.Format)
	return d
}

// format reads how numbers and dates are written.
func (w *inputErrors) format(f *formatDoc) *table.Format {
	if f == nil {
		return nil
	}
	out := &table.Format{Dates: table.DateOrder(f.Dates)}
	if f.Decimal != "" {
		out.Decimal = f.Decimal[0]
	}
	if f.Thousands != "" {
		out.Thousands = f.Thousands[0]
	}
	if !slices.Contains([]string{"", ".", ","}, f.Decimal) {
		w.add("format.decimal", "phải là dấu chấm hoặc dấu phẩy", "must be a point or a comma")
	}
	if !slices.Contains([]string{"", ".", ",", " "}, f.Thousands) || f.Thousands != "" && f.Thousands == f.Decimal {
		w.add("format.thousands", "phải là dấu chấm, dấu phẩy hoặc dấu cách, khác với decimal", "must be a point, a comma or a blank, and another than decimal")
	}
	if !slices.Contains([]table.DateOrder{"", table.DayMonthYear, table.MonthDayYear}, out.Dates) {
		w.add("format.dates", "phải là dmy hoặc mdy", "must be dmy or mdy")
	}
	return out
}

func (w *inputErrors) missing(field string, texts []string) {
	if len(texts) > maxMissing || slices.ContainsFunc(texts, func(s string) bool { return len(s) > maxMissingBytes }) {
		w.add(field, "chỉ được có tối đa 100 giá trị, mỗi giá trị tối đa 100 byte", "may hold at most 100 values of at most 100 bytes")
	}
}

func (w *inputErrors) crs(field, name string) {
	if name == "" {
		return
	}
	if _, err := geo.ParseCRS(name); err != nil {
		w.add(field, "phải là một hệ tọa độ như EPSG:4326 hoặc EPSG:3405", "must be a coordinate reference system such as EPSG:4326 or EPSG:3405")
	}
}

// read returns the constraints of a column.
func (c constraintsDoc) read() validate.Constraints {
	out := validate.Constraints{Required: c.Required, Unique: c.Unique, Minimum: string(c.Minimum), Maximum: string(c.Maximum),
		MinLength: c.MinLength, MaxLength: c.MaxLength, Pattern: c.Pattern}
	for _, v := range c.Enum {
		out.Enum = append(out.Enum, string(v))
	}
	return out
}

// foreignKeys finds what is wrong with references, once all resources are
// known.
func (m *Manifest) foreignKeys() (wrong []catalog.FieldError) {
	for i, in := range m.Resources {
		for j, k := range in.ForeignKeys {
			at := fmt.Sprintf("resources.%d.foreignKeys.%d", i, j)
			known := func(r Input) bool { return r.Name == k.Resource }
			switch {
			case len(k.Fields) == 0 || slices.Contains(k.Fields, "") || repeats(k.Fields):
				wrong = append(wrong, bad(at+".fields", "phải là tên các cột khác nhau", "must be the names of different columns"))
			case len(k.To) != len(k.Fields):
				wrong = append(wrong, bad(at+".reference.fields", "phải có số cột bằng fields", "must name as many columns as fields"))
			case k.Dataset != "" && !k.Dataset.Valid():
				wrong = append(wrong, bad(at+".reference.dataset", "phải là mã của một bộ dữ liệu đã công bố", "must be the slug of a published dataset"))
			case k.Dataset != "" && k.Resource == "",
				k.Dataset == "" && k.Resource != "" && !slices.ContainsFunc(m.Resources, known):
				wrong = append(wrong, bad(at+".reference.resource", "phải là tên một bảng của bộ dữ liệu", "must be the name of a table of the dataset"))
			}
		}
	}
	return wrong
}

// listed tells a list without members, which is not nil, from none.
func listed(l *[]string) []string {
	if l == nil {
		return nil
	}
	return append([]string{}, *l...)
}

func listNames() string {
	var names []string
	for _, l := range codes.Lists() {
		names = append(names, l.ID)
	}
	return strings.Join(names, ", ")
}

func repeats(names []string) bool {
	sorted := slices.Sorted(slices.Values(names))
	return len(slices.Compact(sorted)) < len(names)
}
