package table

import (
	"testing"

	"github.com/xuri/excelize/v2"
)

// madeBooks are workbooks as Vietnamese offices lay them out.
func madeBooks() map[string]func(*testing.T) []byte {
	return map[string]func(*testing.T) []byte{
		"yearbook-merged-header.xlsx": book(nil, "Biểu 12", `12. Dân số trung bình phân theo giới tính và thành thị, nông thôn{>5}
Average population by sex and residence{>5}
 | | | | | ĐVT: Nghìn người
Địa phương{v1} | Tổng số{v1} | Phân theo giới tính{>1} | | Phân theo khu vực{>1}
 | | Nam | Nữ | Thành thị | Nông thôn
CẢ NƯỚC | =100309.2 | =50012.1 | =50297.1 | =38229.9 | =62079.3
Đồng bằng sông Hồng
Hà Nội | =8587.1 | =4258.9 | =4328.2 | =4215.6 | =4371.5
Hải Phòng | =2105 | =1049.1 | =1055.9 | =960.2 | =1144.8
Trung du và miền núi phía Bắc
Hà Giang | =899.9 | =455.1 | =444.8 | … | =756.1
Lai Châu | =489.3 | =247.6 | =241.7 | - | =402.8

Nguồn: Tổng cục Thống kê. Số liệu sơ bộ.
`),
		"budget-disclosure.xlsx": book(nil, "Biểu 93", `UBND TỈNH HÀ NAM | | | | Biểu số 93/CK-NSNN
SỞ TÀI CHÍNH
CÔNG KHAI THỰC HIỆN DỰ TOÁN CHI NGÂN SÁCH QUÝ III NĂM 2024{>4}
(Kèm theo Quyết định số 123/QĐ-STC ngày 15/10/2024){>4}
 | | | | Đơn vị tính: Triệu đồng
STT | Nội dung | Dự toán năm | Thực hiện quý III | So sánh (%)
(1) | (2) | (3) | (4) | (5)=(4)/(3)
I | Chi đầu tư phát triển | =5000 | =1200 | %0.24
1 | Chi đầu tư các dự án | =4800 | =1150 | %0.2396
1.1 | Giao thông | =3000 | =900 | %0.3
1.2 | Thủy lợi | =1800 | =250 | %0.1389
2 | Chi khác | =200 | =50 | %0.25
II | Chi thường xuyên | =7500 | =1900 | %0.2533
 | Tổng cộng | =12500 | =3100 | %0.248
 | | | Hà Nam, ngày 15 tháng 10 năm 2024
 | Người lập biểu | | THỦ TRƯỞNG ĐƠN VỊ
 | (Ký, ghi rõ họ tên) | | (Ký, đóng dấu)
`),
		"schools-merged-body.xlsx": book(nil, "DS trường", `DANH SÁCH TRƯỜNG HỌC ĐẠT CHUẨN QUỐC GIA{>4}
TT | Huyện | Tên trường | Mức độ | Năm công nhận
=1 | Thanh Trì{v2} | THCS Chu Văn An | =1 | =2019
=2 | | Tiểu học Ngọc Hồi | =2 | =2021
=3 | | Mầm non Vạn Phúc | =1 | =2022
=4 | Gia Lâm{v1} | THCS Cao Bá Quát{v1} | =1 | =2018
=5 | | | =2 | =2023
`),
		"two-tables-one-sheet.xlsx": book(nil, "Tổng hợp", `Bảng 1. Thu ngân sách
Huyện | Kế hoạch | Thực hiện
Ba Vì | =120 | =115
Thạch Thất | =210 | =230
Quốc Oai | =150 | =149

Bảng 2. Số hộ nghèo
Huyện | Hộ nghèo
Ba Vì | =812
Thạch Thất | =330
`),
		"hidden-rows-and-columns.xlsx": book(func(t *testing.T, f *excelize.File) {
			must(t, f.SetColVisible("Sheet1", "C", false))
		}, "Sheet1", `Mã hồ sơ | Họ tên | CCCD | Kết quả
HS1 | Nguyễn Văn A | 001085012345 | Đạt
~HS2 | Trần Thị B | 036190004567 | Đạt
HS3 | Lê Văn C | 079201001234 | Không đạt
`),
		"several-sheets.xlsx": book(func(t *testing.T, f *excelize.File) {
			must(t, f.SetSheetVisible("Nháp", false))
		}, "Bìa", `BÁO CÁO THỐNG KÊ Y TẾ NĂM 2023
`, "2022", `Bệnh viện | Giường
Bạch Mai | =1900
Việt Đức | =1500
`, "2023", `Bệnh viện | Giường
Bạch Mai | =2000
Việt Đức | =1520
`, "Nháp", `tạm | x
a | =1
`),
		"dates-times-percents.xlsx": book(nil, "Sheet1", `Ngày họp | Giờ bắt đầu | Tỷ lệ có mặt | Có quorum | Ghi chú
@2024-01-31 | @7:30 | %0.85 | ?true | họp đầu năm
@2024-02-29 | @13:45 | %1 | ?true |
@2024-12-31 | @8:00 | %0.425 | ?false | hoãn
`),
		"dates-half-text.xlsx": book(nil, "Sheet1", `Mã | Ngày cấp
GP1 | @2024-01-05
GP2 | 15/02/2024
GP3 | @2024-03-07
GP4 | 28/03/2024
`),
		"numbers-as-text.xlsx": book(nil, "Sheet1", `Xã | Diện tích (ha) | Dân số
Vĩnh Chánh | 1.234,5 | =9876
Phú Hòa | 2.105,25 | 12.345
Óc Eo | 998,75 | =8120
`),
		"codes-as-numbers.xlsx": book(nil, "Sheet1", `Mã tỉnh | Tên | Mã số thuế
=1 | Hà Nội | =101234567
=79 | TP. Hồ Chí Minh | 0301234567
=92 | Cần Thơ | =1800123456
`),
		"years-wide.xlsx": book(nil, "Sheet1", `Sản lượng thủy sản (nghìn tấn)
Tỉnh | 2018 | 2019 | 2020 | 2021 | Sơ bộ 2022
Cà Mau | =556.1 | =575.8 | =590.2 | =611 | =628.5
Kiên Giang | =789.9 | =812.1 | =834.6 | =830.7 | =842
An Giang | =487.2 | =539.1 | =560.3 | … | =587.6
`),
		"header-below-blank-top.xlsx": book(nil, "Sheet1", `


 | | Trạm | Ngày | Mực nước (cm)
 | | Hà Nội | @2024-07-01 | =245
 | | Hưng Yên | @2024-07-01 | =198
 | | Phả Lại | @2024-07-01 | =121
`),
		"signature-only-notes.xlsx": book(nil, "Sheet1", `Loài cây | Diện tích (ha) | Tỷ lệ sống (%)
Keo lai | =1250.5 | =92.5
Bạch đàn | =310 | =88
Thông* | =95.25 | =90.1
* Thông mã vĩ và thông nhựa
Người lập biểu | | Giám đốc
`),
		"vni-font.xlsx": book(nil, toVNI("Số liệu"), toVNI(`Danh sách cán bộ được tập huấn
Họ tên | Chức vụ | Đơn vị công tác | Số buổi
Nguyễn Thị Hường | Trưởng phòng | Phòng Nông nghiệp huyện | =5
Trần Văn Đức | Chuyên viên | Trạm Khuyến nông | =4
Lê Thị Bưởi | Phó phòng | Phòng Kinh tế thị xã | =5
`)),
		"empty-sheet.xlsx": book(nil, "Sheet1", ""),
		"only-title.xlsx":  book(nil, "Sheet1", "THÔNG BÁO LỊCH TIẾP CÔNG DÂN NĂM 2024\n"),
		"header-only.xlsx": book(nil, "Sheet1", "Mã | Tên | Giá trị\n"),
		"duplicate-names.xlsx": book(nil, "Sheet1", `Tên | Số lượng | Giá | Số lượng | Giá
Gạo | =10 | =18.5 | =12 | =19
Ngô | =5 | =8.5 | =6 | =9.25
`),
		"long-texts-with-breaks.xlsx": book(nil, "Sheet1", `Câu hỏi\n(ghi rõ) | Trả lời\ncủa cơ quan | Số lần
Đường liên xã\như hỏng? | Đã sửa\n\nnăm 2024 | =2
"Nước sạch" | Chưa có; sẽ đầu tư | =1
`),
		"land-prices-streets.xlsx": book(nil, "Giá đất", `BẢNG GIÁ ĐẤT Ở NĂM 2024{>5}
(Ban hành kèm theo Quyết định số 20/2024/QĐ-UBND){>5}
 | | | | | Đơn vị tính: đồng/m2
TT{v1} | Tên đường{v1} | Đoạn đường{>1} | | Giá đất{>1}
 | | Từ | Đến | VT1 | VT2
=1 | Trần Hưng Đạo{v1} | Đầu đường | Lê Lợi | =45000000 | =22500000
=2 | | Lê Lợi | Cuối đường | =38000000 | =19000000
=3 | Nguyễn Huệ | Trọn đường | | =52000000 | =26000000
`),
		"excel-encrypted.xlsx": func(*testing.T) []byte { return ole("EncryptedPackage") },
		"excel-97.xls":         func(*testing.T) []byte { return ole("Workbook") },
		"broken-zip.xlsx":      func(t *testing.T) []byte { b := book(nil, "S", "a | b\n=1 | =2\n")(t); return b[:len(b)/2] },
		"yearbook.ods": odsBook("Biểu 5", `5. Sản lượng lúa cả năm{>3}
Tỉnh{v1} | Sản lượng (tấn){>1} | | Tăng trưởng
 | 2022 | 2023 |
CẢ NƯỚC | =42660 | =43497 | %0.0196
An Giang | =3950.5 | =4075.25 | %0.0316
Kiên Giang | =4400 | ... | %-0.01
Ghi chú: Số liệu sơ bộ
`, "Trống", "", "Biểu 6", `Ngày | Đúng hạn | Giá
@2024-02-29 | ?true | =12.5
@2024-03-01 | ?false | =13
`),
		"hidden-row.ods": odsBook("Sheet1", `Mã | Tên
A1 | Bút
~A2 | Vở
A3 | Thước
`),
	}
}

