/** What `protectResource` is told, checked once when the API starts and completed with defaults. */
import { now } from '../runtime.ts'
import { type Algorithm, isAlgorithm } from './algorithms.ts'
import { isProtected, wellKnown } from './discovery.ts'
import { type Fetch, isObject } from './fetch-json.ts'
import { must, objectOf, scopeList } from './must.ts'
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

const known = [
  'issuer',
  'audience',
  'scopes',
  'algorithms',
  'clockTolerance',
  'tokenProfile',
  'tokenIssuer',
  'introspection',
  'callerToken',
  'realm',
  'resourceMetadata',
  'metadata',
  'fetch',
  'now',
  'onUnavailable',
] as const satisfies readonly (keyof ProtectResourceOptions)[]

/** @throws {TypeError} naming the option at fault */
export function settingsOf(options: ProtectResourceOptions): Settings {
  objectOf(options, known, 'options')
  const { issuer, audience, clockTolerance = 30, tokenProfile = 'rfc9068', introspection } = options
  must(isIssuer(issuer), 'issuer must be an https URL without query or fragment (http only for localhost)')
  must(
    typeof audience === 'string' && /^[\x21-\x7e]+$/.test(audience),
    'audience must be the identifier of this API, as the aud of its tokens has it',
  )
  must(Object.hasOwn(profiles, tokenProfile), "tokenProfile must be 'rfc9068' or 'light-oauth2'")
  must(isWithin(clockTolerance, 300), 'clockTolerance must be 0 to 300 seconds')
  const profile = profiles[tokenProfile]
  const { algorithms = profile.algorithms, scopes = [], tokenIssuer = issuer, realm = audience } = options
  const { callerToken = false, resourceMetadata, metadata = {} } = options
  must(
    Array.isArray(algorithms) && algorithms.length > 0 && algorithms.every(isAlgorithm),
    'algorithms may hold only signatures with a public key, in a list',
  )
  must(isText(tokenIssuer), 'tokenIssuer must be the iss of the tokens')
  must(typeof realm === 'string', 'realm must be a string')
  must(typeof callerToken === 'boolean', 'callerToken must be true or false')
  must(resourceMetadata === undefined || URL.canParse(resourceMetadata), 'resourceMetadata must be a URL')
  must(isObject(metadata), 'metadata must be an object')
  for (const name of ['fetch', 'now', 'onUnavailable'] as const) {
    must(options[name] === undefined || typeof options[name] === 'function', `${name} must be a function`)
  }
  const isUrl = isProtected(audience)
  return {
    issuer,
    tokenIssuer,
    audience,
    scopes: scopeList(scopes, 'scopes'),
    algorithms,
    profile,
    clockTolerance,
    introspection: introspection === undefined ? undefined : introspectionOf(introspection),
    callerToken,
    realm,
    metadataUrl: resourceMetadata ?? (isUrl ? wellKnown(wellKnownName, audience) : undefined),
    metadataPath: isUrl
      ? new URL(wellKnown(wellKnownName, audience)).pathname
      : `/.well-known/${wellKnownName}`,
    metadata: { scopes_supported: scopes, ...metadata },
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    now: options.now ?? now,
    onUnavailable: options.onUnavailable ?? ((cause) => console.error('Cannot check access tokens:', cause)),
  }
}

const wellKnownName = 'oauth-protected-resource' // RFC 9728 §3

function introspectionOf(options: IntrospectionOptions): Required<IntrospectionOptions> {
  objectOf(options, ['clientId', 'clientSecret', 'when', 'cacheSeconds'], 'introspection')
  const { clientId, clientSecret, when = 'reference', cacheSeconds = 0 } = options
  must(isText(clientId) && isText(clientSecret), 'introspection needs clientId and clientSecret')
  must(when === 'reference' || when === 'always', "introspection.when must be 'reference' or 'always'")
  must(isWithin(cacheSeconds, 300), 'introspection.cacheSeconds must be 0 to 300')
  return { clientId, clientSecret, when, cacheSeconds }
}

/** A number, not its text: added to a time, a text would make a time that never comes. */
const isWithin = (value: unknown, most: number) => typeof value === 'number' && value >= 0 && value <= most

const isIssuer = (issuer: unknown): issuer is string =>
  typeof issuer === 'string' && isProtected(issuer) && !/[?#]/.test(issuer) // RFC 8414 §2
