// Fills in the forms that only an authenticator can answer: signing in with a
// passkey, and making one. Browsers without passkeys never see these forms.
type Ceremony = 'get' | 'create'

export function passkeys(doc: Document): void {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return
  for (const form of doc.querySelectorAll<HTMLFormElement>('form[data-passkey]')) {
    form.hidden = false
    form.closest<HTMLElement>('[data-with-passkeys]')?.removeAttribute('hidden')
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void answer(doc, form)
    })
  }
}

// answer has the browser answer the options of the portal, and sends the form.
async function answer(doc: Document, form: HTMLFormElement): Promise<void> {
  const button = form.querySelector('button')
  if (button?.disabled) return
  if (button) button.disabled = true
  try {
    const options = await fetch(form.dataset.options ?? '', { method: 'POST' })
    if (!options.ok || options.redirected) throw new Error(`options: ${options.status}`)
    const credential = await ask(form.dataset.passkey as Ceremony, await options.json())
    const response = form.elements.namedItem('response') as HTMLInputElement
    response.value = JSON.stringify(credential)
    form.submit()
  } catch {
    if (button) button.disabled = false
    tell(doc, form)
  }
}

async function ask(ceremony: Ceremony, options: object): Promise<Credential | null> {
  if (ceremony === 'create') {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON)
    return navigator.credentials.create({ publicKey })
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON)
  return navigator.credentials.get({ publicKey })
}

// tell says that it did not work: nothing was sent, so the page stays.
function tell(doc: Document, form: HTMLFormElement): void {
  let note = form.querySelector<HTMLElement>('[role=alert]')
  if (!note) {
    note = doc.createElement('p')
    note.className = 'field-error'
    note.setAttribute('role', 'alert')
    form.append(note)
  }
  note.textContent = form.dataset.failed ?? ''
}
