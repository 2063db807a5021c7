// The console of the documentation of an API: sends a call from the browser, and
// shows what came back as text, never as markup.
const mostBytes = 200_000
const telling = ['content-type', 'ratelimit', 'ratelimit-policy', 'retry-after', 'deprecation', 'sunset', 'link', 'x-request-id', 'cache-control', 'age']

interface Call {
  method: string
  url: URL
  headers: [string, string][]
  body?: string
}

export function consoles(doc: Document): void {
  const texts = doc.querySelector<HTMLElement>('[data-console-texts]')?.dataset ?? {}
  const forms = doc.querySelectorAll<HTMLFormElement>('form[data-console]')
  const keys = doc.querySelectorAll<HTMLInputElement>('[data-key]')
  // A key is in the page alone, and gone with it: no storage of the browser has it.
  for (const input of keys) {
    input.addEventListener('change', () => {
      for (const other of keys) other.value = input.value.trim()
    })
  }
  for (const form of forms) {
    form.hidden = false
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void send(form, texts)
    })
  }
}

// callOf returns the call that a form describes.
function callOf(form: HTMLFormElement): Call {
  const { base = '', method = 'GET', type = '' } = form.dataset
  let path = form.dataset.path ?? ''
  const query = new URLSearchParams()
  const headers: [string, string][] = []
  for (const input of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[data-in]')) {
    const name = input.dataset.name ?? ''
    const value = input.value
    if (input.dataset.in === 'path') path = path.replaceAll(`{${name}}`, encodeURIComponent(value).replace(/^\.+$/, (dots) => '%2E'.repeat(dots.length)))
    else if (value === '') continue
    else if (input.dataset.in === 'query') query.append(name, value)
    else headers.push([name, value])
  }
  const key = form.querySelector<HTMLInputElement>('[data-key]')?.value.trim()
  if (key) headers.push(['X-Api-Key', key])
  const body = form.querySelector<HTMLTextAreaElement>('[data-body]')?.value
  if (body) headers.push(['Content-Type', type])
  // The page may have been opened at another name of the portal: stay with it.
  const url = new URL(new URL(base).pathname + path, location.origin)
  url.search = query.toString()
  return { method, url, headers, ...(body ? { body } : {}) }
}

async function send(form: HTMLFormElement, texts: DOMStringMap): Promise<void> {
  const result = form.querySelector<HTMLElement>('[data-result]')
  if (!result) return
  const call = callOf(form)
  result.replaceChildren(paragraph(texts.sending ?? ''))
  const began = performance.now()
  let shown: Node[]
  try {
    const answer = await fetch(call.url, { method: call.method, headers: call.headers, body: call.body ?? null, credentials: 'omit', redirect: 'follow', cache: 'no-store' })
    const { text, cut, binary } = await read(answer)
    const took = Math.round(performance.now() - began)
    const status = paragraph('')
    const strong = document.createElement('strong')
    strong.textContent = `${answer.status} ${answer.statusText}`.trim()
    status.append(strong, ` · ${texts.took ?? ''} ${took} ms`)
    shown = [status, headerList(answer.headers, texts.headers ?? '')]
    if (binary) shown.push(paragraph(`${texts.binary ?? ''} ${answer.headers.get('content-type') ?? ''}`))
    else if (text) shown.push(code(texts.answer ?? '', cut ? text : pretty(text)))
    if (cut) shown.push(paragraph(texts.cut ?? ''))
  } catch {
    shown = [paragraph(texts.failed ?? '')]
  }
  shown.push(code(texts.same ?? '', curl(call)))
  result.replaceChildren(...shown)
}

// read takes no more of an answer than can be shown.
async function read(answer: Response): Promise<{ text: string; cut: boolean; binary: boolean }> {
  const type = answer.headers.get('content-type') ?? ''
  if (type && !/json|text|xml|csv|javascript|yaml|urlencoded/.test(type)) {
    await answer.body?.cancel()
    return { text: '', cut: false, binary: true }
  }
  const reader = answer.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const part = await reader?.read()
    if (!part || part.done) return { text: text + decoder.decode(), cut: false, binary: false }
    bytes += part.value.length
    text += decoder.decode(part.value.subarray(0, part.value.length - Math.max(0, bytes - mostBytes)), { stream: true })
    if (bytes > mostBytes) {
      await reader?.cancel()
      return { text, cut: true, binary: false }
    }
  }
}

// pretty indents JSON; numbers are left as they came where JavaScript would
// change them.
function pretty(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    if (/\d{16}/.test(text)) return text
    return JSON.stringify(value, null, 2)
  } catch {
    return text
  }
}

function headerList(headers: Headers, title: string): HTMLElement {
  const list = document.createElement('dl')
  list.setAttribute('aria-label', title)
  for (const name of telling) {
    const value = headers.get(name)
    if (value === null) continue
    const term = document.createElement('dt')
    term.textContent = name
    const said = document.createElement('dd')
    said.textContent = value
    list.append(term, said)
  }
  return list
}

function paragraph(text: string): HTMLElement {
  const p = document.createElement('p')
  p.textContent = text
  return p
}

function code(title: string, text: string): HTMLElement {
  const figure = document.createElement('figure')
  figure.className = 'code'
  const caption = document.createElement('figcaption')
  caption.textContent = title
  const pre = document.createElement('pre')
  pre.tabIndex = 0
  pre.textContent = text
  figure.append(caption, pre)
  return figure
}

// curl writes exactly that call for a shell.
function curl(call: Call): string {
  const quote = (s: string): string => `'${s.replaceAll("'", "'\\''")}'`
  const parts = ['curl -i', ...(call.method === 'GET' ? [] : ['-X ' + call.method]), quote(call.url.href)]
  for (const [name, value] of call.headers) parts.push('\\\n  -H ' + quote(`${name}: ${value}`))
  if (call.body !== undefined) parts.push('\\\n  --data-raw ' + quote(call.body))
  return parts.join(' ')
}
