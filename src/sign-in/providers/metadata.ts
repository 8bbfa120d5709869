/** What is known of a provider's server: by discovery where it is an OpenID Provider, else as the operator set it. */
import {
  type AuthorizationServer,
  allowInsecureRequests,
  type Client,
  ClientSecretBasic,
  ClientSecretPost,
  type CustomFetchOptions,
  clockTolerance,
  customFetch,
  discoveryRequest,
  type JWKSCacheInput,
  jwksCache,
  None,
  processDiscoveryResponse,
} from 'oauth4webapi'
import { fetchForOperator } from '../../outbound/operator-fetch.ts'
import type { Provider } from '../../protocol/provider.ts'
import { Cached } from '../../resource-server/cached.ts'
import { now as clock } from '../../runtime.ts'
import { appleSecret } from './apple.ts'

/** A server, and its keys as they were last read. */
export interface Known {
  readonly server: AuthorizationServer
  readonly keys: JWKSCacheInput
}

const maxAge = 600_000
const keptServers = 100
const servers = new Map<string, Cached<Known>>()

/** How requests go there. A signal of its own keeps one request from waiting for what another has fetched. */
export const requestOptions = () => ({
  [customFetch]: (url: string, { method, headers, body }: CustomFetchOptions<string, unknown>) =>
    fetchForOperator(url, { method, headers, body: (body ?? null) as BodyInit | null }),
  [allowInsecureRequests]: true, // what may be fetched without TLS, the fetch decides: the loopback
  signal: new AbortController().signal,
})

export const keyOptions = ({ keys }: Known) => ({ ...requestOptions(), [jwksCache]: keys })

/** @throws {FetchRefused} or what is wrong with what it answered */
export async function serverAt(provider: Provider): Promise<Known> {
  const { kind, issuer = '', authorization_endpoint = '', token_endpoint, userinfo_endpoint } = provider
  if (kind === 'openid') return cached(issuer, provider.preset === 'microsoft').get()
  const server = {
    issuer: issuer || authorization_endpoint, // with one that is made up nothing is compared
    authorization_endpoint,
    ...(token_endpoint !== undefined && { token_endpoint }),
    ...(userinfo_endpoint !== undefined && { userinfo_endpoint }),
  }
  return { server, keys: {} }
}

/** The same, though it is known already: it may have been mended since. */
export const askedAnew = (provider: Provider): Promise<Known> =>
  provider.kind === 'openid'
    ? discover(provider.issuer ?? '', provider.preset === 'microsoft')
    : serverAt(provider)

function cached(issuer: string, manyTenants: boolean): Cached<Known> {
  const name = `${manyTenants} ${issuer}`
  const known = servers.get(name)
  if (known) return known
  if (servers.size >= keptServers) servers.clear()
  const onFailure = (cause: unknown) =>
    console.error(JSON.stringify({ event: 'provider_unreachable', issuer, cause: String(cause) }))
  const made = new Cached({ load: () => discover(issuer, manyTenants), now: clock, maxAge, onFailure })
  servers.set(name, made)
  return made
}

/** OpenID Connect Discovery §4.3. That of all of Microsoft's tenants has a template in place of the issuer. */
async function discover(issuer: string, manyTenants: boolean): Promise<Known> {
  const response = await discoveryRequest(new URL(issuer), { ...requestOptions(), algorithm: 'oidc' })
  const { issuer: stated } = (await response.clone().json()) as { issuer?: unknown }
  const expected = manyTenants && typeof stated === 'string' ? stated : issuer
  if (stated !== expected) throw new Error(`the issuer calls itself ${String(stated)}`)
  return { server: await processDiscoveryResponse(new URL(expected), response), keys: {} }
}

/** The tenant that somebody belongs to at Microsoft. */
export const tenantOf = ({ tid }: Readonly<Record<string, unknown>>): string | undefined =>
  typeof tid === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(tid) ? tid : undefined

export const clientAt = ({ client_id }: Provider): Client => ({ client_id, [clockTolerance]: 30 })

/** RFC 6749 §2.3.1; a public client has its PKCE. */
export async function authenticationAt(provider: Provider, secret: string | undefined, now: number) {
  if (secret === undefined) return None()
  if (provider.preset === 'apple') return ClientSecretPost(await appleSecret(provider, secret, now))
  return provider.client_authentication === 'client_secret_post'
    ? ClientSecretPost(secret)
    : ClientSecretBasic(secret)
}
