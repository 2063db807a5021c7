// oapi-codegen makes a client of a served document; a program that uses it is
// vetted by the Go tool and asks the portal.
import assert from 'node:assert/strict'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

import { documents, folder, get, here, portal, run } from '../portal.mjs'

const made = await folder()
await documents(made)
await cp(join(here, 'goclient'), made, { recursive: true })
const env = { ...process.env, GOPROXY: 'off', GOFLAGS: '-mod=readonly', GOWORK: 'off' }
const go = (...args) => run('go', args, { cwd: made, env })

async function generate(file, name) {
  await mkdir(join(made, name), { recursive: true })
  const { code, said } = await go('tool', 'oapi-codegen', '-generate', 'types,client', '-package', name, '-o', `${name}/client.gen.go`, file)
  assert.equal(code, 0, said)
}

// Each is some ten thousand lines: those that are compiled have between them
// all types of columns, codes, shapes and every operation.
test('clients of documents of all kinds compile', async () => {
  for (const name of ['platform', 'vn-places-population', 'earthquakes-2018-events', 'clinic-visits-synthetic-visits']) {
    await generate(join(made, name + '.json'), name.match(/[a-z]+$/)[0])
  }
  const { code, said } = await go('build', './...')
  assert.equal(code, 0, said)
})

test('a client in Go reads rows, walks pages and is told of mistakes', async () => {
  const { code, out, said } = await go('run', '.', portal)
  assert.equal(code, 0, said)
  const got = JSON.parse(out)
  const { data } = await get('/v1/data/vn-places/population/rows?population__gte=100000&sort=-population&limit=100')
  assert.deepEqual(got.rows, data.map((r) => ({ name: r.geonames_name, population: r.population, latitude: r.latitude })))
  assert.ok(got.pages > 1)
  assert.deepEqual([got.status, got.code], [400, 'limit-too-large'])
})
