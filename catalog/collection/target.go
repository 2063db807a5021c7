package collection

import (
	"net/url"
	"strconv"
	"strings"

	"nguon/catalog"
)

// A Kind is what an item leads to.
type Kind string

// The kinds.
const (
	Dataset Kind = "dataset" // a dataset, or one version of it
	Chart   Kind = "chart"   // a chart or map of a dataset, or of one version of it
	Place   Kind = "place"   // all that tables say of a province or commune, or of two side by side
	API     Kind = "api"     // a registered API
)

// maxPath bounds the address of an item, in bytes: that of a chart with a title,
// a note and a filter.
const maxPath = 4000

// A Target is what an item leads to.
type Target struct {
	Kind    Kind
	Dataset catalog.Slug // of a dataset or chart
	Version int          // of a dataset or chart; 0: whichever is the newest
	Title   string       // that the address of a chart gives it; may be empty
	Query   string       // the parameters of a chart
	API     catalog.Slug
	Places  []string // one or two codes
}

// Clean returns the path of a page as an item has it, without a fragment and
// without parameters that do not say what is shown; false if nothing can be
// gathered at that address. The path has no language and no host.
func Clean(address string) (path string, ok bool) {
	if len(address) > maxPath {
		return "", false
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || u.User != nil {
		return "", false
	}
	parts := strings.Split(strings.TrimSuffix(strings.TrimPrefix(u.Path, "/"), "/"), "/")
	switch {
	case len(parts) == 2 && parts[0] == "datasets" && catalog.Slug(parts[1]).Valid(),
		len(parts) == 2 && parts[0] == "apis" && catalog.Slug(parts[1]).Valid() && parts[1] != "status":
		return "/" + strings.Join(parts, "/"), true
	case len(parts) == 4 && parts[0] == "datasets" && parts[2] == "releases" && catalog.Slug(parts[1]).Valid() && version(parts[3]) > 0:
		return "/" + strings.Join(parts, "/"), true
	case len(parts) == 2 && parts[0] == "charts":
		slug, n, pinned := strings.Cut(parts[1], "@")
		params, err := url.ParseQuery(u.RawQuery)
		if err != nil || !catalog.Slug(slug).Valid() || pinned && version(n) == 0 || params.Get("kind") == "" {
			return "", false
		}
		params.Del("edit")
		path = "/charts/" + parts[1] + "?" + params.Encode()
		return path, len(path) <= maxPath
	case len(parts) == 2 && parts[0] == "places" && parts[1] == "compare":
		a, b := u.Query().Get("a"), u.Query().Get("b")
		return "/places/compare?a=" + a + "&b=" + b, unit(a) && unit(b)
	case len(parts) == 2 && parts[0] == "places" && unit(parts[1]):
		return "/places/" + parts[1], true
	}
	return "", false
}

// Target says what i leads to. The path of i is one of [Clean].
func (i Item) Target() Target {
	path, query, _ := strings.Cut(i.Path, "?")
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	params, err := url.ParseQuery(query)
	if err != nil || len(parts) < 2 {
		return Target{}
	}
	switch parts[0] {
	case "datasets":
		t := Target{Kind: Dataset, Dataset: catalog.Slug(parts[1])}
		if len(parts) == 4 {
			t.Version = version(parts[3])
		}
		return t
	case "charts":
		slug, n, _ := strings.Cut(parts[1], "@")
		return Target{Kind: Chart, Dataset: catalog.Slug(slug), Version: version(n), Title: params.Get("title"), Query: query}
	case "apis":
		return Target{Kind: API, API: catalog.Slug(parts[1])}
	case "places":
		if parts[1] == "compare" {
			return Target{Kind: Place, Places: []string{params.Get("a"), params.Get("b")}}
		}
		return Target{Kind: Place, Places: parts[1:2]}
	}
	return Target{}
}

// version reads the number of a version as addresses write it; 0 is none.
func version(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || strconv.Itoa(n) != s {
		return 0
	}
	return n
}

// unit reports whether s can be the code of a province or commune.
func unit(s string) bool {
	return (len(s) == 2 || len(s) == 5) && strings.Trim(s, "0123456789") == ""
}
