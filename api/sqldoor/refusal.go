package sqldoor

import (
	"errors"
	"fmt"
	"syscall"

	"nguon/api/query"
	"nguon/api/sqldoor/wire"
	"nguon/catalog"
)

// A Refusal is a statement that is not answered, for a reason that its author can
// do something about.
type Refusal struct {
	Reason   wire.Reason
	Name     string // what is not allowed, or not there
	Text     string // of the engine, in English
	Position int    // in the statement, in bytes from 0; -1 if unknown
	Allowed  int64  // of the limit that would be exceeded
}

// Error is for the log.
func (r *Refusal) Error() string {
	return fmt.Sprintf("sql: %s %q at %d: %s", r.Reason, r.Name, r.Position, r.Text)
}

// Unknown is the refusal of a name that stands for nothing that is published. It
// is the same whatever there is that is not.
func Unknown(n Name) *Refusal {
	return &Refusal{Reason: unknownTable, Name: n.Dataset + "." + n.Resource, Position: n.Position}
}

const unknownTable wire.Reason = "unknown-table"

// Public returns r as the API reports it. parameter is where the statement came
// from.
func (r *Refusal) Public(parameter string) *query.Error {
	e := &query.Error{Code: query.CodeInvalidExpression, Text: r.text(), Err: r}
	switch r.Reason {
	case wire.ManyRows, wire.ManyBytes, wire.Memory:
		e.Code, e.Limit, e.Allowed = query.CodeQueryLimit, string(r.Reason), r.Allowed
		return e
	}
	e.Fields = []catalog.FieldError{{Field: parameter, Position: r.Position, Detail: e.Text}}
	return e
}

func (r *Refusal) text() catalog.Text {
	switch r.Reason {
	case wire.Syntax:
		return catalog.Textf("Câu SQL sai cú pháp: %s", "The SQL has a syntax error: %s", r.Text)
	case wire.Statement:
		return catalog.Textf("Ở đây chỉ nhận một câu SELECT duy nhất.", "Only one SELECT statement is taken here.")
	case wire.Construct:
		return catalog.Textf("Không dùng được %q ở đây.", "%q cannot be used here.", r.Name)
	case wire.Function:
		return catalog.Textf("Không dùng được hàm %q ở đây.", "The function %q cannot be used here.", r.Name)
	case wire.Type:
		return catalog.Textf("Không dùng được kiểu %q ở đây.", "The type %q cannot be used here.", r.Name)
	case wire.Name:
		return catalog.Textf(`%q không phải tên bảng: hãy viết "bộ-dữ-liệu".bảng, hoặc "bộ-dữ-liệu@phiên-bản".bảng.`,
			`%q is not the name of a table: write "dataset".table, or "dataset@version".table.`, r.Name)
	case unknownTable:
		return catalog.Textf("Không có bảng nào đã công bố tên là %s.", "There is no published table %s.", r.Name)
	case wire.Size:
		return catalog.Textf("Câu SQL quá dài hoặc quá phức tạp.", "The SQL is too long or too complex.")
	case wire.Twice:
		if r.Name == "" {
			return catalog.Textf("Có cột không có tên dùng được: hãy đặt tên bằng AS.", "A column has no name that could be used: name it with AS.")
		}
		return catalog.Textf("Hai cột cùng tên %q: hãy đặt tên khác bằng AS.", "Two columns are called %q: give one another name with AS.", r.Name)
	case wire.ManyRows:
		return catalog.Textf("Kết quả có hơn %d dòng. Hãy thêm LIMIT hoặc điều kiện, hoặc tải cả tệp.",
			"The answer has more than %d rows. Add LIMIT or conditions, or download the file.", r.Allowed)
	case wire.ManyBytes:
		return catalog.Textf("Kết quả lớn hơn %d byte. Hãy chọn ít cột hoặc ít dòng hơn, hoặc tải cả tệp.",
			"The answer has more than %d bytes. Select fewer columns or rows, or download the file.", r.Allowed)
	case wire.Memory:
		return catalog.Textf("Câu SQL cần nhiều bộ nhớ hơn mức cho phép (%d MiB). Hãy thu hẹp điều kiện, hoặc tải cả tệp.",
			"The SQL needs more memory than it may have (%d MiB). Narrow its conditions, or download the file.", r.Allowed>>20)
	}
	return catalog.Textf("Không chạy được câu SQL: %s", "The SQL cannot be run: %s", r.Text)
}

// isPipe reports whether err says that nobody reads the other end.
func isPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
