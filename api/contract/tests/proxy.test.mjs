// Prism follows redirects, so that those of a renamed dataset are answered with 200.
// Prism stands between the requests and the portal, and refuses what is not as
// the document says: a path, a parameter, a status, a header or a body.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

import { documents, folder, get, portal, tables, tool } from '../portal.mjs'

const made = await folder()
await documents(made)
const { NGUON_READER_KEY: reader, NGUON_DESK_KEY: desk, NGUON_TINY_KEY: tiny } = process.env

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}

// useProxy runs Prism with a document while the tests of a block run. What it
// returns asks through it.
function useProxy(document) {
  let address, child
  before(async () => {
    const port = await freePort()
    address = `http://127.0.0.1:${port}`
    child = spawn(tool('prism'), ['proxy', '--errors', '--host', '127.0.0.1', '--port', String(port), join(made, document), portal], { stdio: 'ignore' })
    for (const deadline = Date.now() + 60_000; ; await new Promise((next) => setTimeout(next, 100))) {
      if (await fetch(address).then(() => true, () => false)) return
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`prism does not begin with ${document}`)
    }
  })
  after(() => new Promise((done) => {
    child.once('exit', done)
    child.kill('SIGTERM')
  }))
  return async (path, { status = 200, headers = {}, ...rest } = {}) => {
    const answer = await fetch(address + path, { headers, redirect: 'manual', ...rest })
    const body = Buffer.from(await answer.arrayBuffer())
    assert.equal(answer.status, status, `${path}: ${body.subarray(0, 2000)}`)
    assert.doesNotMatch(answer.headers.get('content-type') ?? '', /prism/)
    assert.equal(answer.headers.get('sl-violations'), null, path)
    if (status >= 400 && rest.method !== 'HEAD') assert.equal(answer.headers.get('content-type'), 'application/problem+json', path)
    return { headers: answer.headers, body: String(body) }
  }
}

describe('the document of the platform', { concurrency: 1 }, async () => {
  const ask = useProxy('platform.json')
  const rows = '/v1/data/vn-places/population/rows'
  const release = '/v1/datasets/vn-places/releases/1'

  for (const [path, options] of [
    ['/v1/datasets'], ['/v1/datasets?q=dân số&explain=1'], ['/v1/datasets?theme=environment&theme=health&sort=title&limit=3'],
    ['/v1/datasets?q=dna+so'], ['/v1/datasets?limit=1000', { status: 422 }], ['/v1/datasets?cursor=made-up', { status: 400 }],
    ['/v1/datasets?colour=red', { status: 400 }],
    ['/v1/suggest?q=dan'], ['/v1/datasets.ndjson.gz'], ['/v1/datasets.csv.gz'],
    ['/v1/datasets/vn-places'], ['/v1/datasets/none-such', { status: 404 }], ['/v1/datasets/vn-holidays'],
    ['/v1/datasets/vn-places/releases'], ['/v1/datasets/co2-mauna-loa/releases'], [release], ['/v1/datasets/vn-places/releases/latest'],
    ['/v1/datasets/co2-mauna-loa/releases/1'], ['/v1/datasets/vn-places/releases/99', { status: 404 }],
    [`${release}/proof`], [`${release}/proof?since=1`], [`${release}/checks/population`], [`${release}/checks/population/misfits.csv`],
    [`${release}/checks/none`, { status: 404 }], ['/v1/datasets/co2-mauna-loa/releases/1/checks/monthly', { status: 410 }],
    ['/v1/datasets/clinic-visits-synthetic/releases/1/checks/visits/risk', { status: 401 }],
    ['/v1/datasets/clinic-visits-synthetic/releases/1/checks/visits/risk', { status: 403, headers: { 'X-Api-Key': reader } }],
    ['/v1/datasets/clinic-visits-synthetic/releases/1/checks/visits/risk', { headers: { 'X-Api-Key': desk } }],
    ['/v1/datasets/clinic-visits-synthetic/releases/1/checks/visits/risk.html', { headers: { 'X-Api-Key': desk } }],
    ['/v1/agencies'], ['/v1/agencies/MAU-MT'], ['/v1/agencies/NONE', { status: 404 }], ['/v1/licences'],
    [`${rows}?limit=3`], [`${rows}?limit=3&explain=1&count=exact`, { headers: { Authorization: `Bearer ${reader}` } }],
    [`${rows}.json?population__gte=100000&sort=-population&select=place:geonames_name,population`],
    [`${rows}?group=province&agg=n:count(*)&having=n > 3&sort=-n`], [`${rows}?where=population > 5 AND NOT kind LIKE 'T%25'&limit=2`],
    [`${rows}?where=population >`, { status: 400 }], [`${rows}?populatoin=3`, { status: 400 }], [`${rows}?population__gte=many`, { status: 400 }],
    [`${rows}?limit=5000`, { status: 400 }], [`${rows}?cursor=made-up`, { status: 400 }], [`${rows}?limit=1`, { status: 401, headers: { 'X-Api-Key': 'wrong' } }],
    ['/v1/data/vn-places/none/rows', { status: 404 }], ['/v1/data/vn-places@7/population/rows', { status: 404 }],
    ['/v1/data/co2-mauna-loa@1/monthly/rows', { status: 410 }], ['/v1/data/co2-mauna-loa@2/monthly/rows?limit=2'],
    ['/v1/data/vn-holidays/holidays/rows'],
    ...['ndjson', 'csv', 'xlsx', 'parquet', 'arrow'].map((format) => [`${rows}.${format}?limit=3`]), [`${rows}.geojson?limit=3`, { status: 400 }],
    ['/v1/data/vn-airports/airports/rows.geojson?limit=3'], ['/v1/data/vn-airports@1/airports/file.geojson'],
    ['/v1/data/vn-places/population/changes'], ['/v1/data/co2-mauna-loa@2/monthly/changes'],
    ['/v1/data/vn-places/population/schema'], ['/v1/data/vn-places/population/stats'], ['/v1/data/vn-places@1/population/openapi.json'],
    ['/v1/data/vn-places/population/postman.json'], ['/v1/data/vn-places@1/population/bruno.json'],
    ...['parquet', 'csv.gz', 'ndjson.gz', 'xlsx', 'arrow'].map((format) => [`/v1/data/vn-places@1/population/file.${format}`]),
    ['/v1/data/vn-places/population/file.parquet'], ['/v1/data/vn-places@1/population/file.geojson', { status: 400 }],
    ['/v1/data/vn-places@1/population/file.parquet', { status: 206, headers: { Range: 'bytes=0-99' } }],
    ['/v1/data/vn-places@1/population/file.parquet', { status: 416, headers: { Range: 'bytes=999999999-' } }],
    ['/v1/publications/none', { status: 401 }], ['/v1/publications/none', { status: 404, headers: { 'X-Api-Key': desk } }],
    ['/v1/publications', { status: 403, method: 'POST', headers: { 'X-Api-Key': reader, 'Content-Type': 'application/json' }, body: '{"files":[]}' }],
    ['/openapi.json'], ['/.well-known/api-catalog'], ['/problems/not-found'], ['/healthz'], ['/readyz'], ['/metrics'],
  ]) {
    test(`${options?.method ?? 'GET'} ${path} is answered with ${options?.status ?? 200}${options?.headers ? ' with ' + Object.keys(options.headers) : ''}`,
      () => ask(path, options))
  }

  test('a quota that is used up is a problem that says when to come back', async () => {
    const headers = { 'X-Api-Key': tiny }
    await ask(`${rows}?limit=1`, { headers })
    const refused = await ask(`${rows}?limit=1`, { headers, status: 429 })
    assert.ok(Number(refused.headers.get('retry-after')) > 0)
  })

  test('an answer that did not change is not sent again', async () => {
    const first = await ask(`${rows}?limit=2`)
    await ask(`${rows}?limit=2`, { status: 304, headers: { 'If-None-Match': first.headers.get('etag') } })
  })
})

