package assess

import (
	"math"
	"slices"
	"time"

	"nguon/publisher/anon/policy"
)

// A Summary is what everyone may know of a report. All of it follows from the
// release and the rules that the agency has made known, or is a figure that
// bounds what can be found out:
//
//   - of p % and dominance it has not even the names, as who knows the
//     parameters computes bounds of the values that they protect;
//   - findings would tell what the input holds of whom;
//   - patterns and worst classes would tell where to look;
//   - suppressed shares are rounded up to whole per cent: exact counts, with
//     those of an earlier release or of a published total, tell how many rows
//     are missing from a known group;
//   - the input's hash would let somebody test a guess of its bytes, and the
//     earlier releases' figures say which of them to subtract.
type Summary struct {
	Dataset     string    `json:"dataset"`
	Unit        string    `json:"unit"`
	Release     string    `json:"release"`
	ReviewBy    time.Time `json:"review_by"`
	KAsked      int64     `json:"k_asked,omitempty"`
	KReached    *int64    `json:"k_reached,omitempty"` // the smallest of all adversaries; nil is not known
	Adversaries int       `json:"adversaries"`

	Models []Modelled `json:"models,omitempty"` // of sensitive columns
	// SuppressedRows and SuppressedCells are per cent, rounded up.
	SuppressedRows  int     `json:"suppressed_rows_percent"`
	SuppressedCells int     `json:"suppressed_cells_percent"`
	Levels          []Level `json:"levels,omitempty"`

	Policy string `json:"policy"` // SHA-256
	Report string `json:"report"` // SHA-256; empty if the report cannot be written
	Pass   bool   `json:"pass"`
}

// Modelled are the models that guard a sensitive column.
type Modelled struct {
	Column string `json:"column"`
	Models []Code `json:"models"`
}

// Summary returns what the public may see of r, which must have been judged.
func (r *Report) Summary() Summary {
	s := Summary{
		Dataset: r.Dataset, Unit: r.Unit, Release: r.Release, ReviewBy: r.ReviewBy,
		Adversaries: len(r.Adversaries), Policy: r.Policy, Pass: r.Pass,
	}
	if r.Unit == policy.Aggregate {
		s.Adversaries = 0
	}
	s.Report, _ = r.Hash()
	for i := range r.Rules {
		s.rule(&r.Rules[i])
	}
	if r.Search != nil {
		s.Levels = r.Search.Levels
	}
	return s
}

// rule adds what a rule tells.
func (s *Summary) rule(rule *Rule) {
	switch {
	case rule.Code == SuppressedRows && rule.Got != nil:
		s.SuppressedRows = percent(*rule.Got)
	case rule.Code == SuppressedCells && rule.Got != nil:
		s.SuppressedCells = percent(*rule.Got)
	case rule.Code == K && rule.Want != nil:
		first := s.KAsked == 0
		s.KAsked = int64(*rule.Want)
		switch {
		case rule.Got == nil:
			s.KReached = nil
		case first || s.KReached != nil && int64(*rule.Got) < *s.KReached:
			k := int64(*rule.Got)
			s.KReached = &k
		}
	case rule.Column != "" && rule.Adversary != "" && rule.Code != PPercent:
		at := slices.IndexFunc(s.Models, func(m Modelled) bool { return m.Column == rule.Column })
		if at < 0 {
			at = len(s.Models)
			s.Models = append(s.Models, Modelled{Column: rule.Column})
		}
		if m := &s.Models[at]; !slices.Contains(m.Models, rule.Code) {
			m.Models = append(m.Models, rule.Code)
		}
	}
}

// percent rounds a share up to whole per cent.
func percent(share float64) int { return int(math.Ceil(share*100 - 1e-9)) }
