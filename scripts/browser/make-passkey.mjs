// Makes a passkey, as the server asked in the form, and sends it back there.
import { browserSupportsWebAuthn, startRegistration } from '@simplewebauthn/browser'

const form = document.querySelector('form[data-passkey=make]')

if (form && browserSupportsWebAuthn()) {
  const [failed, known] = form.querySelectorAll('[role=alert]')
  form.hidden = false
  for (const without of document.querySelectorAll('[data-passkey=unsupported]')) without.hidden = true
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    failed.hidden = known.hidden = true
    try {
      const answer = await startRegistration({ optionsJSON: JSON.parse(form.dataset.options) })
      form.elements.namedItem('attestation').value = JSON.stringify(answer)
      form.submit()
    } catch (error) {
      ;(error.name === 'InvalidStateError' ? known : failed).hidden = false
    }
  })
}
