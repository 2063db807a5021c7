// Every sample table is taken as Parquet and as CSV, read by programs that are
// not ours, and set against the rows that the API gives.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'

import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

import { api, base, read, useBrowser } from '../browser.mjs'
import { parseCSV } from '../csv.mjs'

useBrowser()

const catalogue = (await api('/v1/datasets?limit=100')).data
const tables = catalogue.flatMap((d) => d.resources.filter((r) => r.kind === 'table').map((r) => ({ dataset: d.slug, version: d.latest.version, ...r })))

async function allRows(table) {
  const rows = []
  let next = `/v1/data/${table.dataset}@${table.version}/${table.name}/rows?limit=1000`
  while (next) {
    const page = await api(next)
    rows.push(...page.data)
    next = page.links.next
  }
  return rows
}

const fetched = async (path) => {
  const r = await fetch(new URL(path, base))
  assert.equal(r.status, 200, path)
  return Buffer.from(await r.arrayBuffer())
}

// A file has the first day of a month, quarter or year where the API names the span.
const spans = {
  month: (day) => day.slice(0, 7),
  quarter: (day) => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`,
  year: (day) => day.slice(0, 4),
}

// same turns a value of Parquet or of JSON into what both must agree on.
function same(value, { type, precision }) {
  if (value === null || value === undefined) return null
  if (type === 'datetime') return new Date(value).getTime()
  if (type === 'date' && value instanceof Date) {
    const day = value.toISOString().slice(0, 10)
    return precision ? spans[precision](day) : day
  }
  if (type === 'geometry' && typeof value === 'string') { // CSV has well-known text
    const [, kind, text] = /^(POINT|POLYGON|MULTIPOLYGON)(\(.*\))$/.exec(value) ?? assert.fail(value.slice(0, 100))
    const positions = JSON.parse(text.replace(/([-\d.e]+) ([-\d.e]+)/g, '[$1,$2]').replaceAll('(', '[').replaceAll(')', ']'))
    return kind === 'POINT' ? { type: 'Point', coordinates: positions[0] } : { type: kind === 'POLYGON' ? 'Polygon' : 'MultiPolygon', coordinates: positions }
  }
  return type === 'integer' || type === 'number' ? Number(value) : value
}

for (const table of tables) {
  const name = `${table.dataset}/${table.name}`
  test(`${name}: Parquet and CSV have the rows of the API`, async () => {
    const columns = (await api(`/v1/data/${table.dataset}@${table.version}/${table.name}/schema`)).columns
    const rows = await allRows(table)
    assert.equal(rows.length, table.rows)
    const file = `/v1/data/${table.dataset}@${table.version}/${table.name}/file`
    const want = rows.map((r) => columns.map((c) => same(r[c.name], c)))

    const bytes = await fetched(`${file}.parquet`)
    const parquet = await parquetReadObjects({ file: new Uint8Array(bytes).buffer, compressors })
    assert.deepEqual(parquet.map((r) => columns.map((c) => same(r[c.name], c))), want)

    const [head, ...lines] = parseCSV(gunzipSync(await fetched(`${file}.csv.gz`)).toString('utf8'))
    assert.deepEqual(head, columns.map((c) => c.name))
    const csv = lines.map((line) => line.map((v, i) => v === '' ? null : same(columns[i].type === 'boolean' ? v === 'true' : v, columns[i])))
    assert.deepEqual(csv, want)
  })
}

test('the download of the page is the file whose SHA-256 the release names', () => read(async (page) => {
  const release = (await api('/v1/datasets/vn-places/releases')).data[0]
  const file = release.files.find((f) => f.format === 'parquet' && f.name.includes('population') || f.url?.includes('/population/'))
  await page.goto('/datasets/vn-places')
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href$="/population/file.parquet"]').first().click()])
  const bytes = await readFile(await download.path())
  assert.equal(bytes.subarray(0, 4).toString(), 'PAR1')
  assert.equal(createHash('sha256').update(bytes).digest('hex'), file.sha256.replace(/^sha-?256[=:]/, ''))
  assert.ok((await page.locator('main').innerText()).includes(file.sha256.slice(-64)))
}))

test('the CSV of the page is a gzip file', () => read(async (page) => {
  await page.goto('/datasets/vn-places')
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href$="/population/file.csv.gz"]').first().click()])
  assert.match(download.suggestedFilename(), /\.csv\.gz$/)
  assert.match(gunzipSync(await readFile(await download.path())).toString('utf8'), /^geoname_id,name,/)
}))
