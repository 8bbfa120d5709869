/** The revocation endpoint: RFC 7009. */
import { readClientRequest } from '../client-auth/client-request.ts'
import type { RequestContext } from '../http/context.ts'
import { noStore } from '../http/headers.ts'
import { causeOf } from '../http/origin.ts'
import { OAuthError } from '../protocol/errors.ts'
import { openRefreshToken } from '../tokens/refresh-token.ts'
import { type VerifiedAccessToken, verifyAccessToken } from '../tokens/verify-access-token.ts'

export async function revocation(c: RequestContext): Promise<Response> {
  const { server, parameters, client, now } = await readClientRequest(c)
  c.get('log').what = 'revocation'
  const token = parameters.require('token') // token_type_hint only hints, and we can tell by ourselves (§2.1)
  const { subjects } = server.stores
  const cause = causeOf(c, { clientName: client.client_name })

  const refresh = await openRefreshToken(server, token, now)
  if (refresh) {
    refuseForeign(refresh.payload.clientId, client.client_id)
    await subjects.revokeGrant(refresh.payload.home, refresh.payload.grant, client.client_id, cause)
    return done(c)
  }
  let access: VerifiedAccessToken
  try {
    access = await verifyAccessToken(server, token, now)
  } catch (error) {
    if (error instanceof OAuthError) return done(c) // §2.2: an unknown or expired token is already of no use
    throw error
  }
  refuseForeign(access.clientId, client.client_id)
  if (!access.address) {
    throw new OAuthError('unsupported_token_type', {
      description:
        'A JWT that a client got for itself cannot be taken back: it ends by itself. Reference tokens can',
    })
  }
  const { sub, exp = 0 } = access.claims
  // A client's own token names the client as its subject.
  const of = { clientId: access.clientId, ...(sub !== undefined && sub !== access.clientId && { sub }) }
  await subjects.revokeToken(access.address.home, access.address.token, exp, of, cause)
  return done(c)
}

/** §2.1 */
function refuseForeign(issuedTo: string, caller: string): void {
  if (issuedTo !== caller) {
    throw new OAuthError('unauthorized_client', { description: 'The token was issued to another client' })
  }
}

function done(c: RequestContext): Response {
  noStore(c)
  return c.json({}) // an empty body would do, but some clients parse what they get
}
