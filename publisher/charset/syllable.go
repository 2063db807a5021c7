package charset

import (
	"strings"
	"unicode"
)

// initials are the consonants that a syllable may begin with, but none.
var initials = set("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")

// rhymes are what may follow the initial, without tone. The last lines are of
// words after qu, and of names from the languages of the highlands that every
// table of places has.
var rhymes = set(`
	a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
	e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
	i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
	o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet
	oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
	u ua uân uâng uât uây uc uê uêch uênh uêu ui um un ung uôc uôi uôm uôn uông uôt uơ up ut
	uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
	y yêm yên yêng yêt yêu
	yt ynh ych
	ăk ok ôk ăl uôl`)

// common are the syllables with marks that tables and prose of the
// administration use most; the same bytes read with another table hardly ever
// give one of them.
var common = set(`
	là và của các có được không người trong đã cho một với những này để ở khi đến về từ nhiều hơn nhà năm ngày tháng
	huyện tỉnh xã phường thành phố thị trấn số tên địa chỉ họ giới tính dân tộc nữ quận khu đơn vị tổng cộng tiền đồng
	giá trị loại mã ghi chú đường thôn ấp tổ bộ sở phòng ban việt hà nội hồ chí đông tây bắc nguyễn trần lê phạm hoàng
	văn thị đức mỹ phú vĩnh bình hải quảng ninh thuận định đắk lâm sơn tân trường học công ty sản xuất diện tích lượng
	kế hoạch báo cáo kết quả tỷ lệ triệu nghìn người hộ gia điện nước đất cấp tự chủ tịch ủy chính quyền quốc đăk đắk krông buôn`)

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// isSyllable reports whether a word, in lower case and NFC, is formed as a
// syllable of Vietnamese is: an initial, a rhyme, and one tone at most. A
// syllable that ends in c, ch, p or t has the tone sắc or nặng. Whether a
// dictionary has the word is not asked.
func isSyllable(word string) bool {
	plain := make([]rune, 0, 8)
	tone := uint8(level)
	for _, r := range word {
		if p, ok := parts[r]; ok {
			if p.tone != level {
				if tone != level {
					return false
				}
				tone = p.tone
			}
			r = p.base
		}
		if len(plain) == cap(plain) {
			return false
		}
		plain = append(plain, r)
	}
	if n := len(plain); n > 1 && tone != sac && tone != nang {
		switch last := plain[n-1]; {
		case last == 'c' || last == 'p' || last == 't' || last == 'h' && plain[n-2] == 'c':
			return false
		}
	}
	for n := 0; n <= 3 && n < len(plain); n++ {
		if initial, rhyme := string(plain[:n]), string(plain[n:]); rhymes[rhyme] && agree(initial, rhyme) {
			return true
		}
	}
	return false
}

// isNearSyllable reports whether a word, in lower case and NFC, is one group of
// Vietnamese vowels, with one tone at most, between at most three consonants.
func isNearSyllable(word string) bool {
	const before, inside, after = 0, 1, 2
	at, n, tone := before, 0, false
	for _, r := range word {
		p, vowel := parts[r]
		switch {
		case vowel && at == after, !vowel && r != 'đ' && (r < 'a' || r > 'z'):
			return false
		case vowel && at == before, !vowel && at == inside:
			at, n = at+1, 0
		}
		if n++; n > 3 || tone && p.tone != level {
			return false
		}
		tone = tone || p.tone != level
	}
	return at != before
}

// agree reports whether an initial is written so before a rhyme.
func agree(initial, rhyme string) bool {
	front := strings.IndexAny(rhyme[:1], "eiy") == 0 || strings.HasPrefix(rhyme, "ê")
	switch initial {
	case "":
		return true
	case "c", "ng":
		return !front
	case "g":
		return !front || rhyme[0] == 'i'
	case "gh", "ngh":
		return front
	}
	return initials[initial]
}

// caseBreaks reports whether a capital with marks follows a small letter, which
// happens when bytes are read with the wrong table.
func caseBreaks(word string) bool {
	small := false
	for _, r := range word {
		if small && r > unicode.MaxASCII && unicode.IsUpper(r) {
			return true
		}
		small = unicode.IsLower(r)
	}
	return false
}
