// A newcomer finds the population of a commune, charts ten years of it, takes the
// code that shows the chart elsewhere, and how it is cited: by clicks alone.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { fits, read, useBrowser } from '../browser.mjs'
import { startPortal } from '../portal.mjs'

useBrowser()

const about = `slug: commune-population
title: {vi: Dân số các xã tỉnh An Giang, en: Population of communes of An Giang}
description: {vi: Số liệu giả định để thử., en: Made-up figures to try.}
agency: {code: TK-AG, title: {vi: Thống kê tỉnh An Giang (thử), en: Statistics of An Giang (trial)}}
theme: [population]
licence: CC-BY-4.0
frequency: annual
resources:
  - {name: communes, title: {vi: Theo xã và năm, en: By commune and year}, file: communes.csv}
`

let portal
before(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nguon-journey-'))
  const rows = ['Mã xã;Tên xã;Năm;Dân số (người)']
  for (const [i, [code, name]] of [['30292', 'Phường Bình Đức'], ['30301', 'Phường Mỹ Thới'], ['30307', 'Phường Long Xuyên']].entries()) {
    for (let year = 2015; year <= 2024; year++) rows.push(`${code};${name};${year};${(30_000 + 7_000 * i + 300 * (year - 2015)).toLocaleString('de-DE')}`)
  }
  await writeFile(join(folder, 'dataset.yaml'), about)
  await writeFile(join(folder, 'communes.csv'), rows.join('\r\n') + '\r\n')
  portal = await startPortal({ prepare: (command) => command('publish', folder) })
  await rm(folder, { recursive: true, force: true })
})
after(() => portal?.stop())

for (const { lang, width, places, find, over, copy } of [
  { lang: 'vi', width: 390, places: 'Địa phương', find: 'Tìm', over: /^biểu đồ qua các kỳ/, copy: 'Sao chép' },
  { lang: 'en', width: 1280, places: 'Places', find: 'Find', over: /^chart over time/, copy: 'Copy' },
]) {
  test(`five clicks lead to ten years of a commune, to be shown and cited elsewhere (${lang}, ${width} px)`, async () => {
    const home = lang === 'vi' ? '/' : '/en/'
    for (const deadline = Date.now() + 60_000; ;) {
      const page = await fetch(`${portal.url}${home}places/30307`).then((r) => r.text())
      if (/46[.,]700/.test(page)) break
      assert.ok(Date.now() < deadline, 'the figures of places are never gathered')
      await new Promise((next) => setTimeout(next, 250))
    }
    await read(async (page) => {
      let clicks = 0
      const click = async (what) => {
        await what.click()
        clicks++
      }
      await page.goto(home)
      await click(page.getByRole('link', { name: places, exact: true }).first())
      await page.locator('#place-q').fill('long xuyen')
      await click(page.getByRole('main').getByRole('button', { name: find, exact: true }))
      await click(page.getByRole('main').getByRole('link', { name: 'Long Xuyên' }).first())
      await page.getByRole('row', { name: /46[.,]700/ }).waitFor()
      await fits(page)
      await page.setViewportSize({ width, height: 844 })
      await click(page.getByRole('main').getByRole('link', { name: over }).first())
      await page.locator('svg.chart-picture').waitFor()
      assert.equal(await page.locator('.chart-table tbody tr').count(), 10)
      assert.match(await page.getByRole('heading', { level: 1 }).innerText(), /Long Xuyên/)
      const code = page.locator('.chart-share figure')
      await click(code.nth(1).getByRole('button', { name: copy }))
      assert.match(await code.nth(1).locator('pre').innerText(), /^<iframe .*commune-population@1/)
      assert.match(await page.locator('#cite pre').innerText(), /An Giang.*\(2\d{3}\).*commune-population/)
      assert.equal(clicks, 5)
      await fits(page)
    }, { baseURL: portal.url, viewport: { width, height: 844 } })
  })
}
