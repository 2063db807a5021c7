package personal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"

	"nguon/publisher/charset"
)

// A people makes synthetic persons from a seed: surnames in their real
// proportions, other words of names evenly.
type people struct{ *rand.Rand }

func newPeople(seed uint64) people { return people{rand.New(rand.NewPCG(seed, 7))} }

var (
	frequent = []struct {
		name  string
		share float64
	}{{"Nguyễn", 38.4}, {"Trần", 12.1}, {"Lê", 9.5}, {"Phạm", 7}, {"Hoàng", 2.6}, {"Huỳnh", 2.5}, {"Phan", 4.5}, {"Vũ", 2}, {"Võ", 1.9}, {"Đặng", 2.1},
		{"Bùi", 2}, {"Đỗ", 1.4}, {"Hồ", 1.3}, {"Ngô", 1.3}, {"Dương", 1}, {"Lý", 0.5}}
	rare    = strings.Fields("Đinh Đoàn Trịnh Trương Mai Đào Cao Tô Tạ Lâm Lương Lưu Vi Nông Quách Kiều Hà Tăng Thái Chu Châu Phùng Thạch Danh Lò Vàng Giàng Sùng Triệu Hoa Bế")
	boys    = strings.Fields("An Bình Cường Dũng Đạt Đức Giang Hải Hiếu Hoàng Hùng Huy Khánh Khoa Kiên Lâm Long Minh Nam Nghĩa Phong Phúc Quân Quang Sơn Thắng Thành Thịnh Tiến Toàn Trung Tuấn Tùng Việt Vinh Vũ Bảo Khải Tài Lộc Thái Trí Nhân Hưng Hòa Tâm")
	girls   = strings.Fields("Anh Chi Dung Duyên Giang Hà Hạnh Hằng Hiền Hoa Hồng Huệ Hương Lan Linh Loan Ly Mai My Nga Ngân Ngọc Nhung Oanh Phương Quỳnh Tâm Thảo Thu Thủy Thúy Trang Trinh Tuyết Uyên Vân Vy Xuân Yến Trâm Hân Như Thơ Liên Bích")
	middles = [2][]string{strings.Fields("Văn Văn Văn Văn Hữu Đức Quang Minh Xuân Công Đình Thanh Ngọc Bá Duy Tuấn Anh"), strings.Fields("Thị Thị Thị Thị Thị Ngọc Thu Thanh Minh Phương Bích Kim Thùy Hồng Mỹ Khánh")}
	streets = strings.Fields("Nguyễn_Trãi Lê_Lợi Trần_Phú Hai_Bà_Trưng Lý_Thường_Kiệt Quang_Trung Hùng_Vương Giải_Phóng Láng_Hạ Cách_Mạng_Tháng_8 Điện_Biên_Phủ")
	wards   = strings.Fields("phường_Ba_Đình,_Hà_Nội phường_Bến_Nghé,_TP_Hồ_Chí_Minh xã_Tân_Lập,_tỉnh_Đồng_Nai phường_Hải_Châu,_Đà_Nẵng xã_Bình_Minh,_Hà_Nội thị_trấn_Sapa,_Lào_Cai P._12,_Q._3,_TP.HCM xã_Quảng_Lợi,_Thanh_Hóa")
	areas   = strings.Fields("001 001 001 079 079 038 040 048 031 024 026 060 092 068 012")
)

func (p people) surname() string {
	x := p.Float64() * 100
	for _, f := range frequent {
		if x -= f.share; x < 0 {
			return f.name
		}
	}
	return rare[p.IntN(len(rare))]
}

func pick(p people, of []string) string { return of[p.IntN(len(of))] }

func (p people) name() string {
	sex := p.IntN(2)
	last := pick(p, [][]string{boys, girls}[sex])
	switch p.IntN(10) {
	case 0:
		return p.surname() + " " + last
	case 1:
		return p.surname() + " " + pick(p, middles[sex]) + " " + pick(p, [][]string{boys, girls}[sex]) + " " + last
	}
	return p.surname() + " " + pick(p, middles[sex]) + " " + last
}

