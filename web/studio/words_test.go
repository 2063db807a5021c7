package studio_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"nguon/publisher/manuscript"
)

const yearbook = "BẢNG 1. DÂN SỐ;;\nTỉnh thử;;\n;;\nMã;Tên;Dân số (người)\n1;Ba Đình;1.000\n2;Giảng Võ;-99\n3;Láng;3.000\nNguồn: Niên giám;;\n"

// yaml are words that only those who write files know.
var yaml = regexp.MustCompile(`layout:|scan\.allow|search\.|dataset\.yaml|policy\.yaml|resources\.\d|missing: \[|\(quasi\)|\(sensitive\)|op: drop`)

func TestMessagesHaveTheWordsOfTheFormAndLeadToItsFields(t *testing.T) {
	o := newOffice(t)
	path := o.begin(t, "Dân số")
	o.send(t, path, "dan-so.csv", yearbook)
	o.send(t, path, "nguoi.csv", persons(40))
	for _, prefix := range []string{"", "/en"} {
		for _, page := range []string{"/tables", "/tables/0", "/privacy/1", "/send"} {
			body := text(o.page(t, prefix+path+page))
			if at := yaml.FindStringIndex(body); at != nil {
				t.Errorf("%s%s: …%s…", prefix, page, body[max(0, at[0]-100):min(len(body), at[1]+100)])
			}
		}
	}
	body := o.page(t, path+"/tables")
	has(t, body, path+"/tables/0#t-layout-header", path+"/tables/0#t-layout-notes", path+"/privacy/1#c0-reason", "ô “Dòng tiêu đề”")
	has(t, o.page(t, path+"/tables/0"), `id="t-layout-header"`, `id="t-layout-notes"`, `id="c0-missingValues"`)
	has(t, o.page(t, path+"/privacy/1"), `id="c0-reason"`)
}

// text is what a page shows, without what is in tags and the link to the export.
func text(page string) string { return regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " ") }

func persons(n int) string {
	var b strings.Builder
	b.WriteString("Họ và tên,Bệnh\n")
	for i := range n {
		b.WriteString([]string{"Nguyễn Văn An", "Trần Thị Bình", "Lê Hoàng Cường", "Phạm Thu Dung"}[i%4] + "," + []string{"Cúm", "Hen"}[i%2] + "\n")
	}
	return b.String()
}

func TestHowAFileIsReadIsChosenByForms(t *testing.T) {
	o := newOffice(t)
	path := o.begin(t, "Dân số")
	o.send(t, path, "dan-so.csv", yearbook)
	o.post(t, path+"/tables/0", "t.layout.header", "4", "t.layout.fill", "false", "t.layout.totals", "drop", "c0.type", "string", "c0.codes", "vn-provinces", "c2.type", "", "c2.missingValues", "-99, kxđ", "c2.format.decimal", ",")
	o.work(t, path)
	d, err := o.db.Dossier(t.Context(), filepath.Base(path))
	if err != nil {
		t.Fatal(err)
	}
	m, err := manuscript.Parse([]byte(d.Manifest))
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{"resources.0.layout.fill": "false", "resources.0.layout.totals": "drop", "resources.0.columns.0.codes": "vn-provinces", "resources.0.columns.1.missingValues.1": "kxđ"} {
		if got := m.Get(at); got != want {
			t.Errorf("%s is %q, want %q", at, got, want)
		}
	}
	has(t, o.page(t, path+"/tables/0"), `value="-99, kxđ"`, `<option value="false" selected`)
}

func TestASchedulePromisesByAForm(t *testing.T) {
	o := newOffice(t)
	path := o.begin(t, "Giá tiêu dùng")
	o.post(t, path+"/about", "schedule.every", "month", "schedule.day", "29", "schedule.at", "09:00", "schedule.holidays", "before", "schedule.from", "2026-01-01")
	has(t, o.page(t, path+"/about"), "Những kỳ tới", "ngày 29", "ngày làm việc liền trước", "(thay cho", `<ol class="studio-due">`)
	has(t, o.page(t, "/en"+path+"/about"), "The next releases", "29th", "working day before")
	if n := strings.Count(o.page(t, path+"/about")[strings.Index(o.page(t, path+"/about"), "studio-due"):], "09:00"); n != 5 {
		t.Errorf("%d coming days are shown, want 5", n)
	}

	o.post(t, path+"/about", "schedule.every", "week", "schedule.day", "29", "schedule.at", "9 giờ")
	if body := o.page(t, path+"/about"); strings.Contains(body, "studio-due") || !strings.Contains(body, `id="schedule-at-wrong"`) && !strings.Contains(body, "schedule-at-error") {
		t.Errorf("what is wrong with a schedule is not said: %s", body)
	}
	o.post(t, path+"/about", "schedule.every", "")
	d, err := o.db.Dossier(t.Context(), filepath.Base(path))
	if err != nil || strings.Contains(d.Manifest, "schedule") {
		t.Errorf("a schedule that was taken back stays: %s (%v)", d.Manifest, err)
	}
}

func TestAPreviewIsForThoseWhoMayPrepareData(t *testing.T) {
	o := newOffice(t)
	path := o.begin(t, "Mưa")
	o.send(t, path, "mưa.csv", rain)
	has(t, o.page(t, path+"/tables"), "<td>Nam Đông</td>")
	if body := o.ask(reader, http.MethodGet, path+"/tables", nil).Body.String(); strings.Contains(body, "<td>Nam Đông</td>") {
		t.Error("who may only read drafts sees rows that were never published")
	}
	if rec := o.ask(lan, http.MethodPost, path+"/discard", url.Values{}); rec.Code != http.StatusSeeOther {
		t.Fatalf("discard: %d", rec.Code)
	}
	if left := o.left(t); len(left) > 0 {
		t.Errorf("of a dossier that was discarded there is %q", left)
	}
}
