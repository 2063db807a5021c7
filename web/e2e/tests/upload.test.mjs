// A client that is not ours uploads over a network that keeps breaking off, and
// what it uploaded becomes a release.
import assert from 'node:assert/strict'
import { connect, createServer } from 'node:net'
import { after, before, test } from 'node:test'

import { Upload } from 'tus-js-client'

import { startEmptyPortal } from '../portal.mjs'

const cutAfter = 700_000 // bytes from the client, on one connection
const rows = 200_000

const manifest = `
slug: rain
title: {vi: Lượng mưa, en: Rainfall}
description: {vi: Lượng mưa theo giờ., en: Rainfall by the hour.}
agency: {code: MAU-MT, title: {vi: Ban mẫu, en: Sample desk}}
theme: [environment]
licence: CC-BY-4.0
frequency: hourly
resources:
  - {name: hours, title: {vi: Theo giờ, en: By hour}, file: hours.csv}
`

// network is a proxy that cuts each connection after some bytes. It says how
// often it did, and leads to the port that it is told.
async function network() {
  const state = { cuts: 0, port: 0 }
  const server = createServer((client) => {
    const upstream = connect(state.port, '127.0.0.1')
    let sent = 0
    const end = () => { client.destroy(); upstream.destroy() }
    client.on('error', end).on('close', end)
    upstream.on('error', end).on('close', end).pipe(client)
    client.on('data', (bytes) => {
      sent += bytes.length
      upstream.write(bytes)
      if (sent > cutAfter) {
        state.cuts++
        upstream.end() // what was sent arrives
        client.destroy()
      }
    })
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return { state, url: `http://127.0.0.1:${server.address().port}`, close: () => new Promise((done) => server.close(done)) }
}

let wire, portal

before(async () => {
  wire = await network()
  portal = await startEmptyPortal('MAU-MT', { NGUON_BASE_URL: wire.url })
  wire.state.port = Number(new URL(portal.url).port)
})

after(async () => {
  const { code, log } = await portal.stop()
  await wire.close()
  assert.equal(code, 0, log)
})

const headers = () => ({ 'X-Api-Key': portal.key })

// send uploads bytes and resolves to the address of the upload.
const send = (bytes, progress) => new Promise((done, fail) => {
  const upload = new Upload(bytes, {
    endpoint: wire.url + '/v1/uploads', headers: headers(), retryDelays: [50, 100, 200, 400, 800], onProgress: progress,
    metadata: { filename: 'Lượng mưa.csv' }, onError: fail, onSuccess: () => done(upload.url),
  })
  upload.start()
})

test('tus-js-client uploads over a bad network, and its upload is published', async () => {
  const lines = ['Giờ;Trạm;Mưa (mm)']
  for (let i = 0; i < rows; i++) lines.push(`${new Date(Date.UTC(2000, 0, 1, i)).toISOString().slice(0, 16)};Trạm ${i % 7};${i % 97},${i % 10}`)
  const csv = Buffer.from(lines.join('\n'))
  assert.ok(csv.length > 5e6)

  let furthest = 0
  const data = await send(csv, (sent) => { furthest = Math.max(furthest, sent) })
  assert.ok(data.startsWith(wire.url + '/v1/uploads/'), data)
  assert.equal(furthest, csv.length)
  assert.ok(wire.state.cuts >= 5, `the network broke off ${wire.state.cuts} times`)
  const described = await send(Buffer.from(manifest))

  const files = [{ name: 'dataset.yaml', upload: described }, { name: 'hours.csv', upload: data }]
  const asked = await fetch(portal.url + '/v1/publications', {
    method: 'POST', headers: { ...headers(), 'Content-Type': 'application/json' }, body: JSON.stringify({ files }),
  })
  assert.equal(asked.status, 202)
  const address = asked.headers.get('Location')
  assert.ok(address.startsWith(wire.url + '/v1/publications/'), address)

  let publication
  for (const deadline = Date.now() + 60_000; ; await new Promise((next) => setTimeout(next, 100))) {
    publication = await (await fetch(address, { headers: headers() })).json()
    if (['succeeded', 'failed', 'cancelled'].includes(publication.status) || Date.now() > deadline) break
  }
  assert.equal(publication.status, 'succeeded', JSON.stringify(publication.problem))
  assert.equal(publication.result.tables[0].rows, rows)
  const page = await (await fetch(portal.url + '/v1/data/rain/hours/rows?limit=1')).json()
  assert.equal(page.meta.total, rows)
  assert.equal((await fetch(data, { method: 'HEAD', headers: headers() })).status, 404, 'the upload is still there')
})

test('an upload is given up', async () => {
  const address = await send(Buffer.from('a;b\n1;2\n'))
  await Upload.terminate(address, { headers: headers() })
  assert.equal((await fetch(address, { method: 'HEAD', headers: headers() })).status, 404)
})
