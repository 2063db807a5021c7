// What the tests ask the portal for, and the programs that they run.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

export const portal = process.env.NGUON_URL
export const here = import.meta.dirname

// get asks for JSON that must be there.
export async function get(path) {
  const answer = await fetch(portal + path)
  assert.equal(answer.status, 200, path)
  return answer.json()
}

// tables are the paths of all published tables.
export async function tables() {
  const { data } = await get('/v1/datasets?limit=100')
  return data.flatMap((d) => d.resources.filter((r) => r.kind === 'table').map((r) => `/v1/data/${d.slug}/${r.name}`))
}

// folder is a new one, which is removed after the tests.
export async function folder() {
  const made = await mkdtemp(join(tmpdir(), 'nguon-contract-'))
  after(() => rm(made, { recursive: true, force: true }))
  return made
}

// documents writes the documents of the platform and of all tables into a
// folder and returns their files.
export async function documents(into) {
  const files = []
  for (const path of ['', ...await tables()]) {
    const file = join(into, (path.replace('/v1/data/', '').replaceAll('/', '-') || 'platform') + '.json')
    await writeFile(file, JSON.stringify(await get(path + '/openapi.json')))
    files.push(file)
  }
  return files
}

// run runs a program to its end and returns its status and what it said.
export function run(program, args, options = {}) {
  return new Promise((done) => {
    const child = execFile(program, args, { maxBuffer: 64 << 20, ...options }, (error, out, err) => {
      done({ code: error ? error.code ?? 1 : 0, out, err, said: out + err })
    })
    if (options.input !== undefined) child.stdin.end(options.input)
  })
}

// tool is a program of an npm package.
export const tool = (name) => join(here, 'node_modules/.bin', name)

// installed reports whether a program can be run.
export const installed = async (program, ...args) => (await run(program, args)).code === 0
