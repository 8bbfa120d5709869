/** Reads an access token of this server back, whatever its format and profile. */
import { decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import { isCanonical } from '../protocol/base64url.ts'
import { OAuthError } from '../protocol/errors.ts'
import { date } from '../runtime.ts'
import { type ReferenceToken, type TokenAddress, typOf } from './access-token.ts'
import type { Server } from './server.ts'

export interface VerifiedAccessToken {
  readonly format: 'jwt' | 'reference'
  readonly claims: JWTPayload
  readonly clientId: string
  readonly scope: readonly string[]
  readonly audience: readonly string[]
  /** Undefined for a client's own JWT, behind which there is no state. */
  readonly address: TokenAddress | undefined
}

/** @throws {OAuthError} invalid_token for whatever is not a living access token of this server (RFC 9068 §4) */
export async function verifyAccessToken(
  server: Server,
  token: string,
  now: number,
): Promise<VerifiedAccessToken> {
  const reference = await server.sealer.open<ReferenceToken>('reference_token', token, now)
  if (reference?.expired) throw expired()
  if (reference) {
    const { claims, address } = reference.payload
    return { ...described(claims), format: 'reference', address }
  }
  try {
    const claims = await verifyJwt(server, token, now)
    const address = await server.sealer.open<TokenAddress>('jti', String(claims.jti), now)
    // A person's token without its address could no longer be taken back: after a leaked sealing secret is gone, it goes.
    if (!address && (claims.user_id ?? claims.acr) !== undefined)
      throw new Error('the way to its grant does not open')
    return { ...described(claims), format: 'jwt', address: address?.payload }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_JWT_EXPIRED') throw expired(cause)
    throw new OAuthError('invalid_token', { description: 'Not an access token of this server', cause })
  }
}

async function verifyJwt(server: Server, token: string, now: number): Promise<JWTPayload> {
  const { kid, typ } = decodeProtectedHeader(token)
  const key = kid && isCanonical(token) && (await server.signer.verificationKey(kid, now, { retired: false }))
  if (!key) throw new Error('not signed with a key of ours')
  const { payload } = await jwtVerify(token, key, {
    currentDate: date(now),
    requiredClaims: ['iss', 'aud', 'client_id', 'jti', 'exp', 'scope'],
  })
  if (typ === typOf.rfc9068 && payload.iss === server.config.issuer) return payload
  // An ID token has the same `typ` as the older profile, but never its version.
  if (typ === typOf['light-oauth2'] && payload.version === '1.0' && Array.isArray(payload.scope))
    return payload
  throw new Error('not an access token')
}

function described(
  claims: JWTPayload,
): Pick<VerifiedAccessToken, 'claims' | 'clientId' | 'scope' | 'audience'> {
  const scope = claims.scope
  return {
    claims,
    clientId: String(claims.client_id),
    scope: Array.isArray(scope)
      ? scope.map(String)
      : String(scope ?? '')
          .split(' ')
          .filter((each) => each !== ''),
    audience: [claims.aud ?? []].flat(),
  }
}

const expired = (cause?: unknown) =>
  new OAuthError('invalid_token', { description: 'The access token has expired', cause })
