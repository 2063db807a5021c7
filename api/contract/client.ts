// A program as somebody may write it against the types of the table
// vn-places/population. It asks for rows.json, whose only form is JSON: that of
// rows depends on Accept. It prints what tests/typescript.test.mjs compares.
import createClient from 'openapi-fetch'

import type { components, paths } from './population.ts'

declare const process: { argv: string[] }

const client = createClient<paths>({ baseUrl: process.argv[2] })
type Row = components['schemas']['Row']

const rows: [Row['geonames_name'], number | null | undefined, number | null | undefined][] = []
let pages = 0
let cursor: string | undefined
do {
  const { data, error } = await client.GET('/v1/data/vn-places/population/rows.json', {
    params: { query: { population__gte: 100_000, sort: ['-population'], limit: 7, cursor } },
  })
  if (error) throw new Error(error.detail)
  for (const row of data.data) rows.push([row.geonames_name, row.population, row.latitude])
  cursor = data.links.next ? new URL(data.links.next).searchParams.get('cursor') ?? undefined : undefined
  pages++
} while (cursor)

const { error, response } = await client.GET('/v1/data/vn-places/population/rows.json', { params: { query: { limit: 50_000 } } })
console.log(JSON.stringify({ rows, pages, status: response.status, code: error?.code }))
