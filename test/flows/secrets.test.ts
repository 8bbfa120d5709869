/** Promise 4: no secret is stored readable, nor logged. A day of use and misuse, then a search through all that is left. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { randomToken } from '../../src/runtime.ts'
import { FormBrowser } from '../support/form-browser.ts'
import {
  authorizeUrl,
  type Credentials,
  grace,
  type RunningServer,
  runServer,
} from '../support/running-server.ts'

const sealingSecret = randomToken()
const verifier = randomToken()

/** What must not be found, by what it is. */
const secrets = new Map<string, string>()
const jtis: string[] = []
/** Request id and error code of everything that was refused. */
const refusals: { requestId: string; code: string }[] = []

const keep = (what: string, value: string) => secrets.set(value, what)

/** Sends it as a client or a browser would, and keeps what must stay secret. */
async function send(request: Request): Promise<Response> {
  const response = await fetch(request, { redirect: 'manual' })
  for (const cookie of response.headers.getSetCookie()) keep('cookie', /=([^;]*)/.exec(cookie)?.[1] ?? '')
  const location = response.headers.get('location')
  if (location !== null) {
    const answer = new URL(location, request.url).searchParams
    for (const name of ['code', 'request', 'posted']) if (answer.has(name)) keep(name, answer.get(name) ?? '')
    if (answer.has('error')) noteRefusal(response, answer.get('error') ?? '')
  }
  if (response.headers.get('content-type')?.startsWith('application/json')) {
    const body = (await response.clone().json()) as Record<string, string>
    for (const name of ['access_token', 'refresh_token', 'id_token']) if (body[name]) keep(name, body[name])
    if (body.access_token) jtis.push(decodeJwt(body.access_token).jti ?? '')
    if (body.error) noteRefusal(response, body.error)
  }
  return response
}
const noteRefusal = ({ headers }: Response, code: string) =>
  refusals.push({ requestId: headers.get('x-request-id') ?? '', code })

