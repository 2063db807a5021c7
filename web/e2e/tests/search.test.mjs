import assert from 'node:assert/strict'
import { test } from 'node:test'

import { useReader } from '../browser.mjs'

const read = useReader()

const titles = (page) => page.locator('.card h3').allInnerTexts()

for (const words of ['dan so', 'dân số', 'DÂN SỐ']) {
  test(`the population of Viet Nam comes first for "${words}"`, () => read(async (page) => {
    await page.goto('/')
    await page.getByRole('main').getByRole('combobox').fill(words)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/datasets?**')
    assert.match((await titles(page))[0], /^Dân số .*Việt Nam/)
    assert.match(await page.title(), new RegExp(words))
  }))
}

test('with and without tone marks the same datasets are found', () => read(async (page) => {
  await page.goto('/datasets?q=' + encodeURIComponent('nhiệt độ'))
  const exact = await titles(page)
  await page.goto('/datasets?q=nhiet+do')
  assert.ok(exact.length > 1)
  assert.deepEqual((await titles(page)).toSorted(), exact.toSorted())
}))

test('words that occur nowhere find nothing, and the page says what to do', () => read(async (page) => {
  await page.goto('/datasets?q=xyzzyqwv')
  assert.deepEqual(await titles(page), [])
  await page.getByRole('main').locator('a[href="/datasets"]').first().click()
  assert.ok((await titles(page)).length >= 8)
}))

test('a filter narrows the results by as many as it said, and can be taken off', () => read(async (page) => {
  await page.goto('/datasets')
  const all = (await titles(page)).length
  const filters = page.locator('.filters details')
  const box = filters.locator('input[type=checkbox]').first()
  if (!await box.isVisible()) await filters.locator('summary').click()
  const said = Number((await box.locator('xpath=ancestor::label').locator('.count').innerText()).replace(/\D/g, ''))
  assert.ok(said > 0 && said < all, `${said} of ${all}`)
  await box.check()
  await filters.getByRole('button').click()
  await page.waitForURL(/\?theme=/)
  assert.equal((await titles(page)).length, said)
  await page.locator('.chips a').first().click()
  await page.waitForURL((url) => !url.search.includes('theme'))
  assert.equal((await titles(page)).length, all)
}))

test('text of a reader is shown, not run', () => read(async (page) => {
  const words = '<img src=x onerror=alert(1)>'
  await page.goto('/datasets?q=' + encodeURIComponent(words))
  assert.ok((await page.getByRole('heading', { level: 1 }).innerText()).includes(words))
  assert.equal(await page.locator('img[src="x"]').count(), 0)
}))
