import { html } from 'hono/html'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import type { Call } from './calls.ts'

/** Pieces of the demo's pages: a call as it went over the wire, a token as a table. */

export type Html = ReturnType<typeof html>

export function callView({
  method,
  url,
  requestHeaders,
  requestBody,
  status,
  challenge,
  responseBody,
}: Call) {
  const shown = ['authorization', 'content-type'].filter((name) => name in requestHeaders)
  const request = [
    `${method} ${url}`,
    ...shown.map((name) => `${name}: ${masked(name, requestHeaders[name] ?? '')}`),
    ...(requestBody ? ['', ...new URLSearchParams(requestBody)].map(parameter) : []),
  ]
  return html`<div class="call">
    <h3>Request</h3>
    <pre tabindex="0" aria-label="Request">${request.join('\n')}</pre>
    <h3>Answer <span class="status ${status < 400 ? 'good' : 'bad'}">${status}</span></h3>
    ${challenge && html`<pre tabindex="0" aria-label="Challenge">WWW-Authenticate: ${challenge}</pre>${challengeView(challenge)}`}
    <pre tabindex="0" aria-label="Answer">${prettyJson(responseBody)}</pre>
  </div>`
}

const meanings: Record<string, string> = {
  realm: 'What is protected, so that a client knows which token to use.',
  scope: 'The scope that a token for this needs.',
  resource_metadata: 'Where this API says whose tokens it takes (RFC 9728).',
  error_description: 'The same for the developer, in words.',
  invalid_token: 'The token is expired, revoked, damaged or not for this API. Refresh it, or sign in again.',
  insufficient_scope: 'The token is good, but does not allow this. Ask for the scope.',
}

/** RFC 6750 §3 in plain words. */
function challengeView(challenge: string) {
  const parameters = [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => ({
    name,
    value,
  }))
  const sentToken = parameters.some(({ name }) => name === 'error')
  const rows = parameters.map(({ name, value }) => {
    return html`<div><dt><code>${name}</code> <code>${value}</code></dt><dd>${meanings[value] ?? meanings[name]}</dd></div>`
  })
  return html`<p>${
    sentToken
      ? 'The API saw a token and says what is wrong with it:'
      : 'No token was sent, so the API names no error. It says that it wants a Bearer token, and for what:'
  }</p><dl class="facts">${rows}</dl>`
}

const claimMeanings: Record<string, string> = {
  iss: 'who signed it',
  sub: 'whom it is about',
  aud: 'whom it is for',
  exp: 'good until',
  iat: 'signed at',
  auth_time: 'when they proved who they are',
  jti: 'its own number',
  client_id: 'the application that got it',
  scope: 'what it allows',
  nonce: 'ties it to the request',
  at_hash: 'ties it to the access token',
  sid: 'the session at the server',
  amr: 'how the person signed in',
  acr: 'how well',
  azp: 'the application it was made for',
  user_type: 'employee, customer, partner, admin',
  act: 'who acts for that person',
  nbf: 'good from',
  version: 'of the older format',
}

/** What is in it, to look at. Reading a token is not checking it: api.ts shows how that is done. */
export function decodedToken(token: string, name: string) {
  let header: Record<string, unknown>
  let claims: Record<string, unknown>
  try {
    header = decodeProtectedHeader(token)
    claims = decodeJwt(token)
  } catch {
    return html`<p>This ${name} is not a JWT: only the authorization server can read it.</p>`
  }
  return html`<p class="header">${Object.entries(header).map(([key, value]) => html`<code>${key} ${String(value)}</code> `)}</p>
    <table><caption class="hidden">Claims of the ${name}</caption>
      <tbody>${Object.entries(claims).map(([key, value]) => {
        return html`<tr><th scope="row"><code>${key}</code>${claimMeanings[key] && html`<small>${claimMeanings[key]}</small>`}</th>
          <td>${claimValue(key, value)}</td></tr>`
      })}</tbody></table>`
}

function claimValue(key: string, value: unknown) {
  if (!['exp', 'iat', 'auth_time', 'nbf'].includes(key))
    return typeof value === 'string' ? value : JSON.stringify(value)
  const at = new Date(Number(value) * 1000).toISOString()
  return html`<time datetime="${at}">${at.slice(11, 19)} UTC</time> <small>${String(value)}</small>`
}

const secretParameters = [
  ...['code', 'device_code', 'refresh_token', 'client_secret', 'password'],
  ...['token', 'subject_token', 'assertion'],
]

function parameter(entry: string | [string, string]) {
  if (typeof entry === 'string') return entry
  const [name, value] = entry
  return `${name}=${secretParameters.includes(name) ? shortened(value) : value}`
}

/** Shows who is asking and keeps the secret. */
function masked(name: string, value: string) {
  if (name !== 'authorization') return value
  const [scheme = '', credentials = ''] = value.split(' ')
  if (scheme.toLowerCase() !== 'basic') return `${scheme} ${shortened(credentials)}`
  const [id = ''] = atob(credentials).split(':')
  return `${scheme} base64(${decodeURIComponent(id)}:••••••••)`
}

function prettyJson(text: string) {
  try {
    const secret = /_token$|^device_code$/
    const shorten = (key: string, value: unknown) =>
      secret.test(key) && typeof value === 'string' ? shortened(value) : value
    return JSON.stringify(JSON.parse(text), shorten, 2)
  } catch {
    return text
  }
}

function shortened(text: string) {
  return text.length > 32 ? `${text.slice(0, 12)}…${text.slice(-6)}` : '••••••••'
}
