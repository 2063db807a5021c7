package studio_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"nguon/catalog"
)

const rain = "Ngày,Trạm,Mưa\n2025-01-01,Huế,1\n2025-01-02,Huế,2\n2025-01-03,Nam Đông,5\n"

func TestAFileBecomesAReleaseByFormsAlone(t *testing.T) {
	o := newOffice(t)
	path := o.begin(t, "Mưa")
	o.send(t, path, "mưa.csv", rain)
	has(t, o.page(t, path+"/tables"), "Ngày", "Trạm", "01/01/2025", "CSV", "Những dòng đầu", "<td>Nam Đông</td>")
	has(t, o.page(t, path), "mưa.csv", path+"/tables/0")

	has(t, o.page(t, path+"/tables/0"), `name="c2.unit"`, `name="t.title.vi"`)
	o.post(t, path+"/tables/0", "t.title.vi", "Theo ngày", "t.title.en", "By day", "t.name", "days",
		"c0.type", "date", "c0.key", "1", "c1.type", "", "c2.type", "number", "c2.unit", "mm", "c2.title.vi", "Lượng mưa", "c2.title.en", "Rainfall")
	o.work(t, path)
	has(t, o.page(t, path+"/tables"), "Theo ngày", "Lượng mưa", "mm")
	has(t, o.page(t, path+"/about"), "Trong dữ liệu, cột Ngày có ngày từ 01/01/2025 đến 03/01/2025.")

	has(t, o.page(t, path+"/send"), "Còn phải làm")
	o.about(t, path)
	o.post(t, path+"/check")
	o.work(t, path)
	has(t, o.page(t, path+"/send"), "Tạo bản phát hành", "Gửi duyệt")
	o.post(t, path+"/send", "note.vi", "Bản đầu", "note.en", "First")
	o.work(t, path)
	has(t, o.page(t, path+"/work"), "Đã tạo phiên bản 1.")

	d, err := o.db.Dossier(t.Context(), filepath.Base(path))
	if err != nil {
		t.Fatal(err)
	}
	c, err := o.db.Candidate(t.Context(), d.Release)
	if err != nil {
		t.Fatal(err)
	}
	table := c.Release.Tables[0]
	unit, _ := table.Column("mua")
	if c.Release.State != catalog.StateSubmitted || c.Dataset.Title.En != "Rain in Huế" || c.Release.Note.En != "First" || table.Resource != "days" || len(table.Key) != 1 || unit == nil || unit.Unit != "mm" {
		t.Errorf("the release is %+v", c.Release)
	}
	if left := o.left(t); len(left) > 0 {
		t.Errorf("files are still there: %q", left)
	}
	has(t, o.ask("minh approver H26", http.MethodGet, "/desk/H26/releases/"+d.Release, nil).Body.String(), `value="approve"`)
}

func TestPersonalDataAreRefusedUntilTheColumnIsDropped(t *testing.T) {
	var b strings.Builder
	b.WriteString("Trường,Số học sinh,Điện thoại hiệu trưởng\n")
	for i := range 40 {
		b.WriteString("Trường số " + string(rune('A'+i%26)) + strings.Repeat("x", i/26) + "," + "100" + ",09123456" + string(rune('0'+i/10)) + string(rune('0'+i%10)) + "\n")
	}
	o := newOffice(t)
	path := o.begin(t, "Trường")
	o.send(t, path, "truong.csv", b.String())
	o.about(t, path)
	o.post(t, path+"/check")
	o.work(t, path)
	has(t, o.page(t, path+"/tables"), "số điện thoại", "chưa công bố được")
	has(t, o.page(t, path+"/send"), "có chỗ phải sửa")
	has(t, o.page(t, path+"/privacy"), `name="c2"`, `name="c2.reason"`)

	o.post(t, path+"/privacy/0", "unit", "place", "c0", "keep", "c1", "keep", "c2", "drop")
	o.work(t, path)
	page := o.page(t, path+"/privacy/0")
	has(t, page, "Mọi yêu cầu đều đạt.", "Trước", "Sau", "Công bố nguyên")
	if strings.Contains(page, "studio.") || strings.Contains(page, "0x") {
		t.Errorf("the page shows what is not for people: %s", page)
	}
	if has(t, page, "bỏ cột", "<td>Trường số A"); strings.Contains(page, "0912345600") {
		t.Error("the preview has values of the column that is dropped")
	}
	o.post(t, path+"/send", "draft", "1")
	o.work(t, path)
	d, err := o.db.Dossier(t.Context(), filepath.Base(path))
	if err != nil {
		t.Fatal(err)
	}
	c, err := o.db.Candidate(t.Context(), d.Release)
	if err != nil {
		t.Fatalf("%v: %s", err, o.page(t, path+"/work"))
	}
	if len(c.Release.Tables[0].Columns) != 2 || c.Release.State != catalog.StateChecked {
		t.Errorf("the release is %+v", c.Release)
	}
}

