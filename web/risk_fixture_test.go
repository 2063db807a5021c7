package web_test

import (
	"math"
	"strings"
	"time"

	"nguon/publisher/anon/assess"
)

func some[T any](v T) *T { return &v }

func hash(c string) string { return strings.Repeat(c, 32) }

// passing is a report of a release that may be published.
func passing() *assess.Report {
	return &assess.Report{
		Schema: assess.Schema, Tool: "nguon 1.4.0", Made: time.Date(2026, 11, 22, 1, 30, 0, 0, time.UTC), Approver: "Trần Thị Bích, trưởng phòng Dữ liệu",
		Dataset: "kham-benh-2025", Release: "open", Unit: "person", Coverage: 1, Geography: "qd19-2025", ReviewBy: time.Date(2027, 11, 22, 0, 0, 0, 0, time.UTC),
		Policy: hash("a1"), Input: assess.File{Name: "kham-benh.xlsx", SHA256: hash("b2"), Bytes: 9_481_022, Rows: 120_418},
		Output:      assess.File{Name: "data.csv", SHA256: hash("c3"), Bytes: 5_120_448, Rows: 119_696},
		Commitments: []assess.Commitment{{Name: "rows", Value: "9f86d081884c7d65"}},
		Columns: []assess.Column{
			{Name: "cccd", Role: "identifier", Ops: []string{"drop"}, Dropped: true, Before: 120_418},
			{Name: "nam_sinh", Role: "quasi", Ops: []string{"date year", "bands 5", "top 85"}, Before: 31_204, After: 18, Cells: 12, Loss: some(0.21), Subjects: []string{"hàng xóm", "đồng nghiệp"}},
			{Name: "gioi_tinh", Role: "quasi", Ops: []string{"keep"}, Before: 2, After: 2, Loss: some(0.0), Subjects: []string{"hàng xóm", "đồng nghiệp"}},
			{Name: "noi_o", Role: "quasi", Ops: []string{"generalise vn-admin to province"}, Before: 3_321, After: 34, Cells: 310, Loss: some(0.62), Subjects: []string{"hàng xóm"}},
			{Name: "ma_benh", Role: "sensitive", Ops: []string{"generalise icd10 to 1"}, Before: 1_804, After: 22, Missing: 4},
			{Name: "chi_phi", Role: "insensitive", Ops: []string{"top_percentile 99"}, Before: 44_102, After: 43_900,
				Shift: &assess.Shift{MeanBefore: 1_204_331.5, MeanAfter: 1_180_022.25, DeviationBefore: 812_000, DeviationAfter: 640_100.5, Correlation: 0.981}},
		},
		Search: &assess.Search{Algorithm: "flash", Metric: "loss", Lattice: 12_960, Checked: 115, Optimal: true, Found: true, Value: 0.2713, Seconds: 0.284, Levels: []assess.Level{
			{Column: "noi_o", Hierarchy: "vn-admin", Level: 1, Of: 2, Step: "province"}, {Column: "nam_sinh", Hierarchy: "nam-sinh", Level: 0, Of: 4},
		}},
		ScanInput: []assess.Finding{
			{Column: "cccd", Kind: "national-id", Rule: "cccd-12", Decision: "block", Cells: 120_418, Count: 120_401, Rate: 0.99986, Examples: []string{"000000000000"}, Treated: "drop"},
			{Column: "gioi_tinh", Kind: "sex", Rule: "values", Decision: "quasi", Cells: 120_418, Count: 120_418, Rate: 1, Treated: "keep"},
		},
		ScanOutput: []assess.Finding{},
		Adversaries: []assess.Adversary{
			{Name: "hàng xóm", Columns: []string{"nam_sinh", "gioi_tinh", "noi_o"}, Rows: 119_696, Classes: 1_171, Strict: some(int64(4)), Attacker: some(int64(5)),
				AttackerAll: some(int64(5)), Wildcard: some(int64(9)),
				Sizes:      []assess.Bin{{From: 5, To: 9, Rows: 1_420}, {From: 10, To: 19, Rows: 4_188}, {From: 20, To: 49, Rows: 12_004}, {From: 50, To: 99, Rows: 28_930}, {From: 100, To: 199, Rows: 50_154}, {From: 200, To: 499, Rows: 23_000}},
				Prosecutor: &assess.Risk{Highest: 0.2, Lowest: 0.002, Average: 0.0098, Above: 0.2},
				Subsets:    []assess.Subset{{Columns: []string{"noi_o"}, Distinction: 0.0003, Separation: 0.955}, {Columns: []string{"nam_sinh", "noi_o"}, Distinction: 0.005, Separation: 0.9966}},
				Patterns:   []assess.Pattern{{Columns: []string{"nam_sinh", "noi_o"}, Rows: 412, Score: 2_472}},
			},
			{Name: "đồng nghiệp", Columns: []string{"nam_sinh", "gioi_tinh"}, Rows: 119_696, Classes: 36, Strict: some(int64(212)), Attacker: some(int64(212)),
				Wildcard: some(int64(212)), Sizes: []assess.Bin{{From: 200, To: 499, Rows: 402}, {From: 1000, To: math.MaxInt64, Rows: 119_294}},
				Prosecutor: &assess.Risk{Highest: 0.0047, Lowest: 0.0001, Average: 0.0003, Above: 0.2}},
		},
		Sensitive: []assess.Sensitive{{Column: "ma_benh", Adversary: "hàng xóm", Values: 22, Distinct: some(int64(3)), Entropy: some(2.41), Equal: some(0.28), Delta: some(2.1),
			Beta: some(1.7), Alpha: some(0.6), Worst: &assess.Worst{Measure: "t-equal", Class: []string{"1955–1959", "Nữ", "Cao Bằng"}, Rows: 11}}},
		Linkage: &assess.Linkage{Checked: true, Releases: []assess.Previous{{Name: "2024", SHA256: hash("d4"), Rows: 98_220, Comparable: true, Joint: some(int64(7))}}},
		Utility: assess.Utility{RowsBefore: 120_418, RowsAfter: 119_696, SuppressedRows: 722, SuppressedCells: 322, Discernibility: some(1.92e7), AverageClass: some(102.2),
			Entropy: some(255559.854), Loss: some(0.2713), Precision: some(0.7412)},
		Rules: []assess.Rule{
			{Code: assess.PersonalData, Pass: true}, {Code: assess.NoRows, Want: some(1.0), Got: some(119_696.0), Pass: true},
			{Code: assess.SuppressedRows, Want: some(0.02), Got: some(0.006), Pass: true}, {Code: assess.SuppressedCells, Want: some(0.05), Got: some(0.0009), Pass: true},
			{Code: assess.K, Adversary: "hàng xóm", Want: some(5.0), Got: some(5.0), Pass: true}, {Code: assess.K, Adversary: "đồng nghiệp", Want: some(5.0), Got: some(212.0), Pass: true},
			{Code: assess.NoModel, Column: "ma_benh", Pass: true}, {Code: assess.LDistinct, Column: "ma_benh", Adversary: "hàng xóm", Want: some(3.0), Got: some(3.0), Pass: true},
			{Code: assess.TEqual, Column: "ma_benh", Adversary: "hàng xóm", Want: some(0.3), Got: some(0.28), Pass: true},
			{Code: assess.JointK, Detail: "2024", Want: some(5.0), Got: some(7.0), Pass: true},
		},
		Levers: []assess.Lever{{Column: "nam_sinh", Change: "coarser", From: "bands 5", To: "bands 10",
			Before: assess.Effect{K: 3, SuppressedRows: 0.006, Loss: 0.27, Pass: true}, After: assess.Effect{K: 7, SuppressedRows: 0.001, Loss: 0.35, Pass: true}}},
		Pass: true,
	}
}

