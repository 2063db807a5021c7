package studio

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
	"nguon/catalog/dossier"
	"nguon/publisher"
	"nguon/publisher/anon/policy"
	"nguon/publisher/manuscript"
	"nguon/publisher/workbench"
	"nguon/web/frame"
)

// privacyPage asks how the persons in a table are protected, and shows what comes
// of it.
type privacyPage struct {
	page
	Tables   []tableLink
	Title    string
	Action   string
	Revision int64
	Table    []frame.Field
	Columns  []treated
	Numbers  []frame.Field
	Effect   *effect  // what the policy did; nil if that is not known
	Failure  *failing // why its outcome cannot be published
	Preview  *previewView
	Proved   bool // the table was made anonymous elsewhere, and comes with a report
	Persons  bool
}

// A tableLink leads to the page of a table.
type tableLink struct {
	Title, Path string
	Current     bool
}

// A treated column is one with its findings and the questions about it.
type treated struct {
	Source   string
	Kind     string
	Findings []saying
	Fields   []frame.Field
	Allow    []frame.Field // that it may be published all the same
}

// unitNames say what a row is about.
var unitNames = []struct{ unit, key string }{
	{"", "studio.unit.none"}, {"person", "studio.unit.person"}, {"household", "studio.unit.household"}, {"business", "studio.unit.business"}, {"place", "studio.unit.place"},
}

var treatmentNames = map[workbench.Treatment]string{
	workbench.Keep: "studio.treat.keep", workbench.Drop: "studio.treat.drop", workbench.Redact: "studio.treat.redact", workbench.Shown: "studio.treat.shown",
	workbench.General: "studio.treat.general", workbench.Region: "studio.treat.region", workbench.Month: "studio.treat.month", workbench.Quarter: "studio.treat.quarter",
	workbench.Year: "studio.treat.year", workbench.Five: "studio.treat.five", workbench.Ten: "studio.treat.ten", workbench.Sensitive: "studio.treat.sensitive",
	workbench.Other: "studio.treat.written",
}

// privacy shows the form of a table, the first one if the path names none.
func (m *Room) privacy(v *visit) error { return m.showPrivacy(v, http.StatusOK, nil) }

func (m *Room) showPrivacy(v *visit, status int, failed *frame.Form) error {
	p, err := m.page(v, v.l.T("studio.step.privacy"))
	if err != nil {
		return err
	}
	p.Failed = failed
	q := privacyPage{page: p, Revision: v.d.Revision}
	n := 0
	if v.r.PathValue("n") != "" {
		if n, _, err = v.resource(); err != nil {
			return err
		}
	}
	for i := range v.text.Len("resources") {
		q.Tables = append(q.Tables, tableLink{v.titleOf(i), v.path(fmt.Sprintf("/privacy/%d", i)), i == n})
	}
	if len(q.Tables) > 0 {
		v.protection(&q, n)
		if q.Preview, err = m.preview(v, n); err != nil {
			return err
		}
	}
	return m.show(v, status, "privacy", q)
}

// protection fills in what is known and asked of a table.
func (v *visit) protection(q *privacyPage, n int) {
	l, at := v.l, fmt.Sprintf("resources.%d.", n)
	name := v.text.Get(at + "name")
	q.Title, q.Action = v.titleOf(n), frame.Prefixed(l.Lang, v.path(fmt.Sprintf("/privacy/%d", n)))
	q.Proved = v.text.Get(at+"risk") != ""
	unit := frame.Field{ID: "unit", Name: "unit", Label: l.T("studio.privacy.unit"), Hint: l.T("studio.privacy.unit_hint"), Type: "choice", Optional: true, Value: v.text.Get(at + "unit")}
	for _, u := range unitNames {
		unit.Choices = append(unit.Choices, frame.Choice{Value: u.unit, Title: l.T(u.key)})
	}
	q.Persons = unit.Value == "person" || unit.Value == "household"
	q.Table = []frame.Field{unit}
	if v.found == nil {
		return
	}
	done, tried := v.found.Protection(name)
	if tried {
		q.Effect = v.effect(n, done)
	}
	if f := v.found.Published; f != nil && (!tried || done.Pass) { // else its demands say more
		q.Failure = v.failing(n, f.Public, f.Fields, nil)
	}
	table, ok := v.found.Table(name)
	if !ok {
		return
	}
	chosen := v.chosen(n)
	for i, c := range table.Columns {
		if c.Type != catalog.Geometry {
			q.Columns = append(q.Columns, v.treated(n, i, &c, table, &chosen))
		}
	}
	if len(chosen.Treatments) > 0 {
		q.Numbers = []frame.Field{
			{ID: "k", Name: "k", Type: "number", Label: l.T("studio.privacy.k"), Hint: l.T("studio.privacy.k_hint"), Value: strconv.FormatInt(max(chosen.K, 2), 10)},
			{ID: "l", Name: "l", Type: "number", Label: l.T("studio.privacy.l"), Hint: l.T("studio.privacy.l_hint"), Value: strconv.FormatInt(max(chosen.L, 2), 10)},
			{ID: "suppress", Name: "suppress", Type: "number", Label: l.T("studio.privacy.suppress"), Hint: l.T("studio.privacy.suppress_hint"),
				Value: strconv.FormatFloat(100*chosen.Suppress, 'f', -1, 64)},
		}
	}
}

