package collection

// Bruno returns the collection as JSON that Bruno imports, version 1 of its
// format. What Bruno would show as Markdown holds no text of a dataset.
// See https://www.npmjs.com/package/@usebruno/schema.
func (c Collection) Bruno() any {
	b := brunoCollection{
		Name: c.Name, Version: "1", Environments: []struct{}{},
		Config: brunoConfig{Version: "1", Name: c.Name, Type: "collection", Ignore: []string{"node_modules", ".git"}},
	}
	b.Root.Docs = c.about()
	b.Root.Request.Auth = brunoAuth{Mode: "apikey", APIKey: &brunoKey{c.Header, "{{apiKey}}", "header"}}
	for _, v := range c.variables() {
		b.Root.Request.Vars.Req = append(b.Root.Request.Vars.Req, brunoVar{v.name, v.value, true})
	}
	for i, r := range c.Requests {
		params := make([]brunoParam, len(r.Params))
		for i, p := range r.Params {
			params[i] = brunoParam{p.Name, quote(p.Value), p.Description, "query", p.Enabled}
		}
		b.Items = append(b.Items, brunoItem{Type: "http", Name: r.Name, Seq: i + 1, Request: brunoRequest{
			URL: "{{baseUrl}}" + r.address(), Method: "GET", Headers: []struct{}{}, Params: params,
			Auth: brunoAuth{Mode: "inherit"}, Body: brunoBody{"none"}, Docs: r.Description,
		}})
	}
	return b
}

type brunoCollection struct {
	Name         string      `json:"name"`
	Version      string      `json:"version"`
	Items        []brunoItem `json:"items"`
	Environments []struct{}  `json:"environments"`
	Root         brunoRoot   `json:"root"`
	Config       brunoConfig `json:"brunoConfig"`
}

type brunoRoot struct {
	Request struct {
		Auth brunoAuth `json:"auth"`
		Vars struct {
			Req []brunoVar `json:"req"`
		} `json:"vars"`
	} `json:"request"`
	Docs string `json:"docs"`
}

type brunoConfig struct {
	Version string   `json:"version"`
	Name    string   `json:"name"`
	Type    string   `json:"type"`
	Ignore  []string `json:"ignore"`
}

type brunoItem struct {
	Type    string       `json:"type"`
	Name    string       `json:"name"`
	Seq     int          `json:"seq"`
	Request brunoRequest `json:"request"`
}

type brunoRequest struct {
	URL     string       `json:"url"`
	Method  string       `json:"method"`
	Headers []struct{}   `json:"headers"`
	Params  []brunoParam `json:"params"`
	Auth    brunoAuth    `json:"auth"`
	Body    brunoBody    `json:"body"`
	Docs    string       `json:"docs"`
}

type brunoParam struct {
	Name        string `json:"name"`
	Value       string `json:"value"`
	Description string `json:"description"`
	Type        string `json:"type"`
	Enabled     bool   `json:"enabled"`
}

type brunoAuth struct {
	Mode   string    `json:"mode"`
	APIKey *brunoKey `json:"apikey,omitempty"`
}

type brunoKey struct {
	Key       string `json:"key"`
	Value     string `json:"value"`
	Placement string `json:"placement"`
}

type brunoBody struct {
	Mode string `json:"mode"`
}

type brunoVar struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Enabled bool   `json:"enabled"`
}
