// Runs every test, or those files of tests that are named, against one portal:
// node run.mjs search. To run one against a portal that is served already:
// NGUON_URL=http://127.0.0.1:8080 node --test tests/search.test.mjs
// With --update, the pictures that pages are compared with are written anew.
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

import { startPortal } from './portal.mjs'

const update = process.argv.includes('--update')
const named = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
const listed = async (folder) => (await readdir(join(import.meta.dirname, folder))).sort().map((name) => join(import.meta.dirname, folder, name))
const pictures = await listed('pictures')
const files = [
  ...await listed('tests'),
  ...(named.length > 0 || pictures.some((file) => file.endsWith('.png')) ? pictures : []), // pages are compared with pictures once there are some
].filter((file) => file.endsWith('.test.mjs') && (named.length === 0 || named.includes(basename(file, '.test.mjs'))))
const unknown = named.filter((name) => !files.some((file) => basename(file, '.test.mjs') === name))
if (unknown.length > 0) throw new Error(`no file of tests is called ${unknown.join(', ')}`) // with none, node would look for some itself
const allowed = await plans()
const portal = await startPortal({ settings: { NGUON_PLANS: allowed } })
const runner = spawn(process.execPath, ['--test', '--test-concurrency=2', ...files], {
  env: { ...process.env, NGUON_URL: portal.url, ...(update && { NGUON_PICTURES: 'update' }) }, stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => runner.kill(signal))
const failed = await new Promise((done) => runner.once('exit', (code) => done(code !== 0)))
const { code, log } = await portal.stop()
await rm(dirname(allowed), { recursive: true, force: true })
if (failed || code !== 0) console.error(`the portal ended with status ${code}; the end of its log:\n${log.slice(-5000)}`)
process.exitCode = failed || code !== 0 ? 1 : 0

// plans is a file of what the portal allows: two files of tests ask it at one time,
// from one address.
async function plans() {
  const path = join(await mkdtemp(join(tmpdir(), 'nguon-e2e-plans-')), 'plans.yaml')
  await writeFile(path, JSON.stringify([{
    name: 'anonymous', title: { vi: 'Mọi người', en: 'Everybody' }, rows: 1000, timeout: '10s', concurrency: 8,
    windows: [{ name: 'burst', quota: 100_000, period: '10s' }],
  }]))
  return path
}
