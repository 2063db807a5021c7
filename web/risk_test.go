package web_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"nguon/catalog"
	"nguon/publisher/anon/assess"
	"nguon/web"
)

var update = flag.Bool("update", false, "write the golden pages anew")

func riskPage(t *testing.T, r *assess.Report, lang catalog.Lang) string {
	t.Helper()
	var b bytes.Buffer
	if err := web.WriteRisk(&b, r, lang); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// unstyled is a page without its style sheet, which has pages of its own.
var styleElement = regexp.MustCompile(`(?s)<style>.*</style>`)

func TestPagesOfRiskReports(t *testing.T) {
	for name, r := range map[string]*assess.Report{"passing": passing(), "refused": refused()} {
		for _, lang := range []catalog.Lang{catalog.Vietnamese, catalog.English} {
			t.Run(name+"/"+string(lang), func(t *testing.T) {
				got := styleElement.ReplaceAllString(riskPage(t, r, lang), "")
				golden := filepath.Join("testdata", "risk", name+"."+string(lang)+".html")
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(string(want), got); d != "" {
					t.Errorf("the page differs from %s (-want +got):\n%s", golden, d)
				}
			})
		}
	}
}

func TestARiskReportIsOnePageThatNeedsNoOther(t *testing.T) {
	for name, r := range map[string]*assess.Report{"passing": passing(), "refused": refused(), "nothing": {}} {
		page := riskPage(t, r, catalog.Vietnamese)
		for _, m := range address.FindAllStringSubmatch(page, -1) {
			if id, inside := strings.CutPrefix(m[1], "#"); !inside || !strings.Contains(page, `id="`+id+`"`) {
				t.Errorf("%s: the page leads to %s", name, m[1])
			}
		}
		for _, never := range []string{"<script", "<link", "@import", "url(", "http:", "https:", "%!", "NaN", "Inf", "ZgotmplZ", "<no value>"} {
			if strings.Contains(page, never) {
				t.Errorf("%s: the page holds %s", name, never)
			}
		}
	}
}

func TestTheVerdictComesFirstAndExplainsEveryRefusal(t *testing.T) {
	page := riskPage(t, refused(), catalog.English)
	verdict, rest, _ := strings.Cut(page, "Three questions about")
	holds(t, verdict, "May not be published yet", fmt.Sprintf("%d rules do not hold", len(everyCode)+1), "What to do:", "Try this first:", "Column “nam_sinh”, bands 5 → bands 10: k from 1 to 7, 0.6% of the rows must be suppressed instead of 4.1%")
	if n := strings.Count(verdict, `class="fix"`); n != len(everyCode) {
		t.Errorf("%d refusals say what to do, want %d", n, len(everyCode))
	}
	holds(t, rest, "Not met:", "k-of-tomorrow")
	page = riskPage(t, passing(), catalog.English)
	holds(t, page, "May be published", "All 10 rules", "No personal data was found in the file to be published.")
	if strings.Contains(page, "Not met") || strings.Contains(page, "Try this first") || strings.Contains(page, "▲") {
		t.Error("a report that passes speaks of something that is not met")
	}
}

func TestAFinerLevelIsNoAdviceAgainstARefusal(t *testing.T) {
	r := refused()
	r.Levers = r.Levers[1:2] // to communes
	if page := riskPage(t, r, catalog.English); strings.Contains(page, "Try this first") || !strings.Contains(page, "Changes that were tried") {
		t.Error("a change that makes it worse is advised, or not shown at all")
	}
}

func TestBarsBelowKAreMarkedByMoreThanColour(t *testing.T) {
	r := refused()
	r.Rules = append(r.Rules[:0:0], assess.Rule{Code: assess.K, Adversary: "hàng xóm", Want: some(7.0), Got: some(1.0)})
	page := riskPage(t, r, catalog.English)
	if n, marks := strings.Count(page, `class="below"`), strings.Count(page, " ▲</text>"); n != 4 || marks != n {
		t.Errorf("%d bars are below 7, %d are marked, want 4 (1, 2, 4 and 5–9)", n, marks)
	}
	holds(t, page, "Below the k = 7 that the policy asks for.")
	r.Rules = nil
	if page := riskPage(t, r, catalog.English); strings.Contains(page, `class="below"`) {
		t.Error("bars are below a k that nobody asked for")
	}
}

// hostileText is what an agency, or whoever writes a report by hand, may put into
// any text of it.
const hostileText = `"'><script>alert(1)</script><img src=x onerror=alert(2)>{{.}}&amp;` + "\u202e"

// poison sets every text of v, and returns how many there are.
func poison(v reflect.Value) int {
	n := 0
	switch v.Kind() {
	case reflect.String:
		v.SetString(hostileText)
		return 1
	case reflect.Pointer:
		if !v.IsNil() {
			return poison(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				n += poison(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			n += poison(v.Index(i))
		}
	case reflect.Map:
		if v.Len() > 0 {
			v.SetMapIndex(reflect.ValueOf(hostileText), v.MapIndex(v.MapKeys()[0]))
		}
	}
	return n
}

func TestNothingInAReportBecomesMarkup(t *testing.T) {
	r := refused()
	if n := poison(reflect.ValueOf(r)); n < 100 {
		t.Fatalf("only %d texts were set", n)
	}
	for _, lang := range []catalog.Lang{catalog.Vietnamese, catalog.English} {
		page := riskPage(t, r, lang)
		if !strings.Contains(page, "&lt;script&gt;") {
			t.Fatal("the page does not show the texts of the report")
		}
		eachElement(t, page, func(e html.Token) {
			if slices.Contains([]string{"script", "img", "iframe", "object", "base", "form"}, e.Data) {
				t.Errorf("the page has an element %s", e.Data)
			}
			for _, a := range e.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src" {
					t.Errorf("element %s has %s=%q", e.Data, a.Key, a.Val)
				}
			}
		})
	}
}

// extreme sets every whole number of v.
func extreme(v reflect.Value, n int64) {
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		v.SetInt(n)
	case reflect.Pointer:
		if !v.IsNil() {
			extreme(v.Elem(), n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				extreme(v.Field(i), n)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			extreme(v.Index(i), n)
		}
	}
}

func TestChartsOfAbsurdNumbersStayWithinTheirPicture(t *testing.T) {
	for _, n := range []int64{math.MaxInt64, math.MaxInt64 / 2, math.MinInt64, 1, 0} {
		r := refused()
		extreme(reflect.ValueOf(r), n)
		eachElement(t, riskPage(t, r, catalog.Vietnamese), func(e html.Token) {
			for _, a := range e.Attr {
				share, across := strings.CutSuffix(a.Val, "%")
				if x, err := strconv.ParseFloat(share, 64); across && (err != nil || x < 0 || x > 100) {
					t.Errorf("with %d, an element %s has %s=%q", n, e.Data, a.Key, a.Val)
				}
			}
		})
	}
}

// eachElement calls f with every start tag of a page.
func eachElement(t *testing.T, page string, f func(html.Token)) {
	t.Helper()
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				t.Fatal(z.Err())
			}
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			f(z.Token())
		}
	}
}

