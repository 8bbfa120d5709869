/**
 * RFC 8693: a token for another, which may do less and never more. By default the client appears in it as who acts
 * (delegation); to leave that out (impersonation) is a right of its own in the registration.
 */
import { type Client, isPublicClient } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { parseScope } from '../protocol/scope.ts'
import { accessToken } from '../tokens/access-token.ts'
import type { Server } from '../tokens/server.ts'
import { narrow, type Target, targetOf } from '../tokens/target.ts'
import { tokenResponse } from '../tokens/token-response.ts'
import { type LiveToken, stateOf } from '../tokens/token-state.ts'
import { type VerifiedAccessToken, verifyAccessToken } from '../tokens/verify-access-token.ts'
import type { GrantRequest, GrantType } from './grant-type.ts'
import { startGrant } from './start-grant.ts'
import { readAssertion } from './trusted-assertion.ts'

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
const jwtType = 'urn:ietf:params:oauth:token-type:jwt'

/** §2.2.2: a token that is no good, or that the policy does not let this client exchange, is an invalid_request. */
const invalidRequest = (description: string) => new OAuthError('invalid_request', { description })
const unauthorized = (description: string) => new OAuthError('unauthorized_client', { description })

export const tokenExchange: GrantType = {
  value: 'urn:ietf:params:oauth:grant-type:token-exchange',
  begins: (parameters) => parameters.get('subject_token_type') === jwtType,

  async exchange(request, server) {
    const { client, parameters } = request
    if (isPublicClient(client)) throw unauthorized('A public client cannot exchange tokens') // §5: the policy is per client
    if (![accessTokenType, jwtType].includes(requestedType(parameters))) {
      throw invalidRequest(`requested_token_type must be ${accessTokenType}`)
    }
    const actor = ['actor_token', 'actor_token_type'].filter((name) => parameters.get(name) !== undefined)
    if (actor.length === 1) throw invalidRequest('actor_token and actor_token_type go together') // §2.1
    const response = await (parameters.require('subject_token_type') === jwtType
      ? exchangeAssertion(request, server)
      : exchangeToken(request, server))
    return { ...response, issued_token_type: accessTokenType } // §2.2.1
  },
}

const requestedType = (parameters: Parameters) => parameters.get('requested_token_type') ?? accessTokenType

/** §2.1: our access tokens are JWTs too, unless their API takes references. */
function refuseOtherType(parameters: Parameters, { format }: Target): void {
  if (requestedType(parameters) === jwtType && format !== 'jwt')
    throw invalidRequest('requested_token_type cannot be a JWT: this API takes reference tokens')
}

/** Where the new token is to be good: both names are those of our APIs (§2.1). */
const wanted = (parameters: Parameters) => [...parameters.all('resource'), ...parameters.all('audience')]

/** A first-party client states, signed, whom it has signed in itself. */
async function exchangeAssertion(request: GrantRequest, server: Server) {
  const { client, parameters, now } = request
  if (!client.first_party || !client.token_exchange.impersonation) {
    throw unauthorized(
      'Only a first-party client with the right to impersonate may state whom it has signed in',
    )
  }
  if (parameters.get('actor_token') !== undefined) throw invalidRequest('An assertion takes no actor_token')
  const assertion = parameters.require('subject_token')
  return startGrant(server, request, wanted(parameters), async (target) => {
    refuseOtherType(parameters, target)
    try {
      return await readAssertion(server, client, assertion, now)
    } catch (error) {
      if (!(error instanceof OAuthError) || error.code !== 'invalid_grant') throw error
      throw new OAuthError('invalid_request', { description: error.description, cause: error.cause })
    }
  })
}

async function exchangeToken({ client, parameters, now }: GrantRequest, server: Server) {
  const subject = await readToken(server, parameters, 'subject_token', now)
  if (!client.token_exchange.subject_clients.includes(subject.token.clientId)) {
    throw invalidRequest(
      'This client may not exchange tokens that were issued to the client of the subject_token',
    )
  }
  const { address } = subject.token
  if (!subject.state.behalf || !address) throw invalidRequest('subject_token must be a token of a person')
  const actor =
    parameters.get('actor_token') === undefined
      ? undefined
      : await readToken(server, parameters, 'actor_token', now)
  const act = await actOf(server, client, subject, actor, now)
  const requested = narrowedScope(client, subject.token, parameters.get('scope'))
  const audience = subject.token.audience.filter((each) => each !== server.config.issuer)
  const asked = await narrow(server, client, { scope: requested, audience }, wanted(parameters), now)
  const { scope } = asked
  if (parameters.get('scope') !== undefined && scope.length < requested.length) {
    throw new OAuthError('invalid_scope', {
      description: 'scope asks for what no API that is meant here has',
    })
  }
  const target = await targetOf(server, client, asked.audience, now)
  refuseOtherType(parameters, target)
  const behalf = { ...subject.state.behalf, home: address.home }
  const notAfter = subject.token.claims.exp // else one exchange after the other would keep a stolen token alive
  return tokenResponse(
    await accessToken(server, { client, target, scope, behalf, act, from: address.token, notAfter, now }),
    scope,
  )
}

interface Presented {
  token: VerifiedAccessToken
  state: LiveToken
}

/** §2.1: a token of ours that is still good. */
async function readToken(
  server: Server,
  parameters: Parameters,
  name: 'subject_token' | 'actor_token',
  now: number,
): Promise<Presented> {
  if (parameters.require(`${name}_type`) !== accessTokenType) {
    throw invalidRequest(`${name}_type must be ${accessTokenType}`)
  }
  try {
    const token = await verifyAccessToken(server, parameters.require(name), now)
    const state = await stateOf(server, token, now)
    if (state) return { token, state }
  } catch (error) {
    if (!(error instanceof OAuthError) || error.code !== 'invalid_token') throw error
  }
  throw invalidRequest(`${name} is not a living access token of this server`)
}

/** §4.1: the newest actor outermost, those before nested. §4.4: `may_act` says who may. */
async function actOf(
  server: Server,
  client: Client,
  subject: Presented,
  actor: Presented | undefined,
  now: number,
): Promise<object | undefined> {
  const person = actor?.state.behalf?.subject.sub
  const who = person ?? client.client_id
  if (actor && actor.token.clientId !== client.client_id) {
    throw invalidRequest('actor_token must have been issued to the client that exchanges')
  }
  // The older profile has no such claim, but the registrations say it: of the token's client, and of the first one's.
  const { client: holder, owner } = subject.state
  const mayAct =
    (subject.token.claims.may_act as { sub?: string } | undefined) ?? holder.may_act ?? owner.may_act
  if (mayAct !== undefined && mayAct.sub !== who) {
    throw invalidRequest('may_act of the subject_token names somebody else')
  }
  const before = subject.token.claims.act as object | undefined
  if (!actor && client.token_exchange.impersonation) return before
  if (!client.token_exchange.delegation) throw unauthorized('This client may not act for somebody')
  const sub = person === undefined ? who : await server.pairwise.subject(client, person, now)
  return { sub, ...(before && { act: before }) }
}

/** Never more than the subject_token has, nor than the client may ask for. */
function narrowedScope(
  client: Client,
  subject: VerifiedAccessToken,
  requested: string | undefined,
): string[] {
  const allowed = subject.scope.filter((each) => client.scope.includes(each))
  if (requested === undefined) return allowed
  const scope = parseScope(requested)
  const foreign = scope.filter((each) => !allowed.includes(each))
  if (foreign.length > 0) {
    throw new OAuthError('invalid_scope', {
      description: `The exchange would widen the scope: ${foreign.join(' ')}`,
    })
  }
  return scope
}
