package snippet

import "fmt"

// params are the parameters as a dictionary of Python, and the headers.
func (r Request) params(indent string) string {
	return "params = {\n" + r.lines(indent+"%s: %s,\n", script, script) + "}\n" +
		r.when(fmt.Sprintf("headers = {\"X-Api-Key\": %s}\n", script(Key)))
}

func requests(r Request) string {
	return "import requests\n\n" + r.params("    ") +
		fmt.Sprintf("answer = requests.get(%s, params=params%s, timeout=30)\n", script(r.Rows), r.when(", headers=headers")) +
		"answer.raise_for_status()\nrows = answer.json()[\"data\"]\nprint(rows)\n"
}

func stdlib(r Request) string {
	return "import json\nfrom urllib.parse import urlencode\nfrom urllib.request import Request, urlopen\n\n" + r.params("    ") +
		fmt.Sprintf("request = Request(%s + \"?\" + urlencode(params)%s)\n", script(r.Rows), r.when(", headers=headers")) +
		"with urlopen(request, timeout=30) as answer:\n    rows = json.load(answer)[\"data\"]\nprint(rows)\n"
}

func pandas(r Request) string {
	return "from urllib.parse import urlencode\n\nimport pandas as pd\n\n" + r.params("    ") +
		fmt.Sprintf("table = pd.read_csv(%s + \"?\" + urlencode(params)%s)\nprint(table)\n", script(r.Rows+".csv"), r.when(", storage_options=headers"))
}

func polars(r Request) string {
	keyed := r.when(", storage_options=headers")
	return "from urllib.parse import urlencode\n\nimport polars as pl\n\n" + r.params("    ") +
		fmt.Sprintf("table = pl.read_csv(%s + \"?\" + urlencode(params)%s)\nprint(table)\n", script(r.Rows+".csv"), keyed)
}

// duckDB reads the whole table, so that any question may be asked of it.
func duckDB(r Request) string {
	return fmt.Sprintf("import duckdb\n\n# The whole table, as it was published; any SQL may be asked of it.\n"+
		"table = duckdb.read_parquet(%s)\nprint(table.limit(10))\n", script(r.File))
}
