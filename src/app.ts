/** The composition root: environment -> config -> stores -> routes. `routes` is the one list of what is served. */

import { Hono } from 'hono'
import { ConfigError, parseConfig } from './config.ts'
import { authorization } from './endpoints/authorization.ts'
import { deviceAuthorization } from './endpoints/device-authorization.ts'
import { documentation, front } from './endpoints/documentation.ts'
import { introspection } from './endpoints/introspection.ts'
import { jwks } from './endpoints/jwks.ts'
import { endpointPaths, metadata } from './endpoints/metadata.ts'
import { errors, formPostFile, health, iconFile, styleFile } from './endpoints/public-pages.ts'
import { revocation } from './endpoints/revocation.ts'
import { token } from './endpoints/token.ts'
import { userinfo } from './endpoints/userinfo.ts'
import type { RequestContext, RequestVariables } from './http/context.ts'
import { commonHeaders, corsHeaders, noStore, preflight } from './http/headers.ts'
import { jsonError, toOAuthError } from './http/json-error.ts'
import { logRequest } from './http/log.ts'
import { showConsent, submitConsent } from './interaction/consent.ts'
import { showDevice, submitDevice } from './interaction/device.ts'
import { missingPage, pageError } from './interaction/page-error.ts'
import { showSelectAccount, submitSelectAccount } from './interaction/select-account.ts'
import { showSignIn, submitSignIn } from './interaction/sign-in.ts'
import { now as clock, randomToken } from './runtime.ts'
import { Sealer } from './seal.ts'
import { type Bindings, openStores, type Stores } from './stores/stores.ts'
import { maintainKeys } from './tokens/key-rotation.ts'
import { type Server, serverOf } from './tokens/server.ts'
import { Signer } from './tokens/signer.ts'

type Handler = (c: RequestContext) => Response | Promise<Response>
type Method = 'GET' | 'POST'

interface Route {
  readonly path: string
  readonly methods: Readonly<Partial<Record<Method, Handler>>>
  /** `api`: errors are JSON and any origin may call; `page`: errors are a page. */
  readonly kind: 'api' | 'page'
}

const page = (path: string, methods: Route['methods']): Route => ({ path, methods, kind: 'page' })
const api = (path: string, methods: Route['methods']): Route => ({ path, methods, kind: 'api' })

const routes: readonly Route[] = [
  page(endpointPaths.authorization_endpoint, { GET: authorization, POST: authorization }),
  page('/oauth2/code', { GET: authorization, POST: authorization }), // its name in light-oauth2
  api(endpointPaths.token_endpoint, { POST: token }),
  api(endpointPaths.userinfo_endpoint, { GET: userinfo, POST: userinfo }),
  api(endpointPaths.device_authorization_endpoint, { POST: deviceAuthorization }),
  api(endpointPaths.introspection_endpoint, { POST: introspection }),
  api(endpointPaths.revocation_endpoint, { POST: revocation }),
  api(endpointPaths.jwks_uri, { GET: jwks }),
  api('/.well-known/jwks.json', { GET: jwks }),
  api('/.well-known/openid-configuration', { GET: metadata }),
  api('/.well-known/oauth-authorization-server', { GET: metadata }),
  page('/sign-in', { GET: showSignIn, POST: submitSignIn }),
  page('/select-account', { GET: showSelectAccount, POST: submitSelectAccount }),
  page('/device', { GET: showDevice, POST: submitDevice }),
  page('/consent', { GET: showConsent, POST: submitConsent }),
  page('/', { GET: front }),
  page('/errors', { GET: errors }),
  page('/docs', { GET: documentation }),
  page('/docs/:name', { GET: documentation }),
  api('/health', { GET: health }),
  page('/style.css', { GET: styleFile }),
  page('/icon.svg', { GET: iconFile }),
  page('/form-post.js', { GET: formPostFile }),
]

/** What is served though the stores are down. */
const stateless: ReadonlySet<string> = new Set(['/style.css', '/icon.svg', '/form-post.js'])

type App = Hono<{ Variables: RequestVariables }>

export function createApp(): App {
  const app: App = new Hono()
  app.use(async (c, next) => {
    c.set('now', clock())
    c.set('requestId', `req_${randomToken(9)}`)
    c.set('log', {})
    const server = serverFor(c.env as Bindings)
    c.set('server', server)
    commonHeaders(c, server.config.secure)
    await next()
    logRequest(c)
  })
  for (const route of routes) serve(app, route)
  app.notFound((c) => notFound(c))
  app.onError((error, c) => fail(error, c, 'page'))
  return app
}

