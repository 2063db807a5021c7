package snippet

import (
	"fmt"
	"strconv"
	"strings"
)

func curl(r Request) string {
	code := "curl --fail-with-body -sSG " + shell(r.Rows) + r.when(" \\\n  -H "+shell("X-Api-Key: "+Key))
	for _, p := range r.Params {
		code += " \\\n  --data-urlencode " + shell(p.Name+"="+p.Value)
	}
	return code + "\n"
}

func inR(r Request) string {
	var args []string
	for _, p := range r.Params {
		args = append(args, backticked(p.Name)+" = "+script(p.Value))
	}
	return fmt.Sprintf("library(httr2)\n\nrows <- request(%s) |>\n  req_url_query(%s) |>\n%s  req_perform() |>\n"+
		"  resp_body_json(simplifyVector = TRUE)\nprint(rows$data)\n", script(r.Rows), strings.Join(args, ", "),
		r.when("  req_headers(`X-Api-Key` = "+script(Key)+") |>\n"))
}

func javaScript(r Request) string {
	return fmt.Sprintf("const url = new URL(%s);\nurl.search = new URLSearchParams({\n%s});\n\nconst answer = await fetch(url%s);\n"+
		"if (!answer.ok) throw new Error((await answer.json()).detail);\nconst { data, links } = await answer.json();\nconsole.log(data);\n",
		script(r.Rows), r.lines("  %s: %s,\n", script, script), r.when(", { headers: { \"X-Api-Key\": "+script(Key)+" } }"))
}

func inGo(r Request) string {
	return fmt.Sprintf(`package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
)

func main() {
	params := url.Values{}
%s	request, err := http.NewRequest(http.MethodGet, %s+"?"+params.Encode(), nil)
	if err != nil {
		log.Fatal(err)
	}
%s	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		log.Fatal(answer.Status)
	}
	var page struct {
		Data []map[string]any `+"`json:\"data\"`"+`
	}
	if err := json.NewDecoder(answer.Body).Decode(&page); err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Data)
}
`, r.lines("\tparams.Set(%s, %s)\n", strconv.Quote, strconv.Quote), strconv.Quote(r.Rows),
		r.when("\trequest.Header.Set(\"X-Api-Key\", "+strconv.Quote(Key)+")\n"))
}

// powerQuery reads CSV, whose columns need no expansion.
func powerQuery(r Request) string {
	var fields []string
	for _, p := range r.Params {
		fields = append(fields, fmt.Sprintf("        #%s = %s", query(p.Name), query(p.Value)))
	}
	return fmt.Sprintf("let\n    Params = [\n%s\n    ],\n    Source = Web.Contents(%s, [Query = Params%s]),\n"+
		"    Rows = Table.PromoteHeaders(Csv.Document(Source, [Encoding = 65001]))\nin\n    Rows\n",
		strings.Join(fields, ",\n"), query(r.Rows+".csv"), r.when(", Headers = [#\"X-Api-Key\" = "+query(Key)+"]"))
}
