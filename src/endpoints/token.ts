/** The token endpoint: RFC 6749 §3.2. Who asks, by which grant, and what that yields. */

import { readClientRequest } from '../client-auth/client-request.ts'
import type { GrantRequest } from '../grant-types/grant-type.ts'
import { grantTypes } from '../grant-types/index.ts'
import type { RequestContext } from '../http/context.ts'
import { noStore } from '../http/headers.ts'
import { causeOf } from '../http/origin.ts'
import { OAuthError } from '../protocol/errors.ts'
import { placeOf } from '../sign-in/session.ts'
import { noteToken } from '../tokens/note.ts'

export async function token(c: RequestContext): Promise<Response> {
  const { server, parameters, client, now } = await readClientRequest(c)

  const value = parameters.require('grant_type')
  const grantType = grantTypes.find((known) => known.value === value)
  if (!grantType) {
    const known = grantTypes.map((each) => each.value).join(', ')
    throw new OAuthError('unsupported_grant_type', { description: `grant_type must be one of ${known}` })
  }
  c.get('log').what = grantType.value
  if (!client.grant_types.includes(grantType.value)) {
    throw new OAuthError('unauthorized_client', {
      description: `This client is not registered for ${grantType.value}`,
    })
  }
  const request: GrantRequest = {
    client,
    parameters,
    remoteAddress: c.req.header('cf-connecting-ip'),
    place: placeOf(c),
    cause: causeOf(c, { clientName: client.client_name, grantType: grantType.value }),
    background: (work) => c.executionCtx.waitUntil(work),
    now,
  }
  const response = await grantType.exchange(request, server)
  noteToken(c, client, grantType.value, grantType.begins?.(parameters) ?? false)
  noStore(c) // RFC 6749 §5.1
  return c.json(response)
}
