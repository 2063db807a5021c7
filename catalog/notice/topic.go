package notice

import (
	"net/url"
	"strings"

	"nguon/catalog"
)

// A Topic is something that can be followed: a kind and a name, such as
// "dataset/rain", "agency/bo-y-te", "theme/health", "product/api/weather", or
// "search/q=rain&theme=health" for what a search finds.
type Topic string

// The kinds of topic.
const (
	dataset = "dataset"
	agency  = "agency"
	theme   = "theme"
	product = "product"
	saved   = "search"
)

// MaxTopic is the greatest length of a topic in bytes.
const MaxTopic = 500

// OfDataset is the topic of a dataset.
func OfDataset(s catalog.Slug) Topic { return Topic(dataset + "/" + string(s)) }

// OfAgency is the topic of all datasets and APIs of an agency.
func OfAgency(code string) Topic { return Topic(agency + "/" + code) }

// OfTheme is the topic of all datasets of a theme.
func OfTheme(code string) Topic { return Topic(theme + "/" + code) }

// OfProduct is the topic of an API, by its reference such as "api/weather".
func OfProduct(ref string) Topic { return Topic(product + "/" + ref) }

// OfSearch is the topic of all datasets that a search finds, by the parameters
// of its page. Those that say how results are shown are left out, and the rest
// is in order, so that the same search is the same topic.
func OfSearch(params url.Values) Topic {
	kept := make(url.Values)
	for name, values := range params {
		switch name {
		case "page", "sort", "lang", "after", "per_page":
			continue
		}
		for _, v := range values {
			if v = strings.TrimSpace(v); v != "" {
				kept.Add(name, v)
			}
		}
	}
	return Topic(saved + "/" + kept.Encode())
}

// Split returns the kind and the name of t.
func (t Topic) Split() (kind, name string) {
	kind, name, _ = strings.Cut(string(t), "/")
	return kind, name
}

// Search returns the parameters of a saved search, and false if t is another
// topic.
func (t Topic) Search() (url.Values, bool) {
	kind, name := t.Split()
	if kind != saved {
		return nil, false
	}
	params, err := url.ParseQuery(name)
	return params, err == nil
}

// Dataset returns the dataset that t is, and false if t is another topic.
func (t Topic) Dataset() (catalog.Slug, bool) {
	kind, name := t.Split()
	return catalog.Slug(name), kind == dataset
}

// Agency returns the code of the agency that t is, and false if t is another
// topic.
func (t Topic) Agency() (string, bool) {
	kind, name := t.Split()
	return name, kind == agency
}

// API returns the name of the registered API that t is, and false if t is
// another topic.
func (t Topic) API() (catalog.Slug, bool) {
	kind, ref := t.Split()
	name, ok := strings.CutPrefix(ref, "api/")
	return catalog.Slug(name), ok && kind == product
}

// Path returns the path of the page about t, with parameters, without language.
func (t Topic) Path() string {
	kind, name := t.Split()
	switch kind {
	case dataset:
		return "/datasets/" + name
	case agency:
		return "/agencies/" + name
	case theme:
		return "/datasets?theme=" + url.QueryEscape(name)
	case saved:
		return "/datasets?" + name
	case product:
		if slug, ok := strings.CutPrefix(name, "data/"); ok {
			return "/datasets/" + slug
		}
		return "/apis/" + strings.TrimPrefix(name, "api/")
	}
	return "/"
}

// TopicAt returns the topic of the page of the portal at an address without
// language, and false if the page is about none.
func TopicAt(u *url.URL) (Topic, bool) {
	part, name, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	t := Topic("")
	switch {
	case part == "datasets" && name == "":
		t = OfSearch(u.Query())
	case part == "datasets":
		t = OfDataset(catalog.Slug(name))
	case part == "agencies":
		t = OfAgency(name)
	case part == "apis":
		t = OfProduct("api/" + name)
	}
	return t, t.Validate() == nil
}

// Validate returns an error of kind catalog.ErrInvalid if t is no topic.
func (t Topic) Validate() error {
	kind, name := t.Split()
	ok := len(t) <= MaxTopic
	switch kind {
	case dataset:
		ok = ok && catalog.Slug(name).Valid()
	case product:
		ref, slug, _ := strings.Cut(name, "/")
		ok = ok && (ref == "api" || ref == "data") && catalog.Slug(slug).Valid()
	case agency, theme:
		ok = ok && name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == ""
	case saved:
		params, err := url.ParseQuery(name)
		ok = ok && err == nil && name != "" && OfSearch(params) == t
	default:
		ok = false
	}
	if !ok {
		return catalog.Errorf(catalog.ErrInvalid, "Đây không phải thứ có thể theo dõi.", "This is nothing that can be followed.")
	}
	return nil
}
