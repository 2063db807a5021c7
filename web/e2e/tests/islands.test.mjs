// What the scripts of the portal add to pages that work without them.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { read, useBrowser } from '../browser.mjs'

useBrowser()

test('a program is copied as it is shown', () => read(async (page) => {
  await page.goto('/datasets/vn-places')
  const program = page.locator('.samples pre:visible')
  await page.locator('.samples button.copy:visible').click()
  await page.locator('[role=status]', { hasText: /\S/ }).waitFor({ state: 'attached' })
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await program.textContent())
}, { permissions: ['clipboard-read', 'clipboard-write'] }))

test('the theme changes without leaving the page, and is kept', () => read(async (page) => {
  await page.goto('/datasets/vn-places')
  const background = () => page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)
  const light = await background()
  let left = false
  page.on('framenavigated', () => { left = true })
  await page.locator('form.theme button[value=dark]').click()
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
  assert.notEqual(await background(), light)
  assert.equal(left, false)
  await page.goto('/about')
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
}, { colorScheme: 'light' }))

test('the key / goes to the search box, but not while something is typed', () => read(async (page) => {
  await page.goto('/datasets')
  await page.keyboard.press('/')
  const box = page.locator('input[type=search]:focus')
  await page.keyboard.type('a/b')
  assert.equal(await box.inputValue(), 'a/b')
}))

test('the language of the examples is remembered', () => read(async (page) => {
  await page.goto('/datasets/vn-places')
  await page.locator('.samples label', { hasText: /^R$/ }).click()
  await page.goto('/datasets/vn-holidays')
  assert.ok(await page.locator('.samples pre', { hasText: 'library(httr2)' }).isVisible())
}))
