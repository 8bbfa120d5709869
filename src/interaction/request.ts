/**
 * An authorization request, checked in the order that decides where an error goes: client and redirect URI first (an
 * error is a page), then everything else (an error is sent to the redirect URI).
 */
import { type ClaimsRequest, claimsOfScopes, parseClaimsRequest } from '../protocol/claims.ts'
import { type Client, isPublicClient } from '../protocol/client-metadata.ts'
import { type ErrorCode, OAuthError } from '../protocol/errors.ts'
import { managementAudience } from '../protocol/management.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { codeChallengeMethods, isCodeChallenge } from '../protocol/pkce.ts'
import { matchesRedirectUri } from '../protocol/redirect-uri.ts'
import {
  grantTypesOf,
  includes,
  isFrontChannel,
  parseResponseType,
  type ResponseType,
  responseTypes,
} from '../protocol/response-type.ts'
import { signUpOffered } from '../registry/sign-up.ts'
import type { DeviceRequest } from '../stores/shards/request-decisions.ts'
import { clientOf } from '../tokens/clients.ts'
import { readIdTokenHint } from '../tokens/id-token.ts'
import type { Server } from '../tokens/server.ts'
import { type Asked, readAsked, resourcesOf } from '../tokens/target.ts'
import { type AcrRequest, acrRequest } from './acr-request.ts'
import { consentItems } from './consent-items.ts'

export const responseModes = ['query', 'fragment', 'form_post'] as const
export type ResponseMode = (typeof responseModes)[number]
export const promptValues = ['none', 'login', 'consent', 'select_account', 'create'] as const
export type Prompt = (typeof promptValues)[number]

/** A client and a redirect URI of its own: the only place an answer may be sent to. */
export interface Destination {
  readonly client: Client
  /** Absent where a device fetches the answer. */
  readonly redirectUri: string | undefined
  readonly responseMode: ResponseMode
  readonly state: string | undefined
  readonly device?: DeviceRequest
}

export interface AuthorizationRequest extends Destination {
  readonly responseType: ResponseType
  readonly scope: readonly string[]
  /** The APIs that it is for: RFC 8707. */
  readonly audience: readonly string[]
  readonly nonce: string | undefined
  readonly codeChallenge: string | undefined
  readonly prompt: ReadonlySet<Prompt>
  /** Seconds. */
  readonly maxAge: number | undefined
  readonly loginHint: string | undefined
  /** Whom the client means, from `id_token_hint` or the `claims` parameter. */
  readonly expectedSub: string | undefined
  readonly claims: ClaimsRequest
  readonly acr: AcrRequest
  /** Whether it is for what only operators may do. */
  readonly forOperators: boolean
  /** What the person is to allow, piece by piece. */
  readonly consentItems: readonly string[]
  /** Claims asked for by name that no requested scope covers, and the client's registration allows. */
  readonly extraClaims: readonly string[]
}

const longest = 8 * 1024

/** Whether an answer may go to a URI that is not in the registration: to this server itself, in a run of "try it". */
export type IsOwn = (sent: {
  client: Client
  redirectUri: string
  state: string | undefined
}) => Promise<boolean>

/** @throws {OAuthError} to be shown as a page: nothing redirects to a URI that was not registered */
export async function readDestination(
  server: Server,
  parameters: Parameters,
  now: number,
  isOwn: IsOwn = async () => false,
): Promise<Destination & { redirectUri: string }> {
  const refuse = (code: ErrorCode, description: string) => new OAuthError(code, { description })
  const repeated = parameters.repeated.filter((name) => name === 'client_id' || name === 'redirect_uri')
  if (repeated.length > 0) throw refuse('invalid_request', `Sent more than once: ${repeated.join(', ')}`)

  const clientId = parameters.require('client_id')
  const client = await clientOf(server, clientId, now)
  if (client?.status !== 'active') {
    throw refuse('invalid_client', 'client_id is not the id of a client that is registered here')
  }
  const sent = parameters.get('redirect_uri')
  const [only, ...others] = client.redirect_uris
  const redirectUri = sent ?? (others.length === 0 ? only : undefined) // RFC 6749 §3.1.2.3
  if (redirectUri === undefined) throw refuse('invalid_request', 'Missing parameter: redirect_uri')
  const state = parameters.get('state')
  if (!matchesRedirectUri(client, redirectUri) && !(await isOwn({ client, redirectUri, state }))) {
    throw refuse(
      'invalid_request',
      `redirect_uri ${shown(redirectUri)} is not registered for this client. It must equal a registered one, character by character`,
    )
  }
  const mode = parameters.get('response_mode')
  const usable = usableModes(parameters.get('response_type'), redirectUri)
  return {
    client,
    redirectUri,
    // A mode that cannot be used is an error of its own, told in the default mode.
    responseMode: usable.find((known) => known === mode) ?? usable[0],
    state,
  }
}

