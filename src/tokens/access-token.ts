/** Makes access tokens: claims by profile (RFC 9068, light-oauth2), then signed or sealed by format. */
import type { JWTPayload } from 'jose'
import type { Client } from '../protocol/client-metadata.ts'
import { formatScope } from '../protocol/scope.ts'
import type { Subject } from '../protocol/subject.ts'
import { addedClaims } from '../protocol/token-claims.ts'
import { randomToken, seconds } from '../runtime.ts'
import { homeFor } from '../stores/shards/home.ts'
import type { Grant } from '../stores/shards/subject-decisions.ts'
import { isPairwise } from './pairwise.ts'
import type { Server } from './server.ts'
import type { Target } from './target.ts'

/** Where the state behind a token lives; sealed into its `jti`, or into the token itself. */
export interface TokenAddress {
  home: string
  /** Absent for a client's own token. */
  grant?: string
  /**
   * Makes each token's address its own, and names it where it is taken back. After an exchange it begins with that of
   * the token it came from, and a dot: it ends with it.
   */
  token: string
}

/** What a reference token seals. */
export interface ReferenceToken {
  address: TokenAddress
  claims: JWTPayload
}

export interface AccessToken {
  readonly value: string
  /** Seconds. */
  readonly expiresIn: number
}

export interface AccessTokenRequest {
  readonly client: Client
  readonly target: Target
  readonly scope: readonly string[]
  /** The person and the grant that lets the client act for them; absent for the client's own token. */
  readonly behalf?: { readonly subject: Subject; readonly grant: Grant; readonly home: string } | undefined
  /** The id of the token that this one is exchanged for. */
  readonly from?: string | undefined
  /** Who acts (RFC 8693 §4.1). */
  readonly act?: object | undefined
  /** NumericDate that the token must not outlive. */
  readonly notAfter?: number | undefined
  /** Milliseconds. */
  readonly now: number
}

export async function accessToken(server: Server, request: AccessTokenRequest): Promise<AccessToken> {
  const { client, target, behalf, now } = request
  const iat = seconds(now)
  const exp = Math.min(
    iat + target.lifetime,
    behalf?.grant.expiresAt ?? Number.POSITIVE_INFINITY,
    request.notAfter ?? Number.POSITIVE_INFINITY,
  )
  const address: TokenAddress = {
    home: behalf?.home ?? homeFor(undefined, 0),
    ...(behalf && { grant: behalf.grant.id }),
    token: request.from === undefined ? randomToken(16) : `${request.from}.${randomToken(16)}`,
  }
  const claims = target.profile === 'light-oauth2' ? lightClaims : rfc9068Claims
  const sub = behalf ? await server.pairwise.subject(client, behalf.subject.sub, now) : client.client_id
  const sealed = target.format === 'jwt' && behalf !== undefined
  const jti = sealed ? await server.sealer.seal('jti', address, { now }) : address.token
  const payload = {
    ...addedClaims(target.customClaims, behalf?.subject), // first: what is added never overrides the protocol
    ...claims(request, { sub, iat, exp, jti }),
  }
  const value =
    target.format === 'jwt'
      ? await server.signer.sign(payload, { alg: target.alg, typ: typOf[target.profile] }, now)
      : await server.sealer.seal<ReferenceToken>(
          'reference_token',
          { address, claims: payload },
          { now, expiresAt: exp },
        )
  return { value, expiresIn: exp - iat }
}

/** RFC 9068 §2.1; the older profile's APIs know no `at+jwt`. */
export const typOf = { rfc9068: 'at+jwt', 'light-oauth2': 'JWT' } as const

interface Made {
  /** As this client knows the person. */
  sub: string
  iat: number
  exp: number
  jti: string
}

/** RFC 9068 §2.2 */
function rfc9068Claims({ client, target, scope, behalf, act }: AccessTokenRequest, made: Made): JWTPayload {
  return {
    iss: target.issuer,
    aud: singleOrList(target.audience),
    ...made,
    client_id: client.client_id,
    scope: formatScope(scope),
    ...(behalf && {
      ...(behalf.grant.detail.authTime > 0 && { auth_time: behalf.grant.detail.authTime }),
      acr: behalf.grant.detail.acr,
      amr: behalf.grant.detail.amr,
      ...(!isPairwise(client) && { user_id: behalf.subject.user_id }), // by which they would be found out
      user_type: behalf.subject.user_type,
      roles: behalf.subject.roles,
    }),
    ...(act && { act }),
    ...(behalf && client.may_act && { may_act: client.may_act }), // RFC 8693 §4.4
  }
}

/** The claims of light-oauth2: no `sub`, scope as an array, the type in capitals, two minutes of `nbf`. */
function lightClaims({ client, target, scope, behalf, act }: AccessTokenRequest, made: Made): JWTPayload {
  return {
    iss: target.issuer,
    aud: singleOrList(target.audience),
    exp: made.exp,
    jti: made.jti,
    iat: made.iat,
    nbf: made.iat - 120,
    version: '1.0',
    ...(behalf && { user_id: behalf.subject.user_id, user_type: behalf.subject.user_type.toUpperCase() }),
    client_id: client.client_id,
    scope: [...scope],
    ...(act && { act }),
  }
}

const singleOrList = ([first, ...more]: readonly string[]) =>
  more.length === 0 ? (first ?? '') : [first ?? '', ...more]
