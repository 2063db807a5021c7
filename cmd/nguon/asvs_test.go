package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// asvsRequirements are the sections of OWASP ASVS 5.0.0 with the numbers of their
// requirements of level 1 or 2: they come first in every
// section. Sections that have none are left out.
var asvsRequirements = map[string]int{
	"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
	"2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
	"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
	"4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
	"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
	"6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
	"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
	"8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
	"9.1": 3, "9.2": 4,
	"10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
	"11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
	"12.1": 3, "12.2": 2, "12.3": 4,
	"13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
	"14.1": 2, "14.2": 4, "14.3": 3,
	"15.1": 3, "15.2": 3, "15.3": 7,
	"16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
	"17.1": 1, "17.2": 4, "17.3": 2,
}

var (
	asvsRow     = regexp.MustCompile(`(?m)^\| (\d+\.\d+\.\d+) \| [^|]+ \| (met|deployment|partly|not met|n/a)(: [^|]+)? \| ([^|]*)\|$`)
	asvsNumber  = regexp.MustCompile(`\d+\.\d+\.\d+`)
	asvsQuoted  = regexp.MustCompile("`([^`\n]+)`")
	asvsTest    = regexp.MustCompile(`^([a-z0-9/]+)\.((?:Test|Fuzz)\w+)$`)
	asvsPath    = regexp.MustCompile(`^[\w.-]+(/[\w.-]+)*\.(go|md|mod|ts|json|txt|txtar|yml|html)$`)
	asvsMissing = regexp.MustCompile(`(?s)\n## Gaps\n(.*?)\n## `)
)

const asvsDocument = "../../api/docs/asvs.md"

// Every requirement of the levels 1 and 2 is answered once, and what is not met
// in full is told where the document begins.
func TestEveryRequirementOfASVSIsAnswered(t *testing.T) {
	text, err := os.ReadFile(asvsDocument)
	if err != nil {
		t.Fatal(err)
	}
	gaps := asvsMissing.FindString(string(text))
	open := make(map[string]bool)
	for section, n := range asvsRequirements {
		for i := range n {
			open[fmt.Sprintf("%s.%d", section, i+1)] = true
		}
	}
	if len(open) != 253 {
		t.Errorf("the list has %d requirements; the standard has 253 of the levels 1 and 2", len(open))
	}
	for _, row := range asvsRow.FindAllStringSubmatch(string(text), -1) {
		number, status, why, evidence := row[1], row[2], row[3], strings.TrimSpace(row[4])
		if !open[number] {
			t.Errorf("%s stands there twice, or is of no level 1 or 2", number)
		}
		delete(open, number)
		switch status {
		case "met":
			if evidence == "" {
				t.Errorf("%s is met without evidence", number)
			}
		default:
			if why == "" {
				t.Errorf("%s: %s, but not why", number, status)
			}
		}
		if (status == "partly" || status == "not met") && !strings.Contains(gaps, number) {
			t.Errorf("%s is %s, and not among the gaps", number, status)
		}
	}
	for number := range open {
		t.Errorf("%s is not answered", number)
	}
	for _, number := range asvsNumber.FindAllString(gaps, -1) {
		if !strings.Contains(string(text), "\n| "+number+" | ") {
			t.Errorf("the gap %s is no requirement", number)
		}
	}
}

// Every test and file that the document names is there.
func TestTheEvidenceForASVSExists(t *testing.T) {
	text, err := os.ReadFile(asvsDocument)
	if err != nil {
		t.Fatal(err)
	}
	tests, files := 0, 0
	for _, quoted := range asvsQuoted.FindAllStringSubmatch(string(text), -1) {
		name := quoted[1]
		if test := asvsTest.FindStringSubmatch(name); test != nil {
			tests++
			if !hasTest(t, filepath.Join("../..", test[1]), test[2]) {
				t.Errorf("there is no test %s", name)
			}
		} else if asvsPath.MatchString(name) {
			files++
			if _, err := os.Stat(filepath.Join("../..", name)); err != nil {
				t.Errorf("there is no file %s", name)
			}
		}
	}
	if tests < 100 || files < 50 {
		t.Errorf("found only %d tests and %d files: does this test still read the document?", tests, files)
	}
}

// hasTest reports whether a folder has a test function of a name.
func hasTest(t *testing.T, dir, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}
