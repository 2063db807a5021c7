package personal

import (
	"strings"
	"sync"

	"nguon/publisher/charset"
	"nguon/publisher/codes"
)

// surnames are those of the Kinh, the most frequent first (after Lê Trung Hoa),
// and of other peoples of Viet Nam.
const surnames = `Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý
	An Âu Bạch Bành Bế Biện Ca Cái Cam Cao Cầm Chu Châu Chế Chử Cù Cung Diệp Doãn Diêm Đàm Đào Đầu Đậu Điêu Điền Đinh Đoàn Đồng Đổng Đới
	Giang Giáp Hà Hạ Hàn Hầu Hình Hoa Hứa Kha Khà Khang Khổng Khúc Khuất Khương Kiều Kim Kiểu La Lã Lại Lâm Lò Lỗ Lộc Lù Lục Lương Lường Lưu Lữ Ma Mã Mạc
	Mai Mạnh Mẫn Mông Nghiêm Ngụy Nhâm Nhan Nhữ Ninh Nông Ông Phí Phó Phú Phùng Phương Quách Quan Quản Sầm Sùng Tạ Tăng Thạch Thái Thân Thẩm Thang
	Thi Thiều Thịnh Tiêu Tô Tôn Tông Tống Trang Triệu Trình Trịnh Trương Từ Ty Uông Ứng Văn Vàng Vi Viên Vừ Vương Xa Giàng Thào Lầu Mùa Hờ Cứ Sìn Chảo
	Tẩn Lèng Quàng Cà Tòng Hoàn Ksor Siu Rơ Rmah Nay Kpă Hmok Y H' A Điểu Kră Lơ Ka Thị Chau Néang Sơn Danh Kiên Neáng`

// given are words that are the last of a full name.
const given = `Ái An Anh Ánh Ân Ấn Ba Bách Bạch Bảo Bằng Bắc Bê Bích Biên Bình Bính Bốn Bông Bửu Ca Cảnh Cát Cẩm Cần Châm Chánh Châu Chi Chí Chiến Chiêu Chính
	Chúc Chung Chuyên Chương Công Cúc Cương Cường Cửu Dân Danh Dần Di Diễm Diễn Diện Diệp Diệu Dinh Doan Doanh Dũng Dung Duy Duyên Dư Dương Dực Dự Đài Đại Đan Đạo Đào
	Đạt Đăng Đắc Đệ Điền Điểm Điệp Điều Định Đình Đính Đoan Đoàn Độ Đô Đồng Đông Đức Được Gái Gấm Gia Giang Giao Giáp Giàu Hà Hạ Hai Hải Hạnh Hảo Hào Hân Hằng Hân Hậu
	Hiên Hiền Hiến Hiển Hiệp Hiếu Hiệu Hoa Hóa Hòa Hoài Hoàn Hoan Hoàng Hoạt Hồng Hội Hợi Hợp Huân Huấn Huế Huệ Hùng Huy Huyên Huyền Huỳnh Hưng Hương Hường Hưởng Hữu
	Hỷ Khá Khải Khang Khanh Khánh Khiêm Khoa Khỏe Khôi Khuê Khương Kha Kiên Kiệm Kiệt Kiều Kim Kỳ Kỷ Lan Lam Lành Lạc Lài Lâm Lân Lập Lê Lễ Len Liên Liễu Liêm Linh Lĩnh Loan
	Long Lộc Lợi Luân Luận Luật Lụa Lục Luyến Luyện Lương Lượng Lưu Lực Lý Ly Mạnh Mai Mão Mẫn Mận Mi Mến Miên Minh Mơ Mùa Mùi Muội My Mỹ Na Nam Năm Năng Nga Ngà Ngân Nghi
	Nghĩa Nghiêm Nghiệp Ngoan Ngọ Ngoãn Ngọc Nguyên Nguyện Nguyệt Ngữ Nhã Nhài Nhàn Nhạn Nhân Nhẫn Nhật Nhi Nhị Nhiên Nho Nhu Như Nhung Nhuận Nhường Ninh Nở Nữ Nương
	Oanh Phát Phấn Phi Phong Phú Phúc Phục Phụng Phước Phương Phượng Pháp Quân Quang Quảng Quế Quốc Quý Quyên Quyền Quyết Quỳnh Sang Sáng Sáu Sen Sinh Song Sơn Sửu Sương Sử Sự
	Tài Tám Tâm Tân Tấn Tạo Tặng Tấm Tần Thạch Thái Thanh Thành Thạnh Thao Thảo Thạo Thăng Thắm Thắng Thân Thập Thể Thế Thêm Thi Thiên Thiện Thiệp Thìn Thịnh Thọ Thoa
	Thoại Thoan Thông Thơ Thời Thơm Thu Thuận Thuần Thúy Thùy Thủy Thụy Thuyên Thuyết Thư Thường Thưởng Thương Thức Tiên Tiến Tiền Tiệp Tín Tình Tính Tịnh Toàn Toản Toán Toại Tố
	Tới Trà Trai Trang Tráng Trâm Trân Trầm Tri Trí Triều Triết Triệu Trinh Trình Trọng Trúc Trung Trường Trực Tú Tuân Tuấn Tuất Tùng Tuyên Tuyến Tuyền Tuyết Tư Từ Tường
	Tưởng Tươi Tỵ Tý Uyên Út Vân Văn Vang Vàng Vẻ Vi Vĩ Viên Việt Vinh Vĩnh Vọng Vũ Vui Vương Vượng Vy Vỹ Xoan Xuân Xuyên Xuyến Y Yên Yến Ý Ngoạn Nhựt Nhất Nhất Tài Bon Bé
	Chinh Chín Bảy Đỉnh Đỏ Giảng Hiện Hoạch Hoán Hoành Học Khoát Khởi Kính Lam Lượm Nết Ngát Phiên Phin Phận Quyến Rạng Sĩ Sỹ Tha Thực Tiếp Toan Trụ Trưởng Tuệ Tước Uy Ước Vóc Xinh`