func (p people) id() string {
	born := 1940 + p.IntN(80)
	return fmt.Sprintf("%s%d%02d%06d", pick(p, areas), (born-1900)/100*2+p.IntN(2), born%100, p.IntN(1e6))
}

func (p people) subscriber() string {
	prefix := strings.Fields("32 33 34 35 36 37 38 39 56 58 70 76 77 78 79 81 82 83 84 85 86 88 89 90 91 93 94 96 97 98")
	return fmt.Sprintf("%s%07d", pick(p, prefix), p.IntN(1e7))
}

func (p people) phone() string { return "0" + p.subscriber() }

func (p people) email() string {
	words := strings.Fields(charset.Fold(p.name()))
	return words[len(words)-1] + words[0] + fmt.Sprint(p.IntN(1000)) + "@" + pick(p, []string{"gmail.com", "yahoo.com.vn", "hust.edu.vn", "outlook.com"})
}

func (p people) plate() string {
	letter := string("ABCDEFGHKLM"[p.IntN(11)])
	province := pick(p, strings.Fields("29 30 51 59 43 36 37 15 60 77"))
	if p.IntN(2) == 0 {
		return fmt.Sprintf("%s%s-%03d.%02d", province, letter, p.IntN(1000), p.IntN(100))
	}
	return fmt.Sprintf("%s-%s%d %03d.%02d", province, letter, 1+p.IntN(9), p.IntN(1000), p.IntN(100))
}

func (p people) address() string {
	street, ward := strings.ReplaceAll(pick(p, streets), "_", " "), strings.ReplaceAll(pick(p, wards), "_", " ")
	n := 1 + p.IntN(300)
	switch p.IntN(5) {
	case 0:
		return fmt.Sprintf("Số %d đường %s, %s", n, street, ward)
	case 1:
		return fmt.Sprintf("%d/%d %s, %s", n, 1+p.IntN(60), street, ward)
	case 2:
		return fmt.Sprintf("Số %d ngõ %d %s, %s", n, 1+p.IntN(400), street, ward)
	case 3:
		return fmt.Sprintf("Thôn %s, %s", pick(p, []string{"Đông", "Đoài", "Hạ", "Trung", "2", "5"}), ward)
	}
	return fmt.Sprintf("%d %s, %s", n, street, ward)
}

func (p people) tax() string {
	for {
		d := []byte(fmt.Sprintf("%s%07d", pick(p, strings.Fields("01 03 02 36 37 31 43 54 05 10")), 1+p.IntN(1e7-1)))
		sum := 0
		for i, w := range taxWeights {
			sum += w * int(d[i]-'0')
		}
		if c := 10 - sum%11; c < 10 {
			return string(d) + string(rune('0'+c))
		}
	}
}

func (p people) healthCard() string {
	return fmt.Sprintf("%s%d%02d%010d", pick(p, strings.Fields("DN HS GD TE HT CH BT")), 1+p.IntN(5), 1+p.IntN(96), p.Int64N(1e10))
}

func (p people) card() string {
	d := []byte(pick(p, []string{"970436", "970415", "970422", "411111", "520082"}))
	for len(d) < 15 {
		d = append(d, byte('0'+p.IntN(10)))
	}
	for c := byte('0'); ; c++ {
		if luhn(append(d, c)) {
			return string(append(d, c))
		}
	}
}

func (p people) ip() string {
	return fmt.Sprintf("%d.%d.%d.%d", 1+p.IntN(223), p.IntN(256), p.IntN(256), 1+p.IntN(254))
}

func (p people) birth() string {
	return fmt.Sprintf("%02d/%02d/%d", 1+p.IntN(28), 1+p.IntN(12), 1940+p.IntN(80))
}

func sha(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}
