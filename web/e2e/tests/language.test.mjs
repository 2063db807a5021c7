import assert from 'node:assert/strict'
import { test } from 'node:test'

import { base, useReader } from '../browser.mjs'
import { kinds } from '../pages.mjs'

const read = useReader()

// ask returns of a page its language, its words, its heading, which may be a name that
// has one form, and where its switch leads in the other language.
async function ask(path, status = 200) {
  const answer = await fetch(base + path)
  assert.equal(answer.status, status, path)
  const page = await answer.text()
  const part = (pattern) => page.match(pattern)?.[1] ?? assert.fail(`${path} has no ${pattern}`)
  const words = (html) => html.replace(/<(script|style)\b.*?<\/\1>/gs, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
  return {
    lang: part(/<html\b[^>]*? lang="(\w+)"/), main: words(part(/<main\b[^>]*>(.*)<\/main>/s)), heading: words(part(/<h1\b[^>]*>(.*?)<\/h1>/s)),
    other: part(/<ul class="languages".*?<a href="([^"]+)" hreflang=/s).replaceAll('&#43;', '+').replaceAll('&amp;', '&'),
  }
}

// parts are what an address says, however it is escaped.
function parts(path) {
  const { pathname, searchParams } = new URL(path, base)
  return [pathname, [...searchParams].sort()]
}

for (const { name, path, status } of kinds) {
  test(`${name}: the switch leads to the same page in English and back`, async () => {
    const first = await ask(path, status)
    assert.equal(first.lang, 'vi')
    assert.match(first.other, /^\/en(\/|$|\?)/)
    const english = await ask(first.other, status)
    assert.equal(english.lang, 'en')
    assert.notEqual(english.main, first.main)
    assert.deepEqual(parts(english.other), parts(path))
    assert.equal((await ask(english.other, status)).heading, first.heading)
  })
}

test('the switch is followed, and the browser stays at the page', () => read(async (page) => {
  await page.goto('/datasets/vn-provinces?resource=after&sort=-former_units')
  const address = page.url()
  await page.locator('.languages a[hreflang=en]').click()
  await page.waitForURL(address.replace('/datasets', '/en/datasets'))
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  await page.locator('.languages a[hreflang=vi]').click()
  await page.waitForURL(address)
}))

test('numbers are written as the language does', () => read(async (page) => {
  await page.goto('/datasets/vn-places?sort=-population')
  assert.ok((await page.locator('table.preview').innerText()).includes('3.467.331'))
  await page.goto('/en/datasets/vn-places?sort=-population')
  assert.ok((await page.locator('table.preview').innerText()).includes('3,467,331'))
}))
