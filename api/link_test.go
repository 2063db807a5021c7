package api_test

import (
	"strings"
	"testing"

	"nguon/api/query"
)

// What JSON says in its links, every format says in the header Link.
func TestRowsOfEveryFormatAreLinked(t *testing.T) {
	w := newWorld(t)
	w.publish(t, shapes("places"))
	const latest, pinned = "/v1/data/places/places", "/v1/data/places@1/places"
	for _, f := range query.Formats {
		suffix := "/rows." + string(f)
		always := []string{
			`<` + pinned + `/schema>; rel="describedby"`, `<https://creativecommons.org/licenses/by/4.0/>; rel="license"`,
		}
		for _, test := range []struct {
			name, path string
			canonical  string
			last       bool
		}{
			{"the first page", latest + suffix + "?limit=1", pinned + suffix + "?limit=1", false},
			{"a pinned page", pinned + suffix + "?limit=1", pinned + suffix + "?limit=1", false},
			{"the last page", latest + suffix, pinned + suffix, true},
			{"the format as a parameter", latest + "/rows?limit=1&format=" + string(f), pinned + "/rows?limit=1&format=" + string(f), false},
			{"a bracket in the address", latest + suffix + "?where=name<>'>'&limit=1", pinned + suffix + "?where=name%3C%3E'%3E'&limit=1", false},
		} {
			t.Run(string(f)+": "+test.name, func(t *testing.T) {
				a := w.get(t, test.path)
				if a.status != 200 {
					t.Fatalf("status %d: %s", a.status, a.body)
				}
				links := a.header.Values("Link")
				all := strings.Join(links, "\n")
				for _, want := range append(always, `<`+test.canonical+`>; rel="canonical"`) {
					if !strings.Contains("\n"+all+"\n", "\n"+want+"\n") {
						t.Errorf("no link %s in\n%s", want, all)
					}
				}
				next := `<` + pinned + suffix + "?"
				if strings.Contains(test.path, "/rows?") {
					next = `<` + pinned + "/rows?"
				}
				if got := strings.Contains(all, next) && strings.Contains(all, "cursor=") && strings.Contains(all, `rel="next"`); got == test.last {
					t.Errorf("the next page is linked: %v\n%s", got, all)
				}
			})
		}
	}
}

func TestJSONAndHeadersLinkTheSame(t *testing.T) {
	run(t, shared(t), []scenario{
		{name: "rows", path: table + "/rows?limit=1", status: 200,
			has: []string{`"self":"/v1/data/air-quality/hourly/rows?limit=1","next":"/v1/data/air-quality@1/hourly/rows?cursor=`,
				`"pinned":"/v1/data/air-quality@1/hourly/rows?limit=1","schema":"/v1/data/air-quality@1/hourly/schema","licence":"https://creativecommons.org/`},
			want: map[string]string{"Link": `</v1/data/air-quality@1/hourly/rows?limit=1>; rel="canonical"`}},
		{name: "what is kept already", path: table + "/rows?limit=1", header: map[string]string{"If-None-Match": "*"}, status: 304,
			want: map[string]string{"Link": `rel="canonical"`}},
		{name: "the schema", path: table + "/schema", status: 200, want: map[string]string{"Link": `</v1/data/air-quality@1/hourly/schema>; rel="canonical"`}},
	})
}
