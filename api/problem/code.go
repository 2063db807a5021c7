package problem

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"nguon/catalog"
	"nguon/storage"
)

// A Code names a kind of problem. Codes are a promise: clients test for them.
type Code string

// The codes that the API answers with.
const (
	InvalidParameter     Code = "invalid-parameter"
	UnknownColumn        Code = "unknown-column"
	TypeMismatch         Code = "type-mismatch"
	InvalidExpression    Code = "invalid-expression"
	CursorMismatch       Code = "cursor-mismatch"
	LimitTooLarge        Code = "limit-too-large"
	InvalidUpload        Code = "invalid-upload"
	KeyMissing           Code = "key-missing"
	KeyInvalid           Code = "key-invalid"
	KeyRevoked           Code = "key-revoked"
	KeyExpired           Code = "key-expired"
	Forbidden            Code = "forbidden"
	SQLNotAllowed        Code = "sql-not-allowed"
	PlanRequired         Code = "plan-required"
	NotFound             Code = "not-found"
	MethodNotAllowed     Code = "method-not-allowed"
	Conflict             Code = "conflict"
	VersionGone          Code = "version-gone"
	PreconditionFailed   Code = "precondition-failed"
	TooLarge             Code = "too-large"
	UnsupportedMediaType Code = "unsupported-media-type"
	RangeNotSatisfiable  Code = "range-not-satisfiable"
	Invalid              Code = "invalid"
	Refused              Code = "refused"
	QueryLimitExceeded   Code = "query-limit-exceeded"
	QuotaExceeded        Code = "quota-exceeded"
	ChecksumMismatch     Code = "checksum-mismatch"
	ClientClosed         Code = "client-closed"
	Internal             Code = "internal"
	UpstreamUnavailable  Code = "upstream-unavailable"
	Overloaded           Code = "overloaded"
	Timeout              Code = "timeout"
)

// StatusClientClosed is the status of a request whose client left before the
// answer. Nobody reads it; it keeps logs and metrics true.
const StatusClientClosed = 499

// StatusChecksum is the status, of the tus protocol, for a body that is not what
// its checksum says.
const StatusChecksum = 460

// A Kind is one row of the table of problems.
type Kind struct {
	Code   Code
	Status int          // of HTTP
	Title  catalog.Text // the kind in a few words
	Advice catalog.Text // what a client can do about it
	errs   []error      // what is reported as this kind; the first row that matches wins
}

// Kinds returns the table, in the order of the statuses.
func Kinds() []Kind { return slices.Clone(kinds) }

// Find returns the kind with the given code.
func Find(code Code) (Kind, bool) {
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Code == code })
	if i < 0 {
		return Kind{}, false
	}
	return kinds[i], true
}

// kindOf returns the kind that err is reported as.
func kindOf(err error) Kind {
	if c, ok := codeOf(err); ok {
		if k, ok := Find(c); ok {
			return k
		}
	}
	for _, k := range kinds {
		if slices.ContainsFunc(k.errs, func(target error) bool { return errors.Is(err, target) }) {
			return k
		}
	}
	k, _ := Find(Internal)
	return k
}

