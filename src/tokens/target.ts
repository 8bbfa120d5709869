/** Whom an access token is for, and what it therefore looks like: RFC 8707, RFC 9068 §3. */
import { isStandardScope } from '../protocol/claims.ts'
import type { Client, SigningAlgorithm } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import type { ProtectedResource } from '../protocol/protected-resource.ts'
import { grantableScope } from '../protocol/scope.ts'
import { type CustomClaims, contestedClaim } from '../protocol/token-claims.ts'
import { isPairwise } from './pairwise.ts'
import type { Server } from './server.ts'

/** The APIs that a client is linked to. */
export async function resourcesOf(
  server: Server,
  client: Pick<Client, 'resources'>,
  now: number,
): Promise<ProtectedResource[]> {
  const identifiers = [...new Set(client.resources)]
  const resources = await Promise.all(
    identifiers.map((identifier) => server.stores.resources.get(identifier, now)),
  )
  return resources.filter((resource) => resource !== undefined)
}

/**
 * What a client may ask for: the APIs that it is linked to, and where it registered itself those that are open to such
 * clients. What the scopes of those mean to a person stands on the consent page; they need not be in the registration.
 * @param named the APIs that a request says; all that are open come into question only where it says none
 */
async function reachOf(
  server: Server,
  client: Client,
  named: readonly string[],
  now: number,
): Promise<{ scope: readonly string[]; resources: readonly ProtectedResource[] }> {
  const linked = await resourcesOf(server, client, now)
  if (!client.self_registered) return { scope: client.scope, resources: linked }
  const others =
    named.length > 0
      ? await resourcesOf(server, { resources: [...named] }, now)
      : await server.stores.openResources.list(now)
  const open = others.filter(
    (resource) => resource.open_to_registered_clients && !client.resources.includes(resource.identifier),
  )
  const scope = [...client.scope, ...open.flatMap(({ scopes }) => Object.keys(scopes))]
  return { scope, resources: [...linked, ...open] }
}

export interface Asked {
  readonly scope: readonly string[]
  /** Identifiers of APIs; empty where the token is for this server alone. */
  readonly audience: readonly string[]
}

/**
 * What a request asks for. `resource` picks the APIs; without it the scopes imply them. A scope counts only while an
 * API that the client is linked to has it.
 * @throws {OAuthError} invalid_target, invalid_scope
 */
export async function readAsked(
  server: Server,
  client: Client,
  requested: { scope: string | undefined; resource: readonly string[] },
  now: number,
): Promise<Asked> {
  const reach = await reachOf(server, client, requested.resource, now)
  const named = namedResources(reach.resources, requested.resource)
  // RFC 6749 §3.3: without scope, the default; of an open API without scopes, nothing but to be let in.
  const bare = client.self_registered && named.length > 0 && named.every(({ scopes }) => isEmpty(scopes))
  const scope =
    bare && requested.scope === undefined
      ? []
      : grantableScope({ scope: reach.scope, default_scope: client.default_scope }, requested.scope)
  const pool = named.length > 0 ? named : reach.resources
  const fits = (each: string) =>
    isStandardScope(each) || pool.some((resource) => Object.hasOwn(resource.scopes, each))
  const foreign = scope.filter((each) => !fits(each))
  if (requested.scope !== undefined && foreign.length > 0) {
    throw new OAuthError('invalid_scope', {
      description: `No API that is meant here has the scope ${foreign.join(' ')}`,
    })
  }
  const kept = scope.filter(fits)
  const implied = reach.resources.filter((resource) =>
    kept.some((each) => Object.hasOwn(resource.scopes, each)),
  )
  return {
    scope: kept,
    audience: (named.length > 0 ? named : implied).map((resource) => resource.identifier),
  }
}

/**
 * What is left of a grant, and the part of it that is meant this time (RFC 8707 §2.2): one token need not be good
 * everywhere. What the client has lost since, an API or a scope, is granted no more.
 * @throws {OAuthError} invalid_target
 */
