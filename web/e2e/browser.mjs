// A browser for one test file, and readers in it who notice what goes wrong.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'

import axe from 'axe-core'
import { chromium } from 'playwright-core'

export const base = process.env.NGUON_URL
assert.ok(base, 'NGUON_URL must be the address of a portal; npm test starts one')

let browser

// useBrowser opens Chromium before the tests of a file and closes it after.
export function useBrowser() {
  before(async () => {
    browser = await chromium.launch({
      executablePath: process.env.NGUON_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    })
  })
  after(() => browser?.close())
}

// read gives test a page of its own. The test fails if the page wrote an
// error to the console, threw one, or asked for something that failed:
// expected lists the addresses (by their ends) that may answer with an error.
// A portal beside the one of all tests is given as baseURL; foreign lists other
// sites that may be asked.
export async function read(test, { expected = [], foreign = [], baseURL = base, ...options } = {}) {
  const context = await browser.newContext({ baseURL, locale: 'vi-VN', viewport: { width: 1280, height: 900 }, ...options })
  context.setDefaultTimeout(60_000) // the machine may be busy
  const page = await context.newPage()
  const wrong = []
  const may = (url) => expected.some((end) => url.endsWith(end))
  page.on('console', (m) => { if (m.type() === 'error' && !may(m.location().url)) wrong.push(`console: ${m.text()}`) })
  page.on('pageerror', (e) => wrong.push(`exception: ${e.message}`))
  page.on('response', (r) => { if (r.status() >= 400 && !may(r.url())) wrong.push(`${r.status()}: ${r.url()}`) })
  page.on('request', (r) => { if (![baseURL, ...foreign, 'data:'].some((site) => r.url().startsWith(site))) wrong.push(`foreign address: ${r.url()}`) })
  try {
    await test(page)
    assert.deepEqual(wrong, [])
  } finally {
    await context.close()
  }
}

// fits fails if the page as it is shown now has a barrier, or is too wide, on a
// desk or on a phone. NGUON_SHOTS is a folder for pictures of what it saw.
export async function fits(page) {
  const at = new URL(page.url()).pathname
  await page.evaluate(axe.source)
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    if (process.env.NGUON_SHOTS) {
      await page.screenshot({ path: `${process.env.NGUON_SHOTS}/${width}${at.replace(/\W+/g, '_')}.png`, fullPage: true })
    }
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    assert.equal(wider, 0, `${at} scrolls sideways at ${width} px`)
    const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }))
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`), [], `${at} at ${width} px`)
  }
}

// api answers a path of the data API as JSON.
export async function api(path) {
  const r = await fetch(new URL(path, base))
  assert.equal(r.status, 200, `${path}: ${r.status}`)
  return r.json()
}
