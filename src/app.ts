/** The composition root: environment -> config -> stores -> routes. `routes` is the one list of what is served. */

import { Hono } from 'hono'
import { parseConfig } from './config.ts'
import { authorization } from './endpoints/authorization.ts'
import { checkSession } from './endpoints/check-session.ts'
import { deviceAuthorization } from './endpoints/device-authorization.ts'
import { documentation, front } from './endpoints/documentation.ts'
import { endSession } from './endpoints/end-session.ts'
import { introspection } from './endpoints/introspection.ts'
import { jwks } from './endpoints/jwks.ts'
import { language } from './endpoints/language.ts'
import { endpointPaths, metadata } from './endpoints/metadata.ts'
import {
  documentStyleFile,
  errors,
  formPostFile,
  health,
  iconFile,
  makePasskeyFile,
  portalScriptFile,
  portalStyleFile,
  sessionFiles,
  styleFile,
  usePasskeyFile,
} from './endpoints/public-pages.ts'
import {
  deleteRegistration,
  readRegistration,
  register,
  updateRegistration,
} from './endpoints/registration.ts'
import { revocation } from './endpoints/revocation.ts'
import { themeLogo, themeStyle } from './endpoints/theme.ts'
import { token } from './endpoints/token.ts'
import { userinfo } from './endpoints/userinfo.ts'
import type { RequestContext, RequestVariables } from './http/context.ts'
import { commonHeaders, corsHeaders, noStore, pageHeaders, preflight } from './http/headers.ts'
import { isMisdirected, secureAddress } from './http/host.ts'
import { errorBody, jsonError, toOAuthError } from './http/json-error.ts'
import { logRequest } from './http/log.ts'
import { misconfigurationIn, misconfigured } from './http/misconfigured.ts'
import { problemResponse } from './http/problem.ts'
import { missingPage, pageError } from './interaction/page-error.ts'
import { interactionRoutes } from './interaction/routes.ts'
import { Directories } from './outbound/directories.ts'
import { KeySets } from './outbound/key-sets.ts'
import { Mailer } from './outbound/mail.ts'
import { accountRoutes } from './portals/account/routes.ts'
import { submitPortalAccount } from './portals/account-menu.ts'
import { adminRoutes } from './portals/admin/routes.ts'
import { developerRoutes } from './portals/developer/routes.ts'
import { managementMetadataPath, managementPath } from './protocol/management.ts'
import { defaultSettings } from './protocol/settings.ts'
import { directoryStanding } from './registry/directory-standing.ts'
import { maintainServer } from './registry/maintain.ts'
import { noteRefusal } from './registry/refusals.ts'
import { now as clock, randomToken } from './runtime.ts'
import { Sealer } from './seal.ts'
import { type Bindings, openStores } from './stores/stores.ts'
import { Pairwise } from './tokens/pairwise.ts'
import { type Server, serverOf } from './tokens/server.ts'
import { Signer } from './tokens/signer.ts'

type Handler = (c: RequestContext) => Response | Promise<Response>
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

interface Route {
  readonly path: string
  readonly methods: Readonly<Partial<Record<Method, Handler>>>
  /** Takes every method: what lies below has a list of its own. */
  readonly every?: Handler
  /** `api`: errors are JSON and any origin may call; `page`: errors are a page; `problem`: errors are problem details. */
  readonly kind: 'api' | 'page' | 'problem'
}

const page = (path: string, methods: Route['methods']): Route => ({ path, methods, kind: 'page' })
const api = (path: string, methods: Route['methods']): Route => ({ path, methods, kind: 'api' })
const mounted = (path: string, every: Handler): Route => ({ path, methods: {}, every, kind: 'problem' })

const management: Handler = async (c) => (await import('./management/api.ts')).management(c)

/** What is the same for everybody, for as long as this version runs. */
const files: Readonly<Record<string, Handler>> = {
  '/style.css': styleFile,
  '/documents.css': documentStyleFile,
  '/icon.svg': iconFile,
  '/form-post.js': formPostFile,
  ...sessionFiles,
  '/portal.css': portalStyleFile,
  '/portal.js': portalScriptFile,
  '/use-passkey.js': usePasskeyFile,
  '/make-passkey.js': makePasskeyFile,
}

