// An OpenID provider for tests: oidc-provider, which is certified, on a free port
// of the loopback. It asks for any name and lets everybody in.
import { createServer } from 'node:http'

import Provider from 'oidc-provider'

// startProvider serves a provider with one client. Mail gives the address of an
// account by its name.
export async function startProvider({ redirect, mail }) {
  const server = createServer()
  await new Promise((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'nguon', client_secret: 'a secret of tests alone', redirect_uris: [redirect] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: mail(id), email_verified: true, name: `Người ${id}` }) }),
    cookies: { keys: ['of tests alone'] },
    features: { devInteractions: { enabled: true } },
  })
  server.on('request', provider.callback())
  const stop = () => new Promise((done) => {
    server.closeAllConnections()
    server.close(done)
  })
  return { issuer, stop }
}
