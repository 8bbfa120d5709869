/** What a provider answered, proven to be from it, for us, for this sign-in, and now. */

import { decodeJwt } from 'jose'
import {
  type AuthorizationServer,
  authorizationCodeGrantRequest,
  getValidatedIdTokenClaims,
  processAuthorizationCodeResponse,
  processUserInfoResponse,
  protectedResourceRequest,
  skipAuthTimeCheck,
  userInfoRequest,
  validateApplicationLevelSignature,
  validateAuthResponse,
} from 'oauth4webapi'
import type { Provider } from '../../protocol/provider.ts'
import { isObject } from '../../resource-server/fetch-json.ts'
import { seconds } from '../../runtime.ts'
import {
  authenticationAt,
  clientAt,
  type Known,
  keyOptions,
  requestOptions,
  serverAt,
  tenantOf,
} from './metadata.ts'
import type { Journey } from './request.ts'

export interface Answered {
  readonly journey: Journey
  readonly parameters: URLSearchParams
  readonly redirectUri: string
  readonly secret: string | undefined
  /** Milliseconds. */
  readonly now: number
}

/** What it says of somebody. */
export type Told = Readonly<Record<string, unknown>>

/** @throws {FetchRefused} {AuthorizationResponseError} and whatever else is wrong with the answer */
export async function answerOf(provider: Provider, answered: Answered): Promise<Told> {
  const known = await serverAt(provider)
  const { server } = known
  const { journey, parameters, redirectUri, secret, now } = answered
  const client = clientAt(provider)
  // Microsoft says in the token which of its many issuers it was; RFC 9207 knows one. The redirect URI tells it apart.
  // Of an OAuth 2 provider it is compared where the operator has said it.
  if (provider.preset === 'microsoft' || provider.issuer === undefined) parameters.delete('iss')
  const valid = validateAuthResponse(server, client, parameters, journey.state) // RFC 6749 §4.1.2, RFC 9207 §2.4
  const response = await authorizationCodeGrantRequest(
    server,
    client,
    await authenticationAt(provider, secret, now),
    valid,
    redirectUri,
    journey.verifier,
    requestOptions(),
  )
  return provider.kind === 'openid'
    ? openid(provider, known, response, answered)
    : oauth2(provider, server, response)
}

/** OpenID Connect Core §3.1.3.7, with the signature, though §3.1.3.7 would let TLS vouch for it. */
async function openid(
  provider: Provider,
  known: Known,
  response: Response,
  { journey, now }: Answered,
): Promise<Told> {
  const server = provider.preset === 'microsoft' ? await ofTenant(known, response) : known.server
  const client = clientAt(provider)
  const { nonce, maxAge, at } = journey
  const tokens = await processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    // The way there and back counts for them.
    maxAge: maxAge === undefined ? skipAuthTimeCheck : maxAge + Math.max(0, seconds(now) - at),
    requireIdToken: true,
  })
  await validateApplicationLevelSignature(server, response, keyOptions(known))
  const claims = getValidatedIdTokenClaims(tokens)
  if (!claims) throw new Error('it answered without an ID token')
  if (provider.preset === 'microsoft') checkTenant(provider, claims)
  const enough = claims.email !== undefined && claims.name !== undefined
  if (enough || server.userinfo_endpoint === undefined) return claims
  const answer = await userInfoRequest(server, client, tokens.access_token, requestOptions())
  // §5.3.2: of the same person, or not used.
  const userinfo = await processUserInfoResponse(server, client, claims.sub, answer)
  // How and when they signed in, only the ID token says.
  const { auth_time: _, amr: __, acr: ___, ...who } = userinfo
  return { ...who, ...claims }
}

/** The issuer of the tenant that the token names: whether it is from there, its signature tells. */
async function ofTenant({ server }: Known, response: Response): Promise<AuthorizationServer> {
  const { id_token } = (await response.clone().json()) as { id_token?: unknown }
  const tenant = typeof id_token === 'string' ? tenantOf(decodeJwt(id_token)) : undefined
  return { ...server, issuer: server.issuer.replace('{tenantid}', tenant ?? '') }
}

function checkTenant({ tenants }: Provider, claims: Told): void {
  const tenant = tenantOf(claims)
  if (tenant === undefined || typeof claims.oid !== 'string') throw new Error('it names no tenant or person')
  if (tenants.length > 0 && !tenants.includes(tenant)) throw new TenantRefused()
}

/** Somebody of a tenant that may not sign in here. */
export class TenantRefused extends Error {
  override readonly name = 'TenantRefused'
}

/** No standard says how OAuth 2 tells who somebody is: by an endpoint that answers to the access token. */
async function oauth2(provider: Provider, server: AuthorizationServer, response: Response): Promise<Told> {
  const tokens = await processAuthorizationCodeResponse(server, clientAt(provider), response)
  const ask = async (url: string): Promise<unknown> => {
    const headers = new Headers({ accept: 'application/json' })
    const answer = await protectedResourceRequest(
      tokens.access_token,
      'GET',
      new URL(url),
      headers,
      null,
      requestOptions(),
    )
    if (answer.status !== 200) throw new Error(`${new URL(url).pathname} answered ${answer.status}`)
    return answer.json()
  }
  const told = await ask(provider.userinfo_endpoint ?? '')
  if (!isObject(told)) throw new Error('it did not say who somebody is')
  if (provider.emails_endpoint === undefined) return told
  const { email: _, email_verified: __, ...others } = told
  return { ...others, ...primaryEmail(await ask(provider.emails_endpoint)) }
}

/** GitHub's shape: `[{ email, primary, verified }]`. What stands in the profile is not said to be verified. */
function primaryEmail(list: unknown): { email?: string; email_verified?: boolean } {
  const found = Array.isArray(list)
    ? list.filter(isObject).find(({ primary }) => primary === true)
    : undefined
  return typeof found?.email === 'string'
    ? { email: found.email, email_verified: found.verified === true }
    : {}
}
