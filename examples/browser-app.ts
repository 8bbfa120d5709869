import { raw } from 'hono/html'

/** The two scripts of the demo that run in a browser. Without a library, so that every step is seen. */

/** A single-page application: code flow with PKCE and no secret. The page's form says who it is. */
export const browserAppScript = raw(`
const { issuer, client_id, api } = document.querySelector('#begin').dataset
const redirect_uri = location.origin + '/spa'
const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '')
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)))
const show = (label, value) => {
  const text = document.createElement('pre')
  text.tabIndex = 0
  text.setAttribute('aria-label', label)
  text.textContent = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  const title = document.createElement('h2')
  title.textContent = label
  document.querySelector('#answers').append(title, text)
}

document.querySelector('#begin').addEventListener('click', async () => {
  const verifier = random()
  const state = random()
  sessionStorage.setItem(state, verifier) // of this tab alone
  const challenge = base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)))
  location.assign(issuer + '/oauth2/authorize?' + new URLSearchParams({ response_type: 'code', client_id, redirect_uri,
    scope: 'openid profile account.r', state, code_challenge: challenge, code_challenge_method: 'S256' }))
})

const answer = new URLSearchParams(location.search)
history.replaceState(null, '', '/spa') // the code is used once: out of the address bar
const code_verifier = sessionStorage.getItem(answer.get('state'))
sessionStorage.removeItem(answer.get('state'))
if (answer.has('error')) show('The answer', Object.fromEntries(answer))
if (answer.has('code') && code_verifier) {
  const body = new URLSearchParams({ grant_type: 'authorization_code', code: answer.get('code'), redirect_uri, client_id, code_verifier })
  const tokens = await (await fetch(issuer + '/oauth2/token', { method: 'POST', body })).json()
  show('The tokens', tokens)
  const headers = { authorization: 'Bearer ' + tokens.access_token }
  show('Who signed in', await (await fetch(issuer + '/oauth2/userinfo', { headers })).json())
  show('What the API answers', await (await fetch(api + '/customer/111', { headers })).json())
}
`)

/** Reads the fragment, which no server ever sees, and takes it out of the address bar. */
export const fragmentScript = raw(`
const answer = new URLSearchParams(location.hash.slice(1))
history.replaceState(null, '', location.pathname)
if ([...answer].length > 0) document.querySelector('h1').textContent = answer.has('error') ? 'No tokens this time' : 'It came in the fragment'
for (const [name, value] of answer) {
  const row = document.createElement('tr')
  const head = document.createElement('th')
  head.scope = 'row'
  head.textContent = name
  const cell = document.createElement('td')
  cell.textContent = value
  row.append(head, cell)
  document.querySelector('tbody').append(row)
}
const code = answer.get('code')
document.querySelector('#by-code').hidden = !code
document.querySelector('#code').textContent = code
`)