// ole makes the head of a compound file, with one stream, as Excel 97 and
// encrypted workbooks are.
func ole(stream string) []byte {
	b := make([]byte, 3*512)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	for at, v := range map[int]uint16{24: 0x3e, 26: 3, 28: 0xfffe, 30: 9, 32: 6, 44: 1, 48: 1, 57: 0x10} {
		b[at], b[at+1] = byte(v), byte(v>>8)
	}
	for i := 60; i < 512; i++ {
		b[i] = 0xff
	}
	for i := range 4 {
		b[60+i], b[76+i] = []byte{0xfe, 0xff, 0xff, 0xff}[i], 0
	}
	entry := func(at int, name string, kind byte) {
		for i := range len(name) {
			b[at+2*i] = name[i]
		}
		b[at+64], b[at+66], b[at+67] = byte(2*len(name)+2), kind, 1
		for i := 68; i < 80; i++ {
			b[at+i] = 0xff
		}
	}
	entry(1024, "Root Entry", 5)
	entry(1152, stream, 2)
	b[1024+76], b[1024+77], b[1024+78], b[1024+79] = 1, 0, 0, 0
	for i := 512; i < 1024; i++ {
		b[i] = 0xff
	}
	copy(b[512:], "\xfd\xff\xff\xff\xfe\xff\xff\xff")
	return b
}
