// Suggestions under a search box while something is typed in it: a list box of
// ARIA that the keys of the box walk through. Without it the box is a plain
// search.
interface Suggestion {
  text: string
  kind: string
  dataset?: string
}

const pause = 120 // ms after a key before suggestions are asked for

export function suggestions(doc: Document): void {
  for (const box of doc.querySelectorAll<HTMLInputElement>('input[data-suggestions]')) attach(doc, box)
}

function attach(doc: Document, box: HTMLInputElement): void {
  const frame = doc.createElement('div')
  frame.className = 'suggest-box'
  box.replaceWith(frame)
  const list = doc.createElement('ul')
  list.className = 'suggestions'
  list.id = box.id + '-suggestions'
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', box.dataset.suggestions ?? '')
  const status = doc.createElement('span')
  status.className = 'unseen'
  status.setAttribute('role', 'status')
  frame.append(box, list, status)
  box.setAttribute('role', 'combobox')
  box.setAttribute('aria-autocomplete', 'list')
  box.setAttribute('aria-expanded', 'false')
  box.setAttribute('aria-controls', list.id)

  let shown: Suggestion[] = []
  let chosen = -1
  let timer = 0
  let asked: AbortController | undefined

  const close = (): void => {
    window.clearTimeout(timer)
    asked?.abort()
    list.hidden = true
    status.textContent = ''
    chosen = -1
    box.setAttribute('aria-expanded', 'false')
    box.removeAttribute('aria-activedescendant')
  }
  const choose = (n: number): void => {
    chosen = n
    for (const [i, item] of [...list.children].entries()) item.setAttribute('aria-selected', String(i === n))
    const item = list.children[n]
    if (item) {
      box.setAttribute('aria-activedescendant', item.id)
      item.scrollIntoView({ block: 'nearest' })
    } else box.removeAttribute('aria-activedescendant')
  }
  const take = (s: Suggestion): void => {
    close()
    if (s.dataset) {
      location.assign(new URL(`datasets/${s.dataset}`, new URL(box.form?.action ?? location.href).href.replace(/datasets.*$/, '')))
      return
    }
    box.value = s.text
    box.form?.requestSubmit()
  }
  const show = (found: Suggestion[]): void => {
    shown = found
    list.replaceChildren(
      ...found.map((s, i) => {
        const item = doc.createElement('li')
        item.id = `${list.id}-${i}`
        item.setAttribute('role', 'option')
        item.setAttribute('aria-selected', 'false')
        const text = doc.createElement('span')
        text.textContent = s.text
        const kind = doc.createElement('small')
        kind.textContent = box.dataset[`kind${s.kind[0]?.toUpperCase()}${s.kind.slice(1)}`] ?? ''
        item.append(text, kind)
        // Before the box loses the focus, which closes the list.
        item.addEventListener('pointerdown', (event) => {
          event.preventDefault()
          take(s)
        })
        return item
      }),
    )
    chosen = -1
    list.hidden = found.length === 0
    status.textContent = found.length > 0 ? (box.dataset.suggested ?? '#').replace('#', String(found.length)) : ''
    box.setAttribute('aria-expanded', String(found.length > 0))
    box.removeAttribute('aria-activedescendant')
  }
  const ask = async (): Promise<void> => {
    asked?.abort()
    asked = new AbortController()
    try {
      const answer = await fetch('/v1/suggest?' + new URLSearchParams({ q: box.value }).toString(), {
        signal: asked.signal,
        headers: { 'Accept-Language': doc.documentElement.lang },
      })
      if (!answer.ok) return close()
      const found = ((await answer.json()) as { data: Suggestion[] }).data
      if (doc.activeElement === box) show(found) // who has gone on does not want them
    } catch {
      // A newer question, or no network: the box goes on as a plain one.
    }
  }

  box.addEventListener('input', () => {
    window.clearTimeout(timer)
    if (box.value.trim() === '') return close()
    timer = window.setTimeout(() => void ask(), pause)
  })
  box.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    if (list.hidden) {
      if (event.key !== 'ArrowDown' || box.value.trim() === '') return
      event.preventDefault()
      return void ask()
    }
    const n = shown.length
    if (event.key === 'ArrowDown') choose(chosen + 1 < n ? chosen + 1 : -1)
    else if (event.key === 'ArrowUp') choose(chosen < 0 ? n - 1 : chosen - 1)
    else if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && shown[chosen]) take(shown[chosen] as Suggestion)
    else return
    event.preventDefault()
  })
  box.addEventListener('blur', close)
}
