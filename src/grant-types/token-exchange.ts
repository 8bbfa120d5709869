/**
 * RFC 8693: a token for another, which may do less and never more. By default the client appears in it as who acts
 * (delegation); to leave that out (impersonation) is a right of its own in the registration.
 */
import type { Client } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { parseScope } from '../protocol/scope.ts'
import { accessToken } from '../tokens/access-token.ts'
import type { Server } from '../tokens/server.ts'
import { narrow, targetOf } from '../tokens/target.ts'
import { tokenResponse } from '../tokens/token-response.ts'
import { type LiveToken, stateOf } from '../tokens/token-state.ts'
import { type VerifiedAccessToken, verifyAccessToken } from '../tokens/verify-access-token.ts'
import type { GrantRequest, GrantType } from './grant-type.ts'
import { startGrant } from './start-grant.ts'
import { readAssertion } from './trusted-assertion.ts'

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
const jwtType = 'urn:ietf:params:oauth:token-type:jwt'

const invalidRequest = (description: string) => new OAuthError('invalid_request', { description })

export const tokenExchange: GrantType = {
  value: 'urn:ietf:params:oauth:grant-type:token-exchange',

  async exchange(request, server) {
    const { parameters } = request
    const requested = parameters.get('requested_token_type') ?? accessTokenType
    if (requested !== accessTokenType && requested !== jwtType) {
      throw invalidRequest(`requested_token_type must be ${accessTokenType}`)
    }
    const response = await (parameters.require('subject_token_type') === jwtType
      ? exchangeAssertion(request, server)
      : exchangeToken(request, server))
    return { ...response, issued_token_type: accessTokenType } // §2.2.1
  },
}

/** A first-party client states, signed, whom it has signed in itself. */
async function exchangeAssertion(request: GrantRequest, server: Server) {
  const { client, parameters, now } = request
  if (!client.first_party || !client.token_exchange.impersonation) {
    throw new OAuthError('unauthorized_client', {
      description: 'Only a first-party client with the right to impersonate may state whom it has signed in',
    })
  }
  const { user } = await readAssertion(server, client, parameters.require('subject_token'), now)
  return startGrant(server, request, { user, acr: '0', amr: [] })
}

async function exchangeToken({ client, parameters, now }: GrantRequest, server: Server) {
  const subject = await readToken(server, parameters, 'subject_token', now)
  if (!client.token_exchange.subject_clients.includes(subject.token.clientId)) {
    throw new OAuthError('unauthorized_client', {
      description: 'This client may not exchange tokens that were issued to the client of the subject_token',
    })
  }
  const actor =
    parameters.get('actor_token') === undefined
      ? undefined
      : await readToken(server, parameters, 'actor_token', now)
  const act = actOf(client, subject.token, actor?.token)
  const asked = await narrow(
    server,
    {
      scope: narrowedScope(client, subject.token, parameters.get('scope')),
      audience: subject.token.audience.filter((each) => each !== server.config.issuer),
    },
    [...parameters.all('resource'), ...parameters.all('audience')],
    now,
  )
  const target = await targetOf(server, client, asked.audience, now)
  const behalf = subject.state.behalf &&
    subject.token.address && { ...subject.state.behalf, home: subject.token.address.home }
  if (!behalf) throw invalidRequest('subject_token must be a token of a person')
  const { scope } = asked
  return tokenResponse(await accessToken(server, { client, target, scope, behalf, act, now }), scope)
}

interface Presented {
  token: VerifiedAccessToken
  state: LiveToken
}

/** §2.1: a token of ours that is still good; what is not is an invalid_request (§2.2.2). */
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
function actOf(
  client: Client,
  subject: VerifiedAccessToken,
  actor: VerifiedAccessToken | undefined,
): object | undefined {
  const who = actor ? { sub: String(actor.claims.sub ?? actor.clientId) } : { sub: client.client_id }
  const mayAct = subject.claims.may_act as { sub?: string } | undefined
  if (mayAct !== undefined && mayAct.sub !== who.sub) {
    throw new OAuthError('access_denied', { description: 'may_act of the subject_token names somebody else' })
  }
  if (actor && actor.clientId !== client.client_id) {
    throw invalidRequest('actor_token must have been issued to the client that exchanges')
  }
  if (!actor && client.token_exchange.impersonation) return subject.claims.act as object | undefined
  if (!client.token_exchange.delegation) {
    throw new OAuthError('unauthorized_client', { description: 'This client may not act for somebody' })
  }
  const before = subject.claims.act as object | undefined
  return { ...who, ...(before && { act: before }) }
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