/** Without what may be a secret in it. */
const shown = (uri: string) => {
  const [path = ''] = uri.replace(/\/\/[^/?#@]*@/, '//').split(/[?#]/)
  return `${path.slice(0, 200)}${uri.includes('?') ? '?...' : ''}`
}

/** The modes that an answer of this type can go by, the default first: tokens never go into a query. */
function usableModes(
  responseType: string | undefined,
  redirectUri: string,
): readonly [ResponseMode, ...ResponseMode[]] {
  const type = parseResponseType(responseType ?? '')
  const postable = /^https?:/.test(redirectUri) ? (['form_post'] as const) : []
  return type && isFrontChannel(type) ? ['fragment', ...postable] : ['query', 'fragment', ...postable]
}

/** @throws {OAuthError} to be sent to the redirect URI */
export async function readRequest(
  server: Server,
  destination: Destination,
  parameters: Parameters,
  now: number,
): Promise<AuthorizationRequest> {
  const { client } = destination
  parameters.assertSingle()
  refuseTooLong(parameters)
  refuseUnsupported(parameters)
  const responseType = readResponseType(destination, parameters)

  const asked = { scope: parameters.get('scope'), resource: parameters.all('resource') }
  const { scope, audience } = withoutIdleScope(responseType, await readAsked(server, client, asked, now))
  if (scope.includes('openid') && parameters.get('redirect_uri') === undefined) {
    throw new OAuthError('invalid_request', { description: 'Missing parameter: redirect_uri' }) // OIDC Core §3.1.2.1
  }
  const hint = parameters.get('id_token_hint')
  const hinted = hint === undefined ? undefined : (await readIdTokenHint(server, hint, client, now)).sub
  const claims = parseClaimsRequest(parameters.get('claims'))
  const named = claims.id_token?.sub?.values?.[0] ?? claims.userinfo?.sub?.values?.[0] // OIDC Core §5.5.1
  const byName = extraClaims(client, scope, claims)
  const apis = await resourcesOf(server, { resources: [...audience] }, now)
  return {
    ...destination,
    responseType,
    scope,
    audience,
    nonce: readNonce(responseType, scope, parameters.get('nonce')),
    codeChallenge: includes(responseType, 'code') ? readCodeChallenge(client, parameters) : undefined,
    prompt: readPrompt(server, parameters.get('prompt')),
    maxAge: readMaxAge(parameters.get('max_age')) ?? client.default_max_age,
    loginHint: parameters.get('login_hint'),
    expectedSub: hinted ?? (typeof named === 'string' ? named : undefined),
    claims,
    acr: acrRequest(client, parameters.get('acr_values'), claims, { scope, audience }),
    forOperators: audience.includes(managementAudience(server.config.issuer)),
    consentItems: consentItems(scope, apis, byName, client.self_registered),
    extraClaims: byName,
  }
}

function extraClaims(client: Client, scope: readonly string[], claims: ClaimsRequest): string[] {
  if (!scope.includes('openid')) return []
  const covered: ReadonlySet<string> = new Set(claimsOfScopes(scope))
  const allowed: ReadonlySet<string> = new Set(claimsOfScopes(client.scope))
  const asked = new Set([...Object.keys(claims.userinfo ?? {}), ...Object.keys(claims.id_token ?? {})])
  return [...asked].filter((name) => allowed.has(name) && !covered.has(name))
}

/** What the person must come back to travels sealed in a URL; past this it would not fit one. */
function refuseTooLong(parameters: Parameters): void {
  const length = new TextEncoder().encode(JSON.stringify(parameters.toRecord())).byteLength
  if (length > longest) {
    throw new OAuthError('invalid_request', {
      description: `The request is longer than ${longest} bytes`,
    })
  }
}

function refuseUnsupported(parameters: Parameters): void {
  for (const name of ['request', 'request_uri', 'registration'] as const) {
    if (parameters.get(name) !== undefined) {
      throw new OAuthError(`${name}_not_supported`, { description: `This server does not support ${name}` }) // OIDC Core §6
    }
  }
}

function readResponseType({ client, responseMode }: Destination, parameters: Parameters): ResponseType {
  const sent = parameters.require('response_type')
  const responseType = parseResponseType(sent)
  if (!responseType) {
    const known = responseTypes.map((type) => `"${type}"`).join(', ')
    throw new OAuthError('unsupported_response_type', {
      description: `response_type must be one of ${known}`,
    })
  }
  const registered = client.response_types.some((type) => parseResponseType(type) === responseType)
  if (
    !registered ||
    grantTypesOf(responseType).some((grantType) => !client.grant_types.includes(grantType))
  ) {
    throw new OAuthError('unauthorized_client', {
      description: `This client is not registered for response_type ${responseType}`,
    })
  }
  const mode = parameters.get('response_mode')
  if (mode !== undefined && mode !== responseMode) {
    const description = `response_mode must be one of ${responseModes.join(', ')}; tokens never go by query, and form_post needs an http redirect URI`
    throw new OAuthError('invalid_request', { description })
  }
  return responseType
}

/** OIDC Core §3.2.2.1, §3.3.2.11: an ID token that comes by the browser must be tied to its request. */
function readNonce(
  responseType: ResponseType,
  scope: readonly string[],
  nonce: string | undefined,
): string | undefined {
  if (!includes(responseType, 'id_token')) return nonce
  if (!scope.includes('openid')) {
    throw new OAuthError('invalid_request', {
      description: 'id_token in response_type needs the scope openid',
    })
  }
  if (nonce === undefined)
    throw new OAuthError('invalid_request', { description: 'Missing parameter: nonce' })
  return nonce
}

/** OIDC Core §11: offline_access without a code would yield nothing, so it is not asked for. */
const withoutIdleScope = (responseType: ResponseType, { scope, audience }: Asked): Asked => ({
  scope: includes(responseType, 'code') ? scope : scope.filter((each) => each !== 'offline_access'),
  audience,
})

/** RFC 7636 §4.3, §4.4.1; RFC 9700 §2.1.1: public clients must, and only S256. */
function readCodeChallenge(client: Client, parameters: Parameters): string | undefined {
  const challenge = parameters.get('code_challenge')
  const method = parameters.get('code_challenge_method')
  const refuse = (description: string) => new OAuthError('invalid_request', { description })
  if (challenge === undefined) {
    if (method !== undefined) throw refuse('code_challenge_method was sent without code_challenge')
    if (isPublicClient(client) || client.require_pkce) {
      throw refuse('This client must use PKCE: send code_challenge and code_challenge_method=S256')
    }
    return undefined
  }
  if (!codeChallengeMethods.some((known) => known === (method ?? 'plain'))) {
    throw refuse(
      'code_challenge_method must be S256; plain, which is the default where none is sent, is refused',
    )
  }
  if (!isCodeChallenge(challenge))
    throw refuse('code_challenge must be a SHA-256 in base64url: 43 characters')
  return challenge
}

/** `create` only where people make accounts by themselves: OpenID Connect Prompt Create §4.1. */
export const offeredPrompts = (server: Pick<Server, 'mailer' | 'settings'>): readonly Prompt[] =>
  promptValues.filter((value) => value !== 'create' || signUpOffered(server))

/** OIDC Core §3.1.2.1 */
function readPrompt(server: Server, prompt: string | undefined): ReadonlySet<Prompt> {
  const words = (prompt ?? '').split(' ').filter((word) => word !== '')
  const offered = offeredPrompts(server)
  const known = words.map((word) => offered.find((value) => value === word))
  if (known.includes(undefined)) {
    throw new OAuthError('invalid_request', { description: `prompt may hold ${offered.join(', ')}` })
  }
  const values = new Set(known.filter((value) => value !== undefined))
  if (values.has('none') && values.size > 1) {
    throw new OAuthError('invalid_request', { description: 'prompt=none must stand alone' })
  }
  return values
}

function readMaxAge(maxAge: string | undefined): number | undefined {
  if (maxAge === undefined) return undefined
  if (!/^\d{1,10}$/.test(maxAge)) {
    throw new OAuthError('invalid_request', { description: 'max_age must be a whole number of seconds' })
  }
  return Number(maxAge)
}
