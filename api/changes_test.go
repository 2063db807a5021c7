package api_test

import "testing"

func TestChanges(t *testing.T) {
	run(t, shared(t), []scenario{
		{name: "of the first release", path: "/v1/data/air-quality/hourly/changes", status: 200,
			has:  []string{`"version":1,"against":null`, `"breaking":false,"changes":[]`, `/v1/data/air-quality@1/hourly/changes"`},
			want: map[string]string{"Cache-Control": "max-age=60", "Link": `rel="describedby"`}},
		{name: "of a table that is not there", path: "/v1/data/air-quality/daily/changes", status: 404},
	})
}
