package web_test

import (
	"bytes"
	"errors"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/web"
)

// holds reports every text that is not in a page.
func holds(t *testing.T, page string, texts ...string) {
	t.Helper()
	page = html.UnescapeString(page)
	for _, want := range texts {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not hold %q", want)
		}
	}
}

func TestTheReportOfATableHoldsAllThatWasFound(t *testing.T) {
	h := newCheckedShelf().site(t)
	res, body := get(t, h, "/datasets/bus-stops/releases/2/checks/stops")
	if res.StatusCode != http.StatusOK {
		t.Fatal(res.Status)
	}
	holds(t, body, "Excel (XLSX)", "Điểm dừng", "A4:I5", "Hai dòng tiêu đề được ghép", "B6:B9", // how it was read
		"Một dòng tổng", "A29:I29", "<strong>Mã xã:</strong> Một số mã", "ví dụ “Tổng số”", "lần đầu ở dòng 11", "Ghi chú dưới bảng không được đọc.", // what was found
		"miễn phí", "D12", "số thập phân chính xác", "trước 2020", "tháng", baseURL+"/v1/datasets/bus-stops/releases/2/checks/stops/misfits.csv",
		"78/100 điểm", "22/25 điểm", "Đầy đủ", "Để tốt hơn:", "Thêm description cho từng cột",
		"So với phiên bản 1", "thêm 2, bớt 1, sửa 5 dòng", "bỏ cột", "đổi kiểu", "có thể gây lỗi")
	if n := strings.Count(body, `class="breaks"`); n != 2 {
		t.Errorf("%d changes are marked as breaking, want 2", n)
	}
	_, body = get(t, h, "/en/datasets/bus-stops/releases/2/checks/stops")
	holds(t, body, "Two rows of headings", "exact decimal", "78 of 100", "2 added, 1 removed, 5 changed", "column removed", "may break programs")
}

func TestAReportWithoutFindingsSaysSo(t *testing.T) {
	_, body := get(t, newCheckedShelf().site(t), "/en/datasets/bus-stops/releases/1/checks/stops")
	holds(t, body, "No issues were found.", "There is a newer release.")
	for _, never := range []string{"misfits.csv", "Compared with", "of 100"} {
		if strings.Contains(body, never) {
			t.Errorf("the page holds %q", never)
		}
	}
}

func TestPagesLeadToTheReport(t *testing.T) {
	h := newCheckedShelf().site(t)
	for target, wants := range map[string][]string{
		"/datasets/bus-stops": {"78/100 điểm", "6 điều nên biết", "2 giá trị để riêng"},
		"/datasets/bus-stops/releases/2": {"78/100 điểm", "So với phiên bản 1:", "3 cột thay đổi", "có thể gây lỗi", "Trước có 23 dòng, nay có 24 dòng.",
			"còn 1 điều nữa"},
	} {
		_, body := get(t, h, target)
		holds(t, body, append(wants, `href="/datasets/bus-stops/releases/2/checks/stops"`)...)
	}
}

func TestStatusOfReports(t *testing.T) {
	h := newCheckedShelf().site(t)
	for target, want := range map[string]int{
		"/datasets/bus-stops/releases/2/checks/routes":         404,
		"/datasets/bus-stops/releases/3/checks/stops":          404,
		"/datasets/bus-stops/releases/02/checks/stops":         404,
		"/datasets/embargoed-census/releases/1/checks/census":  404,
		"/datasets/public-holidays/releases/2/checks/holidays": 410,
		"/datasets/public-holidays/releases/1/checks/holidays": 200,
		"/datasets/population/releases/3/checks/provinces":     301,
		"/datasets/hostile-texts/releases/1/checks/texts":      200,
	} {
		if res, _ := get(t, h, target); res.StatusCode != want {
			t.Errorf("GET %s: %d, want %d", target, res.StatusCode, want)
		}
	}
}

func TestColumnsOfEveryTypeAreShown(t *testing.T) {
	_, body := get(t, newCheckedShelf().site(t), "/datasets/bus-stops")
	holds(t, body, "điểm 105,8; 21,03", "vùng có 3 đỉnh", "7.000,00", "05:00", "30 phút", "07/2020", "quý III/2026",
		`<a href="https://example.org/stops/HN-001" rel="external nofollow">`, "theo danh mục vn-communes-2025", "2 chữ số sau dấu phẩy", "hình trên bản đồ")
	if strings.Contains(body, "sort=place") || !strings.Contains(body, "sort=fare") {
		t.Error("the rows can be sorted by a geometry, or not by a decimal")
	}
}