// middle are words between surname and given name that hardly anything but a
// person has.
const middle = `Văn Thị Hữu Đức Ngọc Minh Thanh Xuân Quang Đình Thế Bá Duy Công Mạnh Thành Tuấn Hoàng Anh Gia Bảo Khánh Phương Thu Hồng Kim Thùy Thúy Bích Mỹ`

// honoured are persons after whom streets, schools, wards and institutions are
// named: a list of such names is no list of persons.
const honoured = `An Dương Vương|Âu Cơ|Bà Huyện Thanh Quan|Bà Triệu|Bế Văn Đàn|Bùi Bằng Đoàn|Bùi Dục Tài|Bùi Hữu Nghĩa|Bùi Thị Xuân|Bùi Viện|Cao Bá Quát|Cao Thắng|Cao Xuân Dục|
	Cao Lỗ|Châu Văn Liêm|Chu Huy Mân|Chu Mạnh Trinh|Chu Văn An|Cù Chính Lan|Đàm Quang Trung|Đào Duy Anh|Đào Duy Từ|Đào Tấn|Đặng Dung|Đặng Huy Trứ|Đặng Tất|Đặng Thai Mai|
	Đặng Thùy Trâm|Đặng Tiến Đông|Đặng Trần Côn|Đặng Văn Ngữ|Đặng Nguyên Cẩn|Đinh Bộ Lĩnh|Đinh Công Tráng|Đinh Lễ|Đinh Liệt|Đinh Tiên Hoàng|Đinh Núp|Đoàn Thị Điểm|Đoàn Trần Nghiệp|
	Đỗ Hành|Đỗ Quang|Đỗ Xuân Hợp|Đội Cấn|Đồng Khởi|Đội Cung|Dương Đình Nghệ|Dương Khuê|Dương Quảng Hàm|Dương Văn An|Dương Bá Trạc|Hà Huy Giáp|Hà Huy Tập|Hai Bà Trưng|Hải Thượng Lãn Ông|Hàm Nghi|Hàn Mặc Tử|Hàn Thuyên|
	Hoàng Cầu|Hoàng Diệu|Hoàng Đạo Thành|Hoàng Đạo Thúy|Hoàng Hoa Thám|Hoàng Minh Đạo|Hoàng Minh Giám|Hoàng Ngân|Hoàng Quốc Việt|Hoàng Sa|Hoàng Tăng Bí|Hoàng Văn Thái|Hoàng Văn Thụ|Hoàng Cầm|Hoàng Mai|
	Hồ Bá Kiện|Hồ Chí Minh|Hồ Đắc Di|Hồ Hảo Hớn|Hồ Ngọc Lãm|Hồ Quý Ly|Hồ Thị Kỷ|Hồ Tùng Mậu|Hồ Văn Huê|Hồ Xuân Hương|Hồ Học Lãm|Huỳnh Mẫn Đạt|Huỳnh Tấn Phát|Huỳnh Thúc Kháng|Huỳnh Tịnh Của|Huỳnh Văn Bánh|
	Khúc Hạo|Khúc Thừa Dụ|Kim Đồng|Kim Ngưu|Lạc Long Quân|La Văn Cầu|Lâm Văn Bền|Lê Anh Xuân|Lê Bình|Lê Công Thanh|Lê Duẩn|Lê Đại Hành|Lê Đình Lý|Lê Đức Thọ|Lê Gia Đỉnh|Lê Hoàn|Lê Hồng Phong|Lê Hữu Trác|
	Lê Lai|Lê Lợi|Lê Ngọc Hân|Lê Phụng Hiểu|Lê Quang Định|Lê Quang Đạo|Lê Quý Đôn|Lê Tấn Trung|Lê Thạch|Lê Thái Tổ|Lê Thanh Nghị|Lê Thánh Tông|Lê Thị Hồng Gấm|Lê Thị Riêng|Lê Trọng Tấn|Lê Trực|Lê Văn Duyệt|Lê Văn Hiến|Lê Văn Hưu|Lê Văn Lương|Lê Văn Sỹ|
	Lê Văn Tám|Lê Văn Thiêm|Lê Văn Việt|Lương Định Của|Lương Ngọc Quyến|Lương Nhữ Học|Lương Khánh Thiện|Lương Thế Vinh|Lương Văn Can|Lương Văn Tụy|Lưu Hữu Phước|Lưu Quang Vũ|Lý Chính Thắng|Lý Công Uẩn|Lý Đạo Thành|Lý Nam Đế|
	Lý Quốc Sư|Lý Thái Tổ|Lý Thánh Tông|Lý Thường Kiệt|Lý Tự Trọng|Lý Văn Phúc|Lý Nhân Tông|Mạc Đĩnh Chi|Mạc Thái Tổ|Mạc Thái Tông|Mạc Thị Bưởi|Mai Anh Tuấn|Mai Chí Thọ|Mai Dịch|Mai Hắc Đế|Mai Thúc Loan|Mai Xuân Thưởng|Mai Thị Lựu|
	Nam Cao|Nam Kỳ Khởi Nghĩa|Ngô Đức Kế|Ngô Gia Tự|Ngô Gia Khảm|Ngô Mây|Ngô Quyền|Ngô Sĩ Liên|Ngô Tất Tố|Ngô Thì Nhậm|Ngô Thì Sĩ|Ngô Văn Sở|Ngô Xuân Quảng|Ngụy Như Kon Tum|Nguyễn An Ninh|Nguyễn Bặc|Nguyễn Biểu|Nguyễn Bỉnh Khiêm|Nguyễn Cảnh Chân|Nguyễn Cao|Nguyễn Chánh|
	Nguyễn Chế Nghĩa|Nguyễn Chí Thanh|Nguyễn Công Hoan|Nguyễn Công Trứ|Nguyễn Cơ Thạch|Nguyễn Cư Trinh|Nguyễn Cửu Vân|Nguyễn Du|Nguyễn Duy Hiệu|Nguyễn Duy Trinh|Nguyễn Đăng Đạo|Nguyễn Đình Chiểu|Nguyễn Đình Hoàn|Nguyễn Đình Thi|Nguyễn Đổng Chi|
	Nguyễn Đức Cảnh|Nguyễn Đức Thuận|Nguyễn Gia Thiều|Nguyễn Gia Trí|Nguyễn Hiền|Nguyễn Hoàng|Nguyễn Hoàng Tôn|Nguyễn Huệ|Nguyễn Huy Tự|Nguyễn Huy Tưởng|Nguyễn Hữu Cảnh|Nguyễn Hữu Cầu|Nguyễn Hữu Huân|Nguyễn Hữu Thận|Nguyễn Hữu Thọ|Nguyễn Hữu Tiến|
	Nguyễn Khang|Nguyễn Khánh Toàn|Nguyễn Khắc Cần|Nguyễn Khắc Hiếu|Nguyễn Khắc Nhu|Nguyễn Khoái|Nguyễn Khuyến|Nguyễn Kiệm|Nguyễn Lân|Nguyễn Lương Bằng|Nguyễn Mậu Tài|Nguyễn Minh Châu|Nguyễn Ngọc Doãn|Nguyễn Ngọc Nại|Nguyễn Ngọc Vũ|Nguyễn Nhạc|Nguyễn Oanh|
	Nguyễn Phạm Tuân|Nguyễn Phan Chánh|Nguyễn Phong Sắc|Nguyễn Phúc Lai|Nguyễn Phúc Tần|Nguyễn Phi Khanh|Nguyễn Quang Bích|Nguyễn Quý Đức|Nguyễn Quyền|Nguyễn Sinh Sắc|Nguyễn Siêu|Nguyễn Sơn|Nguyễn Sỹ Sách|Nguyễn Tam Trinh|Nguyễn Thái Bình|Nguyễn Thái Học|
	Nguyễn Thái Sơn|Nguyễn Thành Ý|Nguyễn Thị Định|Nguyễn Thị Lưu|Nguyễn Thị Minh Khai|Nguyễn Thị Thập|Nguyễn Thị Duệ|Nguyễn Thiếp|Nguyễn Thiện Thuật|Nguyễn Thông|Nguyễn Thượng Hiền|Nguyễn Thượng Mẫn|Nguyễn Tri Phương|Nguyễn Trãi|Nguyễn Trọng Tuyển|Nguyễn Trung Ngạn|
	Nguyễn Trung Trực|Nguyễn Trường Tộ|Nguyễn Tuân|Nguyễn Tư Giản|Nguyễn Văn Bảo|Nguyễn Văn Bé|Nguyễn Văn Cừ|Nguyễn Văn Đậu|Nguyễn Văn Giai|Nguyễn Văn Huyên|Nguyễn Văn Linh|Nguyễn Văn Lộc|Nguyễn Văn Ngọc|Nguyễn Văn Tố|Nguyễn Văn Trỗi|Nguyễn Văn Tuyết|Nguyễn Văn Thoại|Nguyễn Văn Viên|
	Nguyễn Viết Xuân|Nguyễn Xí|Nguyễn Xiển|Nguyễn Xuân Nguyên|Nguyễn Xuân Khoát|Nguyễn Xuân Ôn|Nông Quốc Chấn|Nơ Trang Long|Ông Ích Khiêm|Phạm Đình Hổ|Phạm Hồng Thái|Phạm Hùng|Phạm Huy Thông|Phạm Hữu Chí|Phạm Ngọc Thạch|Phạm Ngũ Lão|Phạm Phú Thứ|
	Phạm Sư Mạnh|Phạm Tuấn Tài|Phạm Thận Duật|Phạm Thế Hiển|Phạm Tu|Phạm Văn Bạch|Phạm Văn Chiêu|Phạm Văn Đồng|Phạm Văn Hai|Phạm Viết Chánh|Phan Bá Vành|Phan Bội Châu|Phan Châu Trinh|Phan Chu Trinh|Phan Đăng Lưu|Phan Đình Giót|Phan Đình Phùng|Phan Huy Chú|Phan Huy Ích|
	Phan Huy Ôn|Phan Kế Bính|Phan Kế Toại|Phan Ngọc Hiển|Phan Phu Tiên|Phan Thanh|Phan Thanh Giản|Phan Tây Hồ|Phan Văn Đáng|Phan Văn Hớn|Phan Văn Khỏe|Phan Văn Trị|Phan Văn Trường|Phan Xích Long|Phan Trọng Tuệ|Phó Đức Chính|Phùng Chí Kiên|Phùng Hưng|Phùng Khắc Khoan|Phùng Khoang|Phương Mai|
	Quang Trung|Sư Vạn Hạnh|Sương Nguyệt Ánh|Tạ Hiện|Tạ Quang Bửu|Tạ Uyên|Tăng Bạt Hổ|Tân Đà|Tản Đà|Thái Phiên|Thái Thịnh|Thái Hà|Thích Quảng Đức|Thiên Hộ Dương|Thoại Ngọc Hầu|Tô Hiến Thành|Tô Hiệu|Tô Hoài|Tô Hữu|Tố Hữu|Tô Ngọc Vân|Tô Vĩnh Diện|Tôn Đức Thắng|Tôn Quang Phiệt|
	Tôn Thất Đạm|Tôn Thất Thiệp|Tôn Thất Thuyết|Tôn Thất Tùng|Tống Duy Tân|Tôn Đản|Trần Anh Tông|Trần Bình Trọng|Trần Cao Vân|Trần Cung|Trần Duy Hưng|Trần Đại Nghĩa|Trần Đăng Ninh|Trần Điền|Trần Đình Xu|Trần Hòa|Trần Huy Liệu|Trần Hưng Đạo|Trần Hữu Tước|Trần Khánh Dư|Trần Khát Chân|
	Trần Kim Xuyến|Trần Kim Chung|Trần Nguyên Đán|Trần Nguyên Hãn|Trần Nhân Tông|Trần Nhật Duật|Trần Phú|Trần Quang Diệu|Trần Quang Khải|Trần Quốc Hoàn|Trần Quốc Toản|Trần Quốc Thảo|Trần Quốc Vượng|Trần Quý Cáp|Trần Quý Kiên|Trần Tế Xương|Trần Thái Tông|Trần Thánh Tông|Trần Thủ Độ|Trần Tử Bình|Trần Văn Giàu|Trần Văn Ơn|
	Trần Văn Kiểu|Trần Vỹ|Trần Xuân Soạn|Trần Can|Triệu Quang Phục|Triệu Quốc Đạt|Triệu Thị Trinh|Triệu Việt Vương|Trịnh Công Sơn|Trịnh Đình Thảo|Trịnh Hoài Đức|Trịnh Văn Bô|Trương Công Định|Trương Định|Trương Hán Siêu|Trương Hoàng Thanh|Trương Công Giai|Trường Chinh|Trường Sa|Trương Vĩnh Ký|Trưng Nữ Vương|Tú Mỡ|Tú Xương|Tuệ Tĩnh|Ung Văn Khiêm|
	Út Tịch|Văn Cao|Văn Tiến Dũng|Vạn Hạnh|Võ Chí Công|Võ Nguyên Giáp|Võ Thị Sáu|Võ Thị Thắng|Võ Trường Toản|Võ Văn Dũng|Võ Văn Kiệt|Võ Văn Ngân|Võ Văn Tần|Vũ Hữu|Vũ Ngọc Phan|Vũ Phạm Hàm|Vũ Thạnh|Vũ Tông Phan|Vũ Trọng Khánh|Vũ Trọng Phụng|Vũ Xuân Thiều|Vừ A Dính|Xuân Diệu|Xuân Thủy|Yết Kiêu|
	Yên Thế|Wừu|Y Jút|Y Ngông|Phạm Hồng|Lê Ninh|Lê Hồng|Lê Chân|Nguyễn Bính|Nguyễn Đức Mậu|Ỷ Lan|Huyền Trân Công Chúa|Ngọc Hân Công Chúa|Phan Liêm|Lưu Trọng Lư|Chế Lan Viên|Tôn Thất Đàm|Nguyễn Trực|Nguyễn Viết Xuân|Phạm Văn Nghị|Lê Độ|Lê Đình Thám|Lê Đình Dương|Lê Cơ`

