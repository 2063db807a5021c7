const year = 365 * 24 * 60 * 60

// Changes how pages look at once, without loading the page again. The cookies are
// those that the server sets for readers without JavaScript.
export function looks(doc: Document): void {
  for (const form of doc.querySelectorAll<HTMLFormElement>('[data-look]')) {
    form.addEventListener('submit', (event) => {
      const button = event.submitter
      if (!(button instanceof HTMLButtonElement)) return
      event.preventDefault()
      const { name, value } = button
      const [cookie, secure] = location.protocol === 'https:' ? [`__Host-${name}`, '; secure'] : [name, '']
      if (value === 'auto') {
        doc.documentElement.removeAttribute(`data-${name}`)
        doc.cookie = `${cookie}=; path=/; max-age=0; samesite=lax${secure}`
      } else {
        doc.documentElement.setAttribute(`data-${name}`, value)
        doc.cookie = `${cookie}=${value}; path=/; max-age=${year}; samesite=lax${secure}`
      }
      for (const other of form.querySelectorAll<HTMLButtonElement>(`button[name=${name}]`)) other.setAttribute('aria-pressed', String(other === button))
    })
  }
}