// chosen is the protection of a table that was chosen before.
func (v *visit) chosen(n int) workbench.Protection {
	if p, err := policy.Parse([]byte(v.d.Policies[v.text.Get(fmt.Sprintf("resources.%d.policy", n))])); err == nil {
		return workbench.ProtectionOf(p)
	}
	return workbench.Protection{K: 5, L: 3, Suppress: 0.02}
}

// treated asks about a column.
func (v *visit) treated(n, i int, c *workbench.Column, table *workbench.Table, chosen *workbench.Protection) treated {
	l := v.l
	out := treated{Source: c.Source, Kind: kindName(l, c.Type)}
	now, ok := chosen.Treatments[c.Source]
	if !ok {
		now = workbench.Keep
	}
	id := fmt.Sprintf("c%d", i)
	f := frame.Field{ID: id, Name: id, Label: l.T("studio.privacy.treatment"), Type: "choice", Value: string(now)}
	options := workbench.Treatments(c.Type)
	if !slices.Contains(options, now) {
		options = append([]workbench.Treatment{now}, options...)
	}
	for _, t := range options {
		f.Choices = append(f.Choices, frame.Choice{Value: string(t), Title: l.T(treatmentNames[t])})
	}
	out.Fields = []frame.Field{f}
	allowed := v.allowed(n)
	for _, finding := range table.Findings {
		if finding.Column != c.Source || !strings.HasPrefix(finding.Code, "personal-") {
			continue
		}
		out.Findings = append(out.Findings, v.findings(n, []catalog.Finding{finding})...)
		kind := strings.TrimPrefix(finding.Code, "personal-")
		if !finding.Refused && kind != "allowed" {
			continue
		}
		if len(out.Allow) > 0 {
			continue
		}
		was := allowed[c.Source]
		if kind == "allowed" {
			kind = was.kind
		}
		out.Allow = []frame.Field{
			{ID: id + "-reason", Name: id + ".reason", Type: "text", Max: 300, Optional: true, Label: l.T("studio.privacy.allow", "kind", publisher.KindText(kind).In(l.Lang)), Value: was.reason},
			{ID: id + "-approver", Name: id + ".approver", Type: "text", Max: 100, Optional: true, Label: l.T("studio.privacy.approver"), Value: was.approver},
		}
	}
	return out
}

// An allowance is why personal data of a kind may be published in a column.
type allowance struct{ kind, reason, approver string }

// allowed are the allowances of a table by column.
func (v *visit) allowed(n int) map[string]allowance {
	all := make(map[string]allowance)
	at := fmt.Sprintf("resources.%d.scan.allow", n)
	for j := range v.text.Len(at) {
		one := fmt.Sprintf("%s.%d.", at, j)
		all[v.text.Get(one+"column")] = allowance{v.text.Get(one + "type"), v.text.Get(one + "reason"), v.text.Get(one + "approver")}
	}
	return all
}

// savePrivacy keeps what is chosen, and tries it.
func (m *Room) savePrivacy(v *visit) error {
	n, name, err := v.resource()
	if err != nil {
		return err
	}
	chosen, err := v.given(n)
	if err == nil {
		_, err = m.Bench.Edit(v.r.Context(), v.who, v.agency.Code, v.d.ID, v.revision(), func(d *dossier.Dossier) error {
			return v.protect(d, n, name, chosen)
		})
	}
	if err == nil {
		return m.checkNow(v.r.Context(), v)
	}
	f := frame.Form{}
	status, err := mend(v.l, &f, err)
	if err != nil {
		return err
	}
	return m.showPrivacy(v, status, &f)
}

