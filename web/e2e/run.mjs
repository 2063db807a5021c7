// Runs every test against one portal. To run one against a portal that is
// served already:  NGUON_URL=http://127.0.0.1:8080 node --test tests/search.test.mjs
import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { startPortal } from './portal.mjs'

const folder = join(import.meta.dirname, 'tests')
const files = (await readdir(folder)).filter((name) => name.endsWith('.test.mjs')).sort()
const portal = await startPortal()
const runner = spawn(process.execPath, ['--test', '--test-concurrency=1', ...files.map((name) => join(folder, name))], {
  env: { ...process.env, NGUON_URL: portal.url }, stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => runner.kill(signal))
const failed = await new Promise((done) => runner.once('exit', (code) => done(code !== 0)))
const { code, log } = await portal.stop()
if (failed || code !== 0) console.error(`the portal ended with status ${code}; the end of its log:\n${log.slice(-5000)}`)
process.exitCode = failed || code !== 0 ? 1 : 0
