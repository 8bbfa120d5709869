/** The Worker under test in workerd, with a few clients, an API and people, and short words for what tests do. */
import { env, exports } from 'cloudflare:workers'
import { decodeJwt, type JWTPayload } from 'jose'
import { vi } from 'vitest'
import { hashSecret } from '../../src/client-auth/client-secret.ts'
import { type Client, type ClientInput, parseClient } from '../../src/protocol/client-metadata.ts'
import { operatorRole } from '../../src/protocol/management.ts'
import {
  type ProtectedResource,
  type ProtectedResourceInput,
  parseProtectedResource,
} from '../../src/protocol/protected-resource.ts'
import { CopiedTable } from '../../src/stores/copied-table.ts'
import type { Bindings } from '../../src/stores/stores.ts'
import { type NewUser, Users } from '../../src/stores/users.ts'
import { FormBrowser } from './form-browser.ts'
import { hashed } from './hashed.ts'
import { giveOneTimeCode, proveTwice } from './second-factor.ts'
import './matchers.ts'

export const issuer = 'https://id.example.com'
export const callback = 'https://app.example.com/callback'
export const bindings = env as unknown as Bindings
export const api = 'https://api.example.com'

const worker = (exports as unknown as { default: Fetcher }).default
export const send = (request: Request): Promise<Response> => worker.fetch(request)

export const secret = 'a-secret-of-the-web-client'
export const allScopes = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'read', 'write']

const webClient: ClientInput = {
  client_id: 'web',
  client_name: 'Web app',
  client_uri: 'https://app.example.com',
  redirect_uris: [callback],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  scope: allScopes,
  default_scope: ['read'],
  resources: [api],
  require_pkce: false,
}
const publicClient: ClientInput = {
  ...webClient,
  client_id: 'spa',
  client_name: 'Browser app',
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_method: 'none',
  require_pkce: true,
}

export const alice = { login: 'alice', password: 'correct horse battery staple' }

/**
 * Registers a client; what is not given is as with the client `web`.
 * @param later put into the record unchecked, as an older version of the server may have done
 */
export async function register(
  change: Partial<ClientInput> = {},
  later: Partial<Client> = {},
): Promise<Client> {
  const isPublic = change.token_endpoint_auth_method === 'none'
  const parsed = parseClient({
    ...(isPublic ? publicClient : webClient),
    ...(!isPublic && { secret_hashes: [await hashSecret(secret)] }),
    ...change,
  })
  const client = { ...parsed, ...later }
  await new CopiedTable<Client>('clients', bindings.DB, bindings.CLIENTS).put(
    client.client_id,
    client,
    Date.now(),
  )
  return client
}

/** Operators have one-time codes: `proveTwice` answers the page that asks for one. */
export async function addPerson(change: Partial<NewUser> & { password?: string } = {}): Promise<void> {
  const { password = alice.password, ...user } = change
  const person: NewUser = {
    sub: 'sub-of-alice',
    user_id: alice.login,
    password_hash: user.password_hash ?? (await hashed(password)),
    user_type: 'customer',
    roles: ['reader'],
    claims: {
      name: 'Alice Adams',
      given_name: 'Alice',
      family_name: 'Adams',
      email: 'alice@example.com',
      email_verified: true,
      phone_number: '+1 555 0100',
      phone_number_verified: false,
      address: { locality: 'Oslo', country: 'NO' },
      updated_at: 1_700_000_000,
    },
    ...user,
  }
  await new Users(bindings.DB).add(person, Date.now())
  if (person.roles.includes(operatorRole)) await giveOneTimeCode(person.user_id, person.sub)
}

/** The usual town: clients `web` and `spa`, an API with the scopes read and write, and alice. */
export async function populate(): Promise<void> {
  await register()
  await register({ token_endpoint_auth_method: 'none' })
  await registerApi()
  await addPerson()
}

const resources = () => new CopiedTable<ProtectedResource>('resources', bindings.DB, bindings.CLIENTS)

/** Registers an API; what is not given is as with the Example API. */
export async function registerApi(change: Partial<ProtectedResourceInput> = {}): Promise<void> {
  const resource = parseProtectedResource({
    identifier: api,
    name: 'Example API',
    scopes: { read: 'Read your things', write: 'Change your things' },
    ...change,
  })
  await resources().put(resource.identifier, resource, Date.now())
}

