// The folder into which a portal in development writes its mail.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

// linkTo waits for a mail to an address that has a link with a token to a path of
// the portal, and returns the newest such link as a path.
export async function linkTo(data, address, path) {
  const folder = join(data, 'mail')
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await new Promise((next) => setTimeout(next, 100))) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml')).sort().reverse()
    for (const name of names) {
      const mail = plain(await readFile(join(folder, name), 'utf8'))
      if (!mail.toLowerCase().includes(`<${address}>`)) continue
      const link = mail.match(/https?:\/\/[^\s"<>]+[?&](?:token|t)=[\w.-]{43,}/g)?.find((l) => new URL(l).pathname.endsWith(path))
      if (link) return link.slice(new URL(link).origin.length)
    }
  }
  throw new Error(`there is no mail to ${address} with a link to ${path}`)
}

// plain undoes quoted-printable and base64, as far as links need.
function plain(mail) {
  const parts = mail.split(/\r?\n\r?\n/)
  const texts = parts.map((p) => (/^[\w+/=\r\n]+$/.test(p) && p.length > 60 ? Buffer.from(p, 'base64').toString('utf8') : p))
  return texts.join('\n\n').replace(/=\r?\n/g, '').replace(/=3D/g, '=').replace(/&amp;/g, '&')
}
