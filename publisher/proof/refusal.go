package proof

import (
	"nguon/catalog"
)

// refuse returns the error of kind [catalog.ErrRefused] for what is not as it
// must be.
func refuse(err error, vi, en string, args ...any) error {
	e := catalog.Errorf(catalog.ErrRefused, vi, en, args...)
	e.Err = err
	return e
}

func refuseKey(index int64, err error) error {
	return refuse(err, "Khóa trong mục %d của nhật ký không được khóa trước nó chứng nhận.",
		"The key of entry %d of the log is not vouched for by the key before it.", index)
}

func refuseCheckpoint(err error) error {
	return refuse(err, "Chữ ký trên trạng thái nhật ký (checkpoint) không đúng khóa của cổng.",
		"The checkpoint of the log is not signed with the portal's key.")
}

func refuseInclusion(index int64, err error) error {
	return refuse(err, "Mục %d không có trong nhật ký đã ký: nội dung hoặc bằng chứng đã bị sửa.",
		"Entry %d is not in the signed log: its text or its proof was changed.", index)
}

func refuseStatement(index int64, err error) error {
	return refuse(err, "Bản kê ở mục %d không mang chữ ký đúng, hoặc đã bị sửa.",
		"The statement of entry %d is not signed as it must be, or was changed.", index)
}

func refuseFork(size int64, err error) error {
	return refuse(err, "Nhật ký của cổng không nối tiếp trạng thái đã lưu (%d mục): lịch sử đã bị viết lại, hoặc bạn được cho xem một nhật ký khác.",
		"The log does not go on from the saved checkpoint (%d entries): history was rewritten, or you are shown another log.", size)
}

func refuseTile(n int64, err error) error {
	return refuse(err, "Ô dữ liệu %d của nhật ký không khớp trạng thái đã ký.", "Tile %d of the log does not fit the signed checkpoint.", n)
}