const routes: readonly Route[] = [
  page(endpointPaths.authorization_endpoint, { GET: authorization, POST: authorization }),
  page('/oauth2/code', { GET: authorization, POST: authorization }), // its name in light-oauth2
  page(endpointPaths.end_session_endpoint, { GET: endSession, POST: endSession }),
  page(endpointPaths.check_session_iframe, { GET: checkSession }),
  api(endpointPaths.token_endpoint, { POST: token }),
  api(endpointPaths.userinfo_endpoint, { GET: userinfo, POST: userinfo }),
  api(endpointPaths.device_authorization_endpoint, { POST: deviceAuthorization }),
  api(endpointPaths.introspection_endpoint, { POST: introspection }),
  api(endpointPaths.revocation_endpoint, { POST: revocation }),
  api(endpointPaths.registration_endpoint, { POST: register }),
  api(`${endpointPaths.registration_endpoint}/:client_id`, {
    GET: readRegistration,
    PUT: updateRegistration,
    DELETE: deleteRegistration,
  }),
  api(endpointPaths.jwks_uri, { GET: jwks }),
  api('/.well-known/jwks.json', { GET: jwks }),
  api('/.well-known/openid-configuration', { GET: metadata }),
  api('/.well-known/oauth-authorization-server', { GET: metadata }),
  ...[...interactionRoutes, ...accountRoutes, ...developerRoutes, ...adminRoutes].map(({ path, methods }) =>
    page(path, methods),
  ),
  page('/portal/account', { POST: submitPortalAccount }),
  page('/setup', {
    GET: async (c) => (await import('./portals/set-up.ts')).showSetUp(c),
    POST: async (c) => (await import('./portals/set-up.ts')).submitSetUp(c),
  }),
  mounted(managementPath, management),
  mounted(`${managementPath}/*`, management),
  api(managementMetadataPath, {
    GET: async (c) => (await import('./management/resource-metadata.ts')).resourceMetadata(c),
  }),
  page('/', { GET: front }),
  page('/errors', { GET: errors }),
  page('/language', { POST: language }),
  page('/docs', { GET: documentation }),
  page('/docs/:name', { GET: documentation }),
  api('/health', { GET: health }),
  page('/theme.css', { GET: themeStyle }),
  page('/logo', { GET: themeLogo }),
  ...Object.entries(files).map(([path, GET]) => page(path, { GET })),
]

/** What is served though the stores are down. */
const stateless: ReadonlySet<string> = new Set(Object.keys(files))

/** What is served before there is an operator. */
const beforeSetUp: ReadonlySet<string> = new Set([...stateless, '/health', '/setup'])

type App = Hono<{ Variables: RequestVariables }>

export function createApp(): App {
  const app: App = new Hono()
  app.use(async (c, next) => {
    c.set('now', clock())
    c.set('requestId', `req_${randomToken(9)}`)
    c.set('log', {})
    const server = serverFor(c.env as Bindings)
    c.set('server', server)
    c.set('issuer', server.config.issuer)
    commonHeaders(c, server.config.secure)
    if (isMisdirected(c.req.url, server.config.issuer)) c.res = misdirected(c)
    else if (beforeSetUp.has(c.req.path) || (await isSetUp(server))) await next()
    else c.res = await notSetUp(c)
    finish(c, server)
  })
  for (const route of routes) serve(app, route)
  app.notFound((c) => notFound(c))
  app.onError((error, c) => fail(error, c, 'page'))
  return app
}

/**
 * On a warm isolate it is remembered. Where the database does not answer, it counts as set up: an empty one has nothing to
 * give away, and a full one is served from its copies.
 */
async function isSetUp({ stores: { setUp } }: Server): Promise<boolean> {
  if (setUp.remembered) return true
  try {
    return await setUp.isDone()
  } catch (error) {
    console.error(JSON.stringify({ event: 'set_up_unknown', cause: String(error) }))
    return true
  }
}

async function notSetUp(c: RequestContext): Promise<Response> {
  c.get('log').error = 'not_set_up'
  c.header('Retry-After', '60')
  if (c.req.header('accept')?.includes('text/html')) {
    const [{ NotSetUpPage }, { renderPage }] = await Promise.all([
      import('./pages/set-up.tsx'),
      import('./pages/layout.tsx'),
    ])
    pageHeaders(c)
    return c.html(renderPage(NotSetUpPage()), 503)
  }
  noStore(c)
  const description = `This server is not set up yet; whoever runs it opens ${c.get('issuer')}/setup`
  return c.json(errorBody(c, 'temporarily_unavailable', description), 503)
}

