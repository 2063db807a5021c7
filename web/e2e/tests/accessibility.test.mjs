// Every kind of page, in both languages, light and dark, narrow and wide.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import axe from 'axe-core'

import { read, useBrowser } from '../browser.mjs'
import { kinds } from '../pages.mjs'

useBrowser()

const looks = ['light', 'dark'].flatMap((colorScheme) => [390, 1440].map((width) => ({ colorScheme, width })))

// barriers are the violations on the page as it is shown now, each as a line
// of text that says in which look.
async function barriers(page, look) {
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }))
  const found = violations.map((v) => `${look}: ${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`)
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  return wider > 0 ? [...found, `${look}: the page scrolls sideways by ${wider} px`] : found
}

for (const { name, path, status } of kinds) {
  for (const prefix of ['', '/en']) {
    test(`${name} in ${prefix ? 'English' : 'Vietnamese'} has no barrier, light or dark, narrow or wide`, () => read(async (page) => {
      const answer = await page.goto(prefix + path)
      assert.equal(answer.status(), status ?? 200)
      await page.evaluate(axe.source)
      for (const { colorScheme, width } of looks) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.setViewportSize({ width, height: 900 })
        assert.deepEqual(await barriers(page, `${colorScheme}, ${width} px`), [])
      }
    }, { expected: status ? [path] : [] }))
  }
}
