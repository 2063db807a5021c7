// Forms of datasets in preparation: files are sent in pieces, and go on where they
// were broken off; what is wrong with a description is said while it is written.

const piece = 8 * 1024 * 1024 // bytes of one request
const pauses = [1000, 2000, 5000, 10_000, 20_000, 30_000] // before another try, in milliseconds

/** Makes the forms of a page better. */
export function studios(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-upload]')) {
    form.addEventListener('submit', (event) => {
      const input = form.querySelector<HTMLInputElement>('input[type=file]')
      const file = input?.files?.[0]
      if (!input || !file) return
      event.preventDefault()
      void sendFile(form, input, file)
    })
  }
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-faults]')) tellFaults(form)
}

async function sendFile(form: HTMLFormElement, input: HTMLInputElement, file: File): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>('button[type=submit]')
  if (button) button.disabled = true
  const bar = document.createElement('progress')
  bar.className = 'studio-progress'
  bar.max = 1
  bar.value = 0
  const says = document.createElement('p')
  says.setAttribute('role', 'status')
  const tell = (share: number) => {
    bar.value = share
    const percent = (form.dataset.sending ?? '').replace(/\{share\}|\?/, String(Math.floor(100 * share)))
    if (says.textContent !== percent) says.textContent = percent
  }
  bar.setAttribute('aria-label', file.name)
  form.append(bar, says)
  try {
    const id = await upload(form.dataset.upload ?? '', file, tell, () => { says.textContent = form.dataset.again ?? '' })
    const hidden = document.createElement('input')
    hidden.type = 'hidden'
    hidden.name = 'upload'
    hidden.value = id
    input.disabled = true
    form.append(hidden)
    form.submit()
  } catch {
    form.submit() // the whole file in one go, whose answer says what is wrong
  }
}

// upload speaks the tus protocol, version 1.0.0, and resolves to the ID of the
// upload. A refusal is an error; a lost connection is tried again.
async function upload(address: string, file: File, tell: (share: number) => void, lost: () => void): Promise<string> {
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)))
  const begun = await fetch(address, {
    method: 'POST', headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': String(file.size), 'Upload-Metadata': `filename ${name}` },
  })
  const to = begun.headers.get('Location')
  if (begun.status !== 201 || !to) throw new Error(`refused with ${begun.status}`)
  let offset = 0
  for (let failed = 0; offset < file.size;) {
    tell(offset / file.size)
    const before = offset
    try {
      const from = offset
      offset = await patch(to, file.slice(from, from + piece), from, (sent) => { tell((from + sent) / file.size) })
    } catch (e) {
      if (e instanceof Refused || failed >= pauses.length) throw e
      lost()
      await new Promise((next) => setTimeout(next, pauses[failed++]))
      offset = await arrived(to).catch(() => before)
    }
    if (offset > before) failed = 0
  }
  tell(1)
  return to.slice(to.lastIndexOf('/') + 1)
}

class Refused extends Error {}

async function arrived(to: string): Promise<number> {
  const r = await fetch(to, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } })
  const offset = Number(r.headers.get('Upload-Offset'))
  if (!r.ok || !Number.isInteger(offset)) throw new Error(`no offset: ${r.status}`)
  return offset
}

// patch sends a piece and resolves to the offset behind it.
function patch(to: string, body: Blob, offset: number, progress: (sent: number) => void): Promise<number> {
  return new Promise((done, fail) => {
    const r = new XMLHttpRequest() // which tells how much was sent
    r.open('PATCH', to)
    r.setRequestHeader('Tus-Resumable', '1.0.0')
    r.setRequestHeader('Upload-Offset', String(offset))
    r.setRequestHeader('Content-Type', 'application/offset+octet-stream')
    r.upload.onprogress = (e) => { progress(e.loaded) }
    r.onerror = () => { fail(new Error('lost')) }
    r.onload = () => {
      if (r.status === 204) done(Number(r.getResponseHeader('Upload-Offset')))
      else fail(r.status === 409 || r.status >= 500 ? new Error(`status ${r.status}`) : new Refused(`refused with ${r.status}`))
    }
    r.send(body)
  })
}

// tellFaults asks what would be wrong with a form whenever a field was left.
function tellFaults(form: HTMLFormElement): void {
  let asked = 0
  const touched = new Set<string>()
  form.addEventListener('change', (event) => {
    const field = (event.target as Element).closest('.field')
    const control = field?.querySelector('[id]:is(input, select, textarea, fieldset)')
    if (!control) return
    touched.add(control.id)
    const mine = ++asked
    void fetch(form.dataset.faults ?? '', { method: 'POST', body: new URLSearchParams([...new FormData(form)].map(([k, v]) => [k, String(v)])) })
      .then(async (r) => {
        const wrong: Record<string, string> = r.ok ? await r.json() : {}
        if (mine !== asked) return
        for (const id of touched) if (id in wrong) show(id, wrong[id] ?? '')
      })
      .catch(() => { /* it is said when the form is sent */ })
  })
}

// show says what is wrong with a field, or that nothing is.
function show(id: string, text: string): void {
  const control = document.getElementById(id)
  const field = control?.closest('.field')
  if (!control || !field) return
  let says = document.getElementById(`${id}-wrong`)
  field.classList.toggle('field-wrong', text !== '')
  const described = new Set((control.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean))
  if (text === '') {
    says?.remove()
    described.delete(`${id}-wrong`)
    control.removeAttribute('aria-invalid')
  } else {
    if (!says) {
      says = document.createElement('p')
      says.id = `${id}-wrong`
      says.className = 'field-error'
      control.before(says)
    }
    says.textContent = text
    says.setAttribute('role', 'status')
    described.add(`${id}-wrong`)
    if (control.tagName !== 'FIELDSET') control.setAttribute('aria-invalid', 'true')
  }
  if (described.size) control.setAttribute('aria-describedby', [...described].join(' '))
  else control.removeAttribute('aria-describedby')
}
