package publisher

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/publisher/anon/aggregate"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
	"nguon/publisher/anon/risk"
)

// constantsOf returns the values of the constants of text of a package below
// this one that are of the named type, or of none if that is "".
func constantsOf(t *testing.T, room, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob(room + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, spec := range g.Specs {
				v := spec.(*ast.ValueSpec)
				id, _ := v.Type.(*ast.Ident)
				if !v.Names[0].IsExported() || (id == nil) != (typeName == "") || id != nil && id.Name != typeName || len(v.Values) == 0 {
					continue
				}
				if lit, ok := v.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
					code, _ := strconv.Unquote(lit.Value)
					out = append(out, code)
				}
			}
		}
	}
	return out
}

var unfilled = regexp.MustCompile(`\{[a-z]|%!|“–”`)

// complete reports what is wrong with a text of which nothing may be missing.
func complete(t *testing.T, what string, text catalog.Text) {
	t.Helper()
	for lang, s := range map[catalog.Lang]string{catalog.Vietnamese: text.Vi, catalog.English: text.En} {
		if s == "" || unfilled.MatchString(s) || !strings.HasSuffix(s, ".") {
			t.Errorf("%s in %s: %q", what, lang, s)
		}
	}
	if text.Vi == text.En {
		t.Errorf("%s is not translated: %q", what, text.Vi)
	}
}

func number(x float64) *float64 { return &x }

func TestEveryRuleHasWordsForBothOutcomes(t *testing.T) {
	codes := constantsOf(t, "anon/assess", "Code")
	if len(codes) < 30 {
		t.Errorf("found only %d codes: does this test still look at the right place?", len(codes))
	}
	for _, code := range codes {
		rule := assess.Rule{
			Code: assess.Code(code), Column: "ma_benh", Adversary: "hàng xóm", Table: "theo-xa", Want: number(5), Got: number(3), Detail: "phone",
		}
		if _, ok := ruleMessages[rule.Code]; !ok {
			t.Errorf("%s has no words", code)
			continue
		}
		failed := ExplainRule(rule)
		complete(t, code+": finding", failed.Finding)
		complete(t, code+": meaning", failed.Meaning)
		complete(t, code+": what to do", failed.Mend)
		rule.Pass = true
		passed := ExplainRule(rule)
		complete(t, code+": passed", passed.Finding)
		if passed.Finding == failed.Finding {
			t.Errorf("%s says the same whether it holds or not", code)
		}
		if !passed.Meaning.IsZero() || !passed.Mend.IsZero() {
			t.Errorf("%s holds, and yet there is something to do: %v", code, passed)
		}
	}
	for code := range ruleMessages {
		if !slices.Contains(codes, string(code)) {
			t.Errorf("there are words for %s, which is no rule", code)
		}
	}
}

func TestFiguresOfARuleAreWrittenAsTheLanguageDoes(t *testing.T) {
	for _, test := range []struct {
		name   string
		rule   assess.Rule
		vi, en string
	}{
		{name: "shares in per cent", rule: assess.Rule{Code: assess.SuppressedRows, Want: number(0.02), Got: number(0.041)},
			vi: "Đã phải bỏ 4,1% số dòng; chính sách cho phép nhiều nhất 2%.", en: "4.1% of the rows had to be suppressed; the policy allows 2% at most."},
		{name: "a figure just beyond its bound does not read as if it were equal",
			rule: assess.Rule{Code: assess.HighestRisk, Adversary: "a", Want: number(0.2), Got: number(0.20004)}, vi: "20,004%; cho phép nhiều nhất 20%", en: "20.004%; 20%"},
		{name: "counts have all their digits", rule: assess.Rule{Code: assess.JointK, Detail: "2024", Want: number(5), Got: number(1234567), Pass: true},
			vi: "1.234.567 dòng", en: "1,234,567 rows"},
		{name: "a figure that is not known", rule: assess.Rule{Code: assess.Uniqueness, Adversary: "a", Want: number(0.0005)},
			vi: "không xác định; cho phép nhiều nhất 0,05%", en: "not known; 0.05%"},
		{name: "a figure that is no number", rule: assess.Rule{Code: assess.Beta, Want: number(1), Got: number(math.NaN())}, vi: "không xác định", en: "not known"},
		{name: "nothing but nines is not all", rule: assess.Rule{Code: assess.Alpha, Want: number(0.5), Got: number(0.99)}, vi: "99%", en: "99%"},
		{name: "beyond all measure", rule: assess.Rule{Code: assess.Beta, Want: number(1), Got: number(1e300)}, vi: "1,00e+300", en: "1.00e+300"},
		{name: "a kind of personal data has its name", rule: assess.Rule{Code: assess.PersonalData, Column: "ghi_chu", Detail: "plate", Got: number(1)},
			vi: "Cột “ghi_chu” vẫn có biển số xe: 1 ô.", en: "Column “ghi_chu” still holds data of this kind: vehicle plate, cells: 1."},
		{name: "a finding of the whole file", rule: assess.Rule{Code: assess.PersonalData, Detail: "plate"}, vi: "Tệp sẽ công bố vẫn có", en: "The file to be published still"},
		{name: "the day of review", rule: assess.Rule{Code: assess.ReviewOverdue, Detail: "2026-11-02"}, vi: "đã qua: 02/11/2026.", en: "is past: 2 Nov 2026."},
		{name: "a table that has no name", rule: assess.Rule{Code: assess.OpenCells, Want: number(0)}, vi: "Bảng tổng hợp: số ô", en: "Table of aggregates: unsafe"},
		{name: "no earlier release", rule: assess.Rule{Code: assess.NotLinked}, vi: "Chưa so với bản phát hành trước.", en: "with an earlier one."},
		{name: "a rule of a later version", rule: assess.Rule{Code: "k-anything", Pass: true}, vi: "“k-anything”", en: "“k-anything”"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := RuleText(test.rule)
			if !strings.Contains(got.Vi, test.vi) || !strings.Contains(got.En, test.en) {
				t.Errorf("RuleText = %q, %q, want %q, %q in it", got.Vi, got.En, test.vi, test.en)
			}
		})
	}
}

