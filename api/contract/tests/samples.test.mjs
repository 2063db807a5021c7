// The samples of the documents are programs of their languages: those whose
// language is installed are run against the portal, and have the same rows.
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

import { folder, get, installed, run } from '../portal.mjs'

const made = await folder()
const key = process.env.NGUON_READER_KEY
const table = '/v1/data/vn-places/population'
const document = await get(table + '/openapi.json')
const samples = Object.fromEntries(document.paths[table + '/rows'].get['x-codeSamples'].map((s) => [s.label, s.source.replaceAll('YOUR_API_KEY', key)]))
const python = (module) => installed('python3', '-c', `import ${module}`)

// saved writes a sample to a file of its own folder.
async function saved(label, name) {
  assert.ok(samples[label], `no sample ${label}`)
  await mkdir(join(made, label), { recursive: true })
  const file = join(made, label, name)
  await writeFile(file, samples[label])
  return file
}

const ways = [
  ['curl', 'sample.sh', (file) => run('sh', [file]), () => installed('curl', '--version')],
  ['JavaScript', 'sample.mjs', (file) => run(process.execPath, [file]), async () => true],
  ['Go', 'main.go', (file) => run('go', ['run', file], { env: { ...process.env, GOWORK: 'off', GOPROXY: 'off' } }), () => installed('go', 'version')],
  ['Python (urllib)', 'sample.py', (file) => run('python3', [file]), () => python('json')],
  ['Python (requests)', 'sample.py', (file) => run('python3', [file]), () => python('requests')],
  ['Python (pandas)', 'sample.py', (file) => run('python3', [file]), () => python('pandas')],
  ['Python (polars)', 'sample.py', (file) => run('python3', [file]), () => python('polars')],
  ['Python (DuckDB)', 'sample.py', (file) => run('python3', [file]), () => python('duckdb')],
  ['R', 'sample.R', (file) => run('Rscript', [file]), () => installed('Rscript', '-e', 'library(httr2)')],
]
for (const [label, name, program, there] of ways) {
  test(`the sample in ${label} has rows`, async (t) => {
    const file = await saved(label, name)
    if (!await there()) return t.skip(`${label} is not installed`)
    const { code, out, said } = await program(file)
    assert.equal(code, 0, said)
    assert.match(out, /Ho Chi Minh|Hồ Chí Minh|geonames_name/)
  })
}

test('Python reads every sample that is written in it', async (t) => {
  if (!await python('ast')) return t.skip('Python is not installed')
  for (const label of Object.keys(samples).filter((l) => l.startsWith('Python'))) {
    const { code, said } = await run('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: samples[label] })
    assert.equal(code, 0, `${label}: ${said}`)
  }
})
