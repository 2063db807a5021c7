package apidoc_test

import (
	"strings"
	"testing"

	"nguon/api/apidoc"
)

func TestChangesTellWhatBreaksPrograms(t *testing.T) {
	for _, test := range []struct {
		name, old, new string
		breaking       bool
		rule           string // the first; empty: there is no change
		operation      string
	}{
		{"nothing", "", "", false, "", ""},
		{"a parameter is needed now", "in: query, schema", "in: query, required: true, schema", true, "request-parameter-became-required", "GET /stations/{id}"},
		{"a parameter has another type", "type: integer, maximum: 100", "type: boolean", true, "request-parameter-type-changed", "GET /stations/{id}"},
		{"a limit is lower", "maximum: 100", "maximum: 10", true, "request-parameter-max-decreased", "GET /stations/{id}"},
		{"a limit is higher", "maximum: 100", "maximum: 1000", false, "request-parameter-max-increased", "GET /stations/{id}"},
		{"a call is gone", "/stations/{id}:", "/sites/{id}:", true, "api-path-removed-without-deprecation", "GET /stations/{id}"},
		{"a call is new", "components:", "  /more: {get: {responses: {\"200\": {description: ok}}}}\ncomponents:", false, "endpoint-added", "GET /more"},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := read(t, yamlDocument)
			after := read(t, strings.Replace(yamlDocument, test.old, test.new, 1))
			changes, err := apidoc.Changes(t.Context(), before, after)
			if err != nil {
				t.Fatal(err)
			}
			if test.rule == "" {
				if len(changes) != 0 {
					t.Errorf("changes: %+v", changes)
				}
				return
			}
			if len(changes) == 0 {
				t.Fatal("no changes")
			}
			if c := changes[0]; c.Breaking != test.breaking || c.Rule != test.rule || c.Operation != test.operation || c.Text.En == "" || c.Text.Vi == "" {
				t.Errorf("%+v", changes)
			}
		})
	}
}

func TestComparingChangesNeitherDocument(t *testing.T) {
	before, after := read(t, yamlDocument), read(t, strings.Replace(yamlDocument, "maximum: 100", "maximum: 10", 1))
	for range 2 {
		changes, err := apidoc.Changes(t.Context(), before, after)
		if err != nil || len(changes) != 1 {
			t.Fatalf("%+v, %v", changes, err)
		}
	}
}
