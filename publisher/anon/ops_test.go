package anon_test

import (
	"strings"
	"testing"
)

// one is a policy for one column of no role, in the order of the input.
func one(column, ops string) string {
	return open + "rows: {order: keep}\ncolumns: {" + column + ": {role: insensitive, op: " + ops + "}}\n"
}

func TestOperationsDoWhatThePolicySays(t *testing.T) {
	for _, test := range []struct {
		name, data, policy, want string
		files                    map[string]string
	}{
		{"drop", "Họ tên,Nhóm\nLê Văn A,x\nLê Văn B,y\n", open + "rows: {order: keep}\ncolumns: {Họ tên: {role: identifier, op: drop}, Nhóm: {role: insensitive, op: keep}}\n", "Nhóm\nx\ny\n", nil},
		{"keep", "Số hồ sơ\n007\n07\n7\n", one("Số hồ sơ", "keep"), "Số hồ sơ\n007\n07\n7\n", nil},
		{"generalise by a file", "Nghề\nthợ nề\ngiáo viên\nthợ mộc\n", one("Nghề", "{generalise: {hierarchy: nghề.csv, level: 1}}"), "Nghề\nlao động\nviên chức\nlao động\n", map[string]string{"nghề.csv": "thợ nề;lao động;*\nthợ mộc;lao động;*\ngiáo viên;viên chức;*\n"}},
		{"generalise by intervals", "Tuổi\n7\n12\n\n31\n", "hierarchies: {tuổi: {intervals: [10, 20]}}\n" + one("Tuổi", "{generalise: {hierarchy: tuổi, level: 2}}"), "Tuổi\n0–19\n0–19\n\"\"\n20–39\n", nil},
		{"generalise by dates", "Ngày\n01/02/2024\n31/12/2025\n", "hierarchies: {ngày: {dates: [month, year]}}\n" + one("Ngày", "{generalise: {hierarchy: ngày, level: year}}"), "Ngày\n2024\n2025\n", nil},
		{"generalise by prefixes", "Mã nghề\n1234\n1299\n", "hierarchies: {mã: {prefixes: [2, 1]}}\n" + one("Mã nghề", "{generalise: {hierarchy: mã, level: 1}}"), "Mã nghề\n12\n12\n", nil},
		{"generalise by order", "Bậc\nthấp\nvừa\ncao\n", "hierarchies: {bậc: {order: {values: [thấp, vừa, cao], groups: [2]}}}\n" + one("Bậc", "{generalise: {hierarchy: bậc, level: 1}}"), "Bậc\nthấp – vừa\nthấp – vừa\ncao\n", nil},
		{"generalise by units", "Xã\n00004\n00008\n", "geography: qd19-2025\n" + one("Xã", "{generalise: {hierarchy: vn-admin, level: province}}"), "Xã\n01\n01\n", nil},
		{"generalise by diseases", "Mã bệnh\nE11.9\nJ45\n", one("Mã bệnh", "{generalise: {hierarchy: icd10, level: category}}"), "Mã bệnh\nE11\nJ45\n", nil},
		{"generalise to nothing", "Nhóm\na\nb\n", one("Nhóm", "{generalise: {hierarchy: '*', level: 1}}"), "Nhóm\n*\n*\n", nil},
		{"bands", "Tuổi\n17\n\n23\n-1\n", one("Tuổi", "{bands: 5}"), "Tuổi\n[15; 20)\n\"\"\n[20; 25)\n[-5; 0)\n", nil},
		{"bands from an origin, closed on the right", "Tuổi\n18\n23\n28\n", one("Tuổi", "{bands: {width: 5, origin: 3, closed: right}}"), "Tuổi\n(13; 18]\n(18; 23]\n(23; 28]\n", nil},
		{"top", "Tuổi\n84\n85\n99\n", one("Tuổi", "{top: 85}"), "Tuổi\n84\n≥85\n≥85\n", nil},
		{"top, strictly beyond, with a label", "Lương\n35\n36\n", one("Lương", "{top: {beyond: 35, label: '0'}}"), "Lương\n35\n0\n", nil},
		{"bottom", "Tuổi\n14\n15\n16\n", one("Tuổi", "{bottom: 15}"), "Tuổi\n≤15\n≤15\n16\n", nil},
		{"top percentile", "Chi phí\n1\n2\n3\n4\n5\n6\n7\n8\n9\n1000\n", one("Chi phí", "{top_percentile: 90}"), "Chi phí\n1\n2\n3\n4\n5\n6\n7\n8\n9\n9\n", nil},
		{"bottom percentile", "Chi phí\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", one("Chi phí", "{bottom_percentile: {at: 20, label: thấp}}"), "Chi phí\nthấp\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", nil},
		{"date to the year, then bands", "Ngày sinh\n03/04/1987\n30/12/1999\n", one("Ngày sinh", "[{date: year}, {bands: 10}, {top: 1990}]"), "Ngày sinh\n1980–1989\n≥1990\n", nil},
		{"date to the quarter", "Ngày vào\n03/04/2024\n30/12/2024\n", one("Ngày vào", "{date: quarter}"), "Ngày vào\n2024-Q2\n2024-Q4\n", nil},
		{"date to the month", "Ngày vào\n03/04/2024\n30/12/2024\n", one("Ngày vào", "{date: month}"), "Ngày vào\n2024-04\n2024-12\n", nil},
		{"date to the decade", "Ngày sinh\n03/04/1987\n30/12/1999\n", one("Ngày sinh", "{date: decade}"), "Ngày sinh\n1980–1989\n1990–1999\n", nil},
		{"time of the day", "Lúc vào\n2024-05-01 10:11:12\n2024-05-02 23:59:59\n", one("Lúc vào", "{date: day}"), "Lúc vào\n2024-05-01\n2024-05-02\n", nil},
		{"geo by decimals", "Vĩ độ\n21.028512\n-10.5\n", one("Vĩ độ", "{geo: {decimals: 2}}"), "Vĩ độ\n21.03\n-10.5\n", nil},
		{"geo of points", "Vị trí\n\"21.028512, 105.854167\"\n\"21.028600, 105.854100\"\n", one("Vị trí", "{geo: {grid_m: 1000}}"), "Vị trí\n\"21.026981, 105.851794\"\n\"21.026981, 105.851794\"\n", nil},
		{"geo of two columns", "Vĩ độ,Kinh độ\n21.028512,105.854167\n21.028600,105.854100\n10.776889,106.700806\n", open + "rows: {order: keep}\ncolumns:\n  Vĩ độ: {role: insensitive, op: {geo: {grid_m: 1000, axis: latitude, with: Kinh độ}}}\n  Kinh độ: {role: insensitive, op: {geo: {grid_m: 1000, axis: longitude, with: Vĩ độ}}}\n", "Vĩ độ,Kinh độ\n21.026981,105.851794\n21.026981,105.851794\n10.780284,106.698839\n", nil},
		{"suppress", "Ghi\na\nb\na\nc\n", one("Ghi", "{suppress: [a, z]}"), "Ghi\n\"\"\nb\n\"\"\nc\n", nil},
		{"microaggregate", "Thu nhập\n1\n2\n9\n10\n", one("Thu nhập", "{microaggregate: 2}"), "Thu nhập\n2\n2\n10\n10\n", nil},
		{"microaggregate by medians", "Thu nhập\n1\n2\n6\n10\n11\n30\n", one("Thu nhập", "{microaggregate: {k: 3, method: univariate, measure: median}}"), "Thu nhập\n2\n2\n2\n11\n11\n11\n", nil},
		{"microaggregate of a group", "Thu,Chi\n1,1\n2,2\n100,90\n102,92\n", open + "rows: {order: keep}\ncolumns:\n  Thu: {role: insensitive, op: {microaggregate: {k: 2, group: tiền}}}\n  Chi: {role: insensitive, op: {microaggregate: {k: 2, group: tiền}}}\n", "Thu,Chi\n2,2\n2,2\n101,91\n101,91\n", nil},
		{"round", "Số ca\n1\n3\n7\n12\n", one("Số ca", "{round: {base: 5, mode: conventional}}"), "Số ca\n0\n5\n5\n10\n", nil},
		{"mask", "Mã\nAB1234\nCD5678\n", head + "release: restricted\ncoverage: census\nrows: {order: keep}\ncolumns: {Mã: {role: insensitive, op: {mask: {first: 2, last: 1}}}}\n", "Mã\nAB***4\nCD***8\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, small(t, test.data, test.policy, test.files))
			if text := published(t, got); text != test.want {
				t.Errorf("published\n%q, want\n%q", text, test.want)
			}
			if !got.Report.Pass {
				t.Errorf("refused because of %v", failed(got.Report))
			}
		})
	}
}

func TestRedactionLeavesNothingThatIsFound(t *testing.T) {
	got := run(t, small(t, "Ghi chú\nmưa to\ngọi 0912 345 678 sau 17 giờ\n", open+"rows: {order: keep}\ncolumns: {Ghi chú: {role: freetext, op: {redact: {scan: true}}}}\n", nil))
	text := published(t, got)
	if !got.Report.Pass || strings.Contains(text, "345") || !strings.Contains(text, "mưa to\n") || !strings.Contains(text, "sau 17 giờ") {
		t.Errorf("published %q, failed %v", text, failed(got.Report))
	}
}
