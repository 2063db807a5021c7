package anon

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
	"nguon/publisher/personal"
)

// newReport begins the report of a job with what is known before it.
func newReport(job Job) *assess.Report {
	p := job.Policy
	now := job.Now.UTC().Truncate(time.Second)
	r := &assess.Report{
		Schema: assess.Schema, Tool: job.Tool, Made: now, Approver: job.Approver,
		Dataset: p.Dataset, Release: p.Release, Unit: p.Unit, Coverage: float64(p.Coverage), Geography: p.Geography,
		ReviewBy: now.Truncate(24*time.Hour).AddDate(0, int(p.ReviewAfter), 0),
		Policy:   p.Hash(), Input: job.Input,
		ScanInput: []assess.Finding{}, ScanOutput: []assess.Finding{}, Adversaries: []assess.Adversary{},
	}
	if job.Population != nil {
		r.Population = &job.Population.File
	}
	if job.Key != nil {
		r.Commitments = commitments(job.Key, p)
	}
	return r
}

// commitments bind the report to the key, for each use of it.
func commitments(key []byte, p *policy.Policy) (all []assess.Commitment) {
	for _, use := range uses(p) {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte("nguon commitment\x00" + use))
		all = append(all, assess.Commitment{Name: use, Value: hex.EncodeToString(mac.Sum(nil))[:16]})
	}
	return all
}

// uses are what a policy needs a key for.
func uses(p *policy.Policy) (names []string) {
	for i := range p.Columns {
		for j := range p.Columns[i].Ops {
			if op := &p.Columns[i].Ops[j]; keyed(op) {
				names = append(names, p.Columns[i].Name+" "+op.Kind())
			}
		}
	}
	if p.Rows.Order == "shuffle" {
		names = append(names, "rows.order")
	}
	if p.Rows.Sample > 0 && p.Rows.Sample < 1 {
		names = append(names, "rows.sample")
	}
	for _, t := range p.Tables {
		if t.Round != nil && t.Round.Mode != string(recode.Conventional) {
			names = append(names, "tables "+strings.Join(t.By, ","))
		}
	}
	return names
}

// needsKey is an error if the policy needs a key and there is none.
func (m *maker) needsKey() error {
	names := uses(m.policy)
	if m.job.Key != nil || len(names) == 0 {
		return nil
	}
	return catalog.Errorf(catalog.ErrRefused,
		"Chính sách cần một khóa bí mật (cho %[1]s). Hãy đưa khóa qua tệp (--key-file) hoặc biến môi trường NGUON_ANON_KEY, dài ít nhất %[2]d byte.",
		"The policy needs a secret key (for %[1]s). Give it in a file (--key-file) or in the environment variable NGUON_ANON_KEY, at least %[2]d bytes long.",
		strings.Join(names, "; "), recode.MinKey)
}

// findings are those of a scan. Of the input it is said what the policy does
// about them.
func (m *maker) findings(found []personal.Finding, input bool) []assess.Finding {
	all := Findings(found, m.job.Plan, m.policy)
	for i := range all {
		if said, ok := m.policy.Column(all[i].Column); ok && input && all[i].Treated == "" {
			all[i].Treated = treatment(said)
		}
	}
	return all
}

// treatment names what is done to a column, if anything is.
func treatment(c *policy.Column) string {
	var ops []string
	for i := range c.Ops {
		if op := &c.Ops[i]; op.Keep == nil {
			ops = append(ops, short(op))
		}
	}
	return strings.Join(ops, ", ")
}
