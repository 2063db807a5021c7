// The marketplace: find an API by what it gives, read how it is called, call it.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'

import { fits, read, useBrowser } from '../browser.mjs'
import { startPortal } from '../portal.mjs'

useBrowser()

const doc = `
openapi: 3.0.3
info: {title: Mưa, version: "1"}
paths:
  /stations/{id}/hours:
    get:
      summary: Mưa từng giờ của một trạm
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}, example: HN-01}
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses: {"200": {description: Các giờ, content: {application/json: {schema: {type: object, properties: {intensity: {type: number}}}}}}}
`
const hostile = '<img src=x onerror=alert(1)>'

let portal, upstream, asked = []

before(async () => {
  upstream = createServer((request, response) => {
    asked.push({ url: request.url, key: request.headers['x-api-key'] })
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ intensity: 12.5, note: hostile }))
  })
  await new Promise((done) => upstream.listen(0, '127.0.0.1', done))
  const keys = []
  portal = await startPortal({
    named: ['us-weather', 'vn-holidays'],
    prepare: async (command) => {
      for (const name of ['one', 'two']) keys.push(await command('key', 'create', name, '--role', '*:portal-admin'))
    },
    settings: { NGUON_INSIDE_NETWORKS: '127.0.0.0/8' },
  })
  const text = (vi, en) => ({ vi, en })
  const send = async (key, method, path, body) => {
    const r = await fetch(portal.url + path, { method, headers: { 'X-Api-Key': key, 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    assert.ok(r.ok, `${method} ${path}: ${r.status} ${await r.text()}`)
  }
  await send(keys[0], 'PUT', '/v1/apis/rain', {
    agency: 'NGUON-MAU', title: text('Lượng mưa theo trạm', 'Rainfall by station'), description: text('Mưa từng giờ.', 'Rain of each hour.'),
    themes: ['environment'], keywords: {}, contact: { email: 'a@example.vn' }, terms: { text: text('', '') }, support: text('', ''), access: 'open',
  })
  await send(keys[0], 'PUT', '/v1/apis/rain/v1', {
    note: text('', ''), document: doc, upstream: { url: `http://127.0.0.1:${upstream.address().port}`, private: true, validate: 'enforce' },
  })
  await send(keys[0], 'POST', '/v1/apis/rain/v1/state', { to: 'review' })
  await send(keys[1], 'POST', '/v1/apis/rain/v1/state', { to: 'published' })
  for (const deadline = Date.now() + 60_000; ; await new Promise((next) => setTimeout(next, 100))) {
    const found = await fetch(portal.url + '/v1/apis?q=luong+mua').then((r) => r.json())
    if (found.data?.length) break
    assert.ok(Date.now() < deadline, 'the API is not found')
  }
})

after(async () => {
  await portal?.stop()
  upstream?.close()
})

const visit = (check, options = {}) => read(check, { baseURL: portal.url, ...options })

test('an API is found by words without marks, read, and called without a key', async () => {
  await visit(async (page) => {
    await page.goto('/apis')
    await page.getByLabel('Tìm API').fill('luong mua')
    await page.getByLabel('Tìm API').press('Enter')
    await page.getByRole('link', { name: 'Lượng mưa theo trạm' }).click()
    await page.getByRole('link', { name: 'Đọc tài liệu v1' }).click()
    const form = page.locator('form[data-console]')
    await form.locator('[data-name=limit]').fill('3')
    await form.getByRole('button', { name: 'Gửi' }).click()
    const result = form.locator('[data-result]')
    await result.getByText('200', { exact: false }).first().waitFor()
    const shown = await result.innerText()
    assert.match(shown, /12\.5/)
    assert.match(shown, /ratelimit/)
    assert.ok(shown.includes(hostile), 'the answer is not shown as text')
    assert.equal(await result.locator('img').count(), 0)
    assert.ok(shown.includes(`${portal.url}/v1/call/rain/v1/stations/HN-01/hours?limit=3'`), shown)
    assert.deepEqual(asked.at(-1), { url: '/stations/HN-01/hours?limit=3', key: undefined })
  })
})

test('what the document does not allow is shown as the answer that it is', async () => {
  await visit(async (page) => {
    await page.goto('/en/apis/rain/v1')
    const form = page.locator('form[data-console]')
    await form.locator('[data-name=limit]').fill('many')
    await form.getByRole('button', { name: 'Send' }).click()
    await form.locator('[data-result] strong').filter({ hasText: '400' }).waitFor()
  }, { expected: ['limit=many'] })
})

test('a key is kept nowhere', async () => {
  await visit(async (page) => {
    await page.goto('/apis/rain/v1')
    await page.locator('[data-key]').fill('a-key')
    await page.locator('[data-key]').blur()
    await page.reload()
    assert.equal(await page.locator('[data-key]').inputValue(), '')
    assert.doesNotMatch(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])), /a-key/)
  })
})

test('without JavaScript all is there but the console', async () => {
  await visit(async (page) => {
    await page.goto('/apis?q=luong+mua')
    await page.getByRole('link', { name: 'Lượng mưa theo trạm' }).click()
    await page.getByRole('link', { name: 'v1', exact: true }).click()
    assert.equal(await page.locator('form[data-console]').isVisible(), false)
    await page.getByText('Mã mẫu', { exact: true }).click()
    assert.match(await page.locator('.api-samples').innerText(), /curl --fail-with-body/)
  }, { javaScriptEnabled: false })
})

test('datasets are shown with the APIs that match', async () => {
  await visit(async (page) => {
    await page.goto('/datasets?q=m%C6%B0a')
    await page.getByRole('heading', { name: 'API phù hợp' }).waitFor()
    await page.locator('.api-strip').getByRole('link', { name: 'Lượng mưa theo trạm' }).waitFor()
  })
})

test('pages are accessible, and fit', () => visit(async (page) => {
  for (const path of ['/apis', '/en/apis?q=rain', '/apis?q=xyzzyqwv', '/apis/rain', '/en/apis/rain/v1', '/apis/status']) {
    await page.goto(path)
    await fits(page)
  }
}))
