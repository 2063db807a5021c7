// What a page looks like, in a form that another version of Chromium gives as well:
// the boxes of its blocks as lines of text, and a picture so small that letters are
// grey. Both are committed here; `npm run pictures -- --update` writes them anew.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const folder = import.meta.dirname
const updating = process.env.NGUON_PICTURES === 'update'

const cell = 16 // pixels of the page in one of the small picture, each way
const depth = 2400 // of the page that is compared
const slack = { box: 8, share: 0.04 } // how far a side of a block may be off: pixels, or a share of its length
const grey = 28 // how far a cell may be off, of 255
const spots = 0.02 // the share of cells that may be further off

const together = ' lie on one another'

// blocks are the boxes of the page as it is shown now, in the order of the
// document: {name, x, y, w, h}, y from the block before. Digits count as 0,
// because days and sizes change.
export const blocks = (page) => page.evaluate((depth) => {
  const wanted = 'header, nav, main, footer, aside, section, form, fieldset, figure, table, svg[role=img], img, h1, h2, h3, button, input, select, textarea, summary'
  const seen = []
  let before = 0
  for (const e of document.querySelectorAll(wanted)) {
    const { x, y, width, height } = e.getBoundingClientRect()
    const top = y + scrollY
    if (width < 8 || height < 8 || top > depth || !e.checkVisibility({ visibilityProperty: true })) continue
    const words = /^(H\d|BUTTON|SUMMARY)$/.test(e.tagName) ? e.textContent : e.getAttribute('aria-label') ?? e.getAttribute('name') ?? e.getAttribute('class') ?? ''
    const name = `${e.tagName.toLowerCase()} ${words.replace(/\s+/g, ' ').trim().replace(/\d+/g, '0').slice(0, 40)}`.trim()
    seen.push({ name, x: Math.round(x), y: Math.round(top - before), w: Math.round(width), h: Math.round(Math.min(height, depth - top)) })
    before = top
  }
  return seen
}, depth)

// overlaps are the pairs of headings and controls that lie on one another.
export const overlaps = (page) => page.evaluate((together) => {
  const found = []
  const all = [...document.querySelectorAll('h1, h2, h3, button, input:not([type=hidden]), select, textarea, summary')].filter((e) => {
    const { width, height } = e.getBoundingClientRect()
    return width >= 8 && height >= 8 && e.checkVisibility({ visibilityProperty: true })
  })
  const boxes = all.map((e) => e.getBoundingClientRect())
  const said = (e) => `${e.tagName.toLowerCase()} ${(e.textContent || e.getAttribute('name') || '').replace(/\s+/g, ' ').trim().slice(0, 40)}`
  for (let i = 0; i < all.length; i++) {
    for (let j = i + 1; j < all.length; j++) {
      const [a, b] = [boxes[i], boxes[j]]
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
      if (across > 4 && down > 4 && !all[i].contains(all[j])) found.push(`${said(all[i])} and ${said(all[j])}${together}`)
    }
  }
  return found
}, together)

const written = ({ name, x, y, w, h }) => `${name} @ ${x} ${y} ${w} ${h}`

function parsed(line) {
  const at = line.lastIndexOf(' @ ')
  const [x, y, w, h] = line.slice(at + 3).split(' ').map(Number)
  return { name: line.slice(0, at), x, y, w, h }
}

// differing says how blocks differ from what they were.
export function differing(was, is) {
  const numbered = (list) => {
    const count = new Map()
    return new Map(list.map((b) => {
      const n = (count.get(b.name) ?? 0) + 1
      count.set(b.name, n)
      return [n > 1 ? `${b.name} (${n})` : b.name, b]
    }))
  }
  const [before, now] = [numbered(was), numbered(is)]
  const far = (a, b, length) => Math.abs(a - b) > Math.max(slack.box, slack.share * length)
  const wrong = []
  for (const [name, b] of before) {
    const n = now.get(name)
    if (!n) wrong.push(`${name} is gone`)
    else if (far(b.x, n.x, 0) || far(b.y, n.y, Math.abs(b.y)) || far(b.w, n.w, b.w) || far(b.h, n.h, b.h)) wrong.push(`${written(b)} is now at ${written(n).split(' @ ').at(-1)}`)
  }
  for (const name of now.keys()) if (!before.has(name)) wrong.push(`${name} is new`)
  return wrong
}

// small is the page as it is shown now as a small PNG in base64.
export async function small(page, blank) {
  const width = page.viewportSize().width
  const height = await page.evaluate((depth) => Math.min(depth, document.documentElement.scrollHeight), depth)
  const shot = await page.screenshot({ clip: { x: 0, y: 0, width, height }, fullPage: true, animations: 'disabled', caret: 'hide' })
  return blank.evaluate(async ([data, cell]) => {
    const picture = await createImageBitmap(await (await fetch(data)).blob())
    const canvas = new OffscreenCanvas(Math.round(picture.width / cell), Math.round(picture.height / cell))
    const pen = canvas.getContext('2d')
    pen.imageSmoothingQuality = 'high'
    let from = picture
    while (from.width > 2 * canvas.width) { // by halves, so that each pixel counts
      from = await createImageBitmap(from, { resizeWidth: Math.ceil(from.width / 2), resizeHeight: Math.ceil(from.height / 2), resizeQuality: 'medium' })
    }
    pen.drawImage(from, 0, 0, canvas.width, canvas.height)
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
    return btoa(String.fromCharCode(...bytes))
  }, [`data:image/png;base64,${shot.toString('base64')}`, cell])
}

// seenApart is the share of cells in which two small pictures differ.
export const seenApart = (blank, was, is) => blank.evaluate(async ([pictures, grey]) => {
  const [a, b] = await Promise.all(pictures.map(async (base64) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob())
    const pen = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
    pen.drawImage(picture, 0, 0)
    return pen.getImageData(0, 0, picture.width, picture.height)
  }))
  if (a.width !== b.width) return 1
  const rows = Math.min(a.height, b.height)
  let other = Math.abs(a.height - b.height) > 1 ? Math.abs(a.height - b.height) * a.width : 0
  for (let i = 0; i < rows * a.width * 4; i += 4) {
    if ([0, 1, 2].some((k) => Math.abs(a.data[i + k] - b.data[i + k]) > grey)) other++
  }
  return other / (Math.max(a.height, b.height) * a.width)
}, [[was, is], grey])

// compare says how the page as it is shown now differs from what is committed under
// a name, or commits it.
export async function compare(page, blank, name) {
  const [boxes, over, picture] = [await blocks(page), await overlaps(page), await small(page, blank)]
  const [text, png] = [join(folder, `${name}.txt`), join(folder, `${name}.png`)]
  if (updating) {
    await writeFile(text, [...boxes.map(written), ...over, ''].join('\n'))
    await writeFile(png, Buffer.from(picture, 'base64'))
    return []
  }
  const lines = (await readFile(text, 'utf8')).trimEnd().split('\n')
  const wrong = differing(lines.filter((line) => !line.endsWith(together)).map(parsed), boxes)
  wrong.push(...over.filter((line) => !lines.includes(line))) // some are meant to, such as a button in a field
  const share = await seenApart(blank, (await readFile(png)).toString('base64'), picture)
  if (share > spots) wrong.push(`${(100 * share).toFixed(1)} % of the picture is different`)
  return wrong
}