func TestATableAboutPersonsGetsAProposalAndShowsWhatItDoes(t *testing.T) {
	var b strings.Builder
	b.WriteString("Họ tên,Giới tính,Năm sinh,Điểm\n")
	for i := range 60 {
		b.WriteString("Nguyễn Văn " + string(rune('A'+i%26)) + "," + []string{"Nam", "Nữ"}[i%2] + "," + []string{"2001", "2002", "2003"}[i%3] + "," + string(rune('1'+i%9)) + "\n")
	}
	o := newOffice(t)
	path := o.begin(t, "Điểm")
	o.send(t, path, "diem.csv", b.String())
	o.post(t, path+"/privacy/0", "unit", "person", "c0", "keep", "c1", "keep", "c2", "keep", "c3", "keep") // as the form is before anybody has chosen
	o.work(t, path)
	page := o.page(t, path+"/privacy/0")
	has(t, page, `name="k"`, "Kết quả của chính sách", "Ít dòng giống nhau nhất")
	d, err := o.db.Dossier(t.Context(), filepath.Base(path))
	if err != nil || len(d.Policies) != 1 {
		t.Fatalf("%d policies (%v)", len(d.Policies), err)
	}
	o.post(t, path+"/privacy/0", "unit", "person", "c0", "drop", "c1", "shown", "c2", "five", "c3", "keep", "k", "5", "l", "2", "suppress", "10")
	o.work(t, path)
	has(t, o.page(t, path+"/privacy/0"), "Mọi yêu cầu đều đạt.", `value="5"`, "Dòng bị bỏ", "bỏ cột", "<del>", "2001", "<ins>", "2000–2004")
	rec := o.ask(lan, http.MethodPost, path+"/privacy/0", url.Values{"unit": {"person"}, "k": {"-3"}})
	if rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("a k that cannot be: %d", rec.Code)
	}
}

func TestOnlyWhoMayPrepareDataOfAnAgencyDoes(t *testing.T) {
	o := newOffice(t)
	path := o.begin(t, "Mưa")
	o.send(t, path, "a.csv", rain)
	id := filepath.Base(path)
	other := "/desk/H29/datasets/" + id
	for _, test := range []struct {
		who, method, path string
		want              int
	}{
		{"", http.MethodGet, path, http.StatusSeeOther},
		{stranger, http.MethodGet, path, http.StatusForbidden},
		{stranger, http.MethodGet, other, http.StatusNotFound},
		{stranger, http.MethodPost, other + "/discard", http.StatusNotFound},
		{stranger, http.MethodGet, other + "/dataset.yaml", http.StatusNotFound},
		{stranger, http.MethodPost, other + "/uploads", http.StatusNotFound},
		{"", http.MethodPost, path + "/uploads", http.StatusForbidden},
		{reader, http.MethodGet, path, http.StatusOK},
		{reader, http.MethodGet, path + "/tables", http.StatusOK},
		{reader, http.MethodPost, path + "/about", http.StatusForbidden},
		{reader, http.MethodPost, path + "/check", http.StatusForbidden},
		{reader, http.MethodPost, path + "/discard", http.StatusForbidden},
		{reader, http.MethodPost, "/desk/H26/datasets", http.StatusForbidden},
		{reader, http.MethodPost, path + "/uploads", http.StatusForbidden},
		{lan, http.MethodGet, "/desk/H26/datasets/NONE", http.StatusNotFound},
		{lan, http.MethodGet, path + "/tables/7", http.StatusNotFound},
		{lan, http.MethodGet, path + "/tables/-1", http.StatusNotFound},
		{lan, http.MethodPost, path + "/privacy/x", http.StatusNotFound},
		{lan, http.MethodGet, "/en" + path + "/tables", http.StatusOK},
	} {
		if rec := o.ask(test.who, test.method, test.path, nil); rec.Code != test.want {
			t.Errorf("%s: %s %s: %d, want %d", test.who, test.method, test.path, rec.Code, test.want)
		}
	}
	if rec := o.do(reader, attached(path, "b.csv", rain, "")); rec.Code != http.StatusForbidden {
		t.Errorf("a viewer sends a file: %d", rec.Code)
	}
}

