// The main pages look as they did, on a phone and on a desk, light and dark. What
// was meant to change is committed anew with `npm run pictures -- --update`.
import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'

import { read, useBrowser } from '../browser.mjs'
import { blocks, compare, differing, overlaps, seenApart, small } from './pictures.mjs'
import { startEmptyPortal } from '../portal.mjs'

useBrowser()

const pages = {
  home: '/',
  search: '/datasets?q=d%C3%A2n+s%E1%BB%91',
  dataset: '/datasets/vn-places',
  chart: '/charts/global-temperature',
  map: '/datasets/vn-airports/map',
  place: '/places/79',
  'sign-in': '/account/sign-in',
}
const looks = [['light', 390], ['light', 1280]]

// A portal that has an API, and somebody at the desk.
let portal
before(async () => {
  const sample = join(resolve(import.meta.dirname, '../../../datasets-sample'), 'vn-airports')
  portal = await startEmptyPortal('MAU-GT', (port) => ({ NGUON_BASE_URL: `http://127.0.0.1:${port}`, NGUON_INSIDE_ADDRESSES: `127.0.0.1:${port}` }))
  await portal.command('publish', sample)
  await portal.command('product', 'add', join(sample, 'product.yaml'), '--upstream', `${portal.url}/v1/data/vn-airports`, '--publish')
})
after(() => portal?.stop())

// shown returns the page at a path when it does not change any more.
async function shown(page, path, look, width) {
  await page.emulateMedia({ colorScheme: look, reducedMotion: 'reduce' })
  await page.setViewportSize({ width, height: 900 })
  if (path) await page.goto(path, { waitUntil: 'networkidle' })
  await page.evaluate(() => document.fonts.ready)
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))))
}

async function looksTheSame(page, name, path, seen = looks) {
  const blank = await page.context().newPage()
  const wrong = []
  for (const [look, width] of seen) {
    await shown(page, page.url().endsWith(path) ? '' : path, look, width)
    const found = await compare(page, blank, `${name}-${width}${look === 'dark' ? '-dark' : ''}`)
    wrong.push(...found.slice(0, 12).map((line) => `${look}, ${width} px: ${line}`))
  }
  assert.deepEqual(wrong, [], `${name} looks different; if it is meant to: npm run pictures -- --update`)
}

for (const [name, path] of Object.entries(pages)) {
  test(`the page ${name} looks as it did`, () => read((page) => looksTheSame(page, name, path, name === 'dataset' ? [...looks, ['dark', 1280]] : looks)))
}

test('the page of an API looks as it did', () => read((page) => looksTheSame(page, 'product', '/apis/airports'), { baseURL: portal.url }))

test('the desk looks as it did', () => read(async (page) => {
  const link = new URL(await portal.command('user', 'create', 'admin@example.org', '--name', 'Quản trị', '--portal-admin', '--role', 'MAU-GT:administrator'))
  await page.goto(link.pathname + link.search)
  await page.fill('#password', 'bảy con vịt bơi qua sông')
  await page.locator('main form.people-form button[type=submit]').click()
  await page.waitForURL('**/account?done=password')
  await looksTheSame(page, 'desk', '/desk/MAU-GT')
}, { baseURL: portal.url }))

test('a block that is gone, moved or on another one is noticed, and the hue of letters is not', () => read(async (page) => {
  await shown(page, '/', 'light', 1280)
  const blank = await page.context().newPage()
  const [was, picture] = [await blocks(page), await small(page, blank)]
  assert.deepEqual(differing(was, await blocks(page)), [])
  const over = (await overlaps(page)).length
  // fault changes the style of the second heading, looks, and changes it back.
  const fault = async (css) => {
    await page.evaluate((css) => { document.querySelector('main h2').style.cssText = css }, css)
    const found = { moved: differing(was, await blocks(page)), over: (await overlaps(page)).length - over, apart: await seenApart(blank, picture, await small(page, blank)) }
    await page.evaluate(() => { document.querySelector('main h2').style.cssText = '' })
    return found
  }
  assert.match((await fault('display: none')).moved.join('\n'), /^h2 .* is gone$/m)
  assert.match((await fault('position: relative; top: 40px')).moved.join('\n'), /^h2 .* is now at /m)
  assert.ok((await fault('position: absolute; inset: 0 auto auto 0; width: 100%; height: 400px')).over > 0)
  assert.ok((await fault('background: black; height: 300px')).apart > 0.05)
  const faint = await fault('color: #333333')
  assert.deepEqual([faint.moved, faint.over], [[], 0])
  assert.ok(faint.apart < 0.002)
}, { baseURL: portal.url }))
