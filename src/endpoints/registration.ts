/** Dynamic registration: RFC 7591 §3, and a client's own management of what it registered, RFC 7592 §2. */
import type { RequestContext } from '../http/context.ts'
import { noStore } from '../http/headers.ts'
import { readJsonObject } from '../http/json-body.ts'
import type { Client } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import { network } from '../protocol/network.ts'
import { metadataOf } from '../protocol/registration.ts'
import { isPromoted } from '../protocol/self-registered.ts'
import { type Change, changeOf } from '../registry/change.ts'
import { deleteClient, getClient, isRegistrationToken } from '../registry/clients.ts'
import { findInitialAccessToken } from '../registry/initial-access-tokens.ts'
import { registerItself, reviseItself } from '../registry/self-registration.ts'
import { seconds } from '../runtime.ts'
import type { InitialAccessToken } from '../stores/initial-access-tokens.ts'
import type { Limit } from '../stores/shards/replay-decisions.ts'
import { type Server, serverOf } from '../tokens/server.ts'

const realm = 'registration'

/** How many clients one address may register. */
const registrations: Limit = { free: 20, longestWait: 600, forgetAfter: 3_600 }
/** Changes that one client may make to itself. */
const changes: Limit = { free: 20, longestWait: 600, forgetAfter: 3_600 }
/** Changes, and tokens that were none, from one address. */
const configurations: Limit = { free: 60, longestWait: 600, forgetAfter: 3_600 }

export async function register(c: RequestContext): Promise<Response> {
  const server = serverOf(c)
  c.get('log').what = 'registration'
  const ticket = await admit(c, server)
  const actor = ticket ? { id: ticket.id, name: ticket.name } : { id: server.remoteAddress ?? 'unknown' }
  const change = changeOf(c, { kind: 'stranger', ...actor })
  const made = await registerItself(server, change, await readJsonObject(c.req.raw), ticket)
  c.get('log').client = made.client.client_name
  return answer(c, 201, made.client, c.get('now'), made.registrationAccessToken, made.clientSecret)
}

/** RFC 7592 §2.1 */
export async function readRegistration(c: RequestContext): Promise<Response> {
  const { token, client, createdAt } = await themselves(c)
  return answer(c, 200, client, createdAt, token)
}

/** RFC 7592 §2.2. The token stays: with a new one, whoever misses the answer would be locked out. */
export async function updateRegistration(c: RequestContext): Promise<Response> {
  const { token, client, createdAt, change } = await themselves(c)
  const revised = await reviseItself(serverOf(c), change, client, await readJsonObject(c.req.raw))
  return answer(c, 200, revised.client, createdAt, token, revised.clientSecret)
}

/** RFC 7592 §2.3 */
export async function deleteRegistration(c: RequestContext): Promise<Response> {
  const { client, change } = await themselves(c)
  await deleteClient(serverOf(c), change, client.client_id)
  noStore(c)
  return c.body(null, 204)
}

/**
 * Who may register: by an initial access token, or anybody, slowly.
 * @throws {OAuthError} not_found, invalid_token, too_many_requests
 */
async function admit(c: RequestContext, server: Server): Promise<InitialAccessToken | undefined> {
  const { registration } = server.settings
  if (registration === 'off') throw new OAuthError('not_found', { description: 'Registration is off here' })
  const authorization = c.req.header('authorization')
  if (authorization === undefined && registration === 'initial_access_token') {
    throw unauthenticated('Registration needs an initial access token: send Authorization: Bearer')
  }
  // Before the database is asked: tokens that nobody issued cost an address its tries too.
  const key = await reserve(server, `register|${address(server)}`, registrations)
  if (authorization === undefined) {
    await reserveOpen(server, c.get('now'))
    return undefined
  }
  const ticket = await findInitialAccessToken(server, bearer(authorization), c.get('now'))
  if (!ticket)
    throw new OAuthError('invalid_token', {
      description: 'This initial access token is not known here, is used up or has run out',
    })
  if (key !== undefined) c.executionCtx.waitUntil(server.stores.attempts.takeBack(key))
  return ticket
}

const address = ({ remoteAddress = '' }: Server) => network(remoteAddress)

/** All openly registered clients together: addresses are cheap. @throws {OAuthError} too_many_requests */
async function reserveOpen(server: Server, now: number): Promise<void> {
  const hour = Math.floor(now / 3_600_000)
  const free = server.settings.open_registrations_per_hour
  await reserve(server, `register openly|${hour}`, { free, longestWait: 3_600, forgetAfter: 3_600 })
}

/** Counts a try. On a laptop nobody has an address, and nothing is counted. @throws {OAuthError} too_many_requests */
async function reserve(
  { remoteAddress, sealer, stores }: Server,
  what: string,
  limit: Limit,
): Promise<string | undefined> {
  if (remoteAddress === undefined) return undefined
  const key = await sealer.pseudonym(what)
  const reserved = await stores.attempts.reserve(key, limit)
  if (reserved.kind === 'go') return key
  throw new OAuthError('too_many_requests', {
    description: `Too many registrations or changes; wait ${reserved.seconds} seconds`,
    retryAfter: reserved.seconds,
  })
}

interface Themselves {
  readonly token: string
  readonly client: Client
  /** Milliseconds. */
  readonly createdAt: number
  readonly change: Change
}

/**
 * The client that the path names, proven by its registration access token. An unknown one, a disabled one and a wrong
 * token look the same (RFC 7592 §2.1).
 * @throws {OAuthError} invalid_token, too_many_requests
 */
async function themselves(c: RequestContext): Promise<Themselves> {
  const server = serverOf(c)
  c.get('log').what = 'registration_management'
  const id = c.req.param('client_id') ?? ''
  const authorization = c.req.header('authorization')
  if (authorization === undefined) {
    throw unauthenticated('Send the registration access token: Authorization: Bearer')
  }
  const token = bearer(authorization)
  const key = await reserve(server, `configure|${address(server)}`, configurations)
  const good = await isRegistrationToken(server, id, token)
  const found = good ? await getClient(server, id) : undefined
  if (found?.client.status !== 'active' || isPromoted(found.client)) {
    throw new OAuthError('invalid_token', { description: 'Not the registration access token of this client' })
  }
  const { client, createdAt } = found
  if (c.req.method !== 'GET') await reserve(server, `configure client|${id}`, changes)
  else if (key !== undefined) c.executionCtx.waitUntil(server.stores.attempts.takeBack(key))
  c.get('log').client = client.client_name
  const change = changeOf(c, { kind: 'client', id, name: client.client_name })
  return { token, client, createdAt, change }
}

const unauthenticated = (description: string) =>
  new OAuthError('invalid_token', { description, unauthenticated: true, realm })

const bearer = (authorization: string): string =>
  /^bearer +([\x21-\x7e]{1,200})$/i.exec(authorization)?.[1] ?? ''

/** RFC 7591 §3.2.1, RFC 7592 §3. What was told once is not told again, but for the token that was just shown. */
function answer(
  c: RequestContext,
  status: 200 | 201,
  client: Client,
  createdAt: number,
  registrationAccessToken: string | undefined,
  clientSecret?: string,
): Response {
  noStore(c)
  return c.json(
    {
      client_id: client.client_id,
      client_id_issued_at: seconds(createdAt),
      ...(clientSecret !== undefined && { client_secret: clientSecret, client_secret_expires_at: 0 }), // 0: never
      registration_access_token: registrationAccessToken,
      registration_client_uri: `${serverOf(c).config.issuer}/oauth2/register/${client.client_id}`,
      ...metadataOf(client),
    },
    status,
  )
}
