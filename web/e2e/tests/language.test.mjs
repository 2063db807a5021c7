import assert from 'node:assert/strict'
import { test } from 'node:test'

import { read, useBrowser } from '../browser.mjs'
import { kinds } from '../pages.mjs'

useBrowser()

for (const { name, path, status } of kinds) {
  test(`${name}: the switch leads to the same page in English and back`, () => read(async (page) => {
    await page.goto(path)
    assert.equal(await page.locator('html').getAttribute('lang'), 'vi')
    const words = () => page.locator('main').innerText() // a heading may be a name, which has one form
    const heading = await page.getByRole('heading', { level: 1 }).innerText()
    const first = await words()
    const address = page.url()
    await page.locator('.languages a[hreflang=en]').click()
    await page.waitForURL(/\/en(\/|$)/)
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    assert.notEqual(await words(), first)
    await page.locator('.languages a[hreflang=vi]').click()
    await page.waitForURL(address)
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), heading)
  }, { expected: status ? [path] : [] }))
}

test('numbers are written as the language does', () => read(async (page) => {
  await page.goto('/datasets/vn-places?sort=-population')
  assert.ok((await page.locator('table.preview').innerText()).includes('3.467.331'))
  await page.goto('/en/datasets/vn-places?sort=-population')
  assert.ok((await page.locator('table.preview').innerText()).includes('3,467,331'))
}))
