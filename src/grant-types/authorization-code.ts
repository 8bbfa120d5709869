/** RFC 6749 §4.1.3: a code for tokens. A request that proves nothing burns nothing: every check precedes the shard. */
import { OAuthError } from '../protocol/errors.ts'
import { isCodeVerifier, verifies } from '../protocol/pkce.ts'
import { randomToken } from '../runtime.ts'
import { type Code, readCode } from '../tokens/code.ts'
import { narrow, targetOf } from '../tokens/target.ts'
import { grantLifetimes, grantTokenResponse } from '../tokens/token-response.ts'
import type { GrantType } from './grant-type.ts'

const invalidGrant = (description: string) => new OAuthError('invalid_grant', { description })

export const authorizationCode: GrantType = {
  value: 'authorization_code',
  begins: () => true,

  async exchange({ client, parameters, cause, now }, server) {
    const { code, expired } = await readCode(server, parameters.require('code'), now)
    if (code.detail.clientId !== client.client_id) throw invalidGrant('The code was issued to another client')
    if (code.issuedAt < client.not_before) throw invalidGrant('The grants of this client were ended')

    const redirectUri = parameters.get('redirect_uri')
    if (redirectUri !== undefined && redirectUri !== code.redirectUri) {
      throw invalidGrant('redirect_uri is not the one that the code was sent to') // §4.1.3; OAuth 2.1 lets it be omitted
    }
    await proveKey(code, parameters.get('code_verifier'))

    const asked = await narrow(server, client, code.detail, parameters.all('resource'), now)
    const target = await targetOf(server, client, asked.audience, now)
    const outcome = await server.stores.subjects.redeem(code.home, {
      attempt: randomToken(16),
      codeId: code.id,
      expired,
      sessionId: code.session,
      issuedAt: code.issuedAt,
      sub: code.sub,
      detail: code.detail,
      ...grantLifetimes(server, client, code.detail.scope, target),
      cause,
    })
    switch (outcome.kind) {
      case 'granted':
        return grantTokenResponse(server, {
          ...outcome,
          client,
          home: code.home,
          asked,
          target,
          nonce: code.nonce,
          now,
        })
      case 'replayed': // §4.1.2
        throw invalidGrant('The code was already used. What it yielded is revoked; start again')
      case 'expired':
        throw invalidGrant(`The code has expired: it lives ${server.settings.lifetimes.code} seconds`)
      case 'session_ended':
        throw invalidGrant(
          'The person has signed out, or has taken back what they allowed, since the code was issued',
        )
      case 'disabled':
        throw invalidGrant('The account is disabled')
    }
  },
}

/** RFC 7636 §4.6; RFC 9700 §4.8.2: a verifier without a challenge is a downgrade. */
async function proveKey(code: Code, codeVerifier: string | undefined): Promise<void> {
  if (code.codeChallenge === undefined) {
    if (codeVerifier !== undefined) {
      throw invalidGrant('code_verifier was sent, but the authorization request had no code_challenge')
    }
    return
  }
  if (codeVerifier === undefined)
    throw invalidGrant('code_verifier is missing; the request had a code_challenge')
  if (!isCodeVerifier(codeVerifier))
    throw invalidGrant('code_verifier must be 43 to 128 unreserved characters')
  if (!(await verifies(codeVerifier, code.codeChallenge))) {
    throw invalidGrant('code_verifier does not match the code_challenge of the request')
  }
}
