// openapi-typescript makes types of a served document; a program that is
// written against them compiles, and asks the portal through openapi-fetch.
import assert from 'node:assert/strict'
import { cp, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

import openapiTS, { astToString } from 'openapi-typescript'

import { documents, folder, get, here, portal, run, tool } from '../portal.mjs'

const made = await folder()
const files = await documents(made)

// typed writes the types of a document.
async function typed(document, file) {
  await writeFile(file, astToString(await openapiTS(pathToFileURL(document))))
}

test('types of every document compile', async () => {
  for (const file of files) await typed(file, file.replace(/json$/, 'd.ts'))
  const { code, said } = await run(tool('tsc'), ['--noEmit', '--strict', ...files.map((file) => file.replace(/json$/, 'd.ts'))])
  assert.equal(code, 0, said)
})

test('a client in TypeScript reads rows, walks pages and is told of mistakes', async () => {
  await cp(join(here, 'client.ts'), join(made, 'client.ts'))
  await writeFile(join(made, 'package.json'), '{"type":"module"}')
  await symlink(join(here, 'node_modules'), join(made, 'node_modules'))
  await typed(join(made, 'vn-places-population.json'), join(made, 'population.ts'))
  const compiled = await run(tool('tsc'), ['--strict', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2023,dom,dom.iterable',
    '--allowImportingTsExtensions', '--rewriteRelativeImportExtensions', 'client.ts'], { cwd: made })
  assert.equal(compiled.code, 0, compiled.said)
  const { code, out, said } = await run(process.execPath, ['client.js', portal], { cwd: made })
  assert.equal(code, 0, said)
  const got = JSON.parse(out)
  const { data } = await get('/v1/data/vn-places/population/rows?population__gte=100000&sort=-population&limit=100')
  assert.deepEqual(got.rows, data.map((r) => [r.geonames_name, r.population, r.latitude]))
  assert.ok(got.pages > 1)
  assert.deepEqual([got.status, got.code], [400, 'limit-too-large'])
})
