package assess

import (
	"cmp"
	"slices"

	"nguon/publisher/anon/policy"
)

// measured compares the figures with those of the file at hand.
func (g *gate) measured() {
	if g.r.Unit == policy.Aggregate {
		return
	}
	again := g.in.Again
	if again == nil || len(again.Adversaries) != len(g.r.Adversaries) || len(again.bounds) != len(again.Adversaries) {
		g.differs("adversaries")
		return
	}
	for i := range again.Adversaries {
		g.adversary(&g.r.Adversaries[i], &again.Adversaries[i], &again.bounds[i])
	}
	if len(again.Sensitive) != len(g.r.Sensitive) {
		g.differs("sensitive")
		return
	}
	for i, want := range g.r.Sensitive {
		g.found(Rule{Column: want.Column, Adversary: want.Adversary}, compare(want, again.Sensitive[i]))
	}
	if d := compare(g.r.Estimate, again.Estimate); d != nil {
		g.found(Rule{}, &difference{cmp.Or(d.path, "population_estimate"), d.want, d.got})
	}
	g.columns()
	g.levels()
}

// found refuses a figure that was measured otherwise.
func (g *gate) found(about Rule, d *difference) {
	if d != nil {
		about.Code, about.Detail, about.Want, about.Got = OtherFigures, d.path, d.want, d.got
		g.refuse(about)
	}
}

// adversary compares what the report says of an adversary with what was found
// in the file. What the file alone does not tell must be plausible.
func (g *gate) adversary(want, got *Adversary, b *bounds) {
	about := Rule{Adversary: want.Name}
	wrong := func(field string) {
		if field != "" {
			g.found(about, &difference{path: field})
		}
	}
	ours := *got
	if ours.Attacker == nil && !b.exact {
		wrong(b.plausible(want))
		ours.Attacker, ours.AttackerAll, ours.Sizes, ours.Uniques = want.Attacker, want.AttackerAll, want.Sizes, want.Uniques
		if r := want.Prosecutor; r != nil && got.Prosecutor != nil {
			ours.Prosecutor = &Risk{r.Highest, r.Lowest, r.Average, r.AtRisk, got.Prosecutor.Above}
		}
		wrong(unlikely(want))
		ours.Patterns = want.Patterns
	}
	wrong(g.survey(want, &ours, b))
	if ours.Journalist == nil {
		if (g.in.Policy.Population == "" || g.r.Population == nil) && want.Journalist != nil {
			wrong("journalist")
		}
		wrong(plausiblePopulation(want, (&Data{Policy: g.in.Policy}).above(), b.exact))
		ours.Journalist, ours.Marketer, ours.KMap, ours.Presence = want.Journalist, want.Marketer, want.KMap, want.Presence
	}
	g.found(about, compare(*want, ours))
}

// unlikely returns the field of a pattern that cannot be.
func unlikely(a *Adversary) string {
	if len(a.Patterns) > mostPatterns {
		return "patterns"
	}
	for _, p := range a.Patterns {
		known := func(name string) bool { return slices.Contains(a.Columns, name) }
		if len(p.Columns) == 0 || slices.ContainsFunc(p.Columns, func(name string) bool { return !known(name) }) {
			return "patterns.columns"
		}
		if p.Rows < 1 || p.Rows > mostExplained || p.Score < 0 {
			return "patterns.rows"
		}
	}
	return ""
}

// columns compares what the report says of the columns with the policy and
// with the file.
func (g *gate) columns() {
	p := g.in.Policy
	seen := make(map[string]*Column)
	for i := range g.r.Columns {
		c := &g.r.Columns[i]
		about := Rule{Column: c.Name}
		declared, ok := p.Column(c.Name)
		switch {
		case !ok || seen[c.Name] != nil:
			g.found(about, &difference{path: "columns.name"})
		case c.Role != declared.Role:
			g.found(about, &difference{path: "columns.role"})
		case c.Dropped != declared.Dropped():
			g.found(about, &difference{path: "columns.dropped"})
		case !slices.Equal(c.Subjects, subjects(p, c.Name)):
			g.found(about, &difference{path: "columns.adversaries"})
		case c.Cells < 0 || !c.Dropped && c.Cells > c.Missing:
			g.found(about, &difference{path: "columns.suppressed"})
		}
		seen[c.Name] = c
	}
	for _, is := range g.in.Again.Contents {
		c := seen[is.Name]
		if c == nil || c.Dropped {
			g.found(Rule{Column: is.Name}, &difference{path: "columns"})
			continue
		}
		g.found(Rule{Column: is.Name}, compare(content{c.After, c.Missing}, content{is.Distinct, is.Missing}))
	}
	for i := range p.Columns {
		if c := &p.Columns[i]; seen[c.Name] == nil {
			g.found(Rule{Column: c.Name}, &difference{path: "columns"})
		}
	}
}

// levels looks whether the levels that a summary tells are of columns that are
// published.
func (g *gate) levels() {
	if g.r.Search == nil {
		return
	}
	for _, l := range g.r.Search.Levels {
		if c, ok := g.in.Policy.Column(l.Column); !ok || c.Dropped() {
			g.found(Rule{Column: l.Column}, &difference{path: "search.levels.column"})
		}
	}
}

// content is what is compared of a column.
type content struct {
	After   int64 `json:"columns.distinct_after"`
	Missing int64 `json:"columns.missing"`
}

// subjects returns the names of the adversaries who know a column.
func subjects(p *policy.Policy, column string) (names []string) {
	for _, a := range Adversaries(p) {
		if slices.Contains(a.Columns, column) {
			names = append(names, a.Name)
		}
	}
	return names
}
