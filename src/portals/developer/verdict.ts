/**
 * Why a token would be refused at an API: the checks of `resource-server`, one after the other, and what only this server
 * knows: whether it was taken back since. Nothing of the token is kept.
 */
import { decodeProtectedHeader } from 'jose'
import type { ShownToken } from '../../pages/developer/token.tsx'
import { isCanonical } from '../../protocol/base64url.ts'
import { OAuthError } from '../../protocol/errors.ts'
import type { ProtectedResource } from '../../protocol/protected-resource.ts'
import { claimsFault } from '../../resource-server/claim-checks.ts'
import { scopesOf } from '../../resource-server/claims.ts'
import { looksLikeJwt, verifiedPayload } from '../../resource-server/jwt.ts'
import { settingsOf } from '../../resource-server/settings.ts'
import { seconds } from '../../runtime.ts'
import type { Server } from '../../tokens/server.ts'
import { stateOf } from '../../tokens/token-state.ts'
import { verifyAccessToken } from '../../tokens/verify-access-token.ts'
import { describedToken } from './token-shown.ts'

export interface Check {
  readonly what: string
  readonly state: 'good' | 'bad' | 'unknown'
}

export interface Verdict {
  /** Undefined where it would pass. */
  readonly refusal: { readonly status: 401 | 403; readonly code: string; readonly why: string } | undefined
  readonly checks: readonly Check[]
  /** Absent where it is not for this API's owners to read. */
  readonly token?: ShownToken
}

const longest = 16_384

export async function verdictOn(
  server: Server,
  resource: ProtectedResource,
  { token, scope }: { token: string; scope: string },
  now: number,
): Promise<Verdict> {
  const found = await claimsFor(server, resource, token, now)
  const shown = looksLikeJwt(token) ? { token: describedToken(token, now) } : {}
  if (typeof found === 'string') return { ...refused(found), ...shown }
  const taken = await takenBack(server, token, now)
  const has = scopesOf(found)
  const missing = scope === '' ? [] : scope.split(/\s+/).filter((each) => !has.includes(each))
  const checks: Check[] = [
    { what: `It is a token of this server, for ${resource.identifier}, and has not expired`, state: 'good' },
    scope === ''
      ? { what: 'You did not say which scope the request needs', state: 'unknown' }
      : missing.length > 0
        ? { what: `It lacks ${missing.join(' ')}; it has ${has.join(' ') || 'none'}`, state: 'bad' }
        : { what: `It has the scope ${scope}`, state: 'good' },
    taken === undefined
      ? { what: 'It has not been taken back', state: 'good' }
      : { what: taken, state: resource.token_format === 'jwt' ? 'unknown' : 'bad' },
  ]
  const reference = looksLikeJwt(token) ? shown : { token: {} }
  // A JWT is good until it ends, whatever happens meanwhile, unless the API asks.
  if (taken !== undefined && resource.token_format === 'reference')
    return { ...refused(taken), checks, ...reference }
  if (missing.length > 0) {
    const why = `The access token lacks the scope ${missing.join(' ')}.`
    return { refusal: { status: 403, code: 'insufficient_scope', why }, checks, ...reference }
  }
  return { refusal: undefined, checks, ...reference }
}

const refused = (why: string): Verdict => ({
  refusal: { status: 401, code: 'invalid_token', why },
  checks: [{ what: why, state: 'bad' }],
})

/** The claims of a good token, or what is wrong with it. */
async function claimsFor(
  server: Server,
  resource: ProtectedResource,
  token: string,
  now: number,
): Promise<Readonly<Record<string, unknown>> | string> {
  if (token.length > longest) return 'It is longer than any token of this server.'
  if (/\s/.test(token)) return 'It has a space or a line break inside: copy it whole, in one piece.'
  const wantsReference = resource.token_format === 'reference'
  if (looksLikeJwt(token) && wantsReference) return 'It is a JWT, and this API takes reference tokens only.'
  if (!looksLikeJwt(token))
    return wantsReference ? referenceClaims(server, resource, token, now) : notJwt(token)
  const settings = settingsOf({
    issuer: server.config.issuer,
    audience: resource.identifier,
    tokenProfile: resource.token_profile,
    algorithms: [resource.access_token_signing_alg],
    clockTolerance: 0,
    ...(resource.token_issuer !== undefined && { tokenIssuer: resource.token_issuer }),
  })
  try {
    const payload = await verifiedPayload(token, settings, (kid) => publicKey(server, kid, now))
    const fault = claimsFault(payload, settings, seconds(now))
    return fault === undefined ? payload : `The access token ${fault}.`
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return `${error.description}.${hint(token)}`
  }
}

const notJwt = (token: string): string =>
  token.split('.').length === 5
    ? 'It is encrypted, so it is no access token for this API: perhaps a refresh token, or a code.'
    : 'It is no JWT: a JWT has three parts with dots between them. Perhaps some of it was not copied.'

/** What people paste by mistake most often. */
function hint(token: string): string {
  try {
    const { typ } = decodeProtectedHeader(token)
    return typ === 'JWT' ? ' An ID token looks like this: it is for the application, never for an API.' : ''
  } catch {
    return ''
  }
}

async function publicKey(server: Server, kid: string, now: number) {
  const key = (await server.signer.publicKeys(now)).find((each) => each.kid === kid)
  if (!key) {
    throw new OAuthError('invalid_token', {
      description: 'The access token names a key that this server does not have: another server issued it',
    })
  }
  return key
}

/** Of a token that says nothing by itself only those hear for whom it is. */
async function referenceClaims(server: Server, resource: ProtectedResource, token: string, now: number) {
  try {
    if (!isCanonical(token)) return 'It is not a token of this server.'
    const { claims, audience, format } = await verifyAccessToken(server, token, now)
    if (format !== 'reference' || !audience.includes(resource.identifier))
      return 'It is for another API, or for none.'
    return claims
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return `${error.description}.`
  }
}

/** Why this server no longer counts it as good; undefined where it does. */
async function takenBack(server: Server, token: string, now: number): Promise<string | undefined> {
  try {
    const state = await stateOf(server, await verifyAccessToken(server, token, now), now)
    return state
      ? undefined
      : 'It has been taken back: the grant, the person or the application behind it was ended. An API that only checks the signature does not see that before it expires.'
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return `${error.description}.`
  }
}