// everyCode are all rules that a report or the gate may refuse for.
var everyCode = []assess.Code{
	assess.PersonalData, assess.SuppressedRows, assess.SuppressedCells, assess.OutputDiffers, assess.Ungated, assess.NoRows,
	assess.K, assess.EmptyRows, assess.HighestRisk, assess.AverageRisk, assess.RowsAtRisk, assess.IndividualRisk, assess.HouseholdRisk, assess.KMap, assess.KMapSample, assess.Presence, assess.PresenceMin, assess.Uniqueness,
	assess.NoModel, assess.LDistinct, assess.LEntropy, assess.LRecursive, assess.TEqual, assess.TOrdered, assess.TTree,
	assess.Delta, assess.Beta, assess.BetaEnhanced, assess.Alpha, assess.PPercent,
	assess.OpenCells, assess.Differencing, assess.JointK, assess.Incomparable, assess.NotLinked,
	assess.NoReport, assess.Failed, assess.OtherFile, assess.OtherPolicy, assess.OtherFigures, assess.OtherSchema, assess.OtherDataset, assess.OtherUnit, assess.ReviewOverdue,
}

// counted are bounds and figures of rules that are not about shares.
var counted = map[assess.Code][2]float64{
	assess.PersonalData: {0, 1}, assess.NoRows: {1, 0}, assess.OutputDiffers: {119_696, 119_695}, assess.K: {7, 1}, assess.EmptyRows: {5, 2},
	assess.SuppressedRows: {0.02, 0.041}, assess.SuppressedCells: {0.05, 0.0504}, assess.HighestRisk: {0.2, 1}, assess.KMap: {5, 2}, assess.KMapSample: {4, 2}, assess.PresenceMin: {0.1, 0},
	assess.LDistinct: {3, 1}, assess.LEntropy: {2, 1.25}, assess.LRecursive: {4, 8.25}, assess.Delta: {1.5, 2.1}, assess.Beta: {1, 1.7}, assess.BetaEnhanced: {1, 1.7}, assess.PPercent: {10, 2.75},
	assess.OpenCells: {0, 3}, assess.Differencing: {0, 6}, assess.JointK: {5, 1},
}

