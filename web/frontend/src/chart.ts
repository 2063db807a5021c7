import { copyButtons } from './copy'
import { maps } from './map'

// Charts are drawn by the server, and change with a form that works without
// this: here the form draws at once, without a reload, and values are read where
// the picture is pointed at, or one after the other.
export function charts(doc: Document): void {
  const page = doc.querySelector<HTMLElement>('[data-chart-page]')
  if (!page) return
  const status = doc.createElement('p')
  status.className = 'unseen'
  status.setAttribute('role', 'status')
  doc.body.append(status)
  start(doc, page, status)
}

function start(doc: Document, page: HTMLElement, status: HTMLElement): void {
  readable(doc, page)
  maps(doc, page)
  const form = page.querySelector<HTMLFormElement>('[data-chart-form]')
  if (!form) return
  let asked: AbortController | undefined
  const draw = async () => {
    asked?.abort()
    asked = new AbortController()
    const url = new URL(form.action)
    url.search = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])).toString()
    page.setAttribute('aria-busy', 'true')
    try {
      const answer = await fetch(url, { signal: asked.signal })
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const next = fresh.querySelector<HTMLElement>('[data-chart-page]')
      if (!next) throw new Error('no chart')
      show(doc, page, fresh, next)
      history.replaceState(null, '', answer.url)
      status.textContent = next.querySelector('[role=alert]')?.textContent ?? next.querySelector('h1')?.textContent ?? ''
      start(doc, next, status)
      copyButtons(doc, next)
    } catch (e) {
      if (!(e instanceof DOMException && e.name === 'AbortError')) location.assign(url) // as without this
    }
  }
  form.addEventListener('change', () => void draw())
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void draw()
  })
}

// show puts the new page of a chart in the place of the old one. The field that
// is used stays so, with what is being written in it.
function show(doc: Document, page: HTMLElement, fresh: Document, next: HTMLElement): void {
  const used = doc.activeElement instanceof HTMLElement && page.contains(doc.activeElement) ? doc.activeElement : null
  const open = page.querySelector('details')?.open ?? false
  page.replaceWith(next)
  const table = next.querySelector('details')
  if (table) table.open = open
  doc.title = fresh.title
  const links = fresh.querySelectorAll<HTMLAnchorElement>('a[hreflang]')
  doc.querySelectorAll<HTMLAnchorElement>('a[hreflang]').forEach((a, i) => a.setAttribute('href', links[i]?.getAttribute('href') ?? a.href))
  const again = used?.id ? doc.getElementById(used.id) : null
  if (used instanceof HTMLInputElement && again instanceof HTMLInputElement && used.value !== used.defaultValue) again.value = used.value
  again?.focus({ preventScroll: true })
}

// reach is how far from a dot, in pixels, it is still meant.
const reach = 20

// readable shows the value of the mark that is pointed at, or that a slider is
// on.
function readable(doc: Document, page: HTMLElement): void {
  const picture = page.querySelector<SVGSVGElement>('svg.chart-picture')
  const place = page.querySelector<HTMLElement>('[data-chart-readout]')
  if (!picture || !place) return
  const marks = [...picture.querySelectorAll('title')].flatMap((title) => {
    const mark = title.parentElement
    const text = title.textContent ?? ''
    title.remove() // the browser would show it too
    return mark instanceof SVGGraphicsElement ? [{ mark, text, box: mark.getBBox() }] : []
  })
  if (marks.length === 0) return

  const slider = doc.createElement('input')
  slider.type = 'range'
  slider.max = String(marks.length - 1)
  slider.value = '0'
  const label = doc.createElement('label')
  label.append(place.dataset.label ?? '', slider)
  const output = doc.createElement('output')
  place.replaceChildren(label, output)
  place.hidden = false
  slider.setAttribute('aria-valuetext', marks[0]?.text ?? '')

  const say = (i: number) => {
    const chosen = marks[i]
    if (!chosen) return
    for (const { mark } of marks) delete mark.dataset.marked
    chosen.mark.dataset.marked = ''
    slider.value = String(i)
    slider.setAttribute('aria-valuetext', chosen.text)
    output.textContent = chosen.text
  }
  slider.addEventListener('input', () => say(Number(slider.value)))
  picture.addEventListener('pointermove', (event) => {
    const over = marks.findIndex(({ mark }) => mark === event.target && mark.tagName === 'path')
    if (over >= 0) return say(over)
    const there = (marks[0]?.mark.ownerSVGElement ?? picture).getScreenCTM() // of a map, which may be larger
    if (!there) return
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(there.inverse())
    let nearest = -1
    let least = reach / there.a
    marks.forEach(({ box, mark }, i) => {
      if (mark.tagName === 'path') return
      const bar = mark.tagName === 'rect'
      const dx = bar ? Math.max(box.x - x, 0, x - box.x - box.width) : x - box.x - box.width / 2
      const dy = bar ? Math.max(box.y - y, 0, y - box.y - box.height) : y - box.y - box.height / 2
      const far = Math.hypot(dx, dy)
      if (far < least) [nearest, least] = [i, far]
    })
    if (nearest >= 0) say(nearest)
  })
}
