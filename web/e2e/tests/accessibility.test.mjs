// Every kind of page, in both languages, light and dark, narrow and wide.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import axe from 'axe-core'

import { read, useBrowser } from '../browser.mjs'
import { kinds } from '../pages.mjs'

useBrowser()

for (const { name, path, status } of kinds) {
  for (const prefix of ['', '/en']) {
    for (const colorScheme of ['light', 'dark']) {
      for (const width of [390, 1440]) {
        test(`${name}, ${prefix ? 'English' : 'Vietnamese'}, ${colorScheme}, ${width} px`, () => read(async (page) => {
          const answer = await page.goto(prefix + path)
          assert.equal(answer.status(), status ?? 200)
          await page.evaluate(axe.source)
          const { violations } = await page.evaluate(() => globalThis.axe.run())
          assert.deepEqual(violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`), [])
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
          assert.equal(wider, 0, 'the page scrolls sideways')
        }, { colorScheme, viewport: { width, height: 900 }, expected: status ? [path] : [] }))
      }
    }
  }
}