// lexicon is what words are looked up in.
type lexicon struct {
	marked    map[string]bool // surnames in lower case with their marks
	places    map[string]bool // folded: communes and provinces without their kind, and honoured persons
	provinces map[string]bool // folded, without their kind
	communes  map[string]bool // folded, without their kind

	// filter has a bit for the hash of each of places: most names end there.
	filter [1 << 10]uint64
}

// placeHash adds a packed word to the hash of those before it.
func placeHash(h, word uint64) uint64 { return (h ^ word) * 0x9E3779B97F4A7C15 }

// maybe reports whether a place may have such a hash.
func (l *lexicon) maybe(h uint64) bool { return l.filter[h>>54]>>(h>>48&63)&1 != 0 }

var lexicons = sync.OnceValue(func() *lexicon {
	l := &lexicon{marked: words(strings.ToLower(surnames)), places: map[string]bool{}, provinces: map[string]bool{}, communes: map[string]bool{}}
	for name := range strings.SplitSeq(honoured, "|") {
		l.places[charset.Fold(name)] = true
	}
	for _, list := range codes.Lists() {
		var names map[string]bool
		switch list.ID {
		case codes.Provinces, codes.FormerProvinces:
			names = l.provinces
		case codes.Communes:
			names = l.communes
		default:
			continue
		}
		for _, e := range list.Entries {
			name := withoutKind(charset.Fold(e.Name))
			names[name], l.places[name] = true, true
		}
	}
	for _, name := range []string{"tp hcm", "tphcm", "hcm", "sai gon", "ho chi minh", "hue", "tp ho chi minh", "viet nam"} {
		l.provinces[name] = true
	}
	for _, name := range []string{"chau a", "chau au", "chau phi", "chau my", "chau dai duong"} {
		l.places[name] = true
	}
	for name := range l.places {
		h := uint64(0)
		for w := range strings.FieldsSeq(name) {
			h = placeHash(h, packed(w))
		}
		l.filter[h>>54] |= 1 << (h >> 48 & 63)
	}
	return l
})

// areaKinds are the words for kinds of units before the name of one, folded.
var areaKinds = []string{"thanh pho ", "tinh ", "phuong ", "xa ", "thi tran ", "dac khu ", "thi xa ", "quan ", "huyen ", "tp. ", "tp.", "tp ", "p. ", "p.", "x. ", "tt. ", "tt "}

func withoutKind(s string) string {
	for _, k := range areaKinds {
		if rest, ok := strings.CutPrefix(s, k); ok {
			return rest
		}
	}
	return s
}
