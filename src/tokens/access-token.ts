/** Access tokens as RFC 9068 has them. The `jti` of a grant's token seals where the grant lives. */
import { jwtVerify } from 'jose'
import { lifetimes } from '../config.ts'
import { isCanonical } from '../protocol/base64url.ts'
import type { Client } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import { formatScope } from '../protocol/scope.ts'
import type { Subject } from '../protocol/subject.ts'
import { date, randomToken, seconds } from '../runtime.ts'
import type { Grant } from '../stores/shards/subject-decisions.ts'
import type { Server } from './server.ts'

const typ = 'at+jwt' // RFC 9068 §2.1

/** What a `jti` seals: the way to the grant. */
interface TokenAddress {
  home: string
  grant: string
  /** Makes each token's `jti` its own. */
  token: string
}

export interface AccessToken {
  readonly value: string
  /** Seconds. */
  readonly expiresIn: number
}

/** A token for a person, under a grant. */
export async function grantAccessToken(
  server: Server,
  {
    client,
    grant,
    subject,
    home,
    scope,
    now,
  }: {
    client: Client
    grant: Grant
    subject: Subject
    home: string
    /** What this token is for: the grant's scope, or a part of it. */
    scope: readonly string[]
    now: number
  },
): Promise<AccessToken> {
  const lifetime = Math.min(
    client.access_token_lifetime ?? lifetimes.accessToken,
    grant.expiresAt - seconds(now),
  )
  const address: TokenAddress = { home, grant: grant.id, token: randomToken(16) }
  const value = await server.signer.sign(
    {
      iss: server.config.issuer,
      sub: subject.sub,
      aud: singleOrList(grant.detail.audience),
      exp: seconds(now) + lifetime,
      iat: seconds(now),
      jti: await server.sealer.seal('jti', address, { now }),
      client_id: client.client_id,
      scope: formatScope(scope),
      auth_time: grant.detail.authTime, // RFC 9068 §2.2.1
      acr: grant.detail.acr,
      amr: grant.detail.amr,
      user_id: subject.user_id,
      user_type: subject.user_type,
      roles: subject.roles,
    },
    { alg: 'ES256', typ },
    now,
  )
  return { value, expiresIn: lifetime }
}

/** A token for the client itself: no grant, no state (RFC 9068 §2.2: `sub` is the client). */
export async function clientAccessToken(
  server: Server,
  {
    client,
    scope,
    audience,
    now,
  }: { client: Client; scope: readonly string[]; audience: readonly string[]; now: number },
): Promise<AccessToken> {
  const lifetime = client.access_token_lifetime ?? lifetimes.accessToken
  const value = await server.signer.sign(
    {
      iss: server.config.issuer,
      sub: client.client_id,
      aud: singleOrList(audience),
      exp: seconds(now) + lifetime,
      iat: seconds(now),
      jti: randomToken(16),
      client_id: client.client_id,
      scope: formatScope(scope),
    },
    { alg: 'ES256', typ },
    now,
  )
  return { value, expiresIn: lifetime }
}

const singleOrList = ([first, ...more]: readonly string[]) =>
  more.length === 0 ? (first ?? '') : [first ?? '', ...more]

export interface VerifiedAccessToken {
  readonly clientId: string
  readonly sub: string
  readonly scope: readonly string[]
  /** Where its grant lives; undefined for a client's own token. */
  readonly grant: { home: string; id: string } | undefined
}

/** @throws {OAuthError} invalid_token for whatever is not a living access token of this server (RFC 9068 §4) */
export async function verifyAccessToken(
  server: Server,
  token: string,
  now: number,
): Promise<VerifiedAccessToken> {
  try {
    if (!isCanonical(token)) throw new Error('not in canonical base64url')
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = kid && (await server.signer.verificationKey(kid, now, { retired: false }))
        if (!key) throw new Error('no such key')
        return key
      },
      {
        issuer: server.config.issuer,
        typ,
        currentDate: date(now),
        requiredClaims: ['sub', 'client_id', 'jti', 'exp'],
      },
    )
    const address = await server.sealer.open<TokenAddress>('jti', String(payload.jti), now)
    return {
      clientId: String(payload.client_id),
      sub: String(payload.sub),
      scope: String(payload.scope ?? '').split(' '),
      grant: address && { home: address.payload.home, id: address.payload.grant },
    }
  } catch (cause) {
    const expired = cause instanceof Error && 'code' in cause && cause.code === 'ERR_JWT_EXPIRED'
    throw new OAuthError('invalid_token', {
      description: expired ? 'The access token has expired' : 'Not an access token of this server',
      cause,
    })
  }
}
