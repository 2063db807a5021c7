package anon

import (
	"nguon/publisher/anon/micro"
	"nguon/publisher/personal"
)

// redact takes personal data out of the texts of a column. What is written is
// looked through again as all columns are, and refused if something is left.
func (m *maker) redact(c *micro.Column) *micro.Column {
	r := personal.NewRedactor(m.header(m.named(c.Name)), m.job.Now)
	out := &micro.Column{Name: c.Name, Codes: make([]uint32, len(c.Codes))}
	at := make(map[string]uint32)
	to := make([]uint32, len(c.Values))
	for code, text := range c.Values {
		text, _ = r.Redact(text)
		if _, ok := at[text]; !ok {
			at[text] = uint32(len(out.Values))
			out.Values = append(out.Values, text)
		}
		to[code] = at[text]
	}
	for row, code := range c.Codes {
		out.Codes[row] = micro.Missing
		if code != micro.Missing {
			out.Codes[row] = to[code]
		}
	}
	return out
}
