// A browser for one test file, and readers in it who notice what goes wrong.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { after, before } from 'node:test'

import { chromium } from 'playwright-core'

export const base = process.env.NGUON_URL
assert.ok(base, 'NGUON_URL must be the address of a portal; npm test starts one')

// The small file of axe: a page compiles it in half the time.
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser

// useBrowser opens Chromium before the tests of a file, and does what is to be done then,
// and closes it after.
export function useBrowser(then = () => {}) {
  before(async () => {
    browser = await chromium.launch({
      executablePath: process.env.NGUON_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    })
    await then()
  })
  after(() => browser?.close())
}

// read gives test a page of its own. The test fails if the page wrote an
// error to the console, threw one, or asked for something that failed:
// expected lists the addresses (by their ends) that may answer with an error.
// A portal beside the one of all tests is given as baseURL; foreign lists other
// sites that may be asked.
export async function read(test, { expected = [], ...options } = {}) {
  const reader = await open(options)
  try {
    await reader.read(test, expected)
  } finally {
    await reader.close()
  }
}

// useReader is useBrowser with one page for all tests of a file, which takes as long to
// open as to read: for tests that leave nothing behind in it. It returns their read.
export function useReader(options = {}) {
  let reader
  useBrowser(async () => { reader = await open(options) })
  return (test, { expected = [] } = {}) => reader.read(test, expected)
}

async function open({ foreign = [], baseURL = base, ...options }) {
  const context = await browser.newContext({ baseURL, locale: 'vi-VN', viewport: { width: 1280, height: 900 }, ...options })
  context.setDefaultTimeout(60_000) // the machine may be busy
  const page = await context.newPage()
  let wrong = [], expected = []
  const may = (url) => expected.some((end) => url.endsWith(end))
  page.on('console', (m) => { if (m.type() === 'error' && !may(m.location().url)) wrong.push(`console: ${m.text()}`) })
  page.on('pageerror', (e) => wrong.push(`exception: ${e.message}`))
  page.on('response', (r) => { if (r.status() >= 400 && !may(r.url())) wrong.push(`${r.status()}: ${r.url()}`) })
  page.on('request', (r) => { if (![baseURL, ...foreign, 'data:'].some((site) => r.url().startsWith(site))) wrong.push(`foreign address: ${r.url()}`) })
  return {
    close: () => context.close(),
    read: async (test, may) => {
      [wrong, expected] = [[], may]
      await test(page)
      assert.deepEqual(wrong, [])
    },
  }
}

// barriers are the violations of the rules of axe, of some or of all, on the page as it
// is shown now, each as a line of text.
export async function barriers(page, rules) {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axe)
  const { violations } = await page.evaluate((values) => globalThis.axe.run({
    resultTypes: ['violations'], ...(values && { runOnly: { type: 'rule', values } }),
  }), rules)
  return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`)
}

// A dark page differs from a light one in its colours alone: these are the rules for it.
export const colours = ['color-contrast']

// fits fails if the page as it is shown now has a barrier, or is too wide, on a
// desk or on a phone; or on either if it is dark, with dark. NGUON_SHOTS is a folder
// for pictures of what it saw.
export async function fits(page, { dark = false } = {}) {
  const at = new URL(page.url()).pathname
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    if (process.env.NGUON_SHOTS) {
      await page.screenshot({ path: `${process.env.NGUON_SHOTS}/${width}${at.replace(/\W+/g, '_')}.png`, fullPage: true })
    }
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    assert.equal(wider, 0, `${at} scrolls sideways at ${width} px`)
    assert.deepEqual(await barriers(page), [], `${at} at ${width} px`)
    if (!dark) continue
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    assert.deepEqual(await barriers(page, colours), [], `${at} at ${width} px, dark`)
    await page.emulateMedia({ colorScheme: 'light' })
  }
}

// api answers a path of the data API as JSON.
export async function api(path) {
  const r = await fetch(new URL(path, base))
  assert.equal(r.status, 200, `${path}: ${r.status}`)
  return r.json()
}
