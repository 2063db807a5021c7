package main

import (
	"sync"

	"nguon/catalog"
	codelist "nguon/publisher/codes"
)

// vietNam is the code of the country that the lists of units belong to.
const vietNam = "VN"

// territories are the code lists of places, by code. A code that is in force
// goes before one that it has been given to again.
var territories = sync.OnceValue(func() map[string]codelist.Entry {
	all := make(map[string]codelist.Entry)
	for _, id := range []string{codelist.FormerProvinces, codelist.Provinces, codelist.Communes, codelist.Countries} {
		list, ok := codelist.Find(id)
		if !ok {
			continue
		}
		for _, e := range list.Entries {
			switch id {
			case codelist.Provinces:
				e.Parent = vietNam
			case codelist.FormerProvinces: // what it is a part of now
				if len(e.Becomes) > 0 {
					e.Parent = e.Becomes[0]
				}
			}
			all[e.Code] = e
		}
	}
	return all
})

// withinTerritory returns the code of the territory that one is a part of, or
// "".
func withinTerritory(code string) string {
	if e, ok := territories()[code]; ok && e.Parent != code {
		return e.Parent
	}
	return ""
}

// territoryName returns the name of a territory, or the zero value.
func territoryName(code string) catalog.Text {
	e, ok := territories()[code]
	if !ok {
		return catalog.Text{}
	}
	t := catalog.Text{Vi: e.Name, En: e.NameEn}
	return catalog.Text{Vi: t.In(catalog.Vietnamese), En: t.In(catalog.English)}
}
