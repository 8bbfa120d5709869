/** RFC 7591 §2.3: what somebody whom this server trusts says, signed, of a piece of software. */
import { decodeJwt, type JWTPayload, jwtVerify } from 'jose'
import { isCanonical } from '../protocol/base64url.ts'
import { OAuthError } from '../protocol/errors.ts'
import { date } from '../runtime.ts'
import type { Server } from './server.ts'

const algorithms = ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA', 'Ed25519']
const longest = 8192

const invalid = (description: string, cause?: unknown) =>
  new OAuthError('invalid_software_statement', { description: `software_statement: ${description}`, cause })

/**
 * The metadata that it states. They go before what the client says (§2.3).
 * @throws {OAuthError} invalid_software_statement, unapproved_software_statement
 */
export async function readSoftwareStatement(
  { config, settings, keySets }: Pick<Server, 'config' | 'settings' | 'keySets'>,
  statement: unknown,
  now: number,
): Promise<Record<string, unknown>> {
  if (typeof statement !== 'string' || statement.length > longest || !isCanonical(statement)) {
    throw invalid(`must be a signed JWT of at most ${longest} characters`)
  }
  let claimed: JWTPayload
  try {
    claimed = decodeJwt(statement)
  } catch (cause) {
    throw invalid('must be a signed JWT', cause)
  }
  const trusted = settings.software_statement_issuers.find(({ issuer }) => issuer === claimed.iss)
  if (!trusted) {
    throw new OAuthError('unapproved_software_statement', {
      description: 'software_statement: its issuer is not one whose statements count here',
    })
  }
  try {
    const { payload } = await jwtVerify(statement, keySets.of(trusted), {
      issuer: trusted.issuer,
      algorithms,
      clockTolerance: 30,
      currentDate: date(now),
      ...(claimed.aud !== undefined && { audience: [config.issuer, `${config.issuer}/oauth2/register`] }),
    })
    return stated(payload)
  } catch (cause) {
    throw invalid('has expired, is meant for another server, or its signature does not verify', cause)
  }
}

/** What a statement says that was verified when it was taken into a record. */
export const statementClaims = (statement: string | undefined): Record<string, unknown> =>
  statement === undefined ? {} : stated(decodeJwt(statement))

function stated({ iss, sub, aud, exp, nbf, iat, jti, software_statement, ...metadata }: JWTPayload) {
  return metadata as Record<string, unknown>
}
