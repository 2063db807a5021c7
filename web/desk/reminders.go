package desk

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/remind"
	"nguon/catalog/schedule"
	"nguon/catalog/workflow"
	"nguon/web/frame"
)

const (
	// hearersShown is how many of those who hear of something are named.
	hearersShown = 20

	// scheduledShown is how many datasets one page of reminders lists.
	scheduledShown = 100
)

// reminders shows when people hear of releases that are due, and who.
func (d *Desk) reminders(t *task) error {
	b, err := d.remindersBoard(t)
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, b)
}

func (d *Desk) remindersBoard(t *task) (board, error) {
	l := t.l
	p, err := d.Policies.Policy(t.r.Context(), t.agency.Code)
	if err != nil {
		return board{}, err
	}
	who, err := d.hearers(t, p)
	if err != nil {
		return board{}, err
	}
	datasets, err := d.remindedDatasets(t, p)
	if err != nil {
		return board{}, err
	}
	return board{Heading: l.T("duty.settings"), Lead: l.T("duty.settings_lead"), Above: t.above(), Parts: []part{
		{Heading: l.T("duty.agency"), Forms: []frame.Form{t.remindersForm(p)}}, who, datasets,
	}}, nil
}

func (t *task) remindersForm(p workflow.Policy) frame.Form {
	l := t.l
	f := frame.Form{Action: t.path("/reminders"), Submit: l.T("desk.save"), Fields: t.daysFields(p.DaysOf(""))}
	for _, role := range []struct {
		name, label, hint string
		now               account.Role
	}{
		{"remind-to", l.T("duty.remind_to"), l.T("duty.remind_to_hint"), p.Reminded()},
		{"alarm-to", l.T("duty.alarm_to"), l.T("duty.alarm_to_hint"), p.Alarmed()},
	} {
		field := frame.Field{ID: role.name, Name: role.name, Label: role.label, Hint: role.hint, Type: "choice", Value: string(role.now)}
		for _, r := range workflow.Hearers() {
			field.Choices = append(field.Choices, frame.Choice{Value: string(r), Title: l.T(roleTexts[r])})
		}
		f.Fields = append(f.Fields, field)
	}
	return f
}

// daysFields ask for days; they are read with [workflow.ParseDays].
func (t *task) daysFields(d workflow.Days) []frame.Field {
	l := t.l
	return []frame.Field{
		{ID: "remind", Name: "remind", Label: l.T("duty.remind"), Type: "text", Value: daysText(d.Remind), Optional: true, Max: 40,
			Hint: l.T("duty.remind_hint", "count", workflow.MaxReminders, "most", workflow.MaxRemindDays)},
		{ID: "alarm", Name: "alarm", Label: l.T("duty.alarm"), Type: "text", Value: daysText(d.Alarm), Optional: true, Max: 40,
			Hint: l.T("duty.alarm_hint", "count", workflow.MaxReminders, "most", workflow.MaxAlarmDays)},
	}
}

func daysText(days []int) string {
	var all []string
	for _, n := range days {
		all = append(all, strconv.Itoa(n))
	}
	return strings.Join(all, ", ")
}

// hearers names those who hear of releases as things are.
func (d *Desk) hearers(t *task, p workflow.Policy) (part, error) {
	l, ctx := t.l, t.r.Context()
	reminded, err := remind.Nearest(ctx, d.Hearers, t.agency.Code, p.Reminded(), nil)
	if err != nil {
		return part{}, err
	}
	alarmed, err := remind.All(ctx, d.Hearers, t.agency.Code, p.Alarmed())
	if err != nil {
		return part{}, err
	}
	approvers, err := remind.Nearest(ctx, d.Hearers, t.agency.Code, account.Approver, nil)
	if err != nil {
		return part{}, err
	}
	return part{Heading: l.T("duty.hearers"), Note: l.T("duty.hearers_note"), Facts: []fact{
		{l.T("duty.of_due"), text(t.names(reminded))},
		{l.T("duty.of_waiting"), text(t.names(approvers))},
		{l.T("duty.of_late"), text(t.names(alarmed))},
	}}, nil
}

func (t *task) names(users []account.User) string {
	if len(users) == 0 {
		return t.l.T("duty.nobody")
	}
	var all []string
	for _, u := range users[:min(len(users), hearersShown)] {
		all = append(all, u.Name)
	}
	slices.Sort(all)
	text := strings.Join(all, ", ")
	if more := len(users) - len(all); more > 0 {
		return t.l.N("duty.more", int64(more), "names", text)
	}
	return text
}

