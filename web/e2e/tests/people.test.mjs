// Accounts: from signing up to leaving, with what browsers really do.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { fits, read, useBrowser } from '../browser.mjs'
import { linkTo } from '../mailbox.mjs'
import { startEmptyPortal } from '../portal.mjs'
import { startProvider } from '../provider.mjs'

useBrowser()

const secret = 'bảy con vịt bơi qua sông'
const another = 'tám con gà nhảy qua suối'

let portal, baseURL, provider, folder

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nguon-e2e-people-'))
  const config = join(folder, 'accounts.yaml')
  portal = await startEmptyPortal('MAU-MT', async (port) => {
    baseURL = `http://localhost:${port}` // passkeys belong to a name
    provider = await startProvider({ redirect: `${baseURL}/account/providers/dinh-danh/callback`, mail: (id) => `${id}@example.org` })
    await writeFile(config, JSON.stringify({
      providers: [{
        name: 'dinh-danh', title: { vi: 'Định danh thử', en: 'Test identity' }, issuer: provider.issuer,
        client_id: 'nguon', secret_env: 'TEST_IDENTITY_SECRET',
      }],
    }))
    return { NGUON_BASE_URL: baseURL, NGUON_ACCOUNTS: config, TEST_IDENTITY_SECRET: 'a secret of tests alone' }
  })
})

after(async () => {
  await portal?.stop()
  await provider?.stop()
  await rm(folder, { recursive: true, force: true })
})

const submit = (page) => page.locator('main form.people-form button[type=submit]').click()

// axe cannot run without scripts; the pages are the same.
const unseen = async () => {}

// signUp makes an account by the link of a mail, and is signed in then.
async function signUp(page, prefix, mail, look = unseen) {
  await page.goto(`${prefix}/account/sign-up`)
  await look(page)
  await page.fill('#name', 'Nguyễn Thị Mai')
  await page.fill('#mail', mail)
  await submit(page)
  await page.waitForURL(`**${prefix}/account/sign-up/sent`)
  await look(page)
  await page.goto(await linkTo(portal.data, mail, '/account/password/new'))
  await look(page)
  await page.fill('#password', secret)
  await submit(page)
  await page.waitForURL('**/account?done=password')
}

async function signIn(page, prefix, mail, password) {
  await page.goto(`${prefix}/account/sign-in`)
  await page.fill('#mail', mail)
  await page.fill('#password', password)
  await submit(page)
  await page.waitForURL(`**${prefix}/account`)
}

async function signOut(page) {
  await page.locator('.viewer summary').click()
  await page.locator('.viewer button').click()
  await page.locator('a.sign-in').waitFor()
}

for (const prefix of ['', '/en']) {
  for (const javaScriptEnabled of [true, false]) {
    const name = `${prefix ? 'English' : 'Vietnamese'}, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`
    test(`sign up, change the password, sign out and in, delete the account: ${name}`, () => read(async (page) => {
      const mail = `mai-${prefix.slice(1)}${javaScriptEnabled}@example.org`
      const look = javaScriptEnabled ? fits : unseen
      await signUp(page, prefix, mail, look)
      await page.goto(`${prefix}/account`)
      await look(page)
      for (const path of ['mail', 'identities', 'sessions', 'data', 'passkeys']) {
        await page.goto(`${prefix}/account/${path}`)
        await look(page)
      }
      await page.goto(`${prefix}/account/password`)
      await page.fill('#password', 'ngắn')
      await submit(page)
      await page.locator('.wrongs').waitFor()
      await look(page)
      await page.fill('#password', another)
      await submit(page)
      await page.waitForURL('**/account?done=password')
      await signOut(page)
      await signIn(page, prefix, mail, another)
      await page.goto(`${prefix}/account/data`)
      const [download] = await Promise.all([page.waitForEvent('download'), submit(page)])
      assert.equal(download.suggestedFilename(), 'nguon-account.json')
      await page.goto(`${prefix}/account/delete`)
      await look(page)
      await page.fill('#mail', mail)
      await submit(page)
      await page.waitForURL(`**${prefix}/account/deleted`)
      await look(page)
      await page.goto(`${prefix}/account`)
      await page.waitForURL(`**${prefix}/account/sign-in?back=*`)
    }, { baseURL, javaScriptEnabled, expected: ['/account/password'] }))
  }
}

