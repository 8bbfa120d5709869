/** A signed statement of whom a client acts for, by an issuer that its registration trusts (RFC 7523 §3). */
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import { isCanonical } from '../protocol/base64url.ts'
import type { Client } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import { operatorRole } from '../protocol/management.ts'
import { sha256 } from '../protocol/sha256.ts'
import { date, seconds } from '../runtime.ts'
import type { User } from '../stores/users.ts'
import type { Server } from '../tokens/server.ts'
import type { Proof } from './start-grant.ts'

const longestLife = 3_600
const tolerance = 30
const algorithms = ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA', 'Ed25519']

const refuse = (description: string, cause?: unknown) =>
  new OAuthError('invalid_grant', { description, cause })

/**
 * The person an assertion names, by `sub` or by the name they sign in with. How they proved themselves to its issuer is
 * not known here: the weakest `acr`, and no `amr`.
 * @throws {OAuthError} invalid_grant
 */
export async function readAssertion(
  server: Server,
  client: Client,
  assertion: string,
  now: number,
): Promise<Proof> {
  const { payload, trusted } = await verify(server, client, assertion, now)
  const { iss, iat, exp = 0, jti, sub } = payload
  // jose checks the types of times only; RFC 7519 §4.1.2, §4.1.7
  if (typeof sub !== 'string' || (jti !== undefined && typeof jti !== 'string')) {
    throw refuse('sub and jti of the assertion must be strings')
  }
  if (exp - (iat ?? seconds(now)) > longestLife || exp - seconds(now) > longestLife) {
    throw refuse(`The assertion lives longer than ${longestLife} seconds`)
  }
  if (iat !== undefined && iat > seconds(now) + tolerance)
    throw refuse('The assertion was issued in the future')
  const { users, attempts } = server.stores
  const user = (await users.findBySub(sub)) ?? (await users.findByLogin(sub))
  if (user?.status !== 'active' || !mayName(trusted, user))
    throw refuse('The assertion names nobody whom its issuer may name here')
  const began = iat ?? exp - longestLife // without iat, the earliest it can be
  if (began < Math.max(user.not_before, client.not_before))
    throw refuse('The assertion is older than what was ended')
  if (jti !== undefined) {
    // Not keyed with the sealing secret: after its rotation the same assertion would count as new.
    const key = await sha256(`assertion|${JSON.stringify([iss, jti])}`)
    if (!(await attempts.firstSeen(key, exp + tolerance)))
      throw refuse('The assertion was already used: its jti was seen before')
  }
  return { user, acr: '0', amr: [] }
}

type TrustedIssuer = Client['trusted_issuers'][number]

/** An operator, by role or by type, only where `admin` is said. A registration from before this field came has none. */
function mayName(
  { user_types = ['employee', 'customer', 'partner'] }: Partial<TrustedIssuer>,
  { user_type, roles }: Pick<User, 'user_type' | 'roles'>,
): boolean {
  return user_types.includes(user_type) && (user_types.includes('admin') || !roles.includes(operatorRole))
}

async function verify(
  server: Server,
  client: Client,
  assertion: string,
  now: number,
): Promise<{ payload: JWTPayload; trusted: TrustedIssuer }> {
  const { issuer } = server.config
  const { iss: claimed, kid, typ } = unverified(assertion)
  const trusted = client.trusted_issuers.find((each) => each.issuer === claimed)
  if (!trusted) throw refuse('The iss of the assertion is not an issuer that this client trusts')
  // RFC 8725 §3.11: the same issuer signs other things too.
  if (typ !== undefined && !/^(?:application\/)?(?:jwt|authorization-grant\+jwt)$/i.test(typ))
    throw refuse('The typ of the assertion is that of a JWT for something else')
  const options = {
    issuer: trusted.issuer,
    audience: [issuer, `${issuer}/oauth2/token`], // RFC 7523 §3
    requiredClaims: ['iss', 'sub', 'aud', 'exp'],
    algorithms,
    clockTolerance: tolerance,
    currentDate: date(now),
  }
  try {
    const keys = server.keySets.of(trusted)
    return { payload: (await jwtVerify(assertion, keys, options)).payload, trusted }
  } catch (cause) {
    if (!(cause instanceof errors.JWKSMultipleMatchingKeys)) throw refuse(wordsFor(cause, issuer, kid), cause)
    for await (const key of cause) {
      const verified = await jwtVerify(assertion, key, options).catch((fault: unknown) => {
        if (fault instanceof errors.JWSSignatureVerificationFailed) return undefined
        throw refuse(wordsFor(fault, issuer, kid), fault)
      })
      if (verified) return { payload: verified.payload, trusted }
    }
    throw refuse('The signature of the assertion is not by a key of its issuer', cause)
  }
}

function unverified(assertion: string): { iss?: string; kid?: string; typ?: string } {
  try {
    if (!isCanonical(assertion)) throw new Error('not in canonical base64url')
    const { iss } = decodeJwt(assertion)
    const { kid, typ } = decodeProtectedHeader(assertion)
    return { iss, kid, typ } as { iss?: string; kid?: string; typ?: string }
  } catch (cause) {
    throw refuse('The assertion is no signed JWT', cause)
  }
}

/** The client has proven who it is: it may hear what is wrong. */
function wordsFor(cause: unknown, issuer: string, kid: string | undefined): string {
  if (cause instanceof errors.JWTExpired) return 'The assertion has expired'
  if (cause instanceof errors.JWTClaimValidationFailed) {
    return cause.claim === 'aud'
      ? `The aud of the assertion must be ${issuer}`
      : `The assertion has no good ${cause.claim}`
  }
  if (cause instanceof errors.JWKSNoMatchingKey) {
    return `Its issuer has no key ${kid === undefined ? 'for the alg' : 'with the kid and alg'} of the assertion`
  }
  return 'The signature of the assertion is not by a key of its issuer'
}
