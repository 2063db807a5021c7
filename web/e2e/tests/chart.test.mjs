// Charts: suggested, changed, read, and shown on another site.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'

import { api, base, fits, read, useBrowser } from '../browser.mjs'

useBrowser()

const lines = '/charts/life-expectancy?agg=avg&kind=line&series=region&table=indicators&x=year&y=life_expectancy'

// elsewhere is a page of another site, with what it was given to show.
let elsewhere, shown = ''
before(async () => {
  elsewhere = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><html lang="vi"><title>Bài báo</title><link rel="icon" href="data:,"><h1>Bài báo</h1>${shown}`)
  })
  await new Promise((done) => elsewhere.listen(0, '127.0.0.1', done))
})
after(() => elsewhere?.close())

test('from a dataset to a chart on another site', () => read(async (page) => {
  await page.goto('/datasets/life-expectancy')
  await page.getByRole('link', { name: 'Vẽ biểu đồ' }).click()
  await page.getByRole('link', { name: 'Trung bình tuổi thọ trung bình khi sinh' }).click()
  const picture = page.locator('svg.chart-picture')
  await picture.waitFor()

  // The form draws at once; the field that is used stays so.
  const here = page.url()
  await page.evaluate(() => { globalThis.stayed = true })
  await page.getByLabel('Cách gộp').focus()
  await page.getByLabel('Cách gộp').selectOption('max')
  await page.getByRole('heading', { level: 1, name: 'Lớn nhất của tuổi thọ' }).waitFor()
  assert.equal(await page.evaluate(() => globalThis.stayed), true, 'the page was loaded again')
  assert.equal(page.url(), here.replace('agg=avg', 'agg=max'))
  assert.equal(await page.evaluate(() => document.activeElement.id), 'chart-agg')
  assert.match(await page.title(), /^Lớn nhất/)

  // Values are read with keys, and where the picture is pointed at.
  const slider = page.getByLabel('Đọc từng giá trị')
  await slider.focus()
  await page.keyboard.press('ArrowRight')
  assert.match(await slider.getAttribute('aria-valuetext'), /^19\d\d, .+, [\d,]+ năm$/)
  const last = picture.locator('circle').last()
  await last.hover()
  assert.match(await page.locator('.chart-readout output').innerText(), /^2005, /)
  assert.equal(await picture.locator('[data-marked]').count(), 1)

  const site = `http://127.0.0.1:${elsewhere.address().port}`
  shown = await page.locator('.chart-share pre').nth(1).innerText()
  await page.goto(site)
  const frame = page.frameLocator('iframe')
  await frame.locator('svg.chart-picture').waitFor()
  assert.equal(await page.locator('iframe').getAttribute('title'), 'Lớn nhất của tuổi thọ trung bình khi sinh, theo năm và khu vực')
  assert.equal(await frame.locator('a', { hasText: 'Xem trên cổng dữ liệu' }).getAttribute('href'), `${base}/charts/life-expectancy@1?agg=max&kind=line&series=region&table=indicators&x=year&y=life_expectancy`)
}, { foreign: ['http://127.0.0.1:'] }))

test('every chart that is suggested can be drawn', async () => {
  const { data } = await api('/v1/datasets?limit=100')
  let charts = 0
  for (const { slug } of data) {
    const page = await fetch(`${base}/en/datasets/${slug}/charts`).then((r) => r.text())
    for (const [, path] of page.matchAll(/<img src="([^"]+)"/g)) {
      const answer = await fetch(base + path.replaceAll('&amp;', '&'))
      const picture = await answer.text()
      assert.equal(answer.status, 200, `${path}: ${picture}`)
      assert.doesNotMatch(picture, /NaN|Infinity/, path)
      charts++
    }
  }
  assert.ok(charts > 20, `${charts} charts of ${data.length} datasets`)
})

test('a chart has the figures of the API', async () => {
  const page = await fetch(base + '/en' + lines).then((r) => r.text())
  const call = page.match(/http[^<]*\/v1\/data\/[^<]*/)[0].replaceAll('&amp;', '&')
  const { data } = await fetch(call).then((r) => r.json())
  const years = [...page.matchAll(/<tr><th scope="row">(\d+)<\/th>(.*?)<\/tr>/g)]
  const heads = [...page.matchAll(/<th scope="col" class="number">([^<]*)</g)].map(([, name]) => name)
  const found = years.flatMap(([, year, cells]) => [...cells.matchAll(/class="number">([^<]*)</g)].map(([, value], i) => [`${year} ${heads[i]}`, Number(value)]))
  assert.ok(data.length > 50)
  assert.equal(found.length, data.length)
  const want = new Map(data.map((row) => [`${row.year} ${row.region}`, row.value]))
  for (const [place, value] of found) assert.ok(Math.abs(value - want.get(place)) < 1e-4, `${place}: ${value}, the API has ${want.get(place)}`)
})

test('without JavaScript the form leads to the chart', () => read(async (page) => {
  await page.goto('/charts/world-countries')
  await page.getByLabel('Theo cột', { exact: false }).first().selectOption('continent')
  await page.getByLabel('Tiêu đề').fill('Số nước của mỗi châu lục')
  await page.getByRole('button', { name: 'Vẽ', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Số nước của mỗi châu lục' }).waitFor()
  assert.equal(await page.locator('svg.chart-picture').getAttribute('aria-label'), 'Số nước của mỗi châu lục')
  await page.getByText('Bảng số liệu của biểu đồ').click()
  await page.getByRole('rowheader', { name: 'Châu Phi' }).waitFor()
  assert.equal(await page.locator('.chart-readout').isVisible(), false)
}, { javaScriptEnabled: false }))

test('what is wrong is said at the field', () => read(async (page) => {
  await page.goto('/en' + lines)
  await page.getByLabel('By column', { exact: false }).first().selectOption('country')
  await page.getByRole('alert').getByText('A line needs a column of dates or years.').waitFor()
  assert.equal(await page.locator('#chart-x').getAttribute('aria-invalid'), 'true')
}, { expected: ['x=country&y=life_expectancy'] }))

test('pages are accessible, and fit', () => read(async (page) => {
  for (const path of ['/datasets/life-expectancy/charts', lines, '/en/charts/clinic-visits-synthetic?kind=pyramid&series=sex&table=visits&x=birth_year',
    lines.replace('?', '/embed?')]) {
    await page.goto(path)
    await fits(page, { dark: true })
  }
}))
