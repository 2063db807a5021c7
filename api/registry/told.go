package registry

import (
	"encoding/json"
	"maps"
	"reflect"

	"nguon/catalog/market"
)

// told returns p as the audit log tells of it: without secrets, contacts, and
// what the store sets. Versions are by their names, so that those that did not
// change can be left out.
func told(p *market.Product) map[string]any {
	if p.Revision == 0 && p.Agency == "" {
		return nil
	}
	fields := members(p)
	delete(fields, "contact")
	fields["agency"] = p.Agency
	versions := make(map[string]any, len(p.Versions))
	for i := range p.Versions {
		version := members(&p.Versions[i])
		delete(version, "name")
		if upstream, ok := version["upstream"].(map[string]any); ok {
			delete(upstream, "secret")
		}
		versions[p.Versions[i].Name] = version
	}
	fields["versions"] = versions
	return fields
}

// members returns the members of v as JSON has them.
func members(v any) map[string]any {
	text, err := json.Marshal(v)
	fields := make(map[string]any)
	if err == nil {
		err = json.Unmarshal(text, &fields)
	}
	if err != nil {
		panic(err) // of our own values, all of which can be encoded
	}
	return fields
}

// differing returns the members of two values that are not the same in both, at
// any depth. What is the same throughout is nil.
func differing(before, after map[string]any) (was, is any) {
	was0, is0 := make(map[string]any), make(map[string]any)
	for name := range union(before, after) {
		b, hadIt := before[name]
		a, hasIt := after[name]
		if reflect.DeepEqual(a, b) {
			continue
		}
		deepB, _ := b.(map[string]any)
		deepA, _ := a.(map[string]any)
		if deepB != nil && deepA != nil {
			b, a = differing(deepB, deepA)
		}
		if hadIt {
			was0[name] = b
		}
		if hasIt {
			is0[name] = a
		}
	}
	return some(was0), some(is0)
}

func union(a, b map[string]any) map[string]any {
	all := maps.Clone(a)
	if all == nil {
		all = make(map[string]any)
	}
	maps.Copy(all, b)
	return all
}

func some(m map[string]any) any {
	if len(m) == 0 {
		return nil
	}
	return m
}
