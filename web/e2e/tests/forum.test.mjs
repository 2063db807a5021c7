// Taking part: a question is kept back for personal data, changed, answered by the
// agency and in the feed; a request is supported; a moderator removes.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { resolve } from 'node:path'

import { fits, read, useBrowser } from '../browser.mjs'
import { startEmptyPortal } from '../portal.mjs'

useBrowser()

const secret = 'bảy con vịt bơi qua sông'
const samples = resolve(import.meta.dirname, '../../../datasets-sample')

let portal

before(async () => {
  portal = await startEmptyPortal('NGUON-MAU', {})
  await portal.command('publish', resolve(samples, 'vn-holidays'))
})

after(() => portal?.stop())

// signIn makes an account at the command line and chooses its password by the
// link that is shown there.
async function signIn(page, mail, ...grants) {
  const link = new URL(await portal.command('user', 'create', mail, '--name', 'Lê Thị Hoa', ...grants))
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

const send = (page, form = 'form.forum-form') => press(page, page.locator(`main ${form} button[type=submit]`).first())

// axe cannot run without scripts; the pages are the same.
const unseen = async () => {}

for (const [prefix, language, words] of [
  ['', 'Vietnamese', { found: '[điện thoại]', open: 'Chờ trả lời', fixed: 'Đã sửa', feed: 'Đã sửa: ' }],
  ['/en', 'English', { found: '[điện thoại]', open: 'Waits for an answer', fixed: 'Corrected', feed: 'Corrected: ' }],
]) {
  for (const javaScriptEnabled of [true, false]) {
    const name = `${language}, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`
    const mail = (who) => `${who}${prefix.slice(1)}${javaScriptEnabled}@example.org`
    const look = javaScriptEnabled ? fits : unseen
    const title = `Sai ngày nghỉ bù (${name})`

    test(`a correction is kept back, changed, answered and in the feed: ${name}`, async () => {
      let path
      await read(async (page) => {
        await signIn(page, mail('hoi'))
        await page.goto(`${prefix}/datasets/vn-holidays`)
        await press(page, page.locator(`main a[href^="${prefix}/questions/new"]`))
        await look(page)
        await page.selectOption('#ask-kind', 'correction')
        await page.fill('#ask-title', title)
        await page.fill('#ask-text', 'Dòng 12 phải là ngày 3. Gọi tôi: 0912345678')
        await new Promise((next) => setTimeout(next, 3100)) // as long as a person takes
        await send(page)
        path = new URL(page.url()).pathname.slice(prefix.length)
        await page.locator('.forum-preview', { hasText: words.found }).waitFor()
        await look(page)
        await page.fill('#ask-text', 'Dòng 12 phải là ngày **3**.')
        await send(page)
        await page.locator('main .forum-state', { hasText: words.open }).waitFor()
        assert.equal(await page.locator('main .forum-words strong').textContent(), '3')
        await page.goto(`${prefix}/account/questions`)
        await look(page)
      }, { baseURL: portal.url, javaScriptEnabled })

      await read(async (page) => {
        await signIn(page, mail('duyet'), '--role', 'NGUON-MAU:approver')
        await page.goto(`${prefix}/desk/NGUON-MAU/questions`)
        await look(page)
        await press(page, page.getByRole('link', { name: title }))
        await look(page)
        await page.selectOption('#answer-status', 'answered')
        await page.fill('#answer-text', 'Đã sửa ở phiên bản sau. Cảm ơn.')
        await send(page)
        await page.locator('main .forum-state', { hasText: words.fixed }).waitFor()
      }, { baseURL: portal.url, javaScriptEnabled })

      await read(async (page) => {
        await page.goto(`${prefix}${path}`)
        await page.locator('main .forum-answer').waitFor()
        assert.ok(!(await page.content()).includes('Lê Thị Hoa'), 'nobody sees who has asked')
        await look(page)
        await page.goto(`${prefix}/questions`)
        await look(page)
        await page.goto(`${prefix}/datasets/vn-holidays`)
        await page.locator('.forum-talk', { hasText: title }).waitFor()
      }, { baseURL: portal.url, javaScriptEnabled })
      const feed = await fetch(`${portal.url}${prefix}/feeds/questions.atom?dataset=vn-holidays`).then((r) => r.text())
      assert.ok(feed.includes(words.feed + title), feed)
    })
  }
}

test('a request is supported, and a moderator removes it', async () => {
  let path
  await read(async (page) => {
    await signIn(page, 'can@example.org')
    await page.goto('/requests')
    await fits(page)
    await press(page, page.locator('main a[href="/requests/new"]'))
    await fits(page)
    await page.fill('#ask-title', 'Giá nước sinh hoạt theo phường')
    await page.fill('#ask-text', 'Theo tháng, từ năm 2020.')
    await new Promise((next) => setTimeout(next, 3100))
    await send(page)
    path = new URL(page.url()).pathname
  }, { baseURL: portal.url })
  await read(async (page) => {
    await signIn(page, 'quantri@example.org', '--portal-admin')
    await page.goto(path)
    await send(page, 'form.forum-support')
    await page.locator('main .forum-facts', { hasText: '1' }).waitFor()
    await fits(page)
    await page.fill('#moderate-note', 'Trùng đề nghị khác')
    await press(page, page.locator('main button.danger'))
    await page.goto('/admin/questions')
    await fits(page)
  }, { baseURL: portal.url })
  assert.equal((await fetch(portal.url + path)).status, 404)
  await read(async (page) => {
    await page.goto('/showcase')
    await fits(page)
  }, { baseURL: portal.url })
})