// remindedDatasets lists the datasets of the agency that have a schedule, with
// their days.
func (d *Desk) remindedDatasets(t *task, p workflow.Policy) (part, error) {
	l := t.l
	list := &table{
		Caption: l.T("duty.datasets"), Empty: l.T("duty.datasets_none"),
		Columns: []string{l.T("duty.dataset"), l.T("duty.due"), l.T("duty.remind"), l.T("duty.alarm"), l.T("desk.action")},
	}
	all, err := d.scheduled(t)
	if err != nil {
		return part{}, err
	}
	slices.SortFunc(all, func(x, y *schedule.Scheduled) int { return cmp.Compare(x.Dataset.Slug, y.Dataset.Slug) })
	after := catalog.Slug(t.r.URL.Query().Get("after"))
	for _, s := range all {
		slug := s.Dataset.Slug
		if slug <= after {
			continue
		}
		if len(list.Rows) == scheduledShown {
			list.Next = &anchor{Title: l.T("desk.more"), Path: t.path("/reminders?after=" + string(after))}
			break
		}
		after = slug
		row := []cell{{Text: s.Dataset.Title.In(l.Lang), Path: "/datasets/" + string(slug)}, {}}
		if next := s.Standing.Next; next != nil {
			row[1].Time = next.Due
		}
		days := p.DaysOf(slug)
		_, differs := p.Datasets[slug]
		change := l.T("duty.change")
		if differs {
			change = l.T("duty.change_own")
		}
		list.Rows = append(list.Rows, append(row, t.daysCell(days.Remind), t.daysCell(days.Alarm), cell{Text: change, Path: t.bare("/reminders/" + string(slug))}))
	}
	return part{ID: "datasets", Heading: l.T("duty.datasets"), Note: l.T("duty.datasets_note"), Table: list}, nil
}

func (t *task) daysCell(days []int) cell {
	if len(days) == 0 {
		return text(t.l.T("duty.never"))
	}
	return text(daysText(days))
}

// scheduled returns the public datasets of the agency that have a schedule.
func (d *Desk) scheduled(t *task) ([]*schedule.Scheduled, error) {
	if d.Agenda == nil {
		return nil, nil
	}
	all, err := d.Agenda.All(t.r.Context())
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(all), func(s *schedule.Scheduled) bool { return s.Dataset.Agency != t.agency.Code }), nil
}

// saveReminders changes what the agency wants.
func (d *Desk) saveReminders(t *task) error {
	err := workflow.ChangePolicy(t.r.Context(), d.Policies, t.by(), t.agency.Code, func(p workflow.Policy) (workflow.Policy, error) {
		days, err := givenDays(t)
		p.Days, p.RemindTo, p.AlarmTo = days, account.Role(frame.Given(t.r, "remind-to")), account.Role(frame.Given(t.r, "alarm-to"))
		return p, err
	})
	if err == nil {
		return t.done("/reminders", "saved")
	}
	b, wrong := d.remindersBoard(t)
	if wrong != nil {
		return wrong
	}
	return d.again(t, b, t.remindersForm(workflow.Policy{}), err)
}

func givenDays(t *task) (workflow.Days, error) {
	return workflow.ParseDays(frame.Given(t.r, "remind"), frame.Given(t.r, "alarm"))
}

// datasetReminders asks when people hear of one dataset.
func (d *Desk) datasetReminders(t *task) error {
	b, _, err := d.datasetRemindersBoard(t)
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, b)
}

func (d *Desk) datasetRemindersBoard(t *task) (b board, slug catalog.Slug, err error) {
	l := t.l
	all, err := d.scheduled(t)
	if err != nil {
		return b, "", err
	}
	i := slices.IndexFunc(all, func(s *schedule.Scheduled) bool { return string(s.Dataset.Slug) == t.r.PathValue("dataset") })
	if i < 0 {
		return b, "", frame.ErrNoPage
	}
	slug = all[i].Dataset.Slug
	p, err := d.Policies.Policy(t.r.Context(), t.agency.Code)
	if err != nil {
		return b, slug, err
	}
	f := frame.Form{Action: t.path("/reminders/" + string(slug)), Submit: l.T("desk.save"), Fields: t.daysFields(p.DaysOf(slug))}
	if _, differs := p.Datasets[slug]; differs {
		f.Also = &frame.Choice{Value: "agency", Title: l.T("duty.as_agency")}
	}
	b = board{Heading: l.T("duty.settings_of", "title", all[i].Dataset.Title.In(l.Lang)), Above: t.above(anchor{Title: l.T("duty.settings"), Path: t.bare("/reminders")})}
	b.Parts = []part{{Note: l.T("duty.settings_of_note"), Forms: []frame.Form{f}}}
	return b, slug, nil
}

// saveDatasetReminders changes what the agency wants for one dataset.
func (d *Desk) saveDatasetReminders(t *task) error {
	b, slug, err := d.datasetRemindersBoard(t)
	if err != nil {
		return err
	}
	err = workflow.ChangePolicy(t.r.Context(), d.Policies, t.by(), t.agency.Code, func(p workflow.Policy) (workflow.Policy, error) {
		if frame.Given(t.r, "agency") != "" {
			return p.WithDays(slug, nil), nil
		}
		days, err := givenDays(t)
		return p.WithDays(slug, &days), err
	})
	if err == nil {
		return t.done("/reminders", "saved")
	}
	return d.again(t, b, b.Parts[0].Forms[0], err)
}
