/** RFC 6749 §4.4: a client asks for itself. No person, no refresh token, no stored state. */
import { isStandardScope } from '../protocol/claims.ts'
import { isPublicClient } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import { accessToken } from '../tokens/access-token.ts'
import { readAsked, targetOf } from '../tokens/target.ts'
import { tokenResponse } from '../tokens/token-response.ts'
import type { GrantType } from './grant-type.ts'

export const clientCredentials: GrantType = {
  value: 'client_credentials',

  async exchange({ client, parameters, now }, server) {
    if (isPublicClient(client)) {
      throw new OAuthError('unauthorized_client', {
        description: 'A public client cannot use client_credentials',
      }) // §4.4
    }
    const requested = parameters.get('scope')
    // What is open to clients that registered themselves is open by the word of a person: here there is none.
    const itself = { ...client, self_registered: false }
    const asked = await readAsked(
      server,
      itself,
      { scope: requested, resource: parameters.all('resource') },
      now,
    )
    const personal = asked.scope.filter(isStandardScope)
    if (requested !== undefined && personal.length > 0) {
      throw new OAuthError('invalid_scope', {
        description: `Needs a person who signs in: ${personal.join(' ')}`,
      })
    }
    const scope = asked.scope.filter((each) => !isStandardScope(each))
    const target = await targetOf(server, client, asked.audience, now)
    return tokenResponse(await accessToken(server, { client, target, scope, now }), scope)
  },
}
