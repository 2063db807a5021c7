package table

// Line returns where the record of a row begins in the input: its line, its row
// of a sheet, or the number of the record. Rows count from 0, as in [Batch].
func (p *Plan) Line(row int64) (int64, error) {
	i := 0
	for i+1 < len(p.chunks) && p.chunks[i+1].row <= row {
		i++
	}
	if len(p.chunks) == 0 {
		return 0, nil
	}
	src, ref := p.source, p.chunks[i]
	l := newLexer(&src.dialect)
	data, err := ref.load(src.text, src.dialect.newline, nil)
	if err != nil {
		return 0, err
	}
	l.data = data
	line, at := ref.line, ref.row
	for pos := 0; pos < len(data); {
		if p.given() > 1 && (data[pos] == l.newline || data[pos] == '\r' && data[pos+1] == l.newline) {
			for data[pos] != l.newline {
				pos++
			}
			pos++
			line++
			continue
		}
		l.breaksIn = 0
		last := false
		if src.numbered {
			line, pos, last = l.rowNumber(pos)
		}
		if at == row {
			return line, nil
		}
		for !last {
			_, q := l.cell(pos)
			pos = q + 1
			last = data[q] == l.newline
		}
		line += 1 + l.breaksIn
		at++
	}
	return 0, nil
}
