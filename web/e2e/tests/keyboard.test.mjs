import assert from 'node:assert/strict'
import { test } from 'node:test'

import { read, useBrowser } from '../browser.mjs'

useBrowser()

test('the first stop is a link to the content, seen when it has the focus', () => read(async (page) => {
  await page.goto('/datasets/vn-places')
  await page.keyboard.press('Tab')
  const skip = page.locator(':focus')
  assert.equal(await skip.getAttribute('href'), '#main')
  const box = await skip.boundingBox()
  assert.ok(box.y >= 0 && box.height > 10 && box.width > 10, JSON.stringify(box))
  await page.keyboard.press('Enter')
  assert.equal(await page.locator(':focus').getAttribute('id'), 'main')
}))

// looks are what a reader can see of an element that has the focus: its own
// box and, for inputs that are drawn by their label, that of the label.
const looks = () => {
  const e = document.activeElement
  const seen = e.labels?.[0] && e.matches('.unseen') ? e.labels[0] : e
  const style = (x) => { const s = getComputedStyle(x); return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecorationLine].join() }
  const r = seen.getBoundingClientRect()
  const now = style(seen)
  e.blur()
  const then = style(seen)
  e.focus()
  return { element: e.outerHTML.slice(0, 120), differs: now !== then, size: r.width * r.height, body: e === document.body }
}

for (const path of ['/', '/datasets?q=dan+so', '/datasets/vn-provinces']) {
  test(`every stop of the keyboard on ${path} shows where it is`, () => read(async (page) => {
    await page.goto(path)
    const seen = new Set()
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab')
      const stop = await page.evaluate(looks)
      if (stop.body) break
      assert.ok(stop.differs, `no visible focus: ${stop.element}`)
      assert.ok(stop.size > 0, `nothing to see: ${stop.element}`)
      seen.add(stop.element)
    }
    assert.ok(seen.size > 10, `${seen.size} stops`)
  }))
}

test('a table is sorted with the keyboard alone', () => read(async (page) => {
  await page.goto('/datasets/vn-places')
  await page.locator('table.preview th', { hasText: 'Dân số' }).getByRole('link').focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/sort=population/)
  assert.equal(await page.locator('th[aria-sort=ascending]').count(), 1)
}))
