const key = 'nguon.sample'

// Shows the samples in the language that the reader chose last.
export function rememberSample(doc: Document): void {
  const group = doc.querySelector('[data-samples]')
  if (!group) return
  const last = localStorage.getItem(key)
  for (const choice of group.querySelectorAll<HTMLInputElement>('input[type=radio]')) {
    if (choice.value === last) choice.checked = true
    choice.addEventListener('change', () => localStorage.setItem(key, choice.value))
  }
}