// void are the elements that have no end.
var void = []string{"meta", "line", "rect", "path"}

func TestMarkupOfRiskReportsIsSound(t *testing.T) {
	for name, r := range map[string]*assess.Report{"passing": passing(), "refused": refused(), "nothing": {}} {
		if wrong := faults(riskPage(t, r, catalog.Vietnamese)); len(wrong) > 0 {
			t.Errorf("%s: %s", name, strings.Join(wrong, "; "))
		}
	}
	if wrong := faults(`<p id="a"><b id="a"></p></b><h1></h1><h3></h3><svg role="img"></svg>`); len(wrong) < 4 {
		t.Errorf("a broken page has only these faults: %v", wrong)
	}
}

// faults lists elements that are not closed in their order, identifiers that
// come twice, references to none, headings that skip a rank and pictures
// without a name.
func faults(page string) (wrong []string) {
	var open, refers []string
	ids := make(map[string]bool)
	rank := 0
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		e := z.Token()
		switch kind {
		case html.StartTagToken:
			open = append(open, e.Data)
			if slices.Contains(void, e.Data) {
				open = open[:len(open)-1]
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != e.Data {
				wrong = append(wrong, fmt.Sprintf("</%s> closes %v", e.Data, open))
				continue
			}
			open = open[:len(open)-1]
			continue
		case html.SelfClosingTagToken:
		default:
			continue
		}
		if len(e.Data) == 2 && e.Data[0] == 'h' && e.Data[1] >= '1' && e.Data[1] <= '6' {
			next := int(e.Data[1] - '0')
			if next > rank+1 {
				wrong = append(wrong, fmt.Sprintf("h%d after h%d", next, rank))
			}
			rank = next
		}
		picture, named := false, false
		for _, a := range e.Attr {
			switch a.Key {
			case "id":
				if ids[a.Val] || strings.ContainsAny(a.Val, " \t") {
					wrong = append(wrong, "id "+a.Val)
				}
				ids[a.Val] = true
			case "aria-labelledby":
				refers, named = append(refers, strings.Fields(a.Val)...), true
			case "role":
				picture = a.Val == "img"
			}
		}
		if picture && !named {
			wrong = append(wrong, "a picture has no name")
		}
	}
	for _, id := range refers {
		if !ids[id] {
			wrong = append(wrong, "nothing is named "+id)
		}
	}
	if len(open) > 0 {
		wrong = append(wrong, fmt.Sprintf("not closed: %v", open))
	}
	return wrong
}

