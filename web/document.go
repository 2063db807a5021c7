package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"time"

	"nguon/catalog"
	"nguon/web/frame"
)

// A Report is what was found in tables before they are published.
type Report struct {
	Dataset catalog.Dataset // what is known of it: titles of the dataset and its tables
	Tables  []catalog.Table // as far as they were made
	Refusal *catalog.Error  // why they cannot be published as they are; nil if they can
	At      time.Time       // of the check; zero is not shown
}

// documentPage is a [Report] in one language.
type documentPage struct {
	Lang    catalog.Lang
	Title   catalog.Text
	At      time.Time
	Refused bool
	Reason  string
	Mend    []string
	Tables  []tableReport
	Style   template.CSS
}

// WriteReport writes r as one HTML page in lang that needs no other file, as
// the portal shows it for a published release. It says how many of the values
// that were set aside it leaves out.
func WriteReport(w io.Writer, lang catalog.Lang, r Report) error {
	base, err := frame.LoadLocale(lang)
	if err != nil {
		return err
	}
	l := &locale{base}
	page := documentPage{Lang: lang, Title: r.Dataset.Title, At: r.At}
	if page.Title.IsZero() {
		page.Title = catalog.Text{Vi: string(r.Dataset.Slug), En: string(r.Dataset.Slug)}
	}
	if page.Style, err = wholeStyle(); err != nil {
		return err
	}
	if r.Refusal != nil {
		page.Refused, page.Reason = true, r.Refusal.Public.In(lang)
		for _, f := range r.Refusal.Fields {
			page.Mend = append(page.Mend, f.In(lang))
		}
	}
	for i := range r.Tables {
		t := &r.Tables[i]
		report := l.report(t, titleOfTable(r.Dataset, t.Resource))
		report.Columns = l.columnViews(t)
		page.Tables = append(page.Tables, report)
	}
	document, err := frame.Parse(base, templateFiles, "report")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := document.ExecuteTemplate(&b, "document", page); err != nil {
		return fmt.Errorf("render the report: %w", err)
	}
	_, err = b.WriteTo(w)
	return err
}

// wholeStyle is the style sheet of the portal, which refers to no other file.
func wholeStyle() (template.CSS, error) {
	names, err := fs.Glob(staticFiles, "static/*.css")
	if err != nil {
		return "", fmt.Errorf("style sheets: %w", err)
	}
	var sheet bytes.Buffer
	for _, name := range names { // in their order
		body, err := fs.ReadFile(staticFiles, name)
		if err != nil {
			return "", fmt.Errorf("style sheets: %w", err)
		}
		sheet.Write(body)
	}
	return template.CSS(sheet.String()), nil // our own, and embedded
}
