/** RFC 9068 §4: an access token that is a JWT, checked up to its signature. */
import { compactVerify, decodeProtectedHeader, type JWK } from 'jose'
import { isCanonical } from '../protocol/base64url.ts'
import { OAuthError } from '../protocol/errors.ts'
import { type Algorithm, isAlgorithm } from './algorithms.ts'
import { isObject } from './fetch-json.ts'
import { isText } from './profiles.ts'
import type { Settings } from './settings.ts'

/** Whether it has the three parts of a signed JWT; whatever has not is a reference. */
export const looksLikeJwt = (token: string): boolean => token.split('.').length === 3

/** @throws {OAuthError} invalid_token saying what is wrong with it */
export async function verifiedPayload(
  token: string,
  settings: Pick<Settings, 'algorithms' | 'profile'>,
  findKey: (kid: string, alg: Algorithm) => Promise<JWK>,
): Promise<Record<string, unknown>> {
  if (!isCanonical(token)) throw refused('is no JWT: its parts are not in base64url without padding')
  const header = headerOf(token)
  // RFC 7515 §4.1.11, RFC 7797 §3: extensions, none of which is known here.
  if ('crit' in header || 'b64' in header)
    throw refused('needs an extension (crit, b64) that is not supported')
  const typFault = settings.profile.typFault(header.typ)
  if (typFault !== undefined) throw refused(typFault)
  const { alg, kid } = header
  if (!isAlgorithm(alg) || !settings.algorithms.includes(alg)) {
    throw refused(`is not signed with any of ${settings.algorithms.join(', ')}`) // RFC 8725 §3.1
  }
  if (!isText(kid)) throw refused('names no key (kid)')
  return payloadOf(token, await findKey(kid, alg), alg)
}

function headerOf(token: string): Readonly<Record<string, unknown>> {
  try {
    return { ...decodeProtectedHeader(token) }
  } catch (cause) {
    throw refused('is no JWT: its header is not a JSON object', cause)
  }
}

async function payloadOf(token: string, key: JWK, alg: Algorithm): Promise<Record<string, unknown>> {
  const verified = await compactVerify(token, key, { algorithms: [alg] }).catch((cause: unknown) => {
    throw refused('has a signature that does not verify', cause)
  })
  let payload: unknown
  try {
    payload = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(verified.payload))
  } catch (cause) {
    throw refused('has a payload that is not JSON', cause)
  }
  if (!isObject(payload)) throw refused('has a payload that is not a JSON object')
  return payload
}

/** @param fault a predicate, such as "has expired" */
export const refused = (fault: string, cause?: unknown): OAuthError =>
  new OAuthError('invalid_token', { description: `The access token ${fault}`, cause })
