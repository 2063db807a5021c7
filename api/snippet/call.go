package snippet

import (
	"fmt"
	"strconv"
	"strings"
)

// A Call is one request of any API.
type Call struct {
	Method string  // upper case
	URL    string  // without the query
	Query  []Param // names may hold anything
	Header []Param // without that of the key
	Type   string  // of the body; empty if there is none
	Body   string
	Keyed  bool // whether to send a key
}

// Calls returns c in several languages, those that need the least first.
func Calls(c Call) []Sample {
	return []Sample{
		{"curl", "curl", "Shell", c.curl()},
		{"python", "Python (requests)", "Python", c.python()},
		{"r", "R", "R", c.inR()},
		{"javascript", "JavaScript", "JavaScript", c.javaScript()},
		{"go", "Go", "Go", c.inGo()},
	}
}

// headers are all headers, that of the key first.
func (c Call) headers() []Param {
	var all []Param
	if c.Keyed {
		all = append(all, Param{"X-Api-Key", Key})
	}
	if c.Type != "" {
		all = append(all, Param{"Content-Type", c.Type})
	}
	return append(all, c.Header...)
}

// pairs writes params in one form, parted by a text.
func pairs(params []Param, form, between string, quoteName, quoteValue func(string) string) string {
	var parts []string
	for _, p := range params {
		parts = append(parts, fmt.Sprintf(form, quoteName(p.Name), quoteValue(p.Value)))
	}
	return strings.Join(parts, between)
}

func (c Call) curl() string {
	code := "curl --fail-with-body -sS"
	if len(c.Query) > 0 {
		code += "G"
	}
	if c.Method != "GET" {
		code += " -X " + shell(c.Method)
	}
	code += " " + shell(c.URL)
	for _, h := range c.headers() {
		code += " \\\n  -H " + shell(h.Name+": "+h.Value)
	}
	if c.Type != "" && len(c.Query) > 0 { // with -G, data would go to the query
		code = strings.Replace(code, "-sSG", "-sS", 1)
		for _, p := range c.Query {
			code += " \\\n  --url-query " + shell(p.Name+"="+p.Value)
		}
	} else {
		for _, p := range c.Query {
			code += " \\\n  --data-urlencode " + shell(p.Name+"="+p.Value)
		}
	}
	if c.Type != "" {
		code += " \\\n  --data-raw " + shell(c.Body)
	}
	return code + "\n"
}

func (c Call) python() string {
	code, args := "import requests\n\n", ""
	dict := func(name string, params []Param) {
		if len(params) > 0 {
			code += name + " = {\n    " + pairs(params, "%s: %s", ",\n    ", script, script) + ",\n}\n"
			args += ", " + name + "=" + name
		}
	}
	dict("params", c.Query)
	dict("headers", c.headers())
	if c.Type != "" {
		code += "body = " + script(c.Body) + "\n"
		args += ", data=body.encode()"
	}
	return code + fmt.Sprintf("answer = requests.request(%s, %s%s, timeout=30)\nanswer.raise_for_status()\nprint(answer.text)\n", script(c.Method), script(c.URL), args)
}

func (c Call) inR() string {
	name := func(s string) string { return "`" + strings.NewReplacer(`\`, `\\`, "`", "\\`").Replace(s) + "`" }
	code := fmt.Sprintf("library(httr2)\n\nanswer <- request(%s) |>\n  req_method(%s) |>\n", script(c.URL), script(c.Method))
	if len(c.Query) > 0 {
		code += "  req_url_query(" + pairs(c.Query, "%s = %s", ", ", name, script) + ") |>\n"
	}
	if h := c.headers(); len(h) > 0 {
		code += "  req_headers(" + pairs(h, "%s = %s", ", ", name, script) + ") |>\n"
	}
	if c.Type != "" {
		code += "  req_body_raw(" + script(c.Body) + ", type = " + script(c.Type) + ") |>\n"
	}
	return code + "  req_perform()\ncat(resp_body_string(answer))\n"
}

func (c Call) javaScript() string {
	code := fmt.Sprintf("const url = new URL(%s);\n", script(c.URL))
	if len(c.Query) > 0 {
		code += "url.search = new URLSearchParams([\n  " + pairs(c.Query, "[%s, %s]", ",\n  ", script, script) + ",\n]);\n"
	}
	code += "\nconst answer = await fetch(url, {\n  method: " + script(c.Method) + ",\n"
	if h := c.headers(); len(h) > 0 {
		code += "  headers: {\n    " + pairs(h, "%s: %s", ",\n    ", script, script) + ",\n  },\n"
	}
	if c.Type != "" {
		code += "  body: " + script(c.Body) + ",\n"
	}
	return code + "});\nif (!answer.ok) throw new Error(answer.status);\nconsole.log(await answer.text());\n"
}

func (c Call) inGo() string {
	imports, body, reader := "", "nil", ""
	if c.Type != "" {
		body, reader = "strings.NewReader("+strconv.Quote(c.Body)+")", "\t\"strings\"\n"
	}
	url := strconv.Quote(c.URL)
	query := ""
	if len(c.Query) > 0 {
		imports = "\t\"net/url\"\n"
		query = "\tparams := url.Values{}\n" + pairs(c.Query, "\tparams.Add(%s, %s)\n", "", strconv.Quote, strconv.Quote)
		url += "+\"?\"+params.Encode()"
	}
	return fmt.Sprintf(`package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
%s%s)

func main() {
%s	request, err := http.NewRequest(%s, %s, %s)
	if err != nil {
		log.Fatal(err)
	}
%s	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Status, string(text))
}
`, imports, reader, query, strconv.Quote(c.Method), url, body,
		pairs(c.headers(), "\trequest.Header.Set(%s, %s)\n", "", strconv.Quote, strconv.Quote))
}