var kinds = []Kind{
	{InvalidParameter, http.StatusBadRequest,
		catalog.Text{Vi: "Tham số không đúng", En: "Invalid parameter"},
		catalog.Text{Vi: "Xem errors: tham số nào sai và cần sửa thế nào.", En: "See errors: which parameter is wrong, and how to mend it."}, nil},
	{UnknownColumn, http.StatusBadRequest,
		catalog.Text{Vi: "Không có cột này", En: "Unknown column"},
		catalog.Text{Vi: "Tên các cột có trong …/schema của bảng.", En: "The names of the columns are in …/schema of the table."}, nil},
	{TypeMismatch, http.StatusBadRequest,
		catalog.Text{Vi: "Giá trị không hợp kiểu của cột", En: "The value does not fit the type of the column"},
		catalog.Text{Vi: "Kiểu của các cột có trong …/schema của bảng.", En: "The types of the columns are in …/schema of the table."}, nil},
	{InvalidExpression, http.StatusBadRequest,
		catalog.Text{Vi: "Biểu thức không đúng", En: "Invalid expression"},
		catalog.Text{Vi: "Xem errors: position là vị trí bắt đầu sai.", En: "See errors: position is where it goes wrong."}, nil},
	{CursorMismatch, http.StatusBadRequest,
		catalog.Text{Vi: "Con trỏ không thuộc truy vấn này", En: "The cursor belongs to another query"},
		catalog.Text{Vi: "Dùng nguyên links.next của trang trước, hoặc bắt đầu lại không có cursor.", En: "Follow links.next of the page before as it is, or begin again without a cursor."}, nil},
	{LimitTooLarge, http.StatusBadRequest,
		catalog.Text{Vi: "Giới hạn vượt quá gói sử dụng", En: "The limit is above that of the plan"},
		catalog.Text{Vi: "Lấy từng trang theo links.next, hoặc tải cả tệp.", En: "Take page after page by links.next, or download the whole file."}, nil},
	{InvalidUpload, http.StatusBadRequest,
		catalog.Text{Vi: "Dữ liệu gửi lên không đọc được", En: "The upload cannot be read"},
		catalog.Text{Vi: "Lý do có trong detail.", En: "The reason is in detail."}, nil},
	{KeyMissing, http.StatusUnauthorized,
		catalog.Text{Vi: "Cần có khóa API", En: "An API key is needed"},
		catalog.Text{Vi: "Gửi khóa trong X-Api-Key hoặc Authorization: Bearer.", En: "Send a key as X-Api-Key or Authorization: Bearer."}, []error{catalog.ErrUnknownCaller}},
	{KeyInvalid, http.StatusUnauthorized,
		catalog.Text{Vi: "Khóa API không đúng", En: "The API key is not valid"},
		catalog.Text{Vi: "Kiểm tra xem khóa có bị chép thiếu không.", En: "See whether all of the key was copied."}, nil},
	{KeyRevoked, http.StatusUnauthorized,
		catalog.Text{Vi: "Khóa API đã bị thu hồi", En: "The API key was revoked"},
		catalog.Text{Vi: "Tạo khóa mới.", En: "Make a new key."}, nil},
	{KeyExpired, http.StatusUnauthorized,
		catalog.Text{Vi: "Khóa API đã hết hạn", En: "The API key has expired"},
		catalog.Text{Vi: "Tạo khóa mới.", En: "Make a new key."}, nil},
	{Forbidden, http.StatusForbidden,
		catalog.Text{Vi: "Không được phép", En: "Not allowed"},
		catalog.Text{Vi: "Khóa này không có quyền làm việc đó; hỏi người quản trị.", En: "The key has no right to do this; ask the administrator."}, []error{catalog.ErrForbidden}},
	{SQLNotAllowed, http.StatusForbidden,
		catalog.Text{Vi: "Không được dùng SQL", En: "SQL is not allowed"},
		catalog.Text{Vi: "Dùng …/rows với where, group và agg, hoặc tải cả tệp.", En: "Use …/rows with where, group and agg, or download the file."}, nil},
	{PlanRequired, http.StatusForbidden,
		catalog.Text{Vi: "Cần được chấp thuận", En: "Approval is needed"},
		catalog.Text{Vi: "Đăng ký dùng API cho ứng dụng của khóa này, rồi đợi cơ quan trả lời.", En: "Subscribe the application of this key to the API, then wait for the answer of the agency."}, nil},
	{NotFound, http.StatusNotFound,
		catalog.Text{Vi: "Không tìm thấy", En: "Not found"},
		catalog.Text{Vi: "Tìm bộ dữ liệu tại /v1/datasets.", En: "Search the datasets at /v1/datasets."}, []error{catalog.ErrNotFound}},
	{MethodNotAllowed, http.StatusMethodNotAllowed,
		catalog.Text{Vi: "Phương thức không được hỗ trợ", En: "Method not allowed"},
		catalog.Text{Vi: "Các phương thức được hỗ trợ có trong tiêu đề Allow.", En: "The Allow header lists the methods."}, nil},
	{Conflict, http.StatusConflict,
		catalog.Text{Vi: "Đã có thay đổi khác", En: "Changed by someone else"},
		catalog.Text{Vi: "Đọc lại trạng thái hiện tại rồi thử lại.", En: "Read the present state, then try again."}, []error{catalog.ErrConflict}},
	{VersionGone, http.StatusGone,
		catalog.Text{Vi: "Bản phát hành đã rút", En: "The release was withdrawn"},
		catalog.Text{Vi: "Lý do có trong detail; dùng một phiên bản khác.", En: "The reason is in detail; use another version."}, []error{catalog.ErrWithdrawn}},
	{PreconditionFailed, http.StatusPreconditionFailed,
		catalog.Text{Vi: "Điều kiện không được thỏa", En: "Precondition failed"},
		catalog.Text{Vi: "Đọc lại ETag hiện tại.", En: "Read the present ETag."}, nil},
	{TooLarge, http.StatusRequestEntityTooLarge,
		catalog.Text{Vi: "Quá lớn", En: "Too large"},
		catalog.Text{Vi: "Giới hạn được nêu trong detail.", En: "The limit is in detail."}, []error{catalog.ErrTooLarge}},
	{UnsupportedMediaType, http.StatusUnsupportedMediaType,
		catalog.Text{Vi: "Kiểu nội dung không được hỗ trợ", En: "Unsupported media type"},
		catalog.Text{Vi: "Kiểu cần gửi có trong detail.", En: "The type to send is in detail."}, nil},
	{RangeNotSatisfiable, http.StatusRequestedRangeNotSatisfiable,
		catalog.Text{Vi: "Không có phần được yêu cầu", En: "Range not satisfiable"},
		catalog.Text{Vi: "Độ dài của tệp có trong Content-Range.", En: "The length of the file is in Content-Range."}, nil},
	{Invalid, http.StatusUnprocessableEntity,
		catalog.Text{Vi: "Nội dung chưa đúng", En: "Not valid"},
		catalog.Text{Vi: "Xem errors: trường nào sai và cần sửa thế nào.", En: "See errors: which field is wrong, and how to mend it."}, []error{catalog.ErrInvalid}},
	{Refused, http.StatusUnprocessableEntity,
		catalog.Text{Vi: "Dữ liệu không đạt kiểm tra", En: "The data did not pass a check"},
		catalog.Text{Vi: "Xem errors: dòng và cột nào sai.", En: "See errors: which lines and columns are wrong."}, []error{catalog.ErrRefused}},
	{QueryLimitExceeded, http.StatusUnprocessableEntity,
		catalog.Text{Vi: "Truy vấn quá nặng", En: "The query is too heavy"},
		catalog.Text{Vi: "Thu hẹp điều kiện, hoặc tải cả tệp.", En: "Narrow the filter, or download the whole file."}, nil},
	{QuotaExceeded, http.StatusTooManyRequests,
		catalog.Text{Vi: "Đã dùng hết hạn mức", En: "The quota is used up"},
		catalog.Text{Vi: "Đợi số giây trong Retry-After rồi thử lại; khóa API có hạn mức cao hơn.", En: "Wait for the seconds in Retry-After, then try again; an API key has a higher quota."}, []error{catalog.ErrQuota}},
	{ChecksumMismatch, StatusChecksum,
		catalog.Text{Vi: "Dữ liệu đến không như đã gửi", En: "The bytes are not those that were sent"},
		catalog.Text{Vi: "Gửi lại phần này từ cùng vị trí.", En: "Send the part again from the same offset."}, nil},
	{ClientClosed, StatusClientClosed,
		catalog.Text{Vi: "Người dùng đã ngắt kết nối", En: "The client left"},
		catalog.Text{Vi: "Không cần làm gì.", En: "Nothing is to be done."}, []error{context.Canceled}},
	{Internal, http.StatusInternalServerError,
		catalog.Text{Vi: "Lỗi của máy chủ", En: "Internal error"},
		catalog.Text{Vi: "Lỗi đã được ghi lại với mã trong instance; hãy báo mã đó cho chúng tôi.", En: "It is logged under the id in instance; please tell us that id."}, nil},
	{UpstreamUnavailable, http.StatusBadGateway,
		catalog.Text{Vi: "Kho dữ liệu không trả lời", En: "The data store does not answer"},
		catalog.Text{Vi: "Thử lại sau.", En: "Try again later."}, []error{storage.ErrNotExist, storage.ErrCorrupt}},
	{Overloaded, http.StatusServiceUnavailable,
		catalog.Text{Vi: "Máy chủ đang quá tải", En: "The server is overloaded"},
		catalog.Text{Vi: "Đợi số giây trong Retry-After rồi thử lại.", En: "Wait for the seconds in Retry-After, then try again."}, []error{catalog.ErrNotReady}},
	{Timeout, http.StatusGatewayTimeout,
		catalog.Text{Vi: "Truy vấn mất quá nhiều thời gian", En: "The query took too long"},
		catalog.Text{Vi: "Thu hẹp điều kiện, hoặc tải cả tệp.", En: "Narrow the filter, or download the whole file."}, []error{context.DeadlineExceeded}},
}
