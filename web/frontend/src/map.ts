// A map is a picture within a picture: its part that is seen can be moved and
// made larger, with the mouse, fingers, buttons and keys. The marks are read as
// those of other charts.
export function maps(doc: Document, page: HTMLElement): void {
  const map = page.querySelector<SVGSVGElement>('svg.chart-map')
  const tools = page.querySelector<HTMLElement>('[data-map-tools]')
  if (map && tools) movable(doc, map, tools)
}

type Part = { x: number, y: number, width: number, height: number }

const closest = 40 // times

function movable(doc: Document, map: SVGSVGElement, tools: HTMLElement): void {
  const [x = 0, y = 0, width = 1, height = 1] = (map.getAttribute('viewBox') ?? '').split(' ').map(Number)
  const whole: Part = { x, y, width, height }
  let part = whole
  const sizes = [...map.querySelectorAll<SVGElement>('circle, text')].map((mark) => {
    const name = mark.tagName === 'circle' ? 'r' : 'font-size'
    return { mark, name, size: Number(mark.getAttribute(name)) }
  })

  const show = (next: Part) => {
    const wide = Math.min(whole.width, Math.max(whole.width / closest, next.width))
    const high = wide * whole.height / whole.width
    part = {
      x: Math.min(whole.x + whole.width - wide, Math.max(whole.x, next.x)),
      y: Math.min(whole.y + whole.height - high, Math.max(whole.y, next.y)),
      width: wide,
      height: high,
    }
    map.setAttribute('viewBox', [part.x, part.y, part.width, part.height].join(' '))
    const share = part.width / whole.width
    for (const { mark, name, size } of sizes) mark.setAttribute(name, String(size * share))
    map.classList.toggle('chart-map-closer', share < 1)
    map.ownerSVGElement?.classList.toggle('chart-picture-closer', share < 1)
  }
  // zoom keeps one place where it is.
  const zoom = (by: number, atX = part.x + part.width / 2, atY = part.y + part.height / 2) => {
    const wide = Math.min(whole.width, Math.max(whole.width / closest, part.width / by))
    const share = wide / part.width
    show({ x: atX - (atX - part.x) * share, y: atY - (atY - part.y) * share, width: wide, height: 0 })
  }
  const move = (right: number, down: number) => show({ ...part, x: part.x + right * part.width, y: part.y + down * part.height })
  const place = (event: PointerEvent | WheelEvent | MouseEvent) => {
    const there = map.getScreenCTM()
    return there ? new DOMPoint(event.clientX, event.clientY).matrixTransform(there.inverse()) : undefined
  }

  const acts: Record<string, () => void> = { closer: () => zoom(1.6), farther: () => zoom(1 / 1.6), whole: () => show(whole) }
  for (const button of tools.querySelectorAll('button')) button.addEventListener('click', () => acts[button.value]?.())
  tools.hidden = false

  // The region around the picture has the focus, as it can be scrolled.
  const region = map.closest<HTMLElement>('.scroll')
  const keys: Record<string, () => void> = {
    '+': () => zoom(1.6), '=': () => zoom(1.6), '-': () => zoom(1 / 1.6), '−': () => zoom(1 / 1.6), '0': () => show(whole),
    ArrowLeft: () => move(-0.15, 0), ArrowRight: () => move(0.15, 0), ArrowUp: () => move(0, -0.15), ArrowDown: () => move(0, 0.15),
  }
  region?.addEventListener('keydown', (event) => {
    const act = keys[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key.startsWith('Arrow') && part.width >= whole.width) return // the page scrolls
    event.preventDefault()
    act()
  })

  map.addEventListener('dblclick', (event) => {
    const at = place(event)
    if (at) zoom(event.shiftKey ? 0.5 : 2, at.x, at.y)
  })
  map.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return // the page scrolls
    event.preventDefault()
    const at = place(event)
    if (at) zoom(event.deltaY < 0 ? 1.25 : 0.8, at.x, at.y)
  }, { passive: false })

  const held = new Map<number, DOMPoint>()
  map.addEventListener('pointerdown', (event) => {
    const at = place(event)
    if (!at || part.width >= whole.width && event.pointerType === 'touch' && held.size === 0) {
      if (at) held.set(event.pointerId, at)
      return // one finger scrolls the page while all is seen
    }
    held.set(event.pointerId, at)
    map.setPointerCapture(event.pointerId)
  })
  map.addEventListener('pointermove', (event) => {
    const before = held.get(event.pointerId)
    const at = place(event)
    if (!before || !at) return
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1]
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y)
      const is = Math.hypot(at.x - other.x, at.y - other.y)
      if (was > 0 && is > 0) zoom(is / was, other.x, other.y)
    } else if (part.width < whole.width) {
      show({ ...part, x: part.x + before.x - at.x, y: part.y + before.y - at.y })
    }
    const now = place(event)
    if (now) held.set(event.pointerId, now)
  })
  for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const) map.addEventListener(end, (event) => held.delete(event.pointerId))
  doc.defaultView?.addEventListener('blur', () => held.clear())
}
