package codes

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"
)

//go:embed data/*.tsv
var data embed.FS

// merger is the day from which Resolution 202/2025/QH15 holds.
var merger = time.Date(2025, time.July, 1, 0, 0, 0, 0, time.UTC)

// load reads the lists. They are part of the program: what is wrong with them
// is found by the tests, and panics.
func load() []*List {
	now := &List{ID: Provinces, Vi: "34 tỉnh, thành phố từ ngày 1/7/2025", En: "the 34 provinces and cities since 1 July 2025",
		Forms: []Form{Code, Name}, From: merger, width: 2}
	for _, f := range table("provinces-2025", 4) {
		now.Entries = append(now.Entries, Entry{Code: f[0], Name: f[1], NameEn: f[2], other: names(f[3])})
	}
	former := &List{ID: FormerProvinces, Vi: "63 tỉnh, thành phố đến hết ngày 30/6/2025", En: "the 63 provinces and cities up to 30 June 2025",
		Forms: []Form{Code, Name, ISO}, Until: merger, Next: now, width: 2}
	for _, f := range table("provinces-2004", 6) {
		former.Entries = append(former.Entries, Entry{Code: f[0], Name: f[1], NameEn: f[2], Becomes: []string{f[4]},
			other: names(f[5]), codes: map[Form]string{ISO: f[3]}})
	}
	now.before = former
	communes := &List{ID: Communes, Vi: "3.321 xã, phường, đặc khu từ ngày 1/7/2025", En: "the 3,321 communes, wards and special zones since 1 July 2025",
		Forms: []Form{Code, Name}, From: merger, width: 5}
	for _, f := range table("communes-2025", 4) {
		communes.Entries = append(communes.Entries, Entry{Code: f[0], Name: communeKinds[f[1]] + " " + f[2], Parent: f[3], other: []string{f[2]}})
	}
	countries := &List{ID: Countries, Vi: "quốc gia và vùng lãnh thổ theo ISO 3166-1", En: "countries and territories of ISO 3166-1",
		Forms: []Form{Alpha2, Alpha3, Numeric, Name}}
	for _, f := range table("countries", 6) {
		countries.Entries = append(countries.Entries, Entry{Code: f[0], Name: f[4], NameEn: f[3], other: names(f[5]),
			codes: map[Form]string{Alpha2: f[0], Alpha3: f[1], Numeric: f[2]}})
	}
	all := []*List{now, former, communes, countries}
	for _, l := range all {
		l.makeIndex()
	}
	return all
}

var communeKinds = map[string]string{"x": "Xã", "p": "Phường", "d": "Đặc khu"}

// table reads the rows of a file of the folder data, each of n fields.
func table(name string, n int) [][]string {
	text, err := data.ReadFile("data/" + name + ".tsv")
	if err != nil {
		panic(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != n {
			panic(fmt.Sprintf("codes: %s: %d fields in %q, want %d", name, len(fields), line, n))
		}
		rows = append(rows, fields)
	}
	return rows
}

func names(field string) []string {
	if field == "" {
		return nil
	}
	return strings.Split(field, "|")
}

// makeIndex makes the entries of l findable in all of its forms.
func (l *List) makeIndex() {
	l.index = make(map[Form]map[string][]int)
	for _, f := range l.Forms {
		l.index[f] = make(map[string][]int)
		for i := range l.Entries {
			for _, text := range l.Entries[i].texts(f) {
				k := keys(f, text)[0]
				if k != "" && !slices.Contains(l.index[f][k], i) {
					l.index[f][k] = append(l.index[f][k], i)
				}
			}
		}
	}
}

// texts are the ways to write e in a form.
func (e *Entry) texts(f Form) []string {
	switch f {
	case Name:
		return append([]string{e.Name, e.NameEn}, e.other...)
	case Code:
		return []string{e.Code}
	}
	return []string{e.codes[f]}
}
