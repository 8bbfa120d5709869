/** The introspection endpoint: RFC 7662, and RFC 9701 where a signed answer is asked for. */
import { readClientRequest } from '../client-auth/client-request.ts'
import type { RequestContext } from '../http/context.ts'
import { noStore } from '../http/headers.ts'
import { type Client, isPublicClient } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import { formatScope } from '../protocol/scope.ts'
import { seconds } from '../runtime.ts'
import { isPairwise } from '../tokens/pairwise.ts'
import type { Server } from '../tokens/server.ts'
import { stateOf } from '../tokens/token-state.ts'
import { type VerifiedAccessToken, verifyAccessToken } from '../tokens/verify-access-token.ts'

const signedType = 'application/token-introspection+jwt'

export async function introspection(c: RequestContext): Promise<Response> {
  const { server, parameters, client, now } = await readClientRequest(c)
  if (isPublicClient(client)) {
    throw new OAuthError('invalid_client', { description: 'A public client cannot introspect' }) // RFC 7662 §2.1
  }
  const answer = await describe(server, parameters.require('token'), client, now)
  c.get('log').what = answer.active === true ? 'introspection' : 'introspection_inactive'
  noStore(c)
  if (!asksForSigned(c.req.header('accept') ?? '')) return c.json(answer)
  const signed = await server.signer.sign(
    { iss: server.config.issuer, aud: client.client_id, iat: seconds(now), token_introspection: answer },
    { alg: client.introspection_signed_response_alg, typ: 'token-introspection+jwt' }, // RFC 9701 §5
    now,
  )
  return c.body(signed, 200, { 'Content-Type': signedType })
}

/** RFC 9701 §4 */
const asksForSigned = (accept: string) =>
  accept.split(',').some((range) => range.split(';')[0]?.trim().toLowerCase() === signedType)

/** RFC 7662 §2.2: whatever the token is, who may not know learns nothing but `active: false`. */
async function describe(
  server: Server,
  token: string,
  caller: Client,
  now: number,
): Promise<Record<string, unknown>> {
  const inactive = { active: false }
  let verified: VerifiedAccessToken
  try {
    verified = await verifyAccessToken(server, token, now)
  } catch (error) {
    if (error instanceof OAuthError) return inactive
    throw error
  }
  if (!(await mayKnow(server, verified, caller, now))) return inactive
  const state = await stateOf(server, verified, now)
  if (!state) return inactive
  const { claims, clientId, scope } = verified
  const { client, behalf } = state
  return {
    active: true,
    ...claims,
    // A client's own token in the older profile has no `sub`: RFC 7662's reader still finds whom it is about.
    sub: claims.sub ?? (behalf ? await server.pairwise.subject(client, behalf.subject.sub, now) : clientId),
    ...(behalf && !isPairwise(client) && { username: behalf.subject.user_id }),
    scope: formatScope(scope),
    token_type: 'Bearer',
  }
}

async function mayKnow(
  server: Server,
  { audience }: VerifiedAccessToken,
  caller: Client,
  now: number,
): Promise<boolean> {
  if (caller.introspect_all) return true
  const resources = await Promise.all(
    audience.map((identifier) => server.stores.resources.get(identifier, now)),
  )
  return resources.some((resource) => resource?.introspection_clients.includes(caller.client_id))
}
