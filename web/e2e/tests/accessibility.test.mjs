// Every kind of page, in both languages, light and dark, narrow and wide.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import axe from 'axe-core'

import { read, useBrowser } from '../browser.mjs'
import { kinds } from '../pages.mjs'

useBrowser()

// A dark page differs from a light one in its colours alone, and a page in the
// other language in its words: they are looked at where they differ.
const looks = {
  Vietnamese: [['light', 390], ['light', 1440], ['dark', 390, ['color-contrast']], ['dark', 1440, ['color-contrast']]],
  English: [['light', 390]],
}

// barriers are the violations of rules, or of all, on the page as it is shown
// now, each as a line of text that says in which look.
async function barriers(page, look, rules) {
  const { violations } = await page.evaluate((values) => globalThis.axe.run({
    resultTypes: ['violations'], ...(values && { runOnly: { type: 'rule', values } }),
  }), rules)
  const found = violations.map((v) => `${look}: ${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`)
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  return wider > 0 ? [...found, `${look}: the page scrolls sideways by ${wider} px`] : found
}

for (const { name, path, status } of kinds) {
  for (const [language, seen] of Object.entries(looks)) {
    test(`${name} in ${language} has no barrier, light or dark, narrow or wide`, () => read(async (page) => {
      const answer = await page.goto((language === 'English' ? '/en' : '') + path)
      assert.equal(answer.status(), status ?? 200)
      await page.evaluate(axe.source)
      for (const [colorScheme, width, rules] of seen) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.setViewportSize({ width, height: 900 })
        assert.deepEqual(await barriers(page, `${colorScheme}, ${width} px`, rules), [])
      }
    }, { expected: status ? [path] : [] }))
  }
}
