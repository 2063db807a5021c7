// Places and maps: what a newcomer does with them.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'

import { api, base, fits, read, useBrowser } from '../browser.mjs'

useBrowser()

const areas = '/charts/vn-places?agg=sum&kind=areas&table=population&x=province_code&y=population'
const points = '/charts/vn-places?kind=map&table=population&x=longitude&y=population'

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

// known waits until the figures of places were gathered.
async function known() {
  for (const deadline = Date.now() + 60_000; ;) {
    const page = await fetch(base + '/en/places/79').then((r) => r.text())
    if (!page.includes('being gathered')) return
    assert.ok(Date.now() < deadline, 'the figures of places are never gathered')
    await new Promise((next) => setTimeout(next, 250))
  }
}

test('a newcomer finds the population of a province, maps it, shows it elsewhere and cites it', () => read(async (page) => {
  await known()
  await page.goto('/places')
  await page.getByLabel('Tìm địa phương').fill('binh duong') // a former name, without tone marks
  await page.getByRole('button', { name: 'Tìm', exact: true }).click()
  await page.locator('main').getByRole('link', { name: 'Hồ Chí Minh' }).first().click()
  await page.getByRole('heading', { level: 1, name: 'Hồ Chí Minh' }).waitFor()
  await page.getByText('202/2025/QH15').waitFor()
  const row = page.getByRole('row', { name: /^Tổng dân số/ })
  const value = (await row.locator('td').first().innerText()).replace(/\D/g, '')
  const { data } = await api('/v1/data/vn-places/population/rows?group=province_code&agg=total:sum(population)&province_code__eq=79')
  assert.equal(Number(value), data[0].total, 'the page has another figure than the API')

  // The rows behind it are one link away.
  await row.getByRole('link', { name: /^các dòng/ }).click()
  await page.waitForURL(/province_code__eq=79/)

  await page.getByRole('link', { name: 'Vẽ biểu đồ, bản đồ' }).click()
  await page.locator('main').getByRole('link', { name: /Bản đồ tô màu theo mã/ }).first().click()
  await page.locator('svg.chart-map').waitFor()
  shown = await page.locator('.chart-share pre').nth(1).innerText()
  await page.goto(`http://127.0.0.1:${elsewhere.address().port}`)
  await page.frameLocator('iframe').locator('svg.chart-map').waitFor()

  await page.goto(base + '/datasets/vn-places')
  await page.getByRole('heading', { name: /Trích dẫn/ }).first().waitFor()
}, { foreign: ['http://127.0.0.1:'] }))

test('ten years of a figure are a line that can be shown elsewhere', () => read(async (page) => {
  await page.goto('/en/charts/life-expectancy?column=country&kind=line&table=indicators&value=Nh%E1%BA%ADt+B%E1%BA%A3n&x=year&y=population')
  await page.locator('svg.chart-picture').waitFor()
  assert.ok(await page.locator('.chart-table tbody tr').count() >= 10)
  assert.match(await page.locator('.chart-share pre').nth(1).innerText(), /^<iframe /)
}))

test('a map is moved and made larger, with buttons, keys and the mouse', () => read(async (page) => {
  await page.goto(areas)
  const map = page.locator('svg.chart-map')
  const part = () => map.getAttribute('viewBox').then((text) => text.split(' ').map(Number))
  const whole = await part()
  await page.getByRole('button', { name: 'Phóng to' }).click()
  const closer = await part()
  assert.ok(closer[2] < whole[2] * 0.7, `${closer} of ${whole}`)
  await page.getByRole('region', { name: 'Hình biểu đồ' }).focus()
  await page.keyboard.press('ArrowRight')
  assert.ok((await part())[0] > closer[0])
  const picture = page.locator('svg.chart-picture')
  await picture.hover({ position: { x: 300, y: 300 } }) // the page may still be scrolling to what has the focus
  const box = await picture.boundingBox()
  const before = await part()
  await page.mouse.down()
  await page.mouse.move(box.x + 360, box.y + 300, { steps: 4 })
  await page.mouse.up()
  assert.ok((await part())[0] < before[0], 'the map was not dragged')
  await page.keyboard.press('0')
  assert.deepEqual(await part(), whole)

  // What is pointed at is read.
  const at = await map.evaluate((svg) => {
    for (const path of svg.querySelectorAll('path.chart-edge')) {
      const { x, y, width, height } = path.getBBox()
      const middle = new DOMPoint(x + width / 2, y + height / 2)
      if (path.isPointInFill(middle)) return middle.matrixTransform(path.getScreenCTM()).toJSON()
    }
  })
  await page.mouse.move(at.x, at.y)
  assert.match(await page.locator('.chart-readout output').innerText(), /\S, |không có số liệu/)
}))

test('a map has its values as a table, and the names that the law wants', () => read(async (page) => {
  await page.goto(areas)
  await page.getByText('Bảng số liệu của biểu đồ').click()
  await page.getByRole('rowheader', { name: 'Hồ Chí Minh' }).waitFor()
  const picture = await page.locator('svg.chart-picture').textContent()
  assert.match(picture, /Hoàng Sa \(Việt Nam\)/)
  assert.match(picture, /Trường Sa \(Việt Nam\)/)
  assert.equal(await page.locator('[data-map-tools]').isVisible(), false)
}, { javaScriptEnabled: false }))

test('pages are accessible, and fit', () => read(async (page) => {
  await known()
  for (const path of ['/places/79', '/places/compare?a=01&b=79', areas, '/en' + points, areas.replace('?', '/embed?')]) {
    await page.goto(path)
    await fits(page, { dark: true })
  }
}))
