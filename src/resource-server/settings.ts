/** What `protectResource` is told, checked once when the API starts and completed with defaults. */
import { parseScope } from '../protocol/scope.ts'
import { now } from '../runtime.ts'
import { type Algorithm, isAlgorithm } from './algorithms.ts'
import { isProtected, wellKnown } from './discovery.ts'
import type { Fetch } from './fetch-json.ts'
import type { IntrospectionOptions, ProtectResourceOptions, ResourceMetadata } from './options.ts'
import { isText, type Profile, profiles } from './profiles.ts'

export interface Settings {
  readonly issuer: string
  /** The `iss` of tokens. */
  readonly tokenIssuer: string
  readonly audience: string
  readonly scopes: readonly string[]
  readonly algorithms: readonly Algorithm[]
  readonly profile: Profile
  /** Seconds. */
  readonly clockTolerance: number
  readonly introspection: Required<IntrospectionOptions> | undefined
  readonly callerToken: boolean
  readonly realm: string
  readonly metadataUrl: string | undefined
  readonly metadataPath: string
  readonly metadata: ResourceMetadata
  readonly fetch: Fetch
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly onUnavailable: (cause: unknown) => void
}

/** @throws {TypeError} naming the option at fault */
export function settingsOf(options: ProtectResourceOptions): Settings {
  const { issuer, audience, clockTolerance = 30, tokenProfile = 'rfc9068', introspection } = options
  must(isIssuer(issuer), 'issuer must be an https URL without query or fragment (http only for localhost)')
  must(
    typeof audience === 'string' && /^[\x21-\x7e]+$/.test(audience),
    'audience must be the identifier of this API, as the aud of its tokens has it',
  )
  must(Object.hasOwn(profiles, tokenProfile), "tokenProfile must be 'rfc9068' or 'light-oauth2'")
  must(clockTolerance >= 0 && clockTolerance <= 300, 'clockTolerance must be 0 to 300 seconds')
  const profile = profiles[tokenProfile]
  const { algorithms = profile.algorithms, scopes = [], resourceMetadata } = options
  must(
    algorithms.length > 0 && algorithms.every(isAlgorithm),
    'algorithms may hold only signatures with a public key',
  )
  const isUrl = isProtected(audience)
  return {
    issuer,
    tokenIssuer: options.tokenIssuer ?? issuer,
    audience,
    scopes: scopeTokens(scopes),
    algorithms,
    profile,
    clockTolerance,
    introspection: introspection && introspectionOf(introspection),
    callerToken: options.callerToken ?? false,
    realm: options.realm ?? audience,
    metadataUrl: resourceMetadata ?? (isUrl ? wellKnown(wellKnownName, audience) : undefined),
    metadataPath: isUrl
      ? new URL(wellKnown(wellKnownName, audience)).pathname
      : `/.well-known/${wellKnownName}`,
    metadata: { scopes_supported: scopes, ...options.metadata },
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    now: options.now ?? now,
    onUnavailable: options.onUnavailable ?? ((cause) => console.error('Cannot check access tokens:', cause)),
  }
}

const wellKnownName = 'oauth-protected-resource' // RFC 9728 §3

function introspectionOf({
  clientId,
  clientSecret,
  when = 'reference',
  cacheSeconds = 0,
}: IntrospectionOptions) {
  must(isText(clientId) && isText(clientSecret), 'introspection needs clientId and clientSecret')
  must(when === 'reference' || when === 'always', "introspection.when must be 'reference' or 'always'")
  must(cacheSeconds >= 0 && cacheSeconds <= 300, 'introspection.cacheSeconds must be 0 to 300')
  return { clientId, clientSecret, when, cacheSeconds }
}

/** @throws {TypeError} where one of them is no scope (RFC 6749 §3.3) */
export function scopeTokens(scopes: readonly string[]): readonly string[] {
  for (const scope of scopes) {
    must(isScopeToken(scope), `'${scope}' is not one scope: give each its own string`)
  }
  return scopes
}

function isScopeToken(scope: string): boolean {
  try {
    return parseScope(scope)[0] === scope
  } catch {
    return false
  }
}

const isIssuer = (issuer: unknown): issuer is string =>
  typeof issuer === 'string' && isProtected(issuer) && !/[?#]/.test(issuer) // RFC 8414 §2

function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new TypeError(`protectResource: ${otherwise}`)
}
