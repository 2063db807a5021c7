package anon_test

import (
	"errors"
	"slices"
	"testing"

	"nguon/publisher/anon"
	"nguon/publisher/anon/recode"
)

func TestPolicyThatDoesNotFitTheTableIsRefused(t *testing.T) {
	const two = "Tuổi,Xã phường\n20,a\n30,b\n"
	for _, test := range []struct{ name, data, policy, want string }{
		{"a column that is not declared", two, one("Tuổi", "keep"), "Xã phường: the policy does not declare this column"},
		{"a column that is not there", two, open + "columns: {Tuổi: {role: insensitive, op: keep}, Xã phường: {role: insensitive, op: keep}, CCCD: {role: identifier, op: drop}}\n", "CCCD: the policy declares this column, and the table does not have it"},
		{"two columns that go by one name", "Nhóm 1,nhom_1\na,b\n", one("nhom_1", "keep"), "two columns of the table go by one column"},
		{"a file that is not there", two, open + "columns: {Tuổi: {role: insensitive, op: {generalise: {hierarchy: tuoi.csv, level: 1}}}, Xã phường: {role: freetext, op: drop}}\n", `"tuoi.csv"`},
		{"the other coordinate is dropped", "Vĩ độ,Kinh độ\n21,105\n", open + "columns: {Vĩ độ: {role: insensitive, op: {geo: {grid_m: 100, axis: latitude, with: Kinh độ}}}, Kinh độ: {role: insensitive, op: drop}}\n", "is not published"},
		{"both coordinates are latitudes", "Vĩ độ,Kinh độ\n21,105\n", open + "columns: {Vĩ độ: {role: insensitive, op: {geo: {grid_m: 100, axis: latitude, with: Kinh độ}}}, Kinh độ: {role: insensitive, op: {geo: {grid_m: 100, axis: latitude, with: Vĩ độ}}}}\n", "waits for another column"},
		{"grids of two sizes", "Vĩ độ,Kinh độ\n21,105\n", open + "columns: {Vĩ độ: {role: insensitive, op: {geo: {grid_m: 100, axis: latitude, with: Kinh độ}}}, Kinh độ: {role: insensitive, op: {geo: {grid_m: 200, axis: longitude, with: Vĩ độ}}}}\n", "waits for another column"},
		{"a group of several sizes", "Thu,Chi\n1,2\n3,4\n", open + "columns: {Thu: {role: insensitive, op: {microaggregate: {k: 2, group: a}}}, Chi: {role: insensitive, op: {microaggregate: {k: 3, group: a}}}}\n", "must have the same k"},
		{"a level above the highest", two, "hierarchies: {tuổi: {intervals: [10, 20]}}\n" + open + "columns: {Tuổi: {role: quasi, op: {generalise: {hierarchy: tuổi, min: 2, max: 1}}}, Xã phường: {role: freetext, op: drop}}\nprivacy: {k: 2}\n", "is coarser than"},
		{"something after a level that is searched", two, "hierarchies: {tuổi: {intervals: [10, 20]}}\n" + open + "columns: {Tuổi: {role: quasi, op: [{generalise: {hierarchy: tuổi}}, {suppress: ['20']}]}, Xã phường: {role: freetext, op: drop}}\nprivacy: {k: 2}\n", "must be the last operation"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := anon.Run(t.Context(), small(t, test.data, test.policy, nil))
			refusal(t, err, test.want)
		})
	}
}

func TestColumnThatAnOperationDoesNotFitIsNamed(t *testing.T) {
	for _, test := range []struct {
		name, data, policy string
		files              map[string]string
		code               recode.Code
		values             []string
	}{
		{"a value that a hierarchy lacks", "Nghề\nthợ nề\nbác sĩ\n", one("Nghề", "{generalise: {hierarchy: nghề.csv, level: 1}}"), map[string]string{"nghề.csv": "thợ nề;lao động;*\n"}, recode.Uncovered, []string{"bác sĩ"}},
		{"a value with two parents", "Nghề\nthợ nề\n", one("Nghề", "{generalise: {hierarchy: nghề.csv, level: 1}}"), map[string]string{"nghề.csv": "thợ nề;lao động;*\nthợ nề;viên chức;*\n"}, "", nil},
		{"a label with two parents", "Nghề\na\nb\n", one("Nghề", "{generalise: {hierarchy: nghề.csv, level: 1}}"), map[string]string{"nghề.csv": "a;x;y;*\nb;x;z;*\n"}, "", nil},
		{"bands of words", "Tuổi\nhai mươi\n", one("Tuổi", "{bands: 5}"), nil, recode.NotNumber, []string{"hai mươi"}},
		{"a year of words", "Ngày\nhôm qua\n", one("Ngày", "{date: year}"), nil, "", nil},
		{"a matrix without a value", "Nhóm\na\nb\nc\n", one("Nhóm", "{pram: {values: [a, b], matrix: [[0.9, 0.1], [0.1, 0.9]]}}"), nil, recode.Uncovered, []string{"c"}},
		{"a place that is no unit", "Xã\nnhà tôi\n", "geography: qd19-2025\n" + one("Xã", "{generalise: {hierarchy: vn-admin, level: province}}"), nil, "", []string{"nhà tôi"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := anon.Run(t.Context(), small(t, test.data, test.policy, test.files))
			e, ok := errors.AsType[*recode.Error](err)
			if !ok || test.code != "" && e.Code != test.code || test.values != nil && !slices.Equal(e.Values, test.values) {
				t.Errorf("err = %#v, want code %s with %q", err, test.code, test.values)
			}
		})
	}
}
