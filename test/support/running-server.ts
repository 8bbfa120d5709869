/** The production bundle on a port, with an API, a person and whatever clients a test registers: for tests from outside. */
import './own-fetch.ts'
import {
  type LocalServer,
  type LogLine,
  type ServerOptions,
  startServer,
} from '../../scripts/local-server.ts'
import { hashSecret } from '../../src/client-auth/client-secret.ts'
import { type Client, type ClientInput, parseClient } from '../../src/protocol/client-metadata.ts'
import { type ProtectedResource, parseProtectedResource } from '../../src/protocol/protected-resource.ts'
import { now as clock, randomToken } from '../../src/runtime.ts'
import { CopiedTable } from '../../src/stores/copied-table.ts'
import { Users } from '../../src/stores/users.ts'
import { FormBrowser } from './form-browser.ts'
import { hashed } from './hashed.ts'

export const api = 'https://api.example.com'
export const grace = { login: 'grace', password: 'nanoseconds are 11.8 inches long' }
const callback = 'https://app.example.com/callback'
const scopes = ['openid', 'profile', 'email', 'offline_access', 'read', 'write']

/** What an app developer writes down after registering. */
export interface Credentials {
  readonly id: string
  readonly secret: string
  readonly callback: string
}

export interface RunningServer extends LocalServer {
  readonly sealingSecret: string
  /** Every line the Worker has logged. */
  readonly log: readonly LogLine[]
  register(change?: Partial<ClientInput>): Promise<Credentials>
  browser(): FormBrowser
}

/** A server with the API and Grace in it; on given `state` they may be there already. */
export async function runServer(options: ServerOptions = {}): Promise<RunningServer> {
  const sealingSecret = options.secrets?.SEALING_SECRET ?? randomToken()
  const log: LogLine[] = []
  const server = await startServer({
    onLog: (line) => log.push(line),
    ...options,
    secrets: { ...options.secrets, SEALING_SECRET: sealingSecret },
  })
  const resources = new CopiedTable<ProtectedResource>('resources', server.db, server.clients)
  await resources.put(api, exampleApi, clock())
  await addPerson(server, grace)
  // Not spread: `db` and `clients` are others after a restart of the runtime.
  return Object.assign(server, {
    sealingSecret,
    log,
    register: (change = {}) => register(server, change),
    browser: () => new FormBrowser(server.issuer, fetch),
  } satisfies Omit<RunningServer, keyof LocalServer>)
}

const exampleApi = parseProtectedResource({
  identifier: api,
  name: 'Example API',
  scopes: { read: 'Read your things', write: 'Change your things' },
})

async function addPerson({ db }: LocalServer, { login, password }: typeof grace): Promise<void> {
  const password_hash = await hashed(password)
  const claims = { name: 'Grace Hopper', email: 'grace@example.com', email_verified: true }
  const person = { user_id: login, password_hash, user_type: 'customer' as const, roles: ['reader'], claims }
  await new Users(db).add({ sub: `sub-of-${login}`, ...person }, clock())
}

/** A confidential web application unless told otherwise. */
async function register({ db, clients }: LocalServer, change: Partial<ClientInput>): Promise<Credentials> {
  const isPublic = change.token_endpoint_auth_method === 'none'
  const secret = randomToken()
  const client = parseClient({
    client_id: `app-${randomToken(6)}`,
    client_name: 'An app',
    client_uri: 'https://app.example.com',
    redirect_uris: [callback],
    grant_types: ['authorization_code', 'refresh_token', ...(isPublic ? [] : ['client_credentials'])],
    scope: scopes,
    default_scope: ['read'],
    resources: [api],
    secret_hashes: isPublic ? [] : [await hashSecret(secret)],
    ...change,
  })
  await new CopiedTable<Client>('clients', db, clients).put(client.client_id, client, clock())
  return { id: client.client_id, secret: isPublic ? '' : secret, callback: client.redirect_uris[0] ?? '' }
}

interface Conduct {
  answer?: 'allow' | 'deny'
  person?: typeof grace
}

/** The person opens the link, signs in and answers what they are asked. Returns where the browser is sent then. */
export async function visit(browser: FormBrowser, url: string | URL, conduct: Conduct = {}): Promise<URL> {
  const location = await answerPages(browser, url, conduct)
  if (location === undefined) throw new Error(`stuck at ${browser.url} (${browser.status}): ${browser.text}`)
  return new URL(location)
}

/** The same for an answer by form_post: the fields of the page at the end. */
export async function visitFormPost(
  browser: FormBrowser,
  url: string | URL,
): Promise<Record<string, string>> {
  const location = await answerPages(browser, url, {})
  if (location !== undefined || !isFormPost(browser)) throw new Error(`no form post at ${browser.url}`)
  return browser.hidden()
}

async function answerPages(
  browser: FormBrowser,
  url: string | URL,
  { answer = 'allow', person = grace }: Conduct,
) {
  let location = await browser.open(String(url))
  for (let page = 0; location === undefined && !isFormPost(browser) && page < 3; page++) {
    const { pathname } = new URL(browser.url)
    if (pathname === '/sign-in') location = await browser.submit({ ...person, action: 'sign-in' })
    else if (pathname === '/consent') location = await browser.submit({ action: answer })
    else break
  }
  return location
}

const isFormPost = ({ html }: FormBrowser) => html.includes('data-submit')

/** The authorize URL of an application that does the least: no PKCE, no state. */
export function authorizeUrl(
  { issuer }: LocalServer,
  app: Credentials,
  more: Record<string, string> = {},
): string {
  const query = { response_type: 'code', client_id: app.id, redirect_uri: app.callback, ...more }
  return `${issuer}/oauth2/authorize?${new URLSearchParams(query)}`
}

/** A code, for a browser that needs nothing but the link. */
export async function newCode(
  server: LocalServer,
  app: Credentials,
  browser: FormBrowser,
  scope = 'openid read offline_access',
): Promise<string> {
  const code = (await visit(browser, authorizeUrl(server, app, { scope }))).searchParams.get('code')
  if (code === null) throw new Error('no code')
  return code
}

export interface TokenAnswer {
  readonly status: number
  readonly body: {
    access_token: string
    refresh_token: string
    id_token: string
    expires_in: number
    scope: string
    token_type: string
    error?: string
    error_description?: string
    request_id?: string
  }
}

/** POST to the token endpoint at `address`, with Basic. */
export async function postToken(
  address: string,
  { id, secret }: Pick<Credentials, 'id' | 'secret'>,
  form: Record<string, string>,
): Promise<TokenAnswer> {
  const response = await fetch(`${address}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams(form),
  })
  return { status: response.status, body: (await response.json()) as TokenAnswer['body'] }
}

export const redeem = (address: string, app: Credentials, code: string) =>
  postToken(address, app, { grant_type: 'authorization_code', code })

export const refresh = (address: string, app: Credentials, refreshToken: string) =>
  postToken(address, app, { grant_type: 'refresh_token', refresh_token: refreshToken })

/** The status of userinfo for an access token: 200 while its grant lives. */
export async function userinfoStatus(address: string, accessToken: string): Promise<number> {
  const response = await fetch(`${address}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  await response.body?.cancel()
  return response.status
}