func TestWhatStrangersWroteIsShownAsText(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>`
	o := newOffice(t)
	path := o.begin(t, evil)
	o.send(t, path, "<svg onload=alert(3)>.csv", "\"<script>x</script>\",b\n\"<b>1</b>\",<i>\n2,javascript:alert(4)\n")
	o.post(t, path+"/about", "title.vi", evil, "title.en", evil, "description.vi", evil, "licence", evil, "theme", evil, "slug", evil, "source.url", "javascript:alert(5)", "keywords.vi", evil)
	o.post(t, path+"/tables/0", "t.title.vi", evil, "t.name", evil, "t.sheet", evil, "c0.type", evil, "c0.unit", evil, "c0.title.vi", evil, "c0.name", evil)
	o.work(t, path)
	for _, page := range []string{"/desk/H26/datasets", path, path + "/tables", path + "/tables/0", path + "/about", path + "/privacy", path + "/send"} {
		for _, prefix := range []string{"", "/en"} {
			body := o.page(t, prefix+page)
			for _, bad := range []string{"<script>alert", "<script>x", "<img src=x", "<svg onload", `href="javascript:`, "<b>1"} {
				if strings.Contains(body, bad) {
					t.Errorf("%s has %s", page, bad)
				}
			}
		}
	}
}

func TestADescriptionIsCheckedWhileItIsWritten(t *testing.T) {
	o := newOffice(t)
	path := o.begin(t, "Mưa")
	rec := o.ask(lan, http.MethodPost, path+"/about/faults", url.Values{"title.vi": {"Mưa"}, "slug": {"Mưa!"}, "licence": {"CC-BY-4.0"}, "source.url": {"ftp:x"}})
	var wrong map[string]string
	if err := json.Unmarshal(rec.Body.Bytes(), &wrong); err != nil {
		t.Fatal(err)
	}
	for id, bad := range map[string]bool{"title-vi": false, "title-en": true, "slug": true, "licence": false, "source-url": true, "theme": true} {
		if (wrong[id] != "") != bad {
			t.Errorf("%s is said to be wrong: %q", id, wrong[id])
		}
	}
	if d, err := o.db.Dossier(t.Context(), filepath.Base(path)); err != nil || strings.Contains(d.Manifest, "Mưa!") {
		t.Errorf("what is only checked is kept (%v)", err)
	}
}

func TestTwoWhoEditAtATimeDoNotBothSucceed(t *testing.T) {
	o := newOffice(t)
	path := o.begin(t, "Mưa")
	o.post(t, path+"/about", "revision", "1", "title.vi", "Một")
	rec := o.ask(lan, http.MethodPost, path+"/about", url.Values{"revision": {"1"}, "title.vi": {"Hai"}})
	if rec.Code != http.StatusConflict || !strings.Contains(rec.Body.String(), "Người khác vừa sửa") || !strings.Contains(rec.Body.String(), `value="Hai"`) {
		t.Errorf("the second: %d %s", rec.Code, rec.Body)
	}
}

func TestFilesAreSentInPiecesToo(t *testing.T) {
	o := newOffice(t)
	path := o.begin(t, "Mưa")
	r := httptest.NewRequest(http.MethodPost, path+"/uploads", nil)
	r.Header.Set("Tus-Resumable", "1.0.0")
	r.Header.Set("Upload-Length", "74")
	r.Header.Set("Upload-Metadata", "filename YS5jc3Y=")
	rec := o.do(lan, r)
	to := rec.Header().Get("Location")
	if rec.Code != http.StatusCreated || !strings.HasPrefix(to, path+"/uploads/") {
		t.Fatalf("%d to %q: %s", rec.Code, to, rec.Body)
	}
	r = httptest.NewRequest(http.MethodPatch, to, strings.NewReader(rain[:40]))
	for name, value := range map[string]string{"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"} {
		r.Header.Set(name, value)
	}
	if rec := o.do(lan, r); rec.Code != http.StatusNoContent || rec.Header().Get("Upload-Offset") != "40" {
		t.Fatalf("%d %v", rec.Code, rec.Header())
	}
	if rec := o.ask(stranger, http.MethodHead, to, nil); rec.Code != http.StatusForbidden {
		t.Errorf("a stranger asks: %d", rec.Code)
	}
}

func TestWhatCannotBeAFileIsSaid(t *testing.T) {
	o := newOffice(t)
	path := o.begin(t, "Mưa")
	for _, test := range []struct {
		name, file, content string
		want                int
	}{
		{"hidden", ".env", "a", http.StatusUnprocessableEntity},
		{"no name", "..", "a", http.StatusUnprocessableEntity},
		{"too large", "a.csv", strings.Repeat("x", 1<<20+1), http.StatusRequestEntityTooLarge},
	} {
		if rec := o.do(lan, attached(path, test.file, test.content, "")); rec.Code != test.want {
			t.Errorf("%s: %d %s", test.name, rec.Code, rec.Body)
		}
	}
	o.send(t, path, "hỏng.xlsx", "PK\x03\x04 nothing")
	has(t, o.page(t, path), "hỏng.xlsx")
	has(t, o.page(t, path+"/tables"), "Không đọc được")
}
