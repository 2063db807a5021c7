import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'

const portal = process.env.NGUON_URL
const redocly = resolve(import.meta.dirname, '../node_modules/.bin/redocly')
const folder = await mkdtemp(join(tmpdir(), 'nguon-openapi-'))
after(() => rm(folder, { recursive: true, force: true }))

// lint returns what the linter has to say about a document.
async function lint(name, text) {
  const file = join(folder, name)
  await writeFile(file, text)
  return new Promise((done) => {
    execFile(redocly, ['lint', file, '--format=stylish'], { cwd: folder, env: { ...process.env, REDOCLY_TELEMETRY: 'off' } },
      (error, out, err) => done({ code: error?.code ?? 0, said: out + err }))
  })
}

async function fetched(path) {
  const answer = await fetch(portal + path)
  assert.equal(answer.status, 200, path)
  return answer.text()
}

test('the linter finds what is wrong with a document', async () => {
  const { code } = await lint('wrong.json', JSON.stringify({ openapi: '3.1.0', info: { title: 'x' }, paths: { '/a': {} } }))
  assert.notEqual(code, 0)
})

test('the document of the platform passes the linter', async () => {
  const { code, said } = await lint('platform.json', await fetched('/openapi.json'))
  assert.equal(code, 0, said)
})

test('the document of every table passes the linter', async () => {
  const { data } = JSON.parse(await fetched('/v1/datasets?limit=100'))
  for (const d of data) {
    for (const r of d.resources) {
      const { code, said } = await lint(`${d.slug}-${r.name}.json`, await fetched(`/v1/data/${d.slug}/${r.name}/openapi.json`))
      assert.equal(code, 0, said)
    }
  }
})
