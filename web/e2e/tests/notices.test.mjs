// Notices: from following to the mail that ends it, and webhooks that are
// registered, tried and given another secret.
import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'

import { fits, read, useBrowser } from '../browser.mjs'
import { linkTo } from '../mailbox.mjs'
import { startEmptyPortal } from '../portal.mjs'

useBrowser()

const secret = 'bảy con vịt bơi qua sông'
const samples = resolve(import.meta.dirname, '../../../datasets-sample')
const dataset = '/datasets/vn-holidays'
const agency = '/agencies/NGUON-MAU'
const search = '/datasets?q=holidays'

// A receiver on the loopback, where no webhook of a portal may lead.
let called = 0
const receiver = createServer((_, answer) => { called++; answer.end() })

let portal, folder

before(async () => {
  await new Promise((done) => receiver.listen(0, '127.0.0.1', done))
  folder = await mkdtemp(join(tmpdir(), 'nguon-e2e-notices-'))
  await cp(join(samples, 'vn-holidays'), folder, { recursive: true })
  portal = await startEmptyPortal('NGUON-MAU', {})
  await portal.command('publish', folder)
})

after(async () => {
  await portal?.stop()
  await rm(folder, { recursive: true, force: true })
  await new Promise((done) => receiver.close(done))
})

// publishAnother publishes a release with one more row.
let edition = 0
async function publishAnother() {
  const file = join(folder, 'ngay-le.csv')
  const day = `0${++edition}/01/2036`
  await writeFile(file, `${(await readFile(file, 'utf8')).trimEnd()}\n${day};Thứ Ba;Tết Dương lịch;New Year's Day;Nghỉ lễ;;1;${day}\n`)
  await portal.command('publish', folder)
}

// signIn makes an account at the command line and chooses its password by the
// link that is shown there.
async function signIn(page, mail) {
  const link = new URL(await portal.command('user', 'create', mail, '--name', 'Lê Thị Hoa'))
  await page.goto(link.pathname + link.search)
  await page.fill('#password', secret)
  await page.locator('main form button[type=submit]').click()
  await page.waitForURL('**/account?done=password')
}

// press presses a button and waits for the page that answers.
async function press(page, button) {
  const answered = page.waitForEvent('load')
  await button.click()
  await answered
}

const things = (page) => page.locator('main .things > li')
const thing = (page, path) => things(page).filter({ has: page.locator(`a[href="${path}"]`) })

// axe cannot run without scripts; the pages are the same.
const unseen = async () => {}

for (const [prefix, language, words] of [
  ['', 'Vietnamese', { ping: 'Gửi thử', rotate: 'Đổi khóa ký', remove: 'Xóa', why: 'địa chỉ không được phép' }],
  ['/en', 'English', { ping: 'Send a test', rotate: 'New secret', remove: 'Remove', why: 'the address is not allowed' }],
]) {
  for (const javaScriptEnabled of [true, false]) {
    const name = `${language}, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`
    const mail = (who) => `${who}${prefix.slice(1)}${javaScriptEnabled}@example.org`
    const look = javaScriptEnabled ? fits : unseen

    test(`what is followed is mailed of, put into a digest, and ended by the link of a mail in one step: ${name}`, async () => {
      await read(async (page) => {
        await signIn(page, mail('theo'))
        await page.goto(`${prefix}/account/follows`)
        await look(page)
        for (const path of [dataset, agency, search]) {
          await page.goto(prefix + path)
          await page.locator('main a[href*="/account/follows/new"]').click()
          await page.waitForURL('**/account/follows/new?of=*')
          await look(page)
          await page.locator('main form button[type=submit]').click()
          await page.waitForURL(`**${prefix}/account/follows`)
        }
        assert.equal(await things(page).count(), 3)
        for (const [path, cadence] of [[agency, 'daily'], [search, 'weekly']]) {
          const followed = thing(page, prefix + path)
          await followed.locator('select[name=mail]').selectOption(cadence)
          await press(page, followed.locator('button').first())
          assert.equal(await thing(page, prefix + path).locator('select[name=mail]').inputValue(), cadence)
        }
        await look(page)

        await publishAnother()
        const link = await linkTo(portal.data, mail('theo'), '/account/follows/end')
        const session = await page.context().cookies()
        await page.context().clearCookies()
        await page.goto(prefix + link)
        await look(page)
        await press(page, page.locator('main form button'))
        await page.locator('main [role=status]').waitFor()
        await look(page)

        await page.context().addCookies(session)
        await page.goto(`${prefix}/account/follows`)
        assert.equal(await thing(page, prefix + dataset).count(), 0)
        assert.equal(await things(page).count(), 2, 'digests are ended by their own links')
        await press(page, thing(page, prefix + agency).locator('button').last())
        assert.equal(await things(page).count(), 1)
        await page.goto(`${prefix}/account/deliveries`)
        await look(page)
        assert.equal(await things(page).count(), 1)
      }, { baseURL: portal.url, javaScriptEnabled })
    })

    test(`a webhook is tried, its log says why it failed, and its secret is changed: ${name}`, async () => {
      const before = called
      await read(async (page) => {
        await signIn(page, mail('moc'))
        await page.goto(`${prefix}/account/webhooks`)
        await look(page)
        await page.fill('#hook-url', 'ftp://example.org/')
        await press(page, page.locator('main form button'))
        await page.locator('main .wrongs').waitFor()
        assert.equal(await page.inputValue('#hook-url'), 'ftp://example.org/')
        await look(page)

        await page.fill('#hook-url', `http://127.0.0.1:${receiver.address().port}/`)
        await press(page, page.locator('main form button'))
        const first = await page.locator('main .secret').textContent()
        assert.match(first, /^whsec_/)
        await look(page)

        await page.goto(`${prefix}/account/webhooks`)
        await things(page).getByRole('link').click()
        await page.waitForURL('**/account/webhooks/*')
        await press(page, page.getByRole('button', { name: words.ping, exact: true }))
        const why = page.locator('main .attempts li').first()
        for (const deadline = Date.now() + 60_000; await why.count() === 0 && Date.now() < deadline; await page.reload()) {
          await new Promise((next) => setTimeout(next, 200))
        }
        await page.locator('main summary').first().click()
        await why.filter({ hasText: words.why }).waitFor()
        await look(page)
        assert.equal(called, before, 'the receiver on the loopback is not called')

        const own = page.url()
        await press(page, page.getByRole('button', { name: words.rotate, exact: true }))
        const second = await page.locator('main .secret').textContent()
        assert.match(second, /^whsec_/)
        assert.notEqual(second, first)
        await look(page)
        await page.goto(own)
        assert.equal(await page.locator('main .secret').count(), 0, 'a secret is shown once')
        await press(page, page.getByRole('button', { name: words.remove, exact: true }))
        assert.equal(new URL(page.url()).pathname, `${prefix}/account/webhooks`)
        assert.equal(await things(page).count(), 0)
      }, { baseURL: portal.url, javaScriptEnabled, expected: ['/account/webhooks'] })
    })
  }
}

test('a mail program ends what is followed by posting to the link', () => read(async (page) => {
  await signIn(page, 'mot@example.org')
  await page.goto(`/account/follows/new?of=${encodeURIComponent(dataset)}`)
  await press(page, page.locator('main form button[type=submit]'))
  await publishAnother()
  const link = await linkTo(portal.data, 'mot@example.org', '/account/follows/end')
  const answer = await fetch(portal.url + link, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })
  assert.equal(answer.status, 200)
  await page.goto('/account/follows')
  assert.equal(await things(page).count(), 0)
}, { baseURL: portal.url }))