/** Once the answer is made. */
function finish(c: RequestContext, { stores: { tally, clients } }: Server): void {
  noteRefusal(c)
  const written = tally.settle(c.get('now'), (ms) => new Promise((resolve) => setTimeout(resolve, ms)))
  for (const each of [written, clients.writeSecretUses()]) if (each) c.executionCtx.waitUntil(each)
  logRequest(c)
}

function serve(app: App, { path, methods, every, kind }: Route): void {
  const allowed = Object.keys(methods)
  app.all(path, async (c) => {
    c.set('route', path)
    if (kind === 'api') corsHeaders(c)
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method
    const handler = every ?? methods[method as Method]
    try {
      if (!stateless.has(path)) await prepare(c)
      if (handler) return await handler(c)
    } catch (error) {
      return fail(error, c, kind)
    }
    c.header('Allow', [...allowed, ...(methods.GET ? ['HEAD'] : []), 'OPTIONS'].join(', '))
    if (method === 'OPTIONS') return kind === 'api' ? preflight(c, allowed) : c.body(null, 204)
    return refuse(c, 405, 'invalid_request', `Use ${allowed.join(' or ')}`)
  })
}

/** The keys and the settings, from memory but for the first request in half a minute. */
async function prepare(c: RequestContext): Promise<void> {
  const server = serverOf(c)
  const now = c.get('now')
  const settings = server.stores.settings.remembered(now) ?? (await server.stores.settings.current(now))
  const remoteAddress = c.req.header('cf-connecting-ip') // set by Cloudflare; a client cannot
  c.set('server', { ...server, settings, remoteAddress } satisfies Server)
  await server.signer.ready(now)
}

function fail(error: unknown, c: RequestContext, kind: Route['kind']): Response {
  const misconfiguration = misconfigurationIn(error)
  if (misconfiguration) return misconfigured(misconfiguration, c)
  const oauthError = toOAuthError(error)
  if (kind === 'problem') return problemResponse(c, oauthError)
  return kind === 'api' ? jsonError(c, oauthError) : pageError(c, oauthError)
}

/** A person who typed the host alone is led to https; a program hears that it has sent its secrets in the clear. */
function misdirected(c: RequestContext): Response {
  const secure = secureAddress(c.req.url, c.get('issuer'))
  if (secure !== undefined && c.req.method === 'GET' && c.req.header('accept')?.includes('text/html'))
    return c.redirect(secure, 308)
  const description = `This is not the address of this server, which is ${c.get('issuer')}`
  return refuse(c, 421, 'misdirected_request', description)
}

/** The pages that have one address each. */
const pages: ReadonlySet<string> = new Set(
  routes.flatMap(({ path, kind }) => (kind === 'page' && !path.includes(':') ? [path] : [])),
)

/** A person who followed a dead link gets a page; who typed a slash too many, the one that they meant. */
function notFound(c: RequestContext): Response {
  const meant = c.req.path.replace(/\/$/, '')
  if (c.req.method === 'GET' && pages.has(meant)) return c.redirect(meant + new URL(c.req.url).search, 308)
  const description = 'There is nothing at this address'
  return c.req.header('accept')?.includes('text/html')
    ? missingPage(c, description)
    : refuse(c, 404, 'not_found', description)
}

/** What no specification has an error code of its own for. */
function refuse(c: RequestContext, status: 404 | 405 | 421, error: string, description: string): Response {
  Object.assign(c.get('log'), { error, description })
  noStore(c)
  return c.json(errorBody(c, error, description), status)
}

/** One per isolate and environment. */
const servers = new WeakMap<object, Server>()

export function serverFor(env: Bindings): Server {
  const known = servers.get(env.DB)
  if (known) return known
  const config = parseConfig(env)
  const sealer = new Sealer(config)
  const stores = openStores(env, config)
  const server: Server = {
    config,
    sealer,
    stores,
    signer: new Signer(stores.keys, sealer),
    pairwise: new Pairwise(stores.secrets, sealer),
    keySets: new KeySets(new URL(config.issuer).hostname),
    mailer: new Mailer(env.EMAIL),
    directories: new Directories(env),
    findStanding: directoryStanding(),
    settings: defaultSettings, // until a request has loaded them
  }
  servers.set(env.DB, server)
  return server
}

export const maintain = (env: Bindings, now: number): Promise<void> => maintainServer(serverFor(env), now)
