// parseCSV reads RFC 4180: quoted cells may hold commas, quotes and line ends.
export function parseCSV(text) {
  const rows = []
  let row = [], cell = '', quoted = false
  const endRow = () => { row.push(cell); rows.push(row); row = []; cell = '' }
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
    const c = text[i]
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') { cell += c; i++ } else quoted = false
    } else if (c === '"') quoted = true
    else if (c === ',') { row.push(cell); cell = '' }
    else if (c === '\n') endRow()
    else if (c !== '\r') cell += c
  }
  if (cell !== '' || row.length > 0) endRow()
  return rows
}
