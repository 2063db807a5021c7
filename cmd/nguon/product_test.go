package main

import (
	"encoding/json"
	"net"
	"net/http"
	"testing"
)

// The sample API is behind the gateway of the portal that it leads to, as make run
// has it, and nothing else of that machine is.
func TestTheSampleAPIIsCalledThroughTheGateway(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	const sample = "../../datasets-sample/vn-airports"
	data := []string{"NGUON_LANG=en", "NGUON_DATA=" + t.TempDir()}
	nguon(t, data, "publish", sample)
	nguon(t, data, "product", "add", sample+"/product.yaml", "--upstream", "http://"+address+"/v1/data/vn-airports", "--publish")
	r := startAt(t, address, append(data, "NGUON_INSIDE_ADDRESSES="+address)...)
	r.url = r.public
	eventually(t, "is ready", func() bool { return r.status(t, "/readyz", "") == http.StatusOK })
	var found struct {
		Data []struct {
			IATA string `json:"iata_code"`
		} `json:"data"`
	}
	answer := r.get(t, "/v1/call/airports/v1/airports/rows?country_code=VN&limit=3", "")
	if err := json.NewDecoder(answer.Body).Decode(&found); err != nil || answer.StatusCode != http.StatusOK || len(found.Data) != 3 {
		t.Fatalf("status %d, %v, %+v", answer.StatusCode, err, found)
	}
	if answer.Header.Get("RateLimit") == "" {
		t.Error("the call has no limit")
	}
	for path, want := range map[string]int{
		"/v1/call/airports/v1/airports/rows?country_code=US": http.StatusBadRequest, // the document has no such country
		"/v1/call/airports/v1/airports/file.csv":             http.StatusNotFound,   // nor such a call
		"/apis/airports/v1":                                  http.StatusOK,
	} {
		if got := r.status(t, path, ""); got != want {
			t.Errorf("%s: status %d, want %d", path, got, want)
		}
	}
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	nguon(t, data, "product", "add", sample+"/product.yaml", "--upstream", "http://"+other.Addr().String(), "--publish")
	eventually(t, "sends nobody to another port", func() bool {
		return r.status(t, "/v1/call/airports/v1/airports/rows?limit=1", "") == http.StatusBadGateway
	})
}
