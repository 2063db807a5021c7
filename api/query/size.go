package query

import "nguon/catalog"

// MaxPageBytes bounds the texts in one page.
const MaxPageBytes = 64 << 20

// PageSize adds up what the values of a page take.
type PageSize int64

// Add counts a value, and returns an [*Error] of kind [ErrQueryLimit] when the
// page has become larger than [MaxPageBytes].
func (s *PageSize) Add(v any) error {
	text, ok := v.(string)
	if !ok {
		return nil
	}
	if *s += PageSize(len(text)); *s <= MaxPageBytes {
		return nil
	}
	return &Error{
		Code: CodeQueryLimit,
		Text: catalog.Textf(
			"Trang này lớn hơn %d MB. Hãy giảm limit, chọn ít cột hơn, hoặc tải cả tệp.",
			"This page is larger than %d MB. Lower the limit, select fewer columns, or download the file.", MaxPageBytes>>20),
		Limit: "bytes", Allowed: MaxPageBytes,
	}
}