func TestThePublicPartTellsNoSecret(t *testing.T) {
	page := riskPage(t, refused(), catalog.English)
	_, part, found := strings.Cut(page, `class="protection"`)
	part, _, _ = strings.Cut(part, "</section>")
	if !found {
		t.Fatal("there is no public part")
	}
	holds(t, part, "A row is a person.", "ma_benh", hash("a1"), "22 Nov 2027")
	for _, never := range []string{hash("b2"), "p %", "0.75%", "Cao Bằng", "hàng xóm", "SUDA"} {
		if strings.Contains(part, never) {
			t.Errorf("the public part holds %s", never)
		}
	}
}

func TestTheDatasetPageSaysHowPeopleAreProtected(t *testing.T) {
	s := newCheckedShelf()
	shown := passing().Summary()
	s.releases["bus-stops"][0].Tables[0].Disclosure = &shown
	_, body := get(t, s.site(t), "/datasets/bus-stops")
	holds(t, body, `id="protection"`, `href="#protection"`, "Mỗi dòng là một người.", "ít nhất 5 dòng", "<code>noi_o</code> (tỉnh)", "nhiều nhất 1%", "22/11/2027", hash("a1"))
	if _, body := get(t, newCheckedShelf().site(t), "/datasets/bus-stops"); strings.Contains(body, "protection") {
		t.Error("a dataset about nobody speaks of protection")
	}
}

func TestEveryPageOfAReleaseSaysHowPeopleAreProtected(t *testing.T) {
	s := newCheckedShelf()
	shown := passing().Summary()
	s.releases["bus-stops"][0].Tables[0].Disclosure = &shown
	site := s.site(t)
	version := s.releases["bus-stops"][0].Version
	for _, path := range []string{
		fmt.Sprintf("/datasets/bus-stops/releases/%d", version),
		fmt.Sprintf("/datasets/bus-stops/releases/%d/checks/%s", version, s.releases["bus-stops"][0].Tables[0].Resource),
	} {
		_, body := get(t, site, path)
		holds(t, body, `class="protection"`, "Bảo vệ người trong dữ liệu", "Mỗi dòng là một người.", hash("a1"))
		if _, body := get(t, newCheckedShelf().site(t), path); strings.Contains(body, "Bảo vệ người") {
			t.Errorf("%s: a table about nobody speaks of protection", path)
		}
	}
}
