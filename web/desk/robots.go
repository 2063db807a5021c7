package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/web/frame"
)

// robots shows the robots of an agency and their tokens.
func (d *Desk) robots(t *task) error {
	b, err := d.robotsBoard(t)
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, b)
}

func (d *Desk) robotsBoard(t *task) (board, error) {
	l := t.l
	b := board{Heading: l.T("desk.tab.robots"), Lead: l.T("desk.robots_lead"), Above: t.above()}
	all, err := d.Accounts.Robots(t.r.Context(), t.by(), t.agency.Code)
	if err != nil {
		return b, err
	}
	for _, r := range all {
		b.Parts = append(b.Parts, t.robotPart(r))
	}
	b.Parts = append(b.Parts, part{Heading: l.T("desk.robot_new"), Forms: []frame.Form{t.robotForm()}})
	return b, nil
}

func (t *task) robotPart(r account.Robot) part {
	l := t.l
	var can []string
	for _, a := range r.Actions {
		can = append(can, l.T(actionTexts[a]))
	}
	p := part{Heading: r.Name, Facts: []fact{
		{l.T("desk.robot_can"), text(strings.Join(can, ", "))}, {l.T("desk.created"), cell{Time: r.Created}}, {l.T("desk.last_used"), usedCell(l.T("desk.never"), r.LastUsed)},
	}, Table: &table{
		Caption: l.T("desk.tokens"), Columns: []string{l.T("desk.token"), l.T("desk.created"), l.T("desk.until"), l.T("desk.action")}, Empty: l.T("desk.tokens_none"),
	}}
	for _, k := range r.Tokens {
		end := frame.Form{Action: t.path("/robots/revoke"), Submit: l.T("desk.token_revoke"), Quiet: true, Hidden: []frame.Hidden{{Name: "robot", Value: r.ID}, {Name: "token", Value: k.ID}}}
		p.Table.Rows = append(p.Table.Rows, []cell{{Text: k.Hint + "…", Code: true}, {Time: k.Created}, {Time: k.Expires}, {Forms: []frame.Form{end}}})
	}
	p.Forms = []frame.Form{
		{
			Action: t.path("/robots/token"), Submit: l.T("desk.token_new"), Quiet: true, Hidden: []frame.Hidden{{Name: "robot", Value: r.ID}},
			Fields: []frame.Field{{ID: "days-" + r.ID, Name: "days", Label: l.T("desk.token_days"), Type: "number", Value: "90"}},
		},
		{Action: t.path("/robots/remove"), Submit: l.T("desk.robot_remove"), Quiet: true, Danger: true, Hidden: []frame.Hidden{{Name: "robot", Value: r.ID}}},
	}
	return p
}

func usedCell(never string, at time.Time) cell {
	if at.IsZero() {
		return text(never)
	}
	return cell{Time: at}
}

func (t *task) robotForm() frame.Form {
	l := t.l
	can := frame.Field{ID: "actions", Name: "actions", Label: l.T("desk.robot_can"), Type: "boxes"}
	for _, a := range account.RobotActions() {
		if t.may(a) {
			can.Choices = append(can.Choices, frame.Choice{Value: string(a), Title: l.T(actionTexts[a])})
		}
	}
	return frame.Form{Action: t.path("/robots/create"), Submit: l.T("desk.robot_create"), Fields: []frame.Field{
		{ID: "name", Name: "name", Label: l.T("desk.robot_name"), Hint: l.T("desk.robot_hint"), Type: "text", Max: account.MaxName}, can,
	}}
}

var actionTexts = map[account.Action]string{
	account.ActionReadDraft: "desk.can.read_draft", account.ActionDraft: "desk.can.draft", account.ActionSubmit: "desk.can.submit",
	account.ActionPublish: "desk.can.publish", account.ActionWithdraw: "desk.can.withdraw",
}

func (d *Desk) createRobot(t *task) error {
	r := account.Robot{Agency: t.agency.Code, Name: frame.Given(t.r, "name")}
	for _, a := range t.r.PostForm["actions"] {
		r.Actions = append(r.Actions, account.Action(a))
	}
	_, err := d.Accounts.CreateRobot(t.r.Context(), t.by(), r)
	return d.robotsDone(t, "created", t.robotForm(), err)
}

// ours returns the robot of a form, if it is this agency's.
func (d *Desk) ours(t *task) (account.Robot, error) {
	all, err := d.Accounts.Robots(t.r.Context(), t.by(), t.agency.Code)
	if err != nil {
		return account.Robot{}, err
	}
	i := slices.IndexFunc(all, func(r account.Robot) bool { return r.ID == frame.Given(t.r, "robot") })
	if i < 0 {
		return account.Robot{}, catalog.Errorf(catalog.ErrNotFound, "Không có robot này.", "There is no such robot.")
	}
	return all[i], nil
}

// robotToken makes a token and shows it, this once.
func (d *Desk) robotToken(t *task) error {
	robot, err := d.ours(t)
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(frame.Given(t.r, "days"))
	if err != nil || days < 1 || days > 366 {
		days = 0 // which no token may live for
	}
	plain, _, err := d.Accounts.NewRobotToken(t.r.Context(), t.by(), robot.ID, time.Duration(days)*24*time.Hour)
	if err != nil {
		return d.robotsDone(t, "", t.robotPart(robot).Forms[0], err)
	}
	b, err := d.robotsBoard(t)
	if err != nil {
		return err
	}
	b.Secret = &secret{Label: t.l.T("desk.token_made", "robot", robot.Name), Value: plain, Note: t.l.T("desk.token_once")}
	return d.show(t, http.StatusCreated, b)
}

func (d *Desk) revokeToken(t *task) error {
	robot, err := d.ours(t)
	if err != nil {
		return err
	}
	err = d.Accounts.RevokeRobotToken(t.r.Context(), t.by(), robot.ID, frame.Given(t.r, "token"))
	return d.robotsDone(t, "revoked", frame.Form{Action: t.path("/robots/revoke")}, err)
}

func (d *Desk) removeRobot(t *task) error {
	robot, err := d.ours(t)
	if err != nil {
		return err
	}
	err = d.Accounts.RemoveRobot(t.r.Context(), t.by(), robot.ID)
	return d.robotsDone(t, "ended", frame.Form{Action: t.path("/robots/remove")}, err)
}

// robotsDone goes back to the robots, or shows what was wrong with f.
func (d *Desk) robotsDone(t *task, what string, f frame.Form, err error) error {
	if err == nil {
		return t.done("/robots", what)
	}
	if frame.Mistake(err) == 0 {
		return err
	}
	b, wrong := d.robotsBoard(t)
	if wrong != nil {
		return wrong
	}
	return d.again(t, b, f, err)
}