func TestNamesInARuleCannotTurnTheText(t *testing.T) {
	text := RuleText(assess.Rule{Code: assess.Ungated, Column: "a\u202eb\x00{want}\n%d"})
	if want := "Cột “a\ufffdb\ufffd{want}\ufffd%d”"; !strings.HasPrefix(text.Vi, want) {
		t.Errorf("text = %q, want it to begin with %q", text.Vi, want)
	}
}

func TestLeversSayWhatWasMeasured(t *testing.T) {
	for _, test := range []struct {
		name   string
		lever  assess.Lever
		vi, en string
	}{
		{"coarser", assess.Lever{Column: "tuoi", Change: "coarser", From: "bands 5", To: "bands 10",
			Before: assess.Effect{K: 3, SuppressedRows: 0.041}, After: assess.Effect{K: 7, SuppressedRows: 0.006, Pass: true}},
			"Cột “tuoi”, dải 5 → dải 10: k từ 3 thành 7, phải bỏ 0,6% số dòng thay vì 4,1%; khi đó mọi yêu cầu đều đạt.",
			"Column “tuoi”, bands 5 → bands 10: k from 3 to 7, 0.6% of the rows must be suppressed instead of 4.1%; all rules then hold."},
		{"dropped, and nothing gained", assess.Lever{Column: "xa", Change: "drop", From: "generalise vn-admin to commune", Before: assess.Effect{K: 1, SuppressedRows: 0.5}, After: assess.Effect{K: 1, SuppressedRows: 0.5}},
			"Bỏ cột “xa”: k vẫn là 1, vẫn phải bỏ 50% số dòng; vẫn chưa đủ để đạt mọi yêu cầu.",
			"Drop column “xa”: k stays 1, 50% of the rows must still be suppressed; that alone does not meet all rules."},
		{"more rows suppressed", assess.Lever{Change: "suppress", From: "0.02", To: "0.041", Before: assess.Effect{K: 3, SuppressedRows: 0.041}, After: assess.Effect{K: 3, SuppressedRows: 0.041}},
			"Cho phép bỏ đến 4,1% số dòng (search.suppress_rows), thay vì 2%: k trước khi bỏ dòng vẫn là 3", "Allow 4.1% of the rows to be suppressed (search.suppress_rows) instead of 2%"},
		{"another level", assess.Lever{Column: "xa", Change: "coarser", From: "vn-admin commune", To: "vn-admin 2"}, "vn-admin đến cấp xã → vn-admin đến mức 2", "vn-admin to commune → vn-admin to level 2"},
		{"an operation without a name", assess.Lever{Column: "x", Change: "finer", From: "kéo", To: "kéo 2 lần", After: assess.Effect{Pass: true}}, "kéo → kéo 2 lần: k vẫn là 0", "kéo → kéo 2 lần: k stays 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := LeverText(test.lever)
			if !strings.Contains(got.Vi, test.vi) || !strings.Contains(got.En, test.en) {
				t.Errorf("LeverText = %q, %q, want %q, %q in it", got.Vi, got.En, test.vi, test.en)
			}
		})
	}
}

