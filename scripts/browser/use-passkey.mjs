// Proves somebody with a passkey: by its button, and by the browser's own suggestions at the login field.
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
} from '@simplewebauthn/browser'

const form = document.querySelector('form[data-passkey=use]')
const problem = form?.querySelector('[role=alert]')
const allowed = form?.dataset.allow?.split(' ') ?? []

async function prove(useBrowserAutofill) {
  const answer = await startAuthentication({
    optionsJSON: {
      challenge: form.dataset.challenge,
      userVerification: 'required',
      allowCredentials: allowed.map((id) => ({ id, type: 'public-key' })),
    },
    useBrowserAutofill,
  })
  form.elements.namedItem('assertion').value = JSON.stringify(answer)
  form.submit()
}

async function suggest() {
  const field = document.querySelector("input[autocomplete$='webauthn']")
  if (field && (await browserSupportsWebAuthnAutofill())) await prove(true).catch(() => {})
}

if (form && browserSupportsWebAuthn()) {
  form.hidden = false
  form.querySelector('button[type=button]').addEventListener('click', async () => {
    problem.hidden = true
    try {
      await prove(false)
    } catch {
      problem.hidden = false
      suggest()
    }
  })
  suggest()
}
