package query

import (
	"github.com/paulmach/orb"

	"nguon/catalog"
)

// MaxPageBytes bounds the texts and shapes in one page.
const MaxPageBytes = 64 << 20

// PageSize adds up what the values of a page take.
type PageSize int64

// Add counts a value, and returns an [*Error] of kind [ErrQueryLimit] when the
// page has become larger than [MaxPageBytes].
func (s *PageSize) Add(v any) error {
	switch v := v.(type) {
	case string:
		*s += PageSize(len(v))
	case orb.Geometry:
		const position = 16 // bytes
		for range points(v) {
			*s += position
		}
	}
	if *s <= MaxPageBytes {
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