// One request for each operator of each column, with a real value.
for (const name of ['vn-places-population', 'earthquakes-2018-events', 'clinic-visits-synthetic-visits']) {
  describe(`the document of ${name}`, { concurrency: 1 }, async () => {
    const ask = useProxy(name + '.json')
    const table = (await tables()).find((path) => path.slice('/v1/data/'.length).replaceAll('/', '-') === name)
    const document = await get(table + '/openapi.json')
    const rows = document.paths[table + '/rows'].get.parameters.map((p) => p.$ref ? document.components.parameters[p.$ref.split('/').at(-1)] : p)

    test('rows walk to their end', async () => {
      let pages = 0
      for (let path = `${table}/rows?limit=900`; path; pages++) {
        const { links } = JSON.parse((await ask(path)).body)
        path = links.next && new URL(links.next).search && table + '/rows' + new URL(links.next).search
      }
      assert.ok(pages > 0)
    })

    test('every parameter of a column takes the example of the document', async () => {
      const tried = rows.filter((p) => p.example !== undefined && !['where', 'group', 'agg', 'having'].includes(p.name))
      assert.ok(tried.length > 20, `only ${tried.length} parameters have examples`)
      for (const p of tried) await ask(`${table}/rows?limit=1&${p.name}=${encodeURIComponent([p.example].flat().join(','))}`)
    })

    test('the examples of expressions are answered', async () => {
      const example = Object.fromEntries(rows.map((p) => [p.name, p.example]))
      await ask(`${table}/rows?limit=1&where=${encodeURIComponent(example.where)}`)
      await ask(`${table}/rows?${new URLSearchParams({ group: example.group, agg: example.agg, having: example.having })}`)
    })

    test('schema, stats and the document itself', async () => {
      for (const what of ['schema', 'stats', 'changes', 'openapi.json', 'postman.json', 'bruno.json']) await ask(`${table}/${what}`)
    })
  })
}
