// Measures the main pages with Lighthouse in Debian's Chromium, as on a slow phone, and
// fails if a score of them is below 95. It is no part of npm test: it takes minutes, and
// its figures are those of the machine as well. NGUON_URL is a portal that is served
// already; without it one is started. Lighthouse comes from npm when it is asked for.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { startPortal } from './portal.mjs'

const least = 95
const pages = process.argv.length > 2 ? process.argv.slice(2) : ['/', '/datasets?q=d%C3%A2n+s%E1%BB%91', '/datasets/vn-places', '/en/datasets/us-weather', '/agencies', '/about']
// What a page of parameters is told on purpose: it is not for the indexes of search engines.
const wanted = (path) => (path.includes('?') ? ['--skip-audits=is-crawlable'] : [])

const portal = process.env.NGUON_URL ? { url: process.env.NGUON_URL, stop: async () => {} } : await startPortal()
const folder = await mkdtemp(join(tmpdir(), 'nguon-lighthouse-'))
let failed = false
try {
  for (const path of pages) {
    const report = join(folder, 'report.json')
    await promisify(execFile)('npx', ['--yes', 'lighthouse@13.5.0', portal.url + path, '--quiet', '--output=json', `--output-path=${report}`, ...wanted(path),
      '--chrome-flags=--headless=new --no-sandbox --disable-gpu'], { env: { ...process.env, CHROME_PATH: process.env.NGUON_CHROMIUM ?? '/usr/bin/chromium' }, maxBuffer: 1 << 24 })
    const { categories, audits } = JSON.parse(await readFile(report, 'utf8'))
    const scores = Object.values(categories).map(({ id, score }) => [id, Math.round(100 * score)])
    console.log(path, scores.map(([id, score]) => `${id} ${score}`).join(', '))
    for (const { id, auditRefs } of Object.values(categories)) {
      for (const ref of auditRefs) {
        const { score, title, displayValue = '' } = audits[ref.id]
        if (score !== null && score < 0.9 && ref.weight > 0) console.log(`  ${id}: ${title} ${displayValue}`)
      }
    }
    failed ||= scores.some(([, score]) => score < least)
  }
} finally {
  await portal.stop()
  await rm(folder, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0
