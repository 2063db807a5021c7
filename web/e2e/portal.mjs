// A portal of its own for the tests: the built program on a free port of the
// loopback, with the sample datasets published into a temporary folder.
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const root = resolve(import.meta.dirname, '../..')
const binary = resolve(process.env.NGUON_BIN ?? join(root, '.bin/nguon'))
const samples = join(root, 'datasets-sample')

// startPortal publishes the samples, or those that are named, and serves them with the
// given settings; before that, prepare may run other commands on the data. The portal
// that it returns has its address, and stop, which ends it and removes its folder.
export async function startPortal({ prepare = async () => {}, settings = {}, named } = {}) {
  const data = await mkdtemp(join(tmpdir(), 'nguon-e2e-'))
  try {
    const folders = (await readdir(samples, { withFileTypes: true })).filter((f) => f.isDirectory() && (!named || named.includes(f.name)))
    const env = { ...surroundings(), ...settings }
    const command = (...args) => promisify(execFile)(binary, [...args, '--data', data], { env }).then(({ stdout }) => stdout.trim())
    await command('publish', ...folders.map((f) => join(samples, f.name)))
    await prepare(command, samples)
    return await serve(data, settings)
  } catch (e) {
    await rm(data, { recursive: true, force: true })
    throw e
  }
}

// startEmptyPortal serves a portal without datasets, with the given settings
// besides, which may depend on the port. What it returns also has the key of a
// desk that may publish, the folder of the portal, and command, which runs the
// program on it.
export async function startEmptyPortal(agency, settings) {
  const data = await mkdtemp(join(tmpdir(), 'nguon-e2e-'))
  try {
    const { stdout } = await promisify(execFile)(binary, ['key', 'create', '--data', data, 'desk', '--publish', agency], { env: surroundings() })
    const command = (...args) => promisify(execFile)(binary, [...args, '--data', data], { env: surroundings() }).then((ran) => ran.stdout.trim())
    return { ...await serve(data, settings), key: stdout.trim(), data, command }
  } catch (e) {
    await rm(data, { recursive: true, force: true })
    throw e
  }
}

async function serve(data, settings = {}) {
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  const env = { ...surroundings(), ...(typeof settings === 'function' ? await settings(port) : settings) }
  const child = spawn(binary, ['serve', '--data', data, '--addr', address], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr.on('data', (text) => { log = (log + text).slice(-100_000) })
  const ended = new Promise((done) => child.once('exit', done))
  const stop = async () => {
    child.kill('SIGTERM')
    const code = await ended
    await rm(data, { recursive: true, force: true })
    return { code, log }
  }
  const url = `http://${address}`
  for (const deadline = Date.now() + 120_000; ; await new Promise((next) => setTimeout(next, 50))) {
    if (await fetch(url + '/readyz').then((r) => r.ok, () => false)) return { url, stop }
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`the portal did not become ready:\n${log}`)
    }
  }
}

// surroundings are the environment without settings of another portal.
function surroundings() {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('NGUON_'))
  return { ...Object.fromEntries(own), NGUON_LANG: 'en' }
}

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}
