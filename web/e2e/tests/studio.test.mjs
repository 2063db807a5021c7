// An agency prepares a dataset in the browser, by forms alone: a messy workbook is
// read and described, personal data are refused until their column is dropped,
// somebody else approves, and everybody sees it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { join, resolve } from 'node:path'

import { fits, read, useBrowser } from '../browser.mjs'
import { startEmptyPortal } from '../portal.mjs'

useBrowser()

const secret = 'bảy con vịt bơi qua sông'
const corpus = resolve(import.meta.dirname, '../../../publisher/table/testdata/corpus')

let portal, base

before(async () => {
  portal = await startEmptyPortal('MAU-MT', (port) => ({ NGUON_BASE_URL: `http://localhost:${port}` }))
  base = portal.url.replace('127.0.0.1', 'localhost')
})

after(() => portal?.stop())

async function signIn(page, mail, ...roles) {
  const link = new URL(await portal.command('user', 'create', mail, '--name', mail, ...roles))
  await page.goto(link.pathname + link.search)
  await page.fill('#password', secret)
  await page.locator('main form.people-form button[type=submit]').click()
  await page.waitForURL('**/account?done=password')
}

const press = (page, name) => page.getByRole('main').getByRole('button', { name, exact: true }).click()

// reached waits until a page has led on to an address with this end: the page of a
// work loads itself again until that is over.
async function reached(page, end) {
  for (const deadline = Date.now() + 60_000; !page.url().endsWith(end); await page.waitForTimeout(100)) {
    if (Date.now() > deadline) assert.fail(`at ${page.url()}, and not at …${end}: ${await page.locator('main').innerText()}`)
  }
  await page.waitForLoadState()
}

// schools is a table of a place in each row, with the phones of their heads.
function schools() {
  const lines = ['Trường,Số học sinh,Điện thoại hiệu trưởng']
  for (let i = 0; i < 60; i++) lines.push(`Trường tiểu học số ${i},${300 + i},0912${String(345000 + 7 * i)}`)
  return Buffer.from(lines.join('\n'))
}

// prepare begins a dataset and sends files; it leaves the page at its tables.
async function prepare(page, lang, title, files) {
  await page.goto(`${base}${lang}/desk/H40/datasets`)
  await fits(page)
  await page.fill('#title-vi', title)
  await page.fill('#title-en', title)
  await page.locator('form:has(#title-vi) button[type=submit]').click()
  await page.waitForURL('**?done=begun')
  await fits(page)
  const at = new URL(page.url()).pathname
  for (const file of files) {
    await page.goto(at)
    await page.setInputFiles('#file', file)
    await page.locator('form:has(#file) button[type=submit]').click()
    await reached(page, '/tables?done=checked')
  }
  await fits(page)
  return at
}

// describe says what a dataset is, and submits it.
async function describe(page, at, slug) {
  await page.goto(at + '/about')
  for (const [id, value] of [['slug', slug], ['description-vi', 'Số liệu để thử.'], ['description-en', 'Figures to try.']]) await page.fill('#' + id, value)
  await page.check('input[name=theme][value=education]')
  await page.selectOption('#frequency', 'annual')
  await page.locator('form.studio-form button[type=submit]').click()
  await page.waitForURL('**/about?done=saved')
  await fits(page)
  await page.goto(at + '/send')
  await fits(page)
}

async function anAgency(page) {
  await signIn(page, 'admin@example.org', '--portal-admin')
  await page.goto(base + '/en/admin/agencies')
  for (const [id, value] of [['code', 'H40'], ['title-vi', 'Sở Thử nghiệm'], ['title-en', 'Department of Trials']]) await page.fill('#' + id, value)
  await press(page, 'Save')
  await page.waitForURL('**/admin/agencies?done=saved')
}

