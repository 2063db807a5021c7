// Suggestions under the search boxes: a combobox of the ARIA authoring practices.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { barriers, read, useBrowser } from '../browser.mjs'

useBrowser()

const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }

// The pages with a box of their own, and one that has it in the header.
const pages = { home: '/', results: '/datasets', dataset: '/datasets/vn-holidays', agencies: '/agencies' }

const combobox = (page) => page.getByRole('combobox')
const options = (page) => page.locator('[role=listbox]').getByRole('option')

async function type(page, words) {
  const answer = page.waitForResponse((r) => new URL(r.url()).searchParams.get('q') === words)
  await combobox(page).click()
  await combobox(page).pressSequentially(words, { delay: 20 })
  await answer // and not only that to the first letters
  await options(page).first().waitFor()
}

for (const [name, path] of Object.entries(pages)) {
  for (const [screen, look] of Object.entries({ desktop: {}, phone })) {
    test(`the ${name} page suggests what may be meant, on a ${screen}`, () => read(async (page) => {
      await page.goto(path)
      await type(page, 'dân s')
      assert.equal(await combobox(page).getAttribute('aria-expanded'), 'true')
      const texts = await options(page).allInnerTexts()
      assert.ok(texts.some((text) => /dân số/i.test(text)), texts.join(' | '))
      const list = await page.getByRole('listbox').boundingBox()
      const width = page.viewportSize().width
      assert.ok(list.x >= 0 && list.x + list.width <= width, `${JSON.stringify(list)} in ${width}`)
      assert.deepEqual(await barriers(page), [])
    }, look))
  }
}

test('arrow keys walk through the suggestions, and Enter takes one', () => read(async (page) => {
  await page.goto('/datasets/vn-holidays')
  await type(page, 'nhiet')
  const n = await options(page).count()
  await page.keyboard.press('ArrowDown')
  const active = () => combobox(page).getAttribute('aria-activedescendant')
  assert.equal(await active(), await options(page).first().getAttribute('id'))
  assert.equal(await page.locator('[role=listbox]').getByRole('option', { selected: true }).count(), 1)
  await page.keyboard.press('ArrowUp')
  assert.equal(await active(), null, 'above the first is the box itself')
  await page.keyboard.press('ArrowUp')
  assert.equal(await active(), await options(page).nth(n - 1).getAttribute('id'))
  await page.keyboard.press('ArrowDown')
  assert.equal(await combobox(page).inputValue(), 'nhiet', 'walking changes nothing that was typed')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/datasets(\?q=|\/)(?!vn-holidays)/)
}))

test('Escape closes the suggestions and keeps what was typed, and the arrow brings them back', () => read(async (page) => {
  await page.goto('/agencies')
  await type(page, 'dan so')
  await page.keyboard.press('Escape')
  assert.equal(await page.getByRole('listbox').count(), 0)
  assert.equal(await combobox(page).getAttribute('aria-expanded'), 'false')
  assert.equal(await combobox(page).inputValue(), 'dan so')
  await page.keyboard.press('ArrowDown')
  await options(page).first().waitFor()
  await page.keyboard.press('Tab')
  await page.getByRole('listbox').waitFor({ state: 'hidden' })
}))

test('Enter without a choice is a plain search', () => read(async (page) => {
  await page.goto('/datasets/vn-holidays')
  await type(page, 'dân số')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/datasets\?q=/)
  assert.ok(await page.locator('.card').count() > 0)
}))

test('a title leads to its dataset, in the language of the page', () => read(async (page) => {
  await page.goto('/en/agencies')
  await type(page, 'public holi')
  await page.getByRole('option', { name: /dataset$/ }).first().click()
  await page.waitForURL('**/en/datasets/vn-holidays')
}))

for (const [prefix, said] of [['', /^Số gợi ý: \d+$/], ['/en', /^Suggestions: \d+$/]]) {
  test(`a screen reader hears how many suggestions there are${prefix && ', in English'}`, () => read(async (page) => {
    await page.goto(prefix + '/agencies')
    await type(page, 'da')
    const status = page.locator('.suggest-box [role=status]')
    assert.match(await status.innerText(), said)
    assert.equal((await status.innerText()).match(/\d+/)[0], String(await options(page).count()))
    await page.keyboard.press('Escape')
    assert.equal(await status.textContent(), '')
  }))
}

for (const [screen, look] of Object.entries({ desktop: {}, phone })) {
  test(`the box in the header is a plain search without JavaScript, on a ${screen}`, () => read(async (page) => {
    await page.goto('/datasets/vn-holidays')
    const box = page.locator('header').getByRole('searchbox')
    await box.fill('dân số')
    await page.locator('header search button').click()
    await page.waitForURL('**/datasets?q=*')
    assert.ok(await page.locator('.card').count() > 0)
  }, { ...look, javaScriptEnabled: false }))
}
