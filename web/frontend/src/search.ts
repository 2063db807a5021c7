// The key / goes to the search box, unless it is being typed somewhere.
export function searchKey(doc: Document): void {
  doc.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target instanceof HTMLElement && event.target.matches('input, textarea, select, [contenteditable]')) return
    const boxes = [...doc.querySelectorAll<HTMLInputElement>('[data-search]')]
    const box = boxes.find((b) => b.checkVisibility())
    if (!box) return
    event.preventDefault()
    box.focus()
    box.select()
  })
}
