import assert from 'node:assert/strict'
import { test } from 'node:test'

import { read, useBrowser } from '../browser.mjs'

useBrowser()

test('search, open, sort, turn pages and download without JavaScript', () => read(async (page) => {
  await page.goto('/')
  await page.getByRole('main').getByRole('searchbox').fill('dân số')
  await page.getByRole('main').getByRole('button').first().click()
  await page.waitForURL('**/datasets?q=*')
  await page.locator('.card h3 a').first().click()
  await page.waitForURL('**/datasets/vn-places')
  await page.locator('table.preview th', { hasText: 'Dân số' }).getByRole('link').click()
  await page.waitForURL(/sort=population/)
  await page.locator('nav.pager a[rel~=next]').click()
  await page.waitForURL(/cursor=/)
  assert.equal(await page.locator('table.preview tbody tr').count(), 20)
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href$="file.parquet"]').first().click()])
  assert.equal(await download.failure(), null)
}, { javaScriptEnabled: false }))

test('the examples of every language can be read without JavaScript', () => read(async (page) => {
  await page.goto('/datasets/vn-places')
  for (const [language, line] of [['Python \\(requests\\)', 'import requests'], ['R', 'library(httr2)'], ['JavaScript', 'await fetch'], ['curl', 'curl']]) {
    await page.locator('.samples label', { hasText: new RegExp(`^${language}$`) }).click()
    assert.ok(await page.locator('.samples pre', { hasText: line }).first().isVisible(), language)
  }
}, { javaScriptEnabled: false }))

test('the theme is chosen and kept without JavaScript, and the reader stays where they are', () => read(async (page) => {
  await page.goto('/datasets?q=dan+so')
  const background = () => page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)
  const light = await background()
  await page.locator('form.theme button[value=dark]').click()
  await page.waitForURL(/\/datasets\?q=dan/)
  assert.notEqual(await background(), light)
  await page.goto('/about')
  assert.equal(await page.locator('form.theme button[value=dark]').getAttribute('aria-pressed'), 'true')
}, { javaScriptEnabled: false, colorScheme: 'light' }))
