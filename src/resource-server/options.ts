/** What an API tells `protectResource`. */
import type { Algorithm } from './algorithms.ts'
import type { Fetch } from './fetch-json.ts'

export interface ProtectResourceOptions {
  /** The authorization server, as the `iss` of its tokens spells it. Its metadata (RFC 8414) says all the rest. */
  readonly issuer: string
  /** What this API is called in the `aud` of tokens that are meant for it; its identifier in the registration. */
  readonly audience: string
  /** Scopes that every request needs, all of them. More may be asked for at each call. Default: none. */
  readonly scopes?: readonly string[] | undefined
  /** Default: ES256, RS256, PS256, EdDSA; for light-oauth2 RS256. Never `none`, never an HMAC. */
  readonly algorithms?: readonly Algorithm[] | undefined
  /** Seconds by which the clocks of the API and the authorization server may differ, 0 to 300. Default: 30. */
  readonly clockTolerance?: number | undefined
  /** Default: `rfc9068`. `light-oauth2`: for an API that is registered with this `token_profile`. */
  readonly tokenProfile?: 'rfc9068' | 'light-oauth2' | undefined
  /** The `iss` of tokens where it is not the issuer's address, as with light-oauth2. Default: `issuer`. */
  readonly tokenIssuer?: string | undefined
  /** For reference tokens, and to honour revocation at once: ask the authorization server (RFC 7662). Default: never. */
  readonly introspection?: IntrospectionOptions | undefined
  /**
   * Every request must bring a second token in `X-Scope-Token`: that of the calling service, got for itself. Then
   * `Authorization` says whom the call is for, a person or a service, and the scopes of the second token are the ones
   * that count.
   */
  readonly callerToken?: boolean | undefined
  /** The protection space in challenges (RFC 9110 §11.5). Default: the audience. */
  readonly realm?: string | undefined
  /**
   * Where `metadata` is served, for challenges (RFC 9728 §5.1). Default: the well-known address that belongs to the
   * audience, where that is an https URL; otherwise challenges name none.
   */
  readonly resourceMetadata?: string | undefined
  /** What `metadata` says besides what follows from the other options. `scopes_supported` defaults to `scopes`. */
  readonly metadata?: ResourceMetadata | undefined
  /** Default: the global one. In a Worker, a service binding: `(url, init) => env.AUTH.fetch(url, init)`. */
  readonly fetch?: Fetch | undefined
  /** The time in milliseconds since the epoch, for tests. Default: the clock. */
  readonly now?: (() => number) | undefined
  /**
   * Hears why keys or an answer could not be had, once an attempt; and, once a minute, that JWTs are asked about and none
   * has ever been active, which is how a registration looks that forgot this API. Default: `console.error`.
   */
  readonly onUnavailable?: ((cause: unknown) => void) | undefined
}

export interface IntrospectionOptions {
  /** How this API is registered as a client at the authorization server. */
  readonly clientId: string
  readonly clientSecret: string
  /** Default: `reference`, tokens that are no JWT. `always`: JWTs as well, after they passed all checks here. */
  readonly when?: 'reference' | 'always' | undefined
  /**
   * How long an answer that a token is good may be used again, 0 to 300, never past its `exp`; one that it is bad, at
   * most two seconds. Default: 0.
   */
  readonly cacheSeconds?: number | undefined
}

/** RFC 9728 §2, what an API may add. */
export interface ResourceMetadata {
  readonly scopes_supported?: readonly string[]
  readonly resource_name?: string
  readonly resource_documentation?: string
  readonly resource_policy_uri?: string
  readonly resource_tos_uri?: string
}

/** What one request needs. */
export interface Requirement {
  /** All of these. */
  readonly scopes?: readonly string[]
  /** At least one of these. A challenge names the first: put the one that allows least there. */
  readonly anyOf?: readonly string[]
  /**
   * At least one of these levels of sign-in (`acr`), as the authorization server calls them; Edgegrant: `2`, `phr`, where
   * the stronger one stands for the weaker as well. A token that a service got for itself has none.
   */
  readonly acrValues?: readonly string[]
  /** Seconds since the person signed in, at most. */
  readonly maxAge?: number
}
