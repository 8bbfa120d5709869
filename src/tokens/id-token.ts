/** ID tokens: OpenID Connect Core §2, §3.1.3.6. */
import { base64url, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import { isCanonical } from '../protocol/base64url.ts'
import { claimsOfScopes, releasedClaims } from '../protocol/claims.ts'
import type { Client, SigningAlgorithm } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import type { Subject } from '../protocol/subject.ts'
import { date, seconds } from '../runtime.ts'
import type { GrantDetail } from '../stores/shards/subject-decisions.ts'
import type { Server } from './server.ts'

export async function idToken(
  server: Server,
  {
    client,
    subject,
    detail,
    nonce,
    accessToken,
    code,
    allClaims,
    now,
  }: {
    client: Client
    subject: Subject
    detail: GrantDetail
    nonce: string | undefined
    accessToken?: string | undefined
    /** Where it comes beside the code, by the browser (§3.3.2.11). */
    code?: string | undefined
    /** Where no access token can fetch them, it holds the claims of the scopes too (§5.4). */
    allClaims?: boolean
    now: number
  },
): Promise<string> {
  const alg = client.id_token_signed_response_alg
  return server.signer.sign(
    {
      // First: a claim of the person never overrides one of ours.
      ...releasedClaims(subject, [
        ...detail.idTokenClaims,
        ...(allClaims ? claimsOfScopes(detail.scope) : []),
      ]),
      iss: server.config.issuer,
      sub: await server.pairwise.subject(client, subject.sub, now),
      aud: client.client_id,
      exp: seconds(now) + server.settings.lifetimes.id_token,
      iat: seconds(now),
      ...(detail.authTime > 0 && { auth_time: detail.authTime }), // else no provider said it
      acr: detail.acr,
      amr: detail.amr,
      ...(detail.sid !== undefined && { sid: await server.pairwise.session(client, detail.sid, now) }),
      ...(accessToken !== undefined && { at_hash: await halfHash(accessToken, alg) }),
      ...(code !== undefined && { c_hash: await halfHash(code, alg) }),
      ...(nonce !== undefined && { nonce }),
    },
    { alg, typ: 'JWT' },
    now,
  )
}

/** §3.1.3.6: the left half of the hash that goes with the algorithm; Ed25519 goes with SHA-512. */
async function halfHash(value: string, alg: SigningAlgorithm): Promise<string> {
  const digest = await crypto.subtle.digest(
    alg === 'EdDSA' ? 'SHA-512' : 'SHA-256',
    new TextEncoder().encode(value),
  )
  return base64url.encode(new Uint8Array(digest).slice(0, digest.byteLength / 2))
}

/**
 * Reads an `id_token_hint`: one that we issued, to this client where one is known already; whether it has expired does not matter (§3.1.2.1).
 * @throws {OAuthError} invalid_request
 */
export async function readIdTokenHint(
  server: Server,
  hint: string,
  client: Client | undefined,
  now: number,
): Promise<JWTPayload> {
  try {
    const { kid } = decodeProtectedHeader(hint)
    const key = kid && isCanonical(hint) && (await server.signer.verificationKey(kid, now, { retired: true }))
    if (!key) throw new Error('no such key')
    const { payload } = await jwtVerify(hint, key, {
      issuer: server.config.issuer,
      ...(client && { audience: client.client_id }),
      typ: 'JWT',
      currentDate: date(0), // long before any `exp`
    })
    return payload
  } catch (cause) {
    throw new OAuthError('invalid_request', {
      description: `id_token_hint is not an ID token that this server issued${client ? ' to this client' : ''}`,
      cause,
    })
  }
}
