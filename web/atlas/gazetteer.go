package atlas

import (
	"slices"
	"strings"
	"sync"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/publisher/codes"
)

// A Place is a province, a city under the government, or a commune, ward or
// special zone, of the lists in force.
type Place struct {
	Code   string
	Name   catalog.Text
	Parent *Place // the province of a commune; nil of a province
	Former []codes.Entry
	Parts  []*Place

	folded string
}

// mergedBy is the legal source of the provinces since 1 July 2025.
const mergedBy = "202/2025/QH15"

// A gazetteer has all places, and the former provinces.
type gazetteer struct {
	provinces []*Place
	byCode    map[string]*Place
	all       []*Place
	former    []former
}

// A former is a province until 30 June 2025, and what it is a part of now.
type former struct {
	codes.Entry
	Now    *Place
	folded string
}

// units is the gazetteer of the lists in force. They are part of the program.
var units = sync.OnceValue(func() *gazetteer {
	g := &gazetteer{byCode: make(map[string]*Place)}
	add := func(e codes.Entry, parent *Place) *Place {
		p := &Place{Code: e.Code, Name: catalog.Text{Vi: e.Name, En: e.NameEn}, Parent: parent, folded: query.Fold(e.Name)}
		if p.Name.En == "" {
			p.Name.En = e.Name
		}
		g.byCode[e.Code] = p
		g.all = append(g.all, p)
		return p
	}
	for _, e := range entries(codes.Provinces) {
		g.provinces = append(g.provinces, add(e, nil))
	}
	for _, e := range entries(codes.FormerProvinces) {
		for _, code := range e.Becomes {
			if p := g.byCode[code]; p != nil {
				p.Former = append(p.Former, e)
				g.former = append(g.former, former{e, p, query.Fold(e.Name)})
			}
		}
	}
	for _, e := range entries(codes.Communes) {
		if parent := g.byCode[e.Parent]; parent != nil {
			parent.Parts = append(parent.Parts, add(e, parent))
		}
	}
	for _, p := range g.provinces {
		slices.SortFunc(p.Parts, func(a, b *Place) int { return strings.Compare(a.folded, b.folded) })
	}
	return g
})

func entries(id string) []codes.Entry {
	list, ok := codes.Find(id)
	if !ok {
		return nil
	}
	return list.Entries
}

// Merged reports whether a province was made of several, or bears another name
// than before.
func (p *Place) Merged() bool {
	return len(p.Former) > 1 || len(p.Former) == 1 && query.Fold(p.Former[0].Name) != p.folded
}

// mostFound bounds the places of each sort that a search shows.
const mostFound = 60

// find returns the places whose name has all words of a text, with or without
// tone marks, or whose code it is: those that begin with it come first. More is how
// many communes are left out.
func (g *gazetteer) find(text string) (provinces []*Place, old []former, communes []*Place, more int) {
	words := strings.Fields(query.Fold(text))
	if len(words) == 0 {
		return nil, nil, nil, 0
	}
	has := func(folded, code string) bool {
		if code == strings.TrimSpace(text) {
			return true
		}
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(folded, w) })
	}
	for _, p := range g.all {
		switch {
		case !has(p.folded, p.Code):
		case p.Parent == nil:
			provinces = append(provinces, p)
		default:
			communes = append(communes, p)
		}
	}
	for _, f := range g.former {
		if has(f.folded, "") && f.folded != f.Now.folded {
			old = append(old, f)
		}
	}
	whole := strings.Join(words, " ")
	slices.SortStableFunc(communes, func(a, b *Place) int { return rank(a.folded, whole) - rank(b.folded, whole) })
	if len(communes) > mostFound {
		more = len(communes) - mostFound
		communes = communes[:mostFound]
	}
	return provinces, old, communes, more
}

// rank is 0 for a name that is what was looked for, after its kind, then 1.
func rank(folded, whole string) int {
	if strings.HasSuffix(folded, " "+whole) || folded == whole {
		return 0
	}
	return 1
}

// one is the place that a text, a code or a name, stands for; nil if it is none
// or several.
func (g *gazetteer) one(text string) *Place {
	text = strings.TrimSpace(text)
	if p := g.byCode[text]; p != nil {
		return p
	}
	for _, id := range []string{codes.Provinces, codes.FormerProvinces, codes.Communes} {
		list, ok := codes.Find(id)
		if !ok {
			continue
		}
		found := list.Lookup(codes.Name, text)
		if len(found) != 1 {
			continue
		}
		if id != codes.FormerProvinces {
			return g.byCode[found[0].Code]
		}
		if len(found[0].Becomes) == 1 {
			return g.byCode[found[0].Becomes[0]]
		}
	}
	return nil
}

// successor is the place of today for a code that is out of force.
func (g *gazetteer) successor(code string) *Place {
	for _, f := range g.former {
		if f.Code == code {
			return f.Now
		}
	}
	return nil
}
