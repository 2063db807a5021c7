// The page of a dataset: what its first screen says, the table with its state in the
// address, link previews, the looks for whoever needs another, and its weight.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { api, fits, read, useBrowser } from '../browser.mjs'

useBrowser()

const dataset = '/datasets/vn-places'
const parts = ['.dataset-intro h1', '.dataset-intro .lead', '.answers', '.freshness', '.quality', '.changed']

for (const prefix of ['', '/en']) {
  test(`the first screen says what it is, whose, how fresh, how good and what changed (${prefix || '/'})`, () => read(async (page) => {
    await page.setViewportSize({ width: 1280, height: 800 })
    for (const slug of ['vn-places', 'vn-provinces', 'world-cities', 'clinic-visits-synthetic']) {
      await page.goto(`${prefix}/datasets/${slug}`)
      for (const part of parts) {
        const box = await page.locator(part).first().boundingBox()
        assert.ok(box && box.y + box.height <= 800, `${slug}: ${part} ends at ${box?.y + box?.height} px`)
      }
    }
    await page.setViewportSize({ width: 390, height: 844 })
    const tops = await Promise.all(parts.map(async (part) => (await page.locator(part).first().boundingBox()).y))
    assert.deepEqual(tops, [...tops].sort((a, b) => a - b), 'the order on a phone')
  }))
}

test('a bar leads to the rows that it counts, and the call beside the table asks for the same', () => read(async (page) => {
  await page.goto('/en' + dataset)
  const bar = page.locator('.summary svg.histogram a:has(title)').nth(1)
  const counted = Number((await bar.locator('title').textContent()).match(/: ([\d,]+) rows?$/)[1].replaceAll(',', ''))
  await bar.locator('rect.hit').click()
  await page.waitForURL(/__gte=/)
  assert.equal(await page.locator('.chosen li').count(), 2)
  assert.match(await page.locator('table.preview caption').innerText(), new RegExp(` of ${counted.toLocaleString('en')} that match`))
  const call = new URL(await page.locator('.same-rows code').innerText())
  const { meta } = await api(`${call.pathname}${call.search}&count=exact&limit=1`)
  assert.equal(meta.total, counted)
  await page.locator('.chosen li a').first().click()
  await page.waitForURL((url) => [...url.searchParams.keys()].filter((name) => name.includes('__')).length === 1)
}))

test('rows are searched, filtered and chosen without JavaScript, and the address can be sent to others', () => read(async (page) => {
  await page.goto('/en' + dataset)
  await page.getByRole('searchbox', { name: 'Search this table' }).fill('ha noi')
  await page.getByRole('button', { name: 'Search', exact: true }).last().click()
  await page.waitForURL(/q=ha\+noi/)
  assert.ok((await page.locator('table.preview tbody').innerText()).includes('Hà Nội'))
  await page.getByText('Filter by column').click()
  await page.getByLabel('Column', { exact: true }).selectOption('population')
  await page.getByLabel('Condition').selectOption('gte')
  await page.getByLabel('Value', { exact: true }).fill('1000000')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.waitForURL(/population__gte=1000000/)
  assert.match(page.url(), /q=ha\+noi/)
  await page.getByText('Columns shown').click()
  await page.locator('.column-boxes input').first().uncheck()
  await page.getByRole('button', { name: 'Show these columns' }).click()
  await page.waitForURL(/select=/)
  const rows = await page.locator('table.preview tbody').innerText()
  await page.goto(page.url())
  assert.equal(await page.locator('table.preview tbody').innerText(), rows)
}, { javaScriptEnabled: false }))

test('a row has an address of its own', () => read(async (page) => {
  await page.goto(dataset + '?sort=-population')
  const row = page.locator('table.preview tbody tr').nth(2)
  const cells = await row.locator('td').allInnerTexts()
  await row.locator('th a').click()
  await page.waitForURL(/version=1/)
  assert.equal(await page.locator('table.preview tbody tr').count(), 1)
  assert.deepEqual(await page.locator('table.preview tbody td').allInnerTexts(), cells)
}))

test('a wrong choice says why, and a chosen table has no barrier', () => read(async (page) => {
  await page.goto(dataset + '?population__gte=nhieu')
  assert.ok(await page.getByRole('alert').isVisible())
  await page.goto(dataset + '?population__gte=500000&q=ha&select=geonames_name,population')
  await fits(page)
}, { expected: ['population__gte=nhieu'] }))