test('an agency makes a release of messy files, and somebody else publishes it', async () => {
  await read(anAgency, { baseURL: base })
  let release
  await read(async (page) => {
    await signIn(page, 'lan@example.org', '--role', 'H40:editor')
    const at = await prepare(page, '/en', 'Schools', [join(corpus, 'yearbook-merged-header.xlsx'), { name: 'trường học.csv', mimeType: 'text/csv', buffer: schools() }])
    await page.getByText('phone numbers').first().waitFor()

    await page.goto(at + '/tables/0')
    await fits(page)
    await page.fill('#t-title-en', 'Population by district')
    await page.fill('#c1-title-en', 'Population on average')
    await page.fill('#c1-unit', 'persons')
    await press(page, 'Save and read again')
    await reached(page, '/tables?done=checked')
    await page.getByRole('cell', { name: 'Population on average' }).waitFor()
    await page.getByRole('cell', { name: 'persons' }).first().waitFor()

    await page.goto(at + '/send')
    await page.getByText('The table truong-hoc has places to correct').waitFor()
    await page.goto(at + '/privacy/1')
    await fits(page)
    await page.selectOption('#unit', 'place')
    await page.selectOption('#c2', 'drop')
    await press(page, 'Save and see the effect')
    await reached(page, '/tables?done=checked')
    await page.goto(at + '/privacy/1')
    await page.getByText('Every demand is met.').waitFor()
    await fits(page)

    await describe(page, at, 'schools')
    await press(page, 'Check again')
    await reached(page, '/tables?done=checked')
    await page.goto(at + '/send')
    await page.fill('#note-en', 'First release')
    await fits(page)
    await press(page, 'Submit for approval')
    const made = page.getByRole('link', { name: 'Open the release' })
    await made.waitFor()
    await fits(page)
    release = await made.getAttribute('href')
    const yaml = await page.request.get(at + '/dataset.yaml')
    assert.match(await yaml.text(), /^slug: schools/m)
  }, { baseURL: base })

  await read(async (second) => {
    await signIn(second, 'minh@example.org', '--role', 'H40:steward')
    await second.goto(base + release)
    await press(second, 'Approve')
    await second.waitForURL('**?done=approve')
    await press(second, 'Publish')
    await second.waitForURL('**?done=publish')
  }, { baseURL: base })

  await read(async (anybody) => {
    const deadline = Date.now() + 60_000
    while ((await anybody.request.get('/en/datasets/schools')).status() !== 200 && Date.now() < deadline) await anybody.waitForTimeout(200)
    await anybody.goto('/en/datasets/schools')
    await anybody.getByText('Population on average').first().waitFor()
    assert.equal(await anybody.getByText('Điện thoại hiệu trưởng').count(), 0, 'the phones are public')
  }, { baseURL: base, expected: ['/en/datasets/schools'] })
})

test('all of it works without JavaScript, in Vietnamese, on a phone', async () => {
  await read(async (page) => {
    await signIn(page, 'ha@example.org', '--role', 'H40:editor')
  }, { baseURL: base })
  await read(async (page) => {
    await page.goto('/account/sign-in?back=%2Fdesk%2FH40%2Fdatasets')
    await page.fill('#mail', 'ha@example.org')
    await page.fill('#password', secret)
    await page.locator('main form.people-form button[type=submit]').first().click()
    await page.waitForURL('**/desk/H40/datasets')
    await page.fill('#title-vi', 'Mưa ở Huế')
    await page.locator('form:has(#title-vi) button[type=submit]').click()
    await page.waitForURL('**?done=begun')
    const at = new URL(page.url()).pathname
    await page.setInputFiles('#file', { name: 'mưa.csv', mimeType: 'text/csv', buffer: Buffer.from('Ngày;Trạm;Mưa (mm)\n01/02/2025;Huế;1,5\n02/02/2025;Nam Đông;20\n') })
    await page.locator('form:has(#file) button[type=submit]').click()
    await reached(page, '/tables?done=checked')
    await page.getByText('mm', { exact: true }).first().waitFor()
    await page.goto(at + '/tables/0')
    await page.fill('#c0-title-vi', 'Ngày đo')
    await press(page, 'Lưu và đọc lại')
    await reached(page, '/tables?done=checked')
    await page.goto(at + '/about')
    await page.fill('#title-en', 'Rain in Huế')
    await press(page, 'Lưu')
    await page.waitForURL('**/about?done=saved')
    assert.equal(await page.locator('#title-en').inputValue(), 'Rain in Huế')
    assert.ok(await page.locator('.field-error').count() > 0, 'what is missing is not said')
  }, { baseURL: base, javaScriptEnabled: false, viewport: { width: 390, height: 844 } })
})
