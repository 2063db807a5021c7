// Puts a button beside whatever within a part of a page is worth copying:
// programs, addresses, checksums.
export function copyButtons(doc: Document, part: ParentNode = doc): void {
  if (!navigator.clipboard) return // not over plain http
  const { copy = '', copied = '' } = doc.body.dataset
  let status = doc.querySelector('[data-copy-status]')
  if (!status) {
    status = doc.createElement('div')
    status.className = 'unseen'
    status.setAttribute('role', 'status')
    status.setAttribute('data-copy-status', '')
    doc.body.append(status)
  }
  const told = status

  for (const source of part.querySelectorAll<HTMLElement>('[data-copyable], [data-copyable-inline], [data-copy-text]')) {
    const button = doc.createElement('button')
    button.type = 'button'
    button.className = 'copy'
    button.textContent = copy
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(source.textContent ?? '')
      button.textContent = told.textContent = copied
      setTimeout(() => {
        button.textContent = copy
        told.textContent = ''
      }, 2000)
    })
    source.after(button)
  }
}