// manyMisfits are more than a page shows.
func manyMisfits() catalog.Checks {
	var c catalog.Checks
	for range 700 {
		c.Misfits = append(c.Misfits, catalog.Misfit{Line: 3, Column: "gone", Value: "</table><script>alert(1)</script>", Type: catalog.Integer})
	}
	return c
}

func TestAPageSaysHowManyValuesItLeavesOut(t *testing.T) {
	s := newCheckedShelf()
	s.releases["bus-stops"][0].Tables[0].Checks = manyMisfits()
	_, body := get(t, s.site(t), "/en/datasets/bus-stops/releases/2/checks/stops")
	holds(t, body, "500 of 700 values", "700 values")
	if n := strings.Count(body, `class="misfit"`); n != 500 || strings.Contains(body, "<script>alert") {
		t.Errorf("%d values are shown, or one of them is markup", n)
	}
}

func TestAReportIsOnePageThatNeedsNoOther(t *testing.T) {
	table, rows := stops()
	describe(table.Columns, rows)
	table.Rows = int64(len(rows))
	report := web.Report{
		Dataset: catalog.Dataset{
			Slug: "bus-stops", Title: catalog.Text{Vi: "Điểm dừng <b>xe buýt</b>", En: "Bus stops"},
			Resources: []catalog.Resource{{Name: "stops", Title: catalog.Text{Vi: "Các điểm dừng", En: "Stops"}}},
		},
		Tables: []catalog.Table{table}, At: day,
	}
	for _, test := range []struct {
		name    string
		lang    catalog.Lang
		refusal *catalog.Error
		wants   []string
	}{
		{"Vietnamese", catalog.Vietnamese, nil, []string{`<html lang="vi">`, "Công bố được.", "22/11/2026 15:30", "Các điểm dừng", "78/100", "miễn phí", "hình trên bản đồ"}},
		{"English", catalog.English, nil, []string{`<html lang="en">`, "It can be published.", "Two rows of headings", "shape on the map"}},
		{"refused", catalog.English, &catalog.Error{
			Kind: catalog.ErrRefused, Public: catalog.Text{Vi: "Chưa được.", En: "The data cannot be published as they are."}, Err: errors.New("secret cause"),
			Fields: []catalog.FieldError{{Field: "fare", Line: 12, Detail: catalog.Text{Vi: "Thiếu.", En: "A required value is missing."}}},
		}, []string{"It cannot be published yet.", "cannot be published as they are", "fare, line 12: A required value is missing.", "must be mended"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			report.Refusal = test.refusal
			report.Tables[0].Checks.Findings = slices.Clone(stopChecks.Findings)
			report.Tables[0].Checks.Findings[2].Refused = test.refusal != nil
			var b bytes.Buffer
			if err := web.WriteReport(&b, test.lang, report); err != nil {
				t.Fatal(err)
			}
			page := b.String()
			holds(t, page, test.wants...)
			for _, m := range address.FindAllStringSubmatch(page, -1) {
				id, inside := strings.CutPrefix(m[1], "#")
				if !inside || !strings.Contains(page, `id="`+id+`"`) {
					t.Errorf("the page leads to %s", m[1])
				}
			}
			for _, never := range []string{"<b>xe", "secret cause", "@import", "url(", "<script", "<link"} {
				if strings.Contains(page, never) {
					t.Errorf("the page holds %s", never)
				}
			}
		})
	}
}

func TestAReportWithoutTablesSaysWhyThereIsNone(t *testing.T) {
	var b bytes.Buffer
	err := web.WriteReport(&b, catalog.Vietnamese, web.Report{
		Dataset: catalog.Dataset{Slug: "bus-stops"}, Refusal: catalog.Errorf(catalog.ErrRefused, "Tệp trống.", "The file is empty."),
	})
	if err != nil {
		t.Fatal(err)
	}
	holds(t, b.String(), "bus-stops", "Chưa công bố được.", "Tệp trống.")
}
