// The desk of an agency: an API from its registration to its end, by two people.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'

import { fits, read, useBrowser } from '../browser.mjs'
import { startEmptyPortal } from '../portal.mjs'

useBrowser()

const secret = 'bảy con vịt bơi qua sông'
const document = `
openapi: 3.0.3
info: {title: Mưa, version: "1.0"}
paths:
  /rain/{station}:
    get:
      parameters: [{name: station, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: ok}}
`

let portal, upstream

before(async () => {
  upstream = createServer((request, response) => response.end(`rain at ${request.url}, token ${request.headers['x-token']}`))
  await new Promise((done) => upstream.listen(0, '127.0.0.1', done))
  portal = await startEmptyPortal('MAU-MT', (port) => ({ NGUON_BASE_URL: `http://localhost:${port}`, NGUON_INSIDE_NETWORKS: '127.0.0.0/8' }))
})

after(async () => {
  await portal?.stop()
  upstream?.close()
})

// signIn makes an account at the command line and chooses its password by the
// link that is shown there.
async function signIn(page, mail, ...roles) {
  const link = new URL(await portal.command('user', 'create', mail, '--name', mail, ...roles))
  await page.goto(link.pathname + link.search)
  await page.fill('#password', secret)
  await page.locator('main form.people-form button[type=submit]').click()
  await page.waitForURL('**/account?done=password')
}

const press = (page, name) => page.getByRole('main').getByRole('button', { name, exact: true }).click()

// until asks again until an answer is the wanted one, as every replica knows
// after a moment, or a minute is over, and returns the last.
async function until(ask, wanted) {
  for (const deadline = Date.now() + 60_000; ; await new Promise((next) => setTimeout(next, 100))) {
    const answer = await ask()
    if (wanted(answer) || Date.now() > deadline) return answer
  }
}

test('an agency registers an API, somebody else approves it, it is called, and its end is announced', async () => {
  const base = portal.url.replace('127.0.0.1', 'localhost')
  await read(async (admin) => {
    await signIn(admin, 'admin@example.org', '--portal-admin')
    await admin.goto(base + '/en/admin/agencies')
    for (const [id, value] of [['code', 'H40'], ['title-vi', 'Sở Mưa'], ['title-en', 'Department of Rain']]) await admin.fill('#' + id, value)
    await press(admin, 'Save')
    await admin.waitForURL('**/admin/agencies?done=saved')

    await admin.goto(base + '/en/desk/H40/new-api')
    await fits(admin)
    for (const [id, value] of [
      ['name', 'rain'], ['title-vi', 'Lượng mưa'], ['title-en', 'Rainfall'], ['description-vi', 'Từng giờ'], ['description-en', 'Hourly'], ['contact-email', 'a@example.vn'],
    ]) await admin.fill('#' + id, value)
    await admin.check('input[name=theme][value=environment]')
    await admin.selectOption('#access', 'open')
    await press(admin, 'Save')
    await admin.waitForURL('**/apis/rain?done=saved')

    await admin.goto(base + '/en/desk/H40/apis/rain/new-version')
    await fits(admin)
    for (const [id, value] of [
      ['name', 'v1'], ['document', document], ['url', `http://127.0.0.1:${upstream.address().port}/base`], ['header', 'X-Token'], ['secret', 'hunter2'],
    ]) await admin.fill('#' + id, value)
    await admin.check('#private')
    await press(admin, 'Only check the document')
    await admin.getByText('There is no version to compare it with.').waitFor()
    await fits(admin)
    await admin.fill('#secret', 'hunter2') // which a page never shows again
    await press(admin, 'Save')
    await admin.waitForURL('**/apis/rain?done=saved')
    await press(admin, 'Submit for review')
    await admin.waitForURL('**/apis/rain?done=moved')
    await press(admin, 'Approve and publish')
    await admin.getByRole('alert').getByText('Somebody else has to approve this version.').waitFor()

    const call = () => fetch(portal.url + '/v1/call/rain/v1/rain/A')
    assert.equal((await call()).status, 404, 'a version that nobody has approved is called')
    await read(async (second) => {
      await signIn(second, 'second@example.org', '--role', 'H40:steward')
      await second.goto(base + '/en/desk')
      await fits(second)
      await second.goto(base + '/en/desk/H40/apis/rain')
      await fits(second)
      await press(second, 'Approve and publish')
      await second.waitForURL('**/apis/rain?done=moved')
      assert.equal((await second.goto(base + '/en/admin')).status(), 403)
    }, { baseURL: base, expected: ['/en/admin'] })
    const answer = await until(call, (r) => r.status === 200)
    assert.equal(await answer.text(), 'rain at /base/rain/A, token hunter2')
    assert.equal(answer.headers.get('sunset'), null)

    await admin.goto(base + '/en/desk/H40/apis/rain')
    const day = new Date(Date.now() + 40 * 86400e3).toISOString().slice(0, 10)
    await admin.fill('#v1-deprecated-sunset', day)
    await press(admin, 'Deprecate')
    await admin.waitForURL('**/apis/rain?done=moved')
    await fits(admin)
    const late = await until(call, (r) => r.headers.has('sunset'))
    assert.equal(late.status, 200)
    assert.equal(new Date(late.headers.get('sunset')).toISOString().slice(0, 10), day)
    assert.ok(late.headers.get('deprecation'))

    for (const path of ['/desk/H40', '/desk/H40/apis', '/desk/H40/consumers', '/desk/H40/members', '/desk/H40/reminders', '/desk/H40/robots', '/en/desk/H40/log', '/admin', '/admin/users', '/admin/plans', '/admin/log']) {
      const shown = await admin.goto(base + path)
      assert.equal(shown.status(), 200, path)
      await fits(admin)
    }
  }, { baseURL: base, expected: ['/state'] })
})
