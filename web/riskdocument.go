package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io"

	"nguon/catalog"
	"nguon/publisher/anon/assess"
	"nguon/web/frame"
)

// riskPage is a risk report as a file of its own.
type riskPage struct {
	Lang    catalog.Lang
	Dataset string
	Risk    riskReport
	Style   template.CSS
}

// WriteRisk writes r as one HTML page in lang that needs no other file and no
// script. It is for the agency: values of shared classes and the shapes of
// personal data that was found stand in it. The public sees [assess.Summary].
func WriteRisk(w io.Writer, r *assess.Report, lang catalog.Lang) error {
	base, err := frame.LoadLocale(lang)
	if err != nil {
		return err
	}
	l := &locale{base}
	page := riskPage{Lang: lang, Dataset: r.Dataset, Risk: l.risk("risk", r)}
	if page.Style, err = wholeStyle(); err != nil {
		return err
	}
	document, err := frame.Parse(base, templateFiles, "risk")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := document.ExecuteTemplate(&b, "document", page); err != nil {
		return fmt.Errorf("render the risk report: %w", err)
	}
	_, err = b.WriteTo(w)
	return err
}
