// Every kind of page, in both languages, light and dark, narrow and wide.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { barriers, colours, useReader } from '../browser.mjs'
import { kinds } from '../pages.mjs'

const read = useReader()

// A dark page differs from a light one in its colours alone, and a page in the
// other language in its words: they are looked at where they differ.
const looks = {
  Vietnamese: [['light', 390], ['light', 1440], ['dark', 1440, colours], ['dark', 390, colours]],
  English: [['light', 390]],
}

for (const { name, path, status } of kinds) {
  for (const [language, seen] of Object.entries(looks)) {
    test(`${name} in ${language} has no barrier, light or dark, narrow or wide`, () => read(async (page) => {
      const answer = await page.goto((language === 'English' ? '/en' : '') + path)
      assert.equal(answer.status(), status ?? 200)
      for (const [colorScheme, width, rules] of seen) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.setViewportSize({ width, height: 900 })
        const look = `${colorScheme}, ${width} px`
        assert.deepEqual(await barriers(page, rules), [], look)
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        assert.ok(wider <= 0, `${look}: the page scrolls sideways by ${wider} px`)
      }
    }, { expected: status ? [path] : [] }))
  }
}