test('large letters and high contrast are kept without JavaScript, and nothing breaks', () => read(async (page) => {
  await page.goto('/about')
  await page.getByRole('button', { name: 'Rất lớn' }).click()
  await page.getByRole('button', { name: 'Cao', exact: true }).click()
  assert.equal(await page.locator('html').getAttribute('data-text'), 'larger')
  assert.equal(await page.locator('html').getAttribute('data-contrast'), 'more')
}, { javaScriptEnabled: false }))

test('pages with the largest letters and the highest contrast have no barrier', () => read(async (page) => {
  await page.goto('/about')
  await page.getByRole('button', { name: 'Rất lớn' }).click()
  await page.getByRole('button', { name: 'Cao', exact: true }).click()
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '24px')
  for (const path of ['/', '/datasets', dataset]) {
    await page.goto(path)
    await fits(page, { dark: true })
  }
}))

// speech is what a device with these voices has, as far as the page uses it.
const speech = (languages) => `{
  const said = []
  Object.defineProperty(window, 'speechSynthesis', { value: Object.assign(new EventTarget(), {
    said, getVoices: () => ${JSON.stringify(languages)}.map((lang) => ({ lang, name: lang })), speak: (u) => said.push([u.lang, u.text]), cancel: () => { said.length = 0 },
  }) })
  window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text } }
}`

test('the summary is read aloud by a Vietnamese voice, and stops', () => read(async (page) => {
  await page.addInitScript(speech(['en-GB', 'vi-VN']))
  await page.goto(dataset)
  const button = page.getByRole('button', { name: 'Nghe tóm tắt' })
  await button.click()
  const said = await page.evaluate(() => speechSynthesis.said)
  assert.ok(said.length > 5 && said.every(([lang]) => lang === 'vi-VN'))
  const text = said.map(([, words]) => words).join(' ')
  for (const words of ['Dân số và tọa độ các đô thị Việt Nam', 'Cơ quan công bố', 'Bảng có 613 dòng']) assert.ok(text.includes(words), `${words} is not read`)
  await page.getByRole('button', { name: 'Dừng đọc' }).click()
  assert.deepEqual(await page.evaluate(() => speechSynthesis.said), [])
}))

test('without a voice for the language nothing is offered', () => read(async (page) => {
  await page.addInitScript(speech(['en-GB', 'fr-FR']))
  await page.goto(dataset)
  await page.waitForLoadState('networkidle')
  assert.equal(await page.locator('[data-listen]').isVisible(), false)
}))

test('a link preview has a picture, and the page says in schema.org what it is', () => read(async (page) => {
  await page.goto(dataset)
  const card = await page.locator('meta[property="og:image"]').getAttribute('content')
  const r = await page.request.get(new URL(card).pathname + new URL(card).search)
  assert.equal(r.headers()['content-type'], 'image/png')
  const said = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent())
  assert.equal(said['@type'], 'Dataset')
  assert.ok(said.distribution.length >= 2 && said.variableMeasured.length >= 5)
  const linked = await page.request.get(await page.locator('link[type="application/ld+json"]').getAttribute('href'))
  assert.equal((await linked.json())['@type'], 'dcat:Dataset')
}))

test('on paper there is no search, no switch, and the whole table', () => read(async (page) => {
  await page.goto(dataset)
  await page.emulateMedia({ media: 'print' })
  for (const part of ['.top-tools', '.table-tools', '.look', '.actions', '.pager']) assert.equal(await page.locator(part).first().isVisible(), false, part)
  assert.ok(await page.locator('table.preview').isVisible())
}))

// What a slow phone loads: everything, compressed, headers included.
for (const path of [dataset, '/en' + dataset, '/datasets/us-weather']) {
  test(`${path} transfers less than 100 kB`, () => read(async (page) => {
    const session = await page.context().newCDPSession(page)
    await session.send('Network.enable')
    const size = new Map()
    session.on('Network.responseReceived', ({ requestId, response }) => size.set(requestId, { url: response.url, bytes: 0 }))
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => { if (size.has(requestId)) size.get(requestId).bytes = encodedDataLength })
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    const loaded = [...size.values()]
    const total = loaded.reduce((sum, { bytes }) => sum + bytes, 0)
    assert.ok(total > 10_000 && total < 100_000, `${total} bytes: ${loaded.map(({ url, bytes }) => `${new URL(url).pathname} ${bytes}`).join(', ')}`)
  }))
}