function serve(app: App, { path, methods, kind }: Route): void {
  const allowed = Object.keys(methods)
  app.all(path, async (c) => {
    if (kind === 'api') corsHeaders(c)
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method
    const handler = methods[method as Method]
    try {
      if (!stateless.has(path)) await serverOf(c).signer.ready(c.get('now'))
      if (handler) return await handler(c)
    } catch (error) {
      return fail(error, c, kind)
    }
    c.header('Allow', [...allowed, ...(methods.GET ? ['HEAD'] : []), 'OPTIONS'].join(', '))
    if (method === 'OPTIONS') return kind === 'api' ? preflight(c, allowed) : c.body(null, 204)
    return refuse(c, 405, 'invalid_request', `Use ${allowed.join(' or ')}`)
  })
}

function fail(error: unknown, c: RequestContext, kind: Route['kind']): Response {
  const misconfiguration = error instanceof ConfigError ? error : unmigrated(error)
  if (misconfiguration) return misconfigured(misconfiguration, c)
  const oauthError = toOAuthError(error)
  return kind === 'api' ? jsonError(c, oauthError) : pageError(c, oauthError)
}

/** What D1 answers to every query where the code is newer than the tables. */
function unmigrated(error: unknown): ConfigError | undefined {
  if (!(error instanceof Error) || !/\bno such (table|column)\b/.test(error.message)) return undefined
  return new ConfigError([
    'DB lacks a table or column that this version needs; apply its migrations: wrangler d1 migrations apply DB --remote',
  ])
}

/** Said to whoever asks, so that the operator sees it first: it names variables, never values. */
function misconfigured(error: ConfigError, c: RequestContext): Response {
  console.error(JSON.stringify({ event: 'misconfigured', faults: error.faults }))
  return c.text(`${error.message}\n`, 503, { 'Cache-Control': 'no-store', 'Retry-After': '60' })
}

/** A person who followed a dead link gets a page. */
function notFound(c: RequestContext): Response {
  const description = 'There is nothing at this address'
  return c.req.header('accept')?.includes('text/html')
    ? missingPage(c, description)
    : refuse(c, 404, 'not_found', description)
}

/** What no specification has an error code of its own for. */
function refuse(c: RequestContext, status: 404 | 405, error: string, description: string): Response {
  Object.assign(c.get('log'), { error, description })
  noStore(c)
  return c.json({ error, error_description: description, request_id: c.get('requestId') }, status)
}

/** One per isolate and environment. */
const servers = new WeakMap<object, Server>()

export function serverFor(env: Bindings): Server {
  const known = servers.get(env.DB)
  if (known) return known
  const config = parseConfig(env)
  const sealer = new Sealer(config)
  const stores = openStores(env, config)
  const server: Server = { config, sealer, stores, signer: new Signer(stores.keys, sealer) }
  servers.set(env.DB, server)
  return server
}

/** Cron: rotates the signing keys, puts copies in KV right again, and carries people's changes to their shards. */
export async function maintain(env: Bindings, now: number): Promise<void> {
  const { stores, sealer } = serverFor(env)
  // People first: somebody may have to be stopped. A step that fails does not keep the others from their turn.
  const steps = {
    people: () => carryChangedPeople(stores),
    keys: () => maintainKeys(stores.keys, sealer, now),
    clients: () => stores.clients.repair(),
    resources: () => stores.resources.repair(),
  }
  const failed: unknown[] = []
  for (const [step, run] of Object.entries(steps)) {
    try {
      await run()
    } catch (error) {
      console.error(JSON.stringify({ event: 'cron_failed', step, cause: String(error) }))
      failed.push(error)
    }
  }
  if (failed.length > 0) throw failed[0] // the platform counts the run as failed
}

const batch = 500
const batchesInOneRun = 20

async function carryChangedPeople({ users, subjects }: Stores): Promise<void> {
  const unreachable = new Set<string>()
  for (let round = 0; round < batchesInOneRun; round++) {
    const changes = (await users.changed(batch)).filter(({ home }) => !unreachable.has(home))
    for (const [home, those] of Map.groupBy(changes, (change) => change.home)) {
      const people = those.map(({ subject }) => subject)
      try {
        await subjects.update(home, people)
        await users.carried(people)
      } catch (error) {
        // One shard that is down does not hold up the others; the next run tries again.
        unreachable.add(home)
        console.error(JSON.stringify({ event: 'people_not_carried', home, cause: String(error) }))
      }
    }
    if (changes.length < batch) return
  }
}
