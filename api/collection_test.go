package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"nguon/api/openapi"
)

// A collection is what the tests read of both formats.
type imported struct {
	Item []struct {
		Name    string
		Request struct{ URL struct{ Raw string } }
	}
	Items []struct {
		Name    string
		Request struct{ URL string }
	}
	Variable []struct{ Key, Value string }
	Root     struct {
		Request struct {
			Vars struct {
				Req []struct{ Name, Value string }
			}
		}
	}
}

// requests are the addresses of the requests by name, and base is the variable
// for the portal in them.
func (c imported) requests() (requests map[string]string, base string) {
	requests = make(map[string]string)
	for _, i := range c.Item {
		requests[i.Name] = i.Request.URL.Raw
	}
	for _, i := range c.Items {
		requests[i.Name] = i.Request.URL
	}
	for _, v := range c.Variable {
		if v.Key == "baseUrl" {
			base = v.Value
		}
	}
	for _, v := range c.Root.Request.Vars.Req {
		if v.Name == "baseUrl" {
			base = v.Value
		}
	}
	return requests, base
}

func TestEveryRequestOfACollectionIsAnswered(t *testing.T) {
	w := newWorld(t)
	w.publish(t, shapes("places"))
	for _, test := range []struct {
		path string
		want int // requests
	}{
		{table + "/postman.json", 5}, {table + "/bruno.json", 5},
		{"/v1/data/air-quality@1/hourly/postman.json", 5}, {"/v1/data/air-quality@1/hourly/bruno.json", 5},
		{"/v1/data/places/places/postman.json", 5}, {"/v1/data/places/places/bruno.json", 5},
	} {
		t.Run(test.path, func(t *testing.T) {
			var c imported
			if err := json.Unmarshal([]byte(w.get(t, test.path).body), &c); err != nil {
				t.Fatal(err)
			}
			requests, base := c.requests()
			if len(requests) != test.want || base != openapi.Local {
				t.Errorf("requests %q below %q", requests, base)
			}
			for name, raw := range requests {
				path, ok := strings.CutPrefix(raw, "{{baseUrl}}")
				if !ok || strings.Contains(path, "{{") {
					t.Fatalf("%s asks %s", name, raw)
				}
				empty := map[string]string{"X-Api-Key": ""} // as clients send it without a key
				a := w.do(t, request{path: path, header: empty})
				if a.status == 307 {
					a = w.do(t, request{path: a.header.Get("Location"), header: empty})
				}
				if a.status != 200 || strings.Contains(a.body, `"data":[]`) {
					t.Errorf("%s: %s: status %d: %.300s", name, path, a.status, a.body)
				}
			}
		})
	}
}

func TestCollections(t *testing.T) {
	run(t, shared(t), []scenario{
		{name: "Postman", path: table + "/postman.json", status: 200,
			has: []string{`"name":"Air quality By the hour"`, `"raw":"{{baseUrl}}/v1/data/air-quality/hourly/rows?station=`, `"key":"apiKey","value":""`},
			want: map[string]string{"Content-Type": "application/json", "Cache-Control": "max-age=60", "ETag": `W/"`,
				"Content-Location":    "/v1/data/air-quality@1/hourly/postman.json",
				"Content-Disposition": `attachment; filename="air-quality-v1-hourly.postman_collection.json"`}},
		{name: "Bruno", path: table + "/bruno.json", status: 200,
			has:  []string{`"version":"1"`, `"url":"{{baseUrl}}/v1/data/air-quality/hourly/rows?station=`, `"auth":{"mode":"inherit"}`},
			want: map[string]string{"Content-Disposition": `filename="air-quality-v1-hourly.bruno_collection.json"`}},
		{name: "of a version for ever", path: "/v1/data/air-quality@1/hourly/bruno.json", status: 200,
			has: []string{`{{baseUrl}}/v1/data/air-quality@1/hourly/schema`}, want: map[string]string{"Cache-Control": "immutable"}},
		{name: "the table links them", path: table + "/schema", status: 200,
			has: []string{`"postman":"/v1/data/air-quality@1/hourly/postman.json","bruno":"/v1/data/air-quality@1/hourly/bruno.json"`}},
		{name: "of no table", path: "/v1/data/air-quality/nope/postman.json", status: 404},
	})
}
