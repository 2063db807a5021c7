package api_test

import (
	"io"
	"net/http/httptest"
	"os"
	"testing"
)

// A connection takes files as those of the system do.
type connection struct {
	*httptest.ResponseRecorder
	ofFiles int64
}

// ReadFrom notes how much came as a part of a file.
func (c *connection) ReadFrom(src io.Reader) (int64, error) {
	part, ok := src.(*io.LimitedReader)
	if ok {
		_, ok = part.R.(*os.File)
	}
	n, err := io.Copy(c.ResponseRecorder, src)
	if ok {
		c.ofFiles += n
	}
	return n, err
}

func TestTheSystemSendsWholeFiles(t *testing.T) {
	w := newWorld(t)
	whole := int64(len(w.get(t, pinnedFile+"parquet").body))
	for _, test := range []struct {
		name   string
		header map[string]string
		want   int64
	}{
		{name: "all of a file", want: whole},
		{name: "to a client that takes compressed texts", header: map[string]string{"Accept-Encoding": "gzip, zstd"}, want: whole},
		{name: "a range", header: map[string]string{"Range": "bytes=4-99"}, want: 96},
		{name: "nothing of a refusal", header: map[string]string{"Range": "bytes=99999999-"}},
		{name: "nothing of what the client has", header: map[string]string{"If-None-Match": "*"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := &connection{ResponseRecorder: httptest.NewRecorder()}
			w.handler.ServeHTTP(c, w.newRequest(t, request{path: pinnedFile + "parquet", header: test.header}))
			if c.ofFiles != test.want {
				t.Errorf("%d bytes as a file, want %d; status %d, %d bytes in all", c.ofFiles, test.want, c.Code, c.Body.Len())
			}
		})
	}
}
