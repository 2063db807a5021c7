import assert from 'node:assert/strict'
import { test } from 'node:test'

import { api, useReader } from '../browser.mjs'

const read = useReader()

const rows = '/v1/data/vn-places/population/rows'

// column returns the cells of one column of the preview as they are shown.
async function column(page, name) {
  const heads = await page.locator('table.preview thead th a').evaluateAll((as) => as.map((a) => new URL(a.href).searchParams.get('sort')?.replace('-', '') ?? ''))
  const i = heads.indexOf(name)
  assert.ok(i >= 0, `no column ${name} among ${heads}`)
  return page.locator(`table.preview tbody tr td:nth-child(${i + 2})`).allInnerTexts() // the first is the number of the row
}

const names = async (query) => (await api(`${rows}?limit=20&${query}`)).data.map((r) => r.geonames_name)

test('the table that a search leads to shows the first rows of the API', () => read(async (page) => {
  await page.goto('/datasets?q=dan+so')
  await page.locator('.card h3 a').first().click()
  await page.waitForURL('**/datasets/vn-places')
  assert.deepEqual(await column(page, 'geonames_name'), await names(''))
  const first = (await api(`${rows}?limit=1`)).data[0].population
  assert.equal((await column(page, 'population'))[0], first.toLocaleString('de')) // groups as Vietnamese does
}))

test('a heading sorts up, then down, then not at all, as the API does', () => read(async (page) => {
  await page.goto('/datasets/vn-places')
  const head = () => page.locator('table.preview th', { hasText: 'Dân số' })
  await head().getByRole('link').click()
  await page.waitForURL(/sort=population/)
  assert.equal(await head().getAttribute('aria-sort'), 'ascending')
  assert.deepEqual(await column(page, 'geonames_name'), await names('sort=population'))
  await head().getByRole('link').click()
  await page.waitForURL(/sort=-population/)
  assert.equal(await head().getAttribute('aria-sort'), 'descending')
  assert.equal(await page.locator('table.preview tbody tr').count(), 20)
  await head().getByRole('link').click()
  await page.waitForURL((url) => !url.searchParams.has('sort'))
  assert.equal(await page.locator('table.preview th[aria-sort]').count(), 0)
}))

test('the next page continues where the page ends, and the first is one click away', () => read(async (page) => {
  await page.goto('/datasets/vn-places?sort=-name')
  const first = await column(page, 'geonames_name')
  await page.locator('#data ~ nav a[rel~=next], nav.pager a[rel~=next]').first().click()
  await page.waitForURL(/cursor=/)
  const second = await column(page, 'geonames_name')
  const want = (await api(`${rows}?limit=40&sort=-name`)).data.map((r) => r.geonames_name)
  assert.deepEqual([...first, ...second], want)
  assert.match(await page.locator('table.preview caption').innerText(), /21.*40.*613/)
  await page.locator('nav.pager a[rel~=first]').click()
  await page.waitForURL((url) => !url.searchParams.has('cursor'))
  assert.deepEqual(await column(page, 'geonames_name'), first)
}))

test('the last page has no next', () => read(async (page) => {
  await page.goto('/datasets/vn-provinces?resource=after')
  await page.locator('nav.pager a[rel~=next]').click()
  await page.waitForURL(/cursor=/)
  assert.equal(await page.locator('table.preview tbody tr').count(), 14)
  assert.equal(await page.locator('nav.pager a[rel~=next]').count(), 0)
}))

test('a dataset with two tables shows each', () => read(async (page) => {
  await page.goto('/datasets/vn-provinces')
  const tabs = page.locator('.tabs a')
  assert.equal(await tabs.count(), 2)
  await tabs.nth(1).click()
  await page.waitForURL(/resource=after/)
  assert.equal(await tabs.nth(1).getAttribute('aria-current'), 'true')
  assert.ok((await column(page, 'name')).includes('Hà Nội'))
}))

test('a cursor of nobody is answered with a way back', () => read(async (page) => {
  const answer = await page.goto('/datasets/vn-places?cursor=abc')
  assert.equal(answer.status(), 400)
  assert.ok(await page.getByRole('alert').isVisible())
  await page.getByRole('alert').getByRole('link').click()
  assert.equal(await page.locator('table.preview tbody tr').count(), 20)
}, { expected: ['cursor=abc'] }))
