// Puts a button beside whatever is worth copying: programs, addresses, checksums.
export function copyButtons(doc: Document): void {
  if (!navigator.clipboard) return // not over plain http
  const { copy = '', copied = '' } = doc.body.dataset
  const status = doc.createElement('div')
  status.className = 'unseen'
  status.setAttribute('role', 'status')
  doc.body.append(status)

  for (const source of doc.querySelectorAll<HTMLElement>('[data-copyable], [data-copyable-inline], [data-copy-text]')) {
    const button = doc.createElement('button')
    button.type = 'button'
    button.className = 'copy'
    button.textContent = copy
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(source.textContent ?? '')
      button.textContent = status.textContent = copied
      setTimeout(() => {
        button.textContent = copy
        status.textContent = ''
      }, 2000)
    })
    source.after(button)
  }
}
