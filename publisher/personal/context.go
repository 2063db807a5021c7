package personal

import "bytes"

// A cue is what the words before a number in text say that it is.
type cue uint16

const (
	cueID cue = 1 << iota
	cuePassport
	cueTax
	cueInsurance
	cuePhone
	cueCard
	cuePlate
	cueCode // of a document or transaction: no phone
)

// cueWords are folded, and looked for in the text before a number, from the
// last bytes of it back to the number before.
var cueWords = []struct {
	words string
	cue   cue
}{
	{"cccd", cueID}, {"cmnd", cueID}, {"cmt", cueID}, {"can cuoc", cueID}, {"dinh danh", cueID}, {"chung minh", cueID}, {"giay to", cueID}, {"id card", cueID},
	{"citizen id", cueID}, {"national id", cueID},
	{"ho chieu", cuePassport}, {"passport", cuePassport},
	{"mst", cueTax}, {"ma so thue", cueTax}, {"tax", cueTax},
	{"bhxh", cueInsurance}, {"bhyt", cueInsurance}, {"bao hiem", cueInsurance},
	{"sdt", cuePhone}, {"dien thoai", cuePhone}, {"dt", cuePhone}, {"di dong", cuePhone}, {"zalo", cuePhone}, {"tel", cuePhone}, {"phone", cuePhone}, {"lien he", cuePhone}, {"goi", cuePhone},
	{"the", cueCard}, {"card", cueCard}, {"visa", cueCard}, {"atm", cueCard}, {"napas", cueCard}, {"tai khoan", cueCard},
	{"bien so", cuePlate}, {"bks", cuePlate}, {"bien kiem soat", cuePlate}, {"xe", cuePlate}, {"bsx", cuePlate},
	{"ma don", cueCode}, {"van don", cueCode}, {"giao dich", cueCode}, {"serial", cueCode}, {"barcode", cueCode}, {"ma vach", cueCode}, {"hoa don", cueCode}, {"isbn", cueCode}, {"imei", cueCode},
}

// before returns the cues in the folded text before a number. Of the bytes
// before only the last 48 count.
func before(folded []byte) cue {
	folded = folded[max(0, len(folded)-48):]
	var found cue
	for _, c := range cueWords {
		if i := bytes.LastIndex(folded, []byte(c.words)); i >= 0 && boundary(folded, i, len(c.words)) {
			found |= c.cue
		}
	}
	return found
}

func boundary(b []byte, at, n int) bool {
	return (at == 0 || !letterByte(b[at-1])) && (at+n == len(b) || !letterByte(b[at+n]))
}
