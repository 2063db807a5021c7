const year = 365 * 24 * 60 * 60

// Changes the theme at once, without loading the page again. The cookie is the
// one that the server sets for readers without JavaScript.
export function themeSwitch(doc: Document): void {
  const form = doc.querySelector<HTMLFormElement>('[data-theme-switch]')
  form?.addEventListener('submit', (event) => {
    const button = event.submitter
    if (!(button instanceof HTMLButtonElement)) return
    event.preventDefault()
    const theme = button.value
    const [name, secure] = location.protocol === 'https:' ? ['__Host-theme', '; secure'] : ['theme', '']
    if (theme === 'auto') {
      doc.documentElement.removeAttribute('data-theme')
      doc.cookie = `${name}=; path=/; max-age=0; samesite=lax${secure}`
    } else {
      doc.documentElement.dataset.theme = theme
      doc.cookie = `${name}=${theme}; path=/; max-age=${year}; samesite=lax${secure}`
    }
    for (const other of form.querySelectorAll('button')) other.setAttribute('aria-pressed', String(other === button))
  })
}
