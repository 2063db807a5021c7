package workflow

import (
	"cmp"
	"maps"
	"reflect"
	"slices"

	"nguon/catalog"
	"nguon/catalog/account"
)

// A Policy is what an agency wants of its releases. The zero value is that of
// an agency that never said.
type Policy struct {
	Approval Approval `json:"approval"`
	Days

	RemindTo account.Role `json:"remind_to,omitempty"` // the least role of those who are reminded; empty is [account.Editor]
	AlarmTo  account.Role `json:"alarm_to,omitempty"`  // the least role of those who hear what was missed; empty is [account.Steward]

	Datasets map[catalog.Slug]Days `json:"datasets,omitempty"` // that differ
}

// MaxDatasets is how many datasets of an agency may differ from its policy: what
// is so many times an exception is no policy.
const MaxDatasets = 500

// DaysOf returns when people hear of a dataset. No list is nil.
func (p Policy) DaysOf(s catalog.Slug) Days {
	return p.Datasets[s].within(p.Days).within(Days{DefaultRemind, DefaultAlarm})
}

// Reminded is the least role of those who are reminded of what is due.
func (p Policy) Reminded() account.Role { return cmp.Or(p.RemindTo, account.Editor) }

// Alarmed is the least role of those who hear of what was missed.
func (p Policy) Alarmed() account.Role { return cmp.Or(p.AlarmTo, account.Steward) }

// Hearers are the roles that may be chosen to hear of releases.
func Hearers() []account.Role {
	return []account.Role{account.Editor, account.Approver, account.Steward, account.Administrator}
}

// WithDays returns p with other days for a dataset; nil is those of the agency.
func (p Policy) WithDays(s catalog.Slug, d *Days) Policy {
	p.Datasets = maps.Clone(p.Datasets)
	delete(p.Datasets, s)
	if d != nil {
		if p.Datasets == nil {
			p.Datasets = make(map[catalog.Slug]Days)
		}
		p.Datasets[s] = *d
	}
	if len(p.Datasets) == 0 {
		p.Datasets = nil
	}
	return p
}

// Equal reports whether p and q are the same wish. To never have said is another
// than to want none.
func (p Policy) Equal(q Policy) bool { return reflect.DeepEqual(p, q) }

// Validate returns an error of kind [catalog.ErrInvalid] if p cannot be what an
// agency wants.
func (p Policy) Validate() error {
	if p.Approval != NotRequired {
		if _, err := ParseApproval(string(p.Approval)); err != nil {
			return err
		}
	}
	if !slices.Contains(Hearers(), p.Reminded()) || !slices.Contains(Hearers(), p.Alarmed()) {
		return catalog.Errorf(catalog.ErrInvalid, "Không có vai trò này.", "There is no such role.")
	}
	if len(p.Datasets) > MaxDatasets {
		return catalog.Errorf(catalog.ErrInvalid, "Tối đa %d bộ dữ liệu có mốc nhắc riêng.", "At most %d datasets may have days of their own.", MaxDatasets)
	}
	for _, d := range p.Datasets {
		if err := d.validate(); err != nil {
			return err
		}
	}
	return p.validate()
}

// An Approval says whether a second person is needed.
type Approval string

// Whether a second person is needed. NotRequired is the zero value.
const (
	NotRequired Approval = ""
	Required    Approval = "required"
)

// ParseApproval returns what "required" or "none" stands for, or an error of
// kind [catalog.ErrInvalid].
func ParseApproval(s string) (Approval, error) {
	switch s {
	case "none":
		return NotRequired, nil
	case string(Required):
		return Required, nil
	}
	return "", catalog.Errorf(catalog.ErrInvalid, "Hãy chọn required hoặc none, không phải %q.", "Say required or none, not %q.", s)
}

// String returns "required" or "none".
func (a Approval) String() string {
	if a == NotRequired {
		return "none"
	}
	return string(a)
}