func TestOperationsAreSaidInWords(t *testing.T) {
	for _, test := range []struct{ name, short, vi, en string }{
		{"nothing is done", "keep", "giữ nguyên", "kept"},
		{"several", "date year, bands 5, top 85", "ngày, chỉ giữ năm, dải 5, gộp từ trên 85", "dates, keeping the year, bands 5, top 85"},
		{"a level by its name", "generalise vn-admin to province", "khái quát hóa theo vn-admin đến tỉnh", "generalise by vn-admin to province"},
		{"a level by its number", "generalise my file.csv to 2", "khái quát hóa theo my file.csv đến mức 2", "generalise by my file.csv to level 2"},
		{"coordinates", "geo 1000 m", "tọa độ, làm tròn đến 1000 m", "coordinates, rounded to 1000 m"},
		{"permitted", "allow: Trần, Bích", "được phép, người duyệt Trần, Bích", "allowed by Trần, Bích"},
		{"not known", "<b>fold</b> it so", "<b>fold</b> it so", "<b>fold</b> it so"},
		{"nothing", "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := OperationText(test.short); got.Vi != test.vi || got.En != test.en {
				t.Errorf("OperationText(%q) = %q, %q, want %q, %q", test.short, got.Vi, got.En, test.vi, test.en)
			}
		})
	}
}

func TestEveryFaultOfAPolicyHasAText(t *testing.T) {
	values, column := []string{"a", "b"}, "tuoi"
	for _, room := range []struct {
		name, typeName string
		least          int
		fault          func(code string) error
	}{
		{"anon/recode", "Code", 20, func(code string) error {
			return &recode.Error{Code: recode.Code(code), Column: column, Hierarchy: "h", Field: "k", Value: "v", Values: values, Level: 2, Line: 7, Got: 5, Want: 9}
		}},
		{"anon/lattice", "", 10, func(code string) error { return &lattice.Error{Code: code, Column: column, Value: "v", Level: 2} }},
		{"anon/aggregate", "", 12, func(code string) error {
			return &aggregate.Error{Code: code, Column: column, Value: "v", Got: 5, Want: 9}
		}},
		{"anon/risk", "Code", 4, func(code string) error { return &risk.Error{Code: risk.Code(code), Got: 5, Want: 9} }},
	} {
		codes := constantsOf(t, room.name, room.typeName)
		if len(codes) < room.least {
			t.Errorf("%s: found only %d codes: does this test still look at the right place?", room.name, len(codes))
		}
		for _, code := range codes {
			text, ok := FaultText(room.fault(code))
			if !ok || strings.Contains(text.Vi, "("+code+")") {
				t.Errorf("%s: %s has no text", room.name, code)
			}
			complete(t, room.name+": "+code, text)
		}
	}
	if text, ok := FaultText(strconv.ErrRange); ok {
		t.Errorf("FaultText of another error = %v", text)
	}
}

// An operation of the policy language that had no name would be shown as the
// word of the file.
func TestEveryOperationOfAPolicyHasAName(t *testing.T) {
	ops := reflect.TypeFor[policy.Op]()
	for i := range ops.NumField() {
		if word := ops.Field(i).Tag.Get("yaml"); word != "-" && operationNames[word].IsZero() {
			t.Errorf("%s has no name", word)
		}
	}
}

func TestAHoleOfAHierarchyNamesItsValues(t *testing.T) {
	text, _ := FaultText(&recode.Error{Code: recode.Uncovered, Column: "ma_benh", Hierarchy: "icd10.csv", Values: []string{"J18", "B20"}, Got: 1402})
	want := "Cột “ma_benh”, cây phân cấp “icd10.csv”: cây phân cấp chưa có chỗ cho 1.402 giá trị: “J18”, “B20” và 1.400 giá trị nữa."
	if !strings.HasPrefix(text.Vi, want) {
		t.Errorf("text = %q, want it to begin with %q", text.Vi, want)
	}
}

func TestEveryKindOfPersonalDataHasAName(t *testing.T) {
	for _, kind := range constantsOf(t, "personal", "Kind") {
		if text := KindText(kind); strings.Contains(text.Vi, "“") || text.En == "" {
			t.Errorf("%s has no name", kind)
		}
	}
	if got := KindText("shoe-size").Vi; got != "“shoe-size”" {
		t.Errorf("a kind of a later version is %s", got)
	}
}
