// A source of releases: it makes one by itself, stops and asks when the data
// shrink, and goes on when somebody accepts them.
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { fits, read, useBrowser } from '../browser.mjs'
import { startEmptyPortal } from '../portal.mjs'

useBrowser()

const manifest = `slug: rain
title: {vi: Lượng mưa, en: Rainfall}
description: {vi: Lượng mưa theo ngày., en: Rainfall by day.}
agency: {code: MAU-MT, title: {vi: Ban mẫu, en: Sample desk}}
theme: [environment]
licence: CC-BY-4.0
frequency: daily
resources:
  - name: days
    title: {vi: Theo ngày, en: By day}
    file: days.csv
`

const days = (n) => 'day,rain\n' + Array.from({ length: n }, (_, i) => `2026-01-0${i + 1},${i}\n`).join('')

let portal

before(async () => {
  portal = await startEmptyPortal('MAU-MT', (port) => ({ NGUON_BASE_URL: `http://localhost:${port}` }))
})

after(() => portal?.stop())

test('a source publishes by itself, asks about data that shrink, and takes them when they are accepted', async () => {
  const base = portal.url.replace('127.0.0.1', 'localhost')
  const folder = join(portal.data, 'rain'), drop = join(portal.data, 'in')
  await mkdir(folder)
  await mkdir(drop)
  await writeFile(join(folder, 'dataset.yaml'), manifest)
  await writeFile(join(drop, 'days-1.csv'), days(4))
  await portal.command('source', 'add', 'rain', folder, '--file', `days.csv=file://${drop}/days-*.csv`, '--auto')
  const released = (n) => async () => (await fetch(`${portal.url}/v1/datasets/rain/releases/${n}`)).ok
  await until(released(1))
  await read(async (page) => {
    const link = new URL(await portal.command('user', 'create', 'an@example.org', '--name', 'An', '--role', 'MAU-MT:approver'))
    await page.goto(link.pathname + link.search)
    await page.fill('#password', 'bảy con vịt bơi qua sông')
    await page.locator('main form.people-form button[type=submit]').click()
    await page.waitForURL('**/account?done=password')

    await page.goto('/desk/MAU-MT/sources')
    await fits(page)
    await page.goto('/en/desk/MAU-MT/sources')
    await page.getByRole('main').getByRole('link', { name: 'rain', exact: true }).click()
    await page.getByRole('link', { name: 'Version 1' }).waitFor()
    await fits(page)

    await writeFile(join(drop, 'days-2.csv'), days(1))
    await page.getByRole('button', { name: 'Look now' }).click()
    await page.waitForURL('**/sources/rain?done=look')
    await until(async () => {
      await page.goto('/en/desk/MAU-MT/sources/rain')
      return page.getByRole('button', { name: 'Accept these data' }).isVisible()
    })
    assert.match(await page.locator('main').innerText(), /went down from 4 to 1/)
    await fits(page)
    await page.goto('/desk/MAU-MT/sources/rain')
    await fits(page)
    await page.getByRole('button', { name: 'Chấp nhận dữ liệu này' }).click()
    await until(released(2))
  }, { baseURL: base })
})

// until asks again until the answer is yes, or fails after a minute.
async function until(ask) {
  for (const deadline = Date.now() + 60_000; !await ask(); await new Promise((next) => setTimeout(next, 200))) {
    assert.ok(Date.now() < deadline, `it did not come: ${ask}`)
  }
}
