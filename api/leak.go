package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/ulule/limiter/v3"

	"nguon/api/peer"
	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/account"
)

// A LeakDesk takes reports of keys, or of tokens of robots, that were found where
// they should not be.
type LeakDesk interface {
	// ReportLeaked revokes a key at once. It returns an error of kind
	// [catalog.ErrInvalid] if plain cannot be a key, and nil whether it was one
	// or not.
	ReportLeaked(ctx context.Context, by account.Caller, plain, found string) error
}

// maxLeakReport bounds the body of a report, in bytes.
const maxLeakReport = 4 << 10

// leakRate bounds the reports from one address.
var leakRate = limiter.Rate{Limit: 20, Period: time.Minute}

// leakReport is the body of POST /v1/keys/leaked.
type leakReport struct {
	Key   string `json:"key"`
	Found string `json:"found"` // where
}

// leakReceipt is the answer, the same for every key.
type leakReceipt struct {
	Received bool `json:"received"`
}

// reportLeaked answers POST /v1/keys/leaked. It needs no key, and says the same
// whether there was one.
func (s *Server) reportLeaked(c *gin.Context) error {
	if s.Leaks == nil {
		return noRoute(c)
	}
	ctx := c.Request.Context()
	got, err := s.limits.Get(ctx, "leak|address:"+s.clientAddress(c.Request), leakRate)
	if err != nil {
		return fmt.Errorf("count a report: %w", err)
	}
	if got.Reached {
		e := problem.Errorf(problem.QuotaExceeded, "Tối đa %d báo cáo mỗi phút.", "At most %d reports a minute.", leakRate.Limit)
		e.RetryAfter = max(time.Second, time.Until(time.Unix(got.Reset, 0)))
		return e
	}
	report, err := readLeakReport(c.Writer, c.Request)
	if err != nil {
		return err
	}
	desk := s.Leaks
	if s.Robots != nil && account.CheckRobotToken(report.Key) == nil {
		desk = s.Robots
	}
	from := account.Origin{Address: peer.Proxies(s.TrustedProxies).Client(c.Request), Agent: c.Request.UserAgent()}
	if err := desk.ReportLeaked(ctx, account.Caller{From: from}, report.Key, report.Found); err != nil {
		return err
	}
	s.keys.forget(s.Pepper.Hash(report.Key))
	body, err := encode(leakReceipt{Received: true})
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusAccepted, "application/json", body)
	return nil
}

func readLeakReport(w http.ResponseWriter, r *http.Request) (leakReport, error) {
	var report leakReport
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxLeakReport))
	d.DisallowUnknownFields()
	err := d.Decode(&report)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("more than one value")
		}
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return leakReport{}, catalog.Errorf(catalog.ErrTooLarge, "Báo cáo có tối đa %d byte.", "A report has at most %d bytes.", maxLeakReport)
	}
	if err != nil { // its text could have a part of the key in it
		return leakReport{}, problem.Errorf(problem.InvalidUpload, `Cần một đối tượng JSON: {"key": "…", "found": "…"}.`,
			`This must be one JSON object: {"key": "…", "found": "…"}.`)
	}
	return report, nil
}