// given reads what was chosen.
func (v *visit) given(n int) (workbench.Protection, error) {
	p := v.chosen(n)
	p.Unit = frame.Given(v.r, "unit")
	treatments := make(map[string]workbench.Treatment)
	for i, c := range v.columnsOf(n) {
		if t := workbench.Treatment(frame.Given(v.r, fmt.Sprintf("c%d", i))); t != "" {
			treatments[c.Source] = t
		}
	}
	if len(treatments) > 0 {
		p.Treatments = treatments
	}
	var faults catalog.Faults
	number := func(name string, least, most float64) float64 {
		s := strings.Replace(frame.Given(v.r, name), ",", ".", 1)
		f, err := strconv.ParseFloat(s, 64)
		faults.Check(name, s == "" || err == nil && f >= least && f <= most, fmt.Sprintf("phải từ %g đến %g", least, most), fmt.Sprintf("must be from %g to %g", least, most))
		return f
	}
	for name, set := range map[string]func(float64){
		"k": func(f float64) { p.K = int64(f) }, "l": func(f float64) { p.L = int64(f) }, "suppress": func(f float64) { p.Suppress = f / 100 },
	} {
		if v.r.PostForm.Has(name) {
			set(number(name, map[string]float64{"k": 2, "l": 2}[name], map[string]float64{"k": 1000, "l": 100, "suppress": 99}[name]))
		}
	}
	return p, faults.Err("Có số chưa đúng.", "A number is not right.")
}

// columnsOf are the columns of a table as they were found.
func (v *visit) columnsOf(n int) []workbench.Column {
	if v.found == nil {
		return nil
	}
	t, ok := v.found.Table(v.text.Get(fmt.Sprintf("resources.%d.name", n)))
	if !ok {
		return nil
	}
	return t.Columns
}

// protect writes what is chosen for a table into a dossier.
func (v *visit) protect(d *dossier.Dossier, n int, name string, chosen workbench.Protection) error {
	text, err := manuscript.Parse([]byte(d.Manifest))
	if err != nil {
		return err
	}
	at := fmt.Sprintf("resources.%d.", n)
	if text.Get(at+"name") != name {
		return catalog.Errorf(catalog.ErrConflict, "Bảng này không còn trong hồ sơ.", "The table is no longer in the dossier.")
	}
	file := text.Get(at + "policy")
	policies := make(map[string]string)
	for k, p := range d.Policies {
		policies[k] = p
	}
	v.allow(text, n)
	switch columns := v.columnsOf(n); {
	case chosen.Needless():
		delete(policies, file)
		text.Remove(at + "policy")
		text.Remove(at + "unit")
		if chosen.Unit != "" {
			text.Set(at+"unit", chosen.Unit)
		}
	case policies[file] == "" && chosen.Unchosen(): // a first policy is proposed when the table is read
		text.Set(at+"unit", chosen.Unit)
	default:
		if chosen.Unit == "" {
			chosen.Unit = "place" // something is hidden in a table that is not about persons
		}
		written, err := chosen.Write(policies[file], columns)
		if err != nil {
			return err
		}
		delete(policies, file)
		policies[workbench.PolicyName(name)] = written
		text.Set(at+"policy", workbench.PolicyName(name))
		text.Set(at+"unit", chosen.Unit)
	}
	d.Policies = policies
	return workbench.Put(d, text)
}

// allow says which findings may be published, and who says so.
func (v *visit) allow(text *manuscript.Text, n int) {
	path := fmt.Sprintf("resources.%d.scan.allow", n)
	was := v.allowed(n)
	if v.found == nil {
		return
	}
	table, ok := v.found.Table(v.text.Get(fmt.Sprintf("resources.%d.name", n)))
	if !ok {
		return
	}
	var all []allowance
	var columns []string
	for i, c := range table.Columns {
		id := fmt.Sprintf("c%d", i)
		if !v.r.PostForm.Has(id + ".reason") {
			if a, ok := was[c.Source]; ok {
				all, columns = append(all, a), append(columns, c.Source)
			}
			continue
		}
		a := allowance{was[c.Source].kind, frame.Given(v.r, id+".reason"), frame.Given(v.r, id+".approver")}
		for _, f := range table.Findings {
			if f.Column == c.Source && f.Refused && strings.HasPrefix(f.Code, "personal-") {
				a.kind = strings.TrimPrefix(f.Code, "personal-")
			}
		}
		if a.reason != "" && a.approver != "" && a.kind != "" {
			all, columns = append(all, a), append(columns, c.Source)
		}
	}
	text.Remove(path)
	for j, a := range all {
		one := fmt.Sprintf("%s.%d.", path, j)
		text.Set(one+"column", columns[j])
		text.Set(one+"type", a.kind)
		text.Set(one+"reason", a.reason)
		text.Set(one+"approver", a.approver)
	}
}