test('the menu of the account opens and signs out with the keyboard alone', () => read(async (page) => {
  await signUp(page, '', 'phim@example.org')
  await page.locator('.viewer summary').focus()
  await page.keyboard.press('Enter')
  for (const want of ['/account', '/apps', '/account/follows', '/account/questions', '']) {
    await page.keyboard.press('Tab')
    assert.equal(await page.locator(':focus').getAttribute('href') ?? '', want)
  }
  await page.keyboard.press('Enter')
  await page.locator('a.sign-in').waitFor()
}, { baseURL }))

// authenticator gives the browser a device with passkeys that says yes.
async function authenticator(page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { unlock: (yes) => devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: yes }) }
}

test('a passkey is added, signs in, and is removed', () => read(async (page) => {
  const device = await authenticator(page)
  await signUp(page, '/en', 'khoa@example.org')
  await page.goto('/en/account/passkeys')
  await page.fill('#name', 'My laptop')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('listitem').filter({ hasText: 'My laptop' }).waitFor()
  await fits(page)
  await signOut(page)

  await page.goto('/en/account/sign-in?back=%2Fen%2Faccount%2Fsessions')
  await device.unlock(false)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('alert').waitFor() // nothing was sent
  await device.unlock(true)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL('**/en/account/sessions')
  await page.getByText('By passkey').waitFor()

  await page.goto('/en/account/passkeys')
  await page.getByRole('button', { name: 'Remove My laptop' }).click()
  await page.getByText('You have no passkeys yet.').waitFor()
}, { baseURL }))

// The pages of the provider ask for a typeface of another site, which is not needed.
const typeface = 'https://fonts.googleapis.com/'

// atProvider signs in at the provider as somebody, and agrees.
async function atProvider(page, name) {
  await page.waitForURL(`${provider.issuer}/**`)
  await page.locator('input[name=login]').fill(name)
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
  await page.locator('button[type=submit]').click()
}

for (const javaScriptEnabled of [true, false]) {
  test(`somebody signs in through a provider, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => read(async (page) => {
    const name = `qua${javaScriptEnabled}`
    await page.goto('/en/account/sign-in')
    if (javaScriptEnabled) await fits(page)
    await page.route(`${typeface}**`, (route) => route.fulfill({ contentType: 'text/css', body: '' }))
    await page.getByRole('button', { name: 'Sign in with Test identity' }).click()
    await atProvider(page, name)
    await page.waitForURL(`${baseURL}/en/account`)
    await page.getByText(`${name}@example.org`).waitFor()
  }, { baseURL, javaScriptEnabled, foreign: [provider.issuer, typeface], expected: ['/favicon.ico'] }))
}

test('who has an account agrees before a provider opens it', () => read(async (page) => {
  await signUp(page, '', 'lien@example.org')
  await signOut(page)
  await page.goto('/account/sign-in')
  await page.route(`${typeface}**`, (route) => route.fulfill({ contentType: 'text/css', body: '' }))
  await page.getByRole('button', { name: 'Đăng nhập bằng Định danh thử' }).click()
  await atProvider(page, 'lien')
  await page.waitForURL('**/account/sign-in?back=*')
  await page.fill('#mail', 'lien@example.org')
  await page.fill('#password', secret)
  await submit(page)
  await page.waitForURL('**/account/link')
  await fits(page)
  await submit(page)
  await page.waitForURL('**/account?done=identity')
}, { baseURL, foreign: [provider.issuer, typeface], expected: ['/favicon.ico'] }))

test('the first administrator comes in by the link of the command line', async () => {
  const link = await portal.command('user', 'create', 'quan.tri@example.org', '--name', 'Quản trị', '--portal-admin', '--base-url', baseURL)
  await read(async (page) => {
    await page.goto(link)
    await page.fill('#password', secret)
    await submit(page)
    await page.waitForURL('**/account?done=password')
    await page.getByText('quản trị cổng').waitFor()
    await page.locator('.viewer summary').click()
    await page.getByRole('link', { name: 'Bàn làm việc' }).waitFor()
  }, { baseURL })
})