export const deleteApi = (identifier: string): Promise<void> => resources().delete(identifier, Date.now())

export const newBrowser = (headers?: Record<string, string>) => new FormBrowser(issuer, send, headers)

export function authorizeUrl(parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'web',
    redirect_uri: callback,
    ...parameters,
  })
  return `${issuer}/oauth2/authorize?${query}`
}

/** Opens the request, signs in and consents as far as it is asked to, and returns where the browser is sent. */
export async function authorize(
  browser: FormBrowser,
  parameters: Record<string, string> = {},
  person = alice,
): Promise<URL> {
  let location = await browser.open(authorizeUrl(parameters))
  for (let page = 0; location === undefined && page < 5; page++) {
    if (new URL(browser.url).pathname === '/sign-in')
      location = await browser.submit({ ...person, action: 'sign-in' })
    else if (browser.path === '/second-factor') location = await proveTwice(browser, person.login)
    else if (new URL(browser.url).pathname === '/consent')
      location = await browser.submit({ action: 'allow' })
    else throw new Error(`stuck at ${browser.url} (${browser.status}): ${browser.text}`)
  }
  if (location === undefined) throw new Error(`stuck at ${browser.url} (${browser.status}): ${browser.text}`)
  return new URL(location)
}

/** A code for alice. */
export async function newCode(
  parameters: Record<string, string> = {},
  browser = newBrowser(),
): Promise<string> {
  const code = (await authorize(browser, parameters)).searchParams.get('code')
  if (code === null) throw new Error('no code')
  return code
}

export type Json = Record<string, unknown> & { access_token: string; refresh_token: string; id_token: string }
export interface Answer {
  status: number
  headers: Headers
  body: Json
}

export async function read(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, body: (await response.json()) as Json }
}

export const basic = (id: string, password: string) =>
  `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(password)}`)}`

/** POST to the token endpoint; as the client `web` unless headers say otherwise. */
export async function token(
  form: Record<string, string> | string,
  headers: Record<string, string> = { authorization: basic('web', secret) },
): Promise<Answer> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString()
  const all = { 'content-type': 'application/x-www-form-urlencoded', ...headers }
  return read(await send(new Request(`${issuer}/oauth2/token`, { method: 'POST', body, headers: all })))
}

/** Trades a code as the client `web`. */
export const redeem = (code: string, more: Record<string, string> = {}) =>
  token({ grant_type: 'authorization_code', code, ...more })

/** Refreshes as the client `web`. */
export const refresh = (refreshToken: string, more: Record<string, string> = {}) =>
  token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...more })

export async function userinfo(accessToken: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${accessToken}` }
  return read(await send(new Request(`${issuer}/oauth2/userinfo`, { headers })))
}

export const claimsOf = (jwt: string): JWTPayload => decodeJwt(jwt)

export const pkce = {
  verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', // RFC 7636 Appendix B
  challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
}

/** A client that proves nothing but its name, as the token endpoint sees it. */
export const asPublic = (form: Record<string, string>, clientId = 'spa'): Promise<Answer> =>
  token({ client_id: clientId, ...form }, {})

/** Any request to the server. Says what differs from a plain GET. */
export const fetchPath = (path: string, init: RequestInit = {}): Promise<Response> =>
  send(new Request(`${issuer}${path}`, { redirect: 'manual', ...init }))

export const postForm = (
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetchPath(path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })

/** Opens the request and stops at whatever is shown; undefined where that is a page. */
export const answerTo = async (
  browser: FormBrowser,
  parameters: Record<string, string> = {},
): Promise<URL | undefined> => {
  const location = await browser.open(authorizeUrl(parameters))
  return location === undefined ? undefined : new URL(location)
}

/** The response parameters that a redirect carries, in the query or the fragment. */
export const parametersOf = (location: URL): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(location.hash === '' ? location.search : location.hash.slice(1)))

/** A browser in which alice is signed in and the clients of the town may do everything they are registered for. */
export async function signedInBrowser(person = alice): Promise<FormBrowser> {
  const browser = newBrowser()
  await authorize(browser, { scope: allScopes.join(' ') }, person)
  return browser
}

/** Stops the clock of the test and the Worker, so that `later` can move it. Undo with `vi.useRealTimers()`. */
export function stopClock(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
}

export function later(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000)
}
