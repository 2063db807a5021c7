package web

import "nguon/publisher/anon/assess"

// A riskReport is a risk report as a section of a page shows it: the template
// "risk" of templates/risk. It stands under a heading of the first rank.
type riskReport struct {
	ID          string // begins the names of its places in the page
	Verdict     riskVerdict
	Questions   []riskQuestion
	Adversaries []riskAdversary
	Sensitive   []riskSensitive
	Estimate    []riskFact
	Columns     *riskGrid
	Input       *riskGrid // findings; nil if there are none
	Output      *riskGrid
	Search      []riskFact
	Levels      *riskGrid
	Levers      []string
	Tables      []riskTable
	Linkage     riskLinkage
	Utility     []riskFact
	Shifts      *riskGrid
	Subject     []riskFact // what the report is about
	Files       []riskFact
	Public      protection
}

// A riskFact is one figure with what it means.
type riskFact struct {
	Name, Value, Hint string
	Hash              bool // whether Value is a hash, or a name as programs write it
}

// A riskGrid is a table of a risk report.
type riskGrid struct {
	Caption string
	Head    []riskHead
	Rows    [][]riskCell
}

// A riskHead is the heading of a column of a [riskGrid].
type riskHead struct {
	Title  string
	Number bool
}

// A riskCell is a cell of a [riskGrid]: a text, or names of columns.
type riskCell struct {
	Text   string
	Names  []string
	Number bool
	Bad    bool
}

// risk describes r. The id begins the names of places in the page.
func (l *locale) risk(id string, r *assess.Report) riskReport {
	v := riskReport{
		ID: id, Verdict: l.verdict(r), Questions: l.questions(r), Columns: l.riskColumns(r.Columns),
		Input: l.riskFindings(l.T("risk.scan.input"), r.ScanInput), Output: l.riskFindings(l.T("risk.scan.output"), r.ScanOutput),
		Linkage: l.linkage(r), Utility: l.utility(&r.Utility), Shifts: l.shifts(r.Columns), Subject: l.riskSubject(r), Files: l.riskFiles(r),
		Public: l.protection(r.Summary()),
	}
	for i := range r.Adversaries {
		v.Adversaries = append(v.Adversaries, l.adversary(r, &r.Adversaries[i], id, i))
	}
	for i := range r.Sensitive {
		v.Sensitive = append(v.Sensitive, l.sensitive(r, &r.Sensitive[i]))
	}
	for i := range r.Tables {
		v.Tables = append(v.Tables, l.riskTable(&r.Tables[i]))
	}
	if e := r.Estimate; e != nil {
		v.Estimate = []riskFact{
			{Name: l.T("risk.estimate.share"), Value: l.shareOf(e.Share), Hint: l.T("risk.estimate.hint", "name", e.Adversary)},
			{Name: l.T("risk.estimate.fraction"), Value: l.Percent(e.Fraction)},
			{Name: l.T("risk.estimate.model"), Value: l.orUnknown(e.Model)},
		}
	}
	if s := r.Search; s != nil {
		v.Search, v.Levels = l.riskSearch(s), l.riskLevels(s.Levels)
	}
	for _, lever := range inOrder(r.Levers) {
		v.Levers = append(v.Levers, leverText(lever).In(l.Lang))
	}
	return v
}

// add appends a row to g; cells of columns of numbers are numbers.
func (g *riskGrid) add(cells ...riskCell) {
	for i := range cells {
		cells[i].Number = g.Head[i].Number
	}
	g.Rows = append(g.Rows, cells)
}

// orNone is g, or nil if it has no rows.
func (g *riskGrid) orNone() *riskGrid {
	if len(g.Rows) == 0 {
		return nil
	}
	return g
}

func says(text string) riskCell          { return riskCell{Text: text} }
func called(columns ...string) riskCell  { return riskCell{Names: columns} }
func heading(title string) riskHead      { return riskHead{Title: title} }
func numeric(title string) riskHead      { return riskHead{Title: title, Number: true} }
func hashed(name, value string) riskFact { return riskFact{Name: name, Value: value, Hash: true} }

// Long reports whether the value needs a line of its own.
func (f riskFact) Long() bool { return len(f.Value) >= longFact }

// longFact is how many bytes do not fit into one column of figures.
const longFact = 48

// orUnknown is text, or says that there is none.
func (l *locale) orUnknown(text string) string {
	if text == "" {
		return l.T("risk.unknown")
	}
	return text
}

func (l *locale) intOf(n *int64) string {
	if n == nil {
		return l.T("risk.unknown")
	}
	return l.Int(*n)
}

func (l *locale) floatOf(f *float64) string {
	if f == nil {
		return l.T("risk.unknown")
	}
	return l.Float(*f, 3)
}

func (l *locale) shareOf(f *float64) string {
	if f == nil {
		return l.T("risk.unknown")
	}
	return l.Percent(*f)
}
