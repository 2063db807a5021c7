package web

import (
	"fmt"
	"strconv"
	"strings"

	"nguon/catalog"
	"nguon/web/frame"
)

// A citation names one release so that it can be found again.
type citation struct {
	Plain  string
	BibTeX string
}

func (s *Site) cite(l *locale, d catalog.Dataset, agency catalog.Text, r *catalog.Release) citation {
	address := s.releaseURL(l, d.Slug, r.Version)
	year := strconv.Itoa(r.PublishAt.In(frame.Vietnam).Year())
	title, who := d.Title.In(l.Lang), agency.In(l.Lang)
	return citation{
		Plain: l.T("cite.plain", "agency", who, "year", year, "title", title, "version", r.Version, "kind", l.T("cite.kind"),
			"portal", l.T("site.name"), "url", address),
		BibTeX: fmt.Sprintf("@misc{%s_v%d,\n  author       = {{%s}},\n  title        = {{%s}},\n  year         = {%s},\n  version      = {%d},\n"+
			"  publisher    = {%s},\n  howpublished = {\\url{%s}},\n  note         = {SHA-256 %s}\n}",
			strings.ReplaceAll(string(d.Slug), "-", "_"), r.Version, bibtex(who), bibtex(title), year, r.Version, l.T("site.name"), address, r.Digest),
	}
}

// bibtex escapes what BibTeX would read as a command.
func bibtex(s string) string {
	return strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "#", `\#`, "$", `\$`, "_", `\_`).Replace(s)
}

func (s *Site) releaseURL(l *locale, slug catalog.Slug, version int) string {
	return fmt.Sprintf("%s%s/releases/%d", s.BaseURL(), frame.Prefixed(l.Lang, "/datasets/"+string(slug)), version)
}
