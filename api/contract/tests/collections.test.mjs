// The collections are what their clients import, and their requests work as they
// are: newman, the runner of Postman, gets an answer to each.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

import bruno from '@usebruno/schema'

import { folder, get, portal, run, tables, tool } from '../portal.mjs'

const made = await folder()
const all = await tables()

// imported does what Bruno does with a file before it looks at it: it names
// everything, and its requests by their protocol.
function imported(value) {
  if (Array.isArray(value)) return value.map((v) => (v !== null && typeof v === 'object' ? { ...imported(v), uid: 'a'.repeat(21) } : v))
  if (value === null || typeof value !== 'object') return value
  const copy = Object.fromEntries(Object.entries(value).map(([name, v]) => [name, imported(v)]))
  return copy.type === 'http' ? { ...copy, type: 'http-request' } : copy
}

test('Bruno finds what is wrong with a collection', async () => {
  const collection = await get(all[0] + '/bruno.json')
  collection.items[0].request.params[0].type = 'quary'
  await assert.rejects(bruno.collectionSchema.validate({ ...imported(collection), uid: 'a'.repeat(21) }))
})

test('Bruno takes the collections of all tables', async () => {
  for (const table of all) {
    await bruno.collectionSchema.validate({ ...imported(await get(table + '/bruno.json')), uid: 'a'.repeat(21) })
  }
})

// newman runs a Postman collection, with values of its variables, and returns
// the status of each answer by the name of the request.
async function newman(table, variables) {
  const [file, report] = ['collection.json', 'report.json'].map((name) => join(made, name))
  await writeFile(file, JSON.stringify(await get(table + '/postman.json')))
  const set = Object.entries(variables).flatMap(([name, value]) => ['--env-var', `${name}=${value}`])
  const { said } = await run(tool('newman'), ['run', file, ...set, '--reporters=json', `--reporter-json-export=${report}`])
  const { run: done } = await readFile(report, 'utf8').then(JSON.parse, () => assert.fail(said))
  return Object.fromEntries(done.executions.map((e) => [e.item.name, e.response?.code]))
}

const table = '/v1/data/vn-places/population'
const requests = ['First page', 'Rows that have a value', 'Groups and their counts', 'Schema', 'Whole table as Parquet']
for (const [name, variables, status] of [
  ['without a key', {}, 200],
  ['with a key', { apiKey: process.env.NGUON_READER_KEY }, 200],
  ['with a key that does not work, which shows that the variable is sent', { apiKey: 'wrong' }, 401],
]) {
  test(`newman gets an answer to every request ${name}`, async () => {
    const answers = await newman(table, { baseUrl: portal, ...variables })
    assert.deepEqual(answers, Object.fromEntries(requests.map((r) => [r, status])))
  })
}
