package letters

import (
	"html/template"
	"strings"

	"nguon/catalog"
)

// A paragraph is one of a document: words, or a link with its words.
type paragraph struct {
	Lines []string
	Link  string
}

// document makes an HTML document of a text.
func (w *Writer) document(lang catalog.Lang, title, text string) (string, error) {
	body, foot, _ := strings.Cut(text, "\n-- \n")
	page := struct {
		Lang       catalog.Lang
		Title      string
		Paragraphs []paragraph
		Foot       []string
	}{Lang: lang, Title: title, Foot: strings.Split(strings.TrimSpace(foot), "\n")}
	for _, p := range strings.Split(strings.TrimSpace(body), "\n\n") {
		lines := strings.Split(p, "\n")
		link := ""
		if last := lines[len(lines)-1]; len(lines) > 1 && strings.HasPrefix(last, w.portal+"/") {
			lines, link = lines[:len(lines)-1], last
		}
		page.Paragraphs = append(page.Paragraphs, paragraph{lines, link})
	}
	var b strings.Builder
	if err := layout.Execute(&b, page); err != nil {
		return "", err
	}
	return b.String(), nil
}

// layout has its styles within the elements: readers of mail drop all others.
var layout = template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>{{.Title}}</title></head>
<body style="margin:0;padding:24px 16px;font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<div style="max-width:36em;margin:0 auto">
<h1 style="font-size:20px;line-height:1.3;margin:0 0 20px">{{.Title}}</h1>
{{range .Paragraphs -}}
<p style="margin:0 0 16px">{{if .Link}}<a href="{{.Link}}" style="color:#0b57a4;font-weight:600">{{end}}{{range $i, $line := .Lines}}{{if $i}}<br>{{end}}{{$line}}{{end}}{{if .Link}}</a>{{end}}</p>
{{end -}}
<hr style="border:0;border-top:1px solid #c8ccd0;margin:24px 0 12px">
<p style="margin:0;font-size:13px;color:#5f6770">{{range $i, $line := .Foot}}{{if $i}}<br>{{end}}{{$line}}{{end}}</p>
</div>
</body>
</html>
`))
