// Applications: from signing up to a call, a rotation and a revocation.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { fits, read, useBrowser } from '../browser.mjs'
import { linkTo } from '../mailbox.mjs'
import { startEmptyPortal } from '../portal.mjs'

useBrowser()

let portal, baseURL

before(async () => {
  portal = await startEmptyPortal('MAU-MT', {})
  baseURL = portal.url
})
after(async () => {
  const ended = await portal?.stop()
  assert.doesNotMatch(ended?.log ?? '', /ngn_live_\w{36}/, 'keys are not in the log')
})

async function signUp(page, mail) {
  await page.goto('/account/sign-up')
  await page.fill('#name', 'Trần Thị Lan')
  await page.fill('#mail', mail)
  await page.locator('main form button[type=submit]').click()
  await page.waitForURL('**/account/sign-up/sent')
  await page.goto(await linkTo(portal.data, mail, '/account/password/new'))
  await page.fill('#password', 'bảy con vịt bơi qua sông')
  await page.locator('main form button[type=submit]').click()
  await page.waitForURL('**/account?done=password')
}

const call = (key) => fetch(`${baseURL}/v1/agencies`, { headers: { 'X-Api-Key': key } }).then((r) => r.status)

// becomes waits until calls with a key are answered with a status, and returns
// how long that took, in milliseconds.
async function becomes(key, status) {
  const begin = Date.now()
  while (await call(key) !== status) {
    if (Date.now() - begin > 60_000) throw new Error(`no ${status} within a minute`)
    await new Promise((next) => setTimeout(next, 50))
  }
  return Date.now() - begin
}

for (const javaScriptEnabled of [true, false]) {
  const prefix = javaScriptEnabled ? '' : '/en'
  const look = javaScriptEnabled ? fits : async () => {}
  test(`an application, its key, a call, its use, a rotation, a revocation: ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => read(async (page) => {
    await signUp(page, `lan-${javaScriptEnabled}@example.org`)
    const begin = Date.now()
    await page.goto(`${prefix}/apps`)
    await look(page)
    await page.fill('#app-name', 'Bản đồ mưa')
    await page.locator('form:has(#app-name) button[type=submit]').click()
    await page.locator('#key').waitFor()
    await look(page)
    const first = await page.locator('#key').evaluate((pre) => pre.textContent.match(/ngn_live_\w{36}/)[0])
    assert.equal(await call(first), 200)
    assert.ok(Date.now() - begin < 120_000, 'from signing in to a call in two minutes')
    await page.locator('.actions a.button').first().click()
    await page.waitForURL(`**${prefix}/apps/*`)
    const app = new URL(page.url()).pathname
    assert.ok(!(await page.content()).includes(first), 'the key is shown once')
    await look(page)

    const mine = await fetch(`${baseURL}/v1/usage`, { headers: { 'X-Api-Key': first } }).then((r) => r.json())
    assert.ok(mine.data.find((p) => p.product === 'catalogue').windows.every((w) => w.left < w.quota))
    await page.goto(`${app}/usage`)
    for (const deadline = Date.now() + 90_000; await page.locator('#quotas').count() === 0; await page.reload()) {
      assert.ok(Date.now() < deadline, 'calls are seen after a flush')
      await page.waitForTimeout(1000)
    }
    assert.match(await page.locator('main table').last().textContent(), /catalogue/)
    await look(page)

    await page.goto(app)
    await page.locator('.key-acts select').selectOption('1')
    await page.locator('form[action$="/rotate"] button').click()
    const second = await page.locator('#key').evaluate((pre) => pre.textContent.match(/ngn_live_\w{36}/)[0])
    assert.notEqual(second, first)
    assert.deepEqual([await call(first), await call(second)], [200, 200], 'both keys work while they overlap')
    await page.goto(app)
    assert.equal(await page.locator('.key-acts').count(), 2)
    await page.locator('.key-acts select').first().selectOption('0')
    await page.locator('form[action$="/rotate"] button').first().click()
    await page.locator('#key').waitFor()
    assert.ok(await becomes(first, 401) < 1000, 'a key is refused within a second of its end')

    await page.goto(app)
    await page.locator('details:has(form[action$="/revoke"]) summary').first().click()
    await look(page)
    await page.locator('form[action$="/revoke"] button').first().click()
    await page.waitForURL(`**${app}?done=revoked`)
    assert.ok(await becomes(second, 401) < 1000, 'a revocation is seen within a second')
    await look(page)
  }, { baseURL, javaScriptEnabled }))
}

test('a leaked key is reported by anybody, and stops', () => read(async (page) => {
  await signUp(page, 'leak@example.org')
  await page.goto('/apps')
  await page.fill('#app-name', 'x')
  await page.locator('form:has(#app-name) button[type=submit]').click()
  const key = await page.locator('#key').evaluate((pre) => pre.textContent.match(/ngn_live_\w{36}/)[0])
  const report = () => fetch(`${baseURL}/v1/keys/leaked`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ key, found: 'https://example.org' }) })
  assert.equal(await call(key), 200)
  assert.equal((await report()).status, 202)
  assert.equal(await call(key), 401)
}, { baseURL }))