describe('after a day of use and misuse', () => {
  let state: string
  let server: RunningServer
  let whileRunning: Buffer
  let afterwards: Buffer
  let log: string

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'edgegrant-secrets-'))
    server = await runServer({ state, secrets: { SEALING_SECRET: sealingSecret } })
    keep('SEALING_SECRET', sealingSecret)
    keep('password', grace.password)
    keep('code_verifier', verifier)
    const app = await server.register({ client_name: 'An app to be found', require_pkce: false })
    keep('client secret', app.secret)

    const token = (client: Credentials, form: Record<string, string>, how: 'basic' | 'post' = 'basic') =>
      tokenRequest(server, client, form, how)
    await use(app, token)
    await misuse(app, token)
    // A line may come after its answer.
    await vi.waitFor(() => {
      const logged = requestLines().map(({ request_id }) => request_id)
      expect(logged).toEqual(expect.arrayContaining(refusals.map(({ requestId }) => requestId)))
    }, 10_000)
    whileRunning = await bytesIn(state)
    await server.stop()
    afterwards = await bytesIn(state)
    log = server.log.map(({ level, message }) => `${level} ${message}`).join('\n')
  })
  afterAll(() => rm(state, { recursive: true, force: true }))

  type Token = (
    client: Credentials,
    form: Record<string, string>,
    how?: 'basic' | 'post',
  ) => Promise<Record<string, string>>

  async function use(app: Credentials, token: Token) {
    const browser = new FormBrowser(server.issuer, send)
    const code = await signIn(browser, app, { nonce: keptAs('nonce'), state: keptAs('state') })
    const first = await token(app, { grant_type: 'authorization_code', code })
    const second = await token(app, { grant_type: 'refresh_token', refresh_token: first.refresh_token! })
    await token(app, { grant_type: 'refresh_token', refresh_token: first.refresh_token! })
    await userinfo(second.access_token!)
    for (const how of ['basic', 'post'] as const) await token(app, { grant_type: 'client_credentials' }, how)

    // The same person once more with PKCE, by form post, and once by way of a cross-site POST.
    const challenge = { code_challenge: await s256(verifier), code_challenge_method: 'S256' }
    const proven = await signIn(browser, app, { ...challenge, prompt: 'login' })
    await token(app, { grant_type: 'authorization_code', code: proven, code_verifier: verifier })
    await browser.open(authorizeUrl(server, app, { scope: 'openid', response_mode: 'form_post' }))
    keep('code', browser.hidden().code ?? '')
    const query = new URL(authorizeUrl(server, app, { scope: 'openid' })).searchParams
    await browser.open('/oauth2/authorize', { method: 'POST', body: query })
  }

  async function misuse(app: Credentials, token: Token) {
    const browser = new FormBrowser(server.issuer, send)
    await browser.open(authorizeUrl(server, app, { prompt: 'consent' }))
    const attempts = [
      { login: grace.login, password: keptAs('wrong password') },
      { login: keptAs('password typed as the name'), password: grace.password },
      { login: grace.password, password: grace.login },
    ]
    for (const attempt of attempts) await browser.submit({ ...attempt, action: 'sign-in' })
    await browser.submit({ ...grace, action: 'sign-in' })
    await browser.submit({ action: 'deny' })

    const code = await signIn(new FormBrowser(server.issuer, send), app, {})
    const codeGrant = { grant_type: 'authorization_code' }
    const refreshGrant = { grant_type: 'refresh_token' }
    const wrong = { ...app, secret: keptAs('wrong secret') }
    for (const how of ['basic', 'post'] as const) await token(wrong, { ...codeGrant, code }, how)
    await token({ ...app, id: keptAs('secret sent as the id') }, { ...codeGrant, code }, 'post')
    await token(app, { ...codeGrant, code: keptAs('code that was made up') })
    await token(app, { ...codeGrant, code: code.slice(0, -4) })
    await token(app, { ...codeGrant, code, code_verifier: verifier })
    await token(app, { ...codeGrant, code, redirect_uri: 'https://app.example.com/another' })
    await token(app, { grant_type: app.secret })
    await token(app, { ...refreshGrant, refresh_token: code })
    const { access_token, refresh_token } = await token(app, { ...codeGrant, code })
    await token(app, { ...codeGrant, code })
    await token(app, { ...refreshGrant, refresh_token: refresh_token! })
    await userinfo(access_token!)
    await userinfo(keptAs('access token that was made up'))

    // In the query, where it should never be.
    await send(new Request(`${server.issuer}/oauth2/userinfo?access_token=${access_token}`))
    await send(new Request(`${server.issuer}/oauth2/token?client_secret=${app.secret}`, { method: 'POST' }))
    await send(new Request(`${server.issuer}/oauth2/token?code=${code}`))
    await send(new Request(`${server.issuer}/callback?code=${code}`))
    await send(new Request(authorizeUrl(server, app, { client_secret: app.secret, prompt: 'none' })))
    await send(new Request(authorizeUrl(server, app, { client_id: app.secret })))
  }

  function keptAs(what: string) {
    const value = randomToken()
    keep(what, value)
    return value
  }

  async function signIn(browser: FormBrowser, app: Credentials, more: Record<string, string>) {
    const scope = 'openid profile email offline_access read'
    let location = await browser.open(authorizeUrl(server, app, { scope, ...more }))
    if (location === undefined) location = await browser.submit({ ...grace, action: 'sign-in' })
    if (location === undefined) location = await browser.submit({ action: 'allow' })
    return new URL(location ?? '').searchParams.get('code') ?? ''
  }

  const userinfo = (accessToken: string) =>
    send(
      new Request(`${server.issuer}/oauth2/userinfo`, {
        headers: { authorization: `Bearer ${accessToken}` },
      }),
    )

  const requestLines = () =>
    server.log
      .filter(({ message }) => message.startsWith('{"event":"request"'))
      .map(({ message }) => JSON.parse(message) as { request_id: string; error?: string })

  it('what is left can be searched: what may be there is found', () => {
    for (const bytes of [whileRunning, afterwards]) {
      for (const known of ['An app to be found', 'Grace Hopper', 'scrypt$'])
        expect(bytes.includes(known)).toBe(true)
    }
    expect(log).toContain('An app to be found')
    const kinds = ['cookie', 'code', 'request', 'posted', 'access_token', 'refresh_token', 'id_token']
    expect([...secrets.values()]).toEqual(expect.arrayContaining(kinds))
  })

  it('no secret is in D1, KV or the Durable Objects', () => {
    for (const [secret, what] of secrets) {
      const found = formsOf(secret).filter((form) => whileRunning.includes(form) || afterwards.includes(form))
      expect({ what, found }).toEqual({ what, found: [] })
    }
  })

  it('no private key is, either', () => {
    expect(whileRunning.includes('"kid":')).toBe(true)
    for (const bytes of [whileRunning, afterwards]) expect(bytes.includes('"d":"')).toBe(false)
  })

  it('no secret is in the log', () => {
    for (const [secret, what] of secrets) {
      const found = formsOf(secret).filter((form) => log.includes(form))
      expect({ what, found }).toEqual({ what, found: [] })
    }
  })

  it('every refusal has one line in the log, with its request id and code', () => {
    expect(refusals.length).toBeGreaterThan(15)
    for (const { requestId, code } of refusals) {
      const lines = requestLines().filter(({ request_id }) => request_id === requestId)
      expect(lines).toEqual([expect.objectContaining({ error: code })])
    }
  })

  it('all jtis are distinct', () => {
    expect(jtis.length).toBeGreaterThan(5)
    expect(new Set(jtis).size).toBe(jtis.length)
  })
})

async function tokenRequest(
  { issuer }: RunningServer,
  { id, secret }: Credentials,
  form: Record<string, string>,
  how: 'basic' | 'post',
) {
  const inBody = how === 'post' ? { client_id: id, client_secret: secret } : {}
  const headers = how === 'basic' ? { authorization: `Basic ${btoa(`${id}:${secret}`)}` } : undefined
  const body = new URLSearchParams({ ...form, ...inBody })
  const response = await send(
    new Request(`${issuer}/oauth2/token`, { method: 'POST', body, ...(headers && { headers }) }),
  )
  return (await response.json()) as Record<string, string>
}

async function s256(value: string) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(value))
  return Buffer.from(digest).toString('base64url')
}

/** A file may hold a value in pieces (SQLite's overflow pages), so its middle and its end are looked for as well. */
function formsOf(secret: string): string[] {
  const middle = Math.floor(secret.length / 2)
  const pieces =
    secret.length < 60 ? [secret] : [secret, secret.slice(middle, middle + 24), secret.slice(-24)]
  return [...new Set(pieces.flatMap(encodings))]
}

function encodings(value: string): string[] {
  const bytes = Buffer.from(value)
  const hex = bytes.toString('hex')
  // Base64 of something that the value is a part of, at each of the three places it may begin.
  const base64 = [0, 1, 2].flatMap((shift) => {
    const all = Buffer.concat([Buffer.alloc(shift), bytes])
    const whole = all.subarray(0, all.length - (all.length % 3))
    return [whole.toString('base64'), whole.toString('base64url')].map((text) =>
      text.slice(shift === 0 ? 0 : 4),
    )
  })
  return [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...base64,
  ]
}

async function bytesIn(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Buffer.concat(await Promise.all(files.map((file) => readFile(file))))
}