export async function narrow(
  server: Server,
  client: Client,
  granted: Asked,
  resource: readonly string[],
  now: number,
): Promise<Asked> {
  const isOpen = (resource: ProtectedResource) =>
    client.self_registered && resource.open_to_registered_clients
  const known = await resourcesOf(server, { resources: [...granted.audience] }, now)
  const left = known.filter((each) => client.resources.includes(each.identifier) || isOpen(each))
  if (granted.audience.length > 0 && left.length === 0) {
    throw new OAuthError('invalid_target', {
      description: 'No API that this was granted for is open to this client any more',
    })
  }
  const resources = resource.length > 0 ? namedResources(left, resource) : left
  const registered = (each: string) => client.scope.includes(each)
  const fits = (each: string) =>
    isStandardScope(each)
      ? registered(each)
      : resources.some((named) => Object.hasOwn(named.scopes, each) && (registered(each) || isOpen(named)))
  return { scope: granted.scope.filter(fits), audience: resources.map((named) => named.identifier) }
}

function namedResources(
  among: readonly ProtectedResource[],
  resource: readonly string[],
): ProtectedResource[] {
  return [...new Set(resource)].map((identifier) => {
    const found = among.find((each) => each.identifier === identifier)
    if (!found) {
      throw new OAuthError('invalid_target', {
        description: `resource ${identifier.slice(0, 200)} is not an API that this client may ask for here`,
      })
    }
    return found
  })
}

const isEmpty = (scopes: object) => Object.keys(scopes).length === 0

/** How a token for these APIs is made. */
export interface Target {
  readonly audience: readonly string[]
  readonly format: ProtectedResource['token_format']
  readonly profile: ProtectedResource['token_profile']
  readonly alg: SigningAlgorithm
  readonly issuer: string
  /** Seconds. */
  readonly lifetime: number
  readonly customClaims: readonly CustomClaims[]
}

/** @throws {OAuthError} invalid_target where one token cannot suit them all */
export async function targetOf(
  server: Server,
  client: Client,
  audience: readonly string[],
  now: number,
): Promise<Target> {
  const resources = await resourcesOf(server, { resources: [...audience] }, now)
  const [first, ...others] = resources
  if (audience.length > 0 && !first) {
    throw new OAuthError('invalid_target', {
      description: 'The API that this token is for is no longer registered',
    })
  }
  const kind = ({ token_format, token_profile, access_token_signing_alg, token_issuer }: ProtectedResource) =>
    [token_format, token_profile, access_token_signing_alg, token_issuer].join()
  if (first && others.some((other) => kind(other) !== kind(first))) {
    throw new OAuthError('invalid_target', {
      description: `These APIs want different tokens; say with resource which one is meant: ${audience.join(' ')}`,
    })
  }
  if (isPairwise(client) && first?.token_profile === 'light-oauth2') {
    throw new OAuthError('invalid_target', {
      description:
        'This API knows people by the name they sign in with, which a client with pairwise subjects may not learn',
    })
  }
  // RFC 9068 §3: what one API says in its tokens must not pass for what another does.
  const contested = contestedClaim(resources.map((each) => each.custom_claims))
  if (contested !== undefined) {
    throw new OAuthError('invalid_target', {
      description: `These APIs differ in the claim ${contested}; say with resource which one is meant: ${audience.join(' ')}`,
    })
  }
  const limits = [client.access_token_lifetime, ...resources.map((each) => each.access_token_lifetime)]
  const lifetime = Math.min(...limits.filter((limit) => limit !== undefined))
  return {
    audience: first ? resources.map((each) => each.identifier) : [server.config.issuer],
    format: first?.token_format ?? 'jwt',
    profile: first?.token_profile ?? 'rfc9068',
    alg: first?.access_token_signing_alg ?? 'ES256',
    issuer: first?.token_issuer ?? server.config.issuer,
    lifetime: Number.isFinite(lifetime) ? lifetime : server.settings.lifetimes.access_token,
    customClaims: [client.custom_claims, ...resources.map((each) => each.custom_claims)],
  }
}
