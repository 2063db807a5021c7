// Runs every test against one portal, the built program with the sample
// datasets. To run one against a portal that is served already:
//   NGUON_URL=http://127.0.0.1:8080 node --test tests/lint.test.mjs
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startPortal } from '../../web/e2e/portal.mjs'

const work = await mkdtemp(join(tmpdir(), 'nguon-contract-'))
const keys = {}

// prepare makes what the samples have not: a table that changed, a release that
// was withdrawn, a dataset with another name, and keys.
async function prepare(command, samples) {
  const changed = join(work, 'co2-mauna-loa')
  await cp(join(samples, 'co2-mauna-loa'), changed, { recursive: true })
  const text = await readFile(join(changed, 'dataset.yaml'), 'utf8')
  const renamed = text.replaceAll('name: co2_adjusted', 'name: co2_trend')
  if (renamed === text) throw new Error('co2-mauna-loa has no column co2_adjusted any more')
  await writeFile(join(changed, 'dataset.yaml'), renamed)
  await command('publish', changed)
  await command('withdraw', 'co2-mauna-loa', '1', '--reason-vi', 'Thử.', '--reason-en', 'A test.')
  await command('rename', 'vn-holidays', 'vn-public-holidays')
  keys.NGUON_READER_KEY = await command('key', 'create', 'reader')
  keys.NGUON_DESK_KEY = await command('key', 'create', 'desk', '--publish', '*')
  keys.NGUON_TINY_KEY = await command('key', 'create', 'tiny', '--plan', 'tiny')
}

// A quota that is used up by one request.
const plans = join(work, 'plans.yaml')
await writeFile(plans, '- {name: tiny, title: {vi: Nhỏ, en: Tiny}, rows: 10, timeout: 2s, concurrency: 1, windows: [{name: day, quota: 1, period: 24h}]}\n')

const folder = join(import.meta.dirname, 'tests')
const files = (await readdir(folder)).filter((name) => name.endsWith('.test.mjs')).sort()
let failed = true
try {
  const portal = await startPortal({ prepare, settings: { NGUON_PLANS: plans } })
  const runner = spawn(process.execPath, ['--test', '--test-concurrency=2', ...files.map((name) => join(folder, name))], {
    env: { ...process.env, ...keys, NGUON_URL: portal.url, REDOCLY_TELEMETRY: 'off' }, stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => runner.kill(signal))
  failed = await new Promise((done) => runner.once('exit', (code) => done(code !== 0)))
  const { code, log } = await portal.stop()
  if (failed || code !== 0) console.error(`the portal ended with status ${code}; the end of its log:\n${log.slice(-5000)}`)
  failed ||= code !== 0
} finally {
  await rm(work, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0
