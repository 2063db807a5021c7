package desk

import (
	"nguon/catalog/account"
	"nguon/web/frame"
)

// factorPart says from which role on the agency demands a second factor, and lets
// its administrator change that.
func (d *Desk) factorPart(t *task) (part, error) {
	l := t.l
	now, err := d.Accounts.Demand(t.r.Context(), t.by(), t.agency.Code)
	if err != nil {
		return part{}, err
	}
	from := frame.Field{
		ID: "factor-role", Name: "role", Label: l.T("desk.factor.from"), Hint: l.T("desk.factor.hint"), Type: "choice", Value: string(now),
		Choices: []frame.Choice{{Title: l.T("desk.factor.nobody")}},
	}
	for _, r := range account.FactorRoles() {
		if r != account.PortalAdmin {
			from.Choices = append(from.Choices, frame.Choice{Value: string(r), Title: l.T("desk.factor.and_above", "role", l.T(roleTexts[r]))})
		}
	}
	p := part{Heading: l.T("desk.factor.title"), Note: l.T("desk.factor.note"), Forms: []frame.Form{
		{Action: t.path("/members/second-factor"), Submit: l.T("desk.save"), Fields: []frame.Field{from}},
	}}
	if of := d.Accounts.SecondFactor; of != "" {
		p.Note += " " + l.T("desk.factor.portal", "role", l.T(roleTexts[of]))
	}
	return p, nil
}

// demand changes from which role on a second factor is demanded.
func (d *Desk) demand(t *task) error {
	err := d.Accounts.SetDemand(t.r.Context(), t.by(), t.agency.Code, account.Role(frame.Given(t.r, "role")))
	return d.membersDone(t, "demanded", frame.Form{Action: t.path("/members/second-factor")}, err)
}