// refused is a report with everything that can be refused, in which every part
// is there, and some figures are not known.
func refused() *assess.Report {
	r := passing()
	r.Pass, r.Approver, r.Coverage, r.Release = false, "", 0.05, "restricted"
	r.Population = &assess.File{Name: "dan-so.csv", SHA256: hash("e5"), Bytes: 88_000, Rows: 2_400_000}
	r.ScanOutput = []assess.Finding{{Column: "ghi_chu", Kind: "phone", Rule: "mobile-10", Decision: "block", Cells: 4_022, Count: 1, Rate: 0.00025, Examples: []string{"xxx 0000 000 000"}}}
	r.Columns = append(r.Columns, assess.Column{Name: "ghi_chu", Role: "freetext", Ops: []string{"redact"}, Before: 4_022, After: 3_990})
	r.Search.Optimal, r.Search.Found, r.Search.Lattice = false, false, math.MaxInt64
	a := &r.Adversaries[0]
	a.Attacker, a.Strict, a.AttackerAll, a.Empty, a.Uniques = some(int64(1)), some(int64(1)), nil, 2, 37
	a.Sizes = append([]assess.Bin{{From: 1, To: 1, Rows: 37}, {From: 2, To: 2, Rows: 90}, {From: 4, To: 4, Rows: 51_000}}, a.Sizes...)
	a.Prosecutor = &assess.Risk{Highest: 1, Lowest: 0.002, Average: 0.091, AtRisk: 0.4123, Above: 0.2}
	a.Journalist = &assess.Risk{Highest: 0.5, Lowest: 0.0001, Average: 0.02, AtRisk: 0.1, Above: 0.2}
	a.Marketer, a.KMap, a.Presence = some(0.034), some(int64(2)), &assess.Span{Least: 0, Most: 0.75}
	a.Individual, a.Household = &assess.Individual{Highest: 0.0693, Mean: 0.004, Expected: 478.8}, &assess.Household{Count: 34_110, Highest: 0.21, Average: 0.013}
	s := &r.Sensitive[0]
	s.Enhanced = some(1.7)
	s.Distinct, s.Recursive, s.L, s.Ordered, s.Tree, s.Delta, s.PPercent = some(int64(1)), some(8.25), 3, some(0.41), some(0.33), nil, some(2.75)
	r.Estimate = &assess.Estimate{Adversary: "hàng xóm", Fraction: 0.05}
	r.Tables = []assess.Table{{Name: "theo-xa", By: []string{"noi_o", "nam_sinh"}, Output: assess.File{Name: "theo-xa.csv", SHA256: hash("f6"), Bytes: 1_204, Rows: 612},
		Cells: 612, Unsafe: map[string]int64{"few": 41, "dominated": 3, "exposed": 2, "grouped": 1, "odd": 1}, Primary: 44, Secondary: 19, Rounded: 5, Narrowest: some(0.62), Open: 3}}
	r.Linkage.Releases = append(r.Linkage.Releases,
		assess.Previous{Name: "2023", SHA256: hash("07"), Rows: 91_004, Comparable: true, Differences: 6, Smallest: 1, JointRows: 212},
		assess.Previous{Name: "2022", SHA256: hash("18"), Rows: 90_000, Reason: "unknown-label", Column: "noi_o"})
	r.Utility.Sampled, r.Utility.Precision = 400, nil
	r.Rules = nil
	for _, code := range everyCode {
		rule := assess.Rule{Code: code, Column: "ma_benh", Adversary: "hàng xóm", Table: "theo-xa", Detail: "2023", Want: some(0.2), Got: some(0.75)}
		if figures, ok := counted[code]; ok {
			rule.Want, rule.Got = some(figures[0]), some(figures[1])
		}
		switch code {
		case assess.PersonalData:
			rule.Column, rule.Detail = "ghi_chu", "phone"
		case assess.KMapSample:
			rule.Detail = "20"
		case assess.Ungated, assess.Incomparable:
			rule.Column = "noi_o"
		case assess.Uniqueness:
			rule.Got = nil
		case assess.OtherFigures:
			rule.Detail = "adversaries"
		case assess.OtherFile:
			rule.Detail = "data.csv"
		case assess.OtherPolicy:
			rule.Detail = ""
		case assess.OtherSchema:
			rule.Detail = "nguon.risk-report/9"
		case assess.OtherDataset:
			rule.Detail = "kham-benh-2024"
		case assess.OtherUnit:
			rule.Detail = "household"
		case assess.ReviewOverdue:
			rule.Detail = "2026-05-02"
		}
		r.Rules = append(r.Rules, rule)
	}
	r.Rules = append(r.Rules, assess.Rule{Code: "k-of-tomorrow"})
	r.Levers = append([]assess.Lever{
		{Column: "gioi_tinh", Change: "drop", From: "keep", To: "drop", Before: assess.Effect{K: 1, SuppressedRows: 0.041}, After: assess.Effect{K: 2, SuppressedRows: 0.03}},
		{Column: "noi_o", Change: "finer", From: "province", To: "commune", Before: assess.Effect{K: 1, SuppressedRows: 0.041}, After: assess.Effect{K: 1, SuppressedRows: 0.9}},
	}, assess.Lever{Column: "nam_sinh", Change: "coarser", From: "bands 5", To: "bands 10",
		Before: assess.Effect{K: 1, SuppressedRows: 0.041, Loss: 0.27}, After: assess.Effect{K: 7, SuppressedRows: 0.006, Loss: 0.35, Pass: true}})
	return r
}
