package anon

import "nguon/publisher/anon/micro"

// redact takes personal data out of the texts of a column.
func (m *maker) redact(c *micro.Column) (*micro.Column, error) {
	return nil, refuse(m.named(c.Name).said, "redact chưa dùng được: hãy bỏ cột (drop)", "redact cannot be used yet: drop the column")
}
