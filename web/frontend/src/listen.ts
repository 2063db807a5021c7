// Reads the summary of a page aloud, where the device has a voice for its language:
// in any other, Vietnamese would not be understood.
export function listening(doc: Document): void {
  const button = doc.querySelector<HTMLButtonElement>('[data-listen]')
  if (!button) return
  const lang = doc.documentElement.lang
  const { start = '', stop = '' } = button.dataset

  const voice = () => speechSynthesis.getVoices().find((v) => v.lang.toLowerCase().replace('_', '-').split('-')[0] === lang)
  const offer = () => { button.hidden = !voice() }
  offer()
  speechSynthesis.addEventListener('voiceschanged', offer) // voices come late

  let reading = false
  const show = (now: boolean) => {
    reading = now
    button.textContent = now ? stop : start
    button.setAttribute('aria-pressed', String(now))
  }
  const end = () => {
    speechSynthesis.cancel()
    show(false)
  }
  button.addEventListener('click', () => {
    if (reading) return end()
    const sentences = [...doc.querySelectorAll<HTMLElement>('[data-say]')].flatMap((part) => parts(part.innerText))
    speechSynthesis.cancel()
    sentences.forEach((text, i) => {
      const said = new SpeechSynthesisUtterance(text)
      const chosen = voice()
      if (chosen) said.voice = chosen
      said.lang = chosen?.lang ?? lang
      if (i === sentences.length - 1) said.addEventListener('end', () => show(false))
      speechSynthesis.speak(said)
    })
    show(sentences.length > 0)
  })
  addEventListener('pagehide', end)
}

// parts are pieces that a voice reads in one go: some stop after a quarter of a minute.
function parts(text: string): string[] {
  return text.replace(/\s+/g, ' ').match(/[^.;:!?…]+[.;:!?…]*\s*/g)?.map((s) => s.trim()).filter(Boolean) ?? []
}
