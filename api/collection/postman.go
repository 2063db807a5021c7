package collection

import "strings"

// Postman returns the collection as JSON of Postman's format 2.1.0. The texts
// of descriptions are plain.
// See https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html.
func (c Collection) Postman() any {
	p := postmanCollection{
		Info: postmanInfo{Name: c.Name, Schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json", Description: plain(c.about())},
		Auth: postmanAuth{"apikey", []postmanVariable{
			{Key: "key", Value: c.Header, Type: "string"}, {Key: "value", Value: "{{apiKey}}", Type: "string"}, {Key: "in", Value: "header", Type: "string"},
		}},
	}
	for _, v := range c.variables() {
		p.Variable = append(p.Variable, postmanVariable{v.name, v.value, "string", plain(v.description)})
	}
	for _, r := range c.Requests {
		u := postmanURL{
			Raw: "{{baseUrl}}" + r.address(), Host: []string{"{{baseUrl}}"}, Path: strings.Split(strings.TrimPrefix(r.Path, "/"), "/"),
			Query: make([]postmanParam, len(r.Params)),
		}
		for i, p := range r.Params {
			u.Query[i] = postmanParam{p.Name, quote(p.Value), !p.Enabled, plain(p.Description)}
		}
		p.Item = append(p.Item, postmanItem{r.Name, postmanRequest{"GET", []struct{}{}, u, plain(r.Description)}})
	}
	return p
}

type postmanCollection struct {
	Info     postmanInfo       `json:"info"`
	Item     []postmanItem     `json:"item"`
	Auth     postmanAuth       `json:"auth"`
	Variable []postmanVariable `json:"variable"`
}

type postmanInfo struct {
	Name        string       `json:"name"`
	Schema      string       `json:"schema"`
	Description *postmanText `json:"description"`
}

type postmanAuth struct {
	Type   string            `json:"type"`
	APIKey []postmanVariable `json:"apikey"`
}

type postmanVariable struct {
	Key         string       `json:"key"`
	Value       string       `json:"value"`
	Type        string       `json:"type"`
	Description *postmanText `json:"description,omitempty"`
}

type postmanItem struct {
	Name    string         `json:"name"`
	Request postmanRequest `json:"request"`
}

type postmanRequest struct {
	Method      string       `json:"method"`
	Header      []struct{}   `json:"header"`
	URL         postmanURL   `json:"url"`
	Description *postmanText `json:"description"`
}

type postmanURL struct {
	Raw   string         `json:"raw"`
	Host  []string       `json:"host"`
	Path  []string       `json:"path"`
	Query []postmanParam `json:"query"`
}

type postmanParam struct {
	Key         string       `json:"key"`
	Value       string       `json:"value"`
	Disabled    bool         `json:"disabled"`
	Description *postmanText `json:"description"`
}

// A postmanText is shown as it is, not as Markdown or HTML.
type postmanText struct {
	Content string `json:"content"`
	Type    string `json:"type"`
}

func plain(content string) *postmanText { return &postmanText{content, "text/plain"} }
