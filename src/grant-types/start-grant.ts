/** What the grants without a browser share: a grant for a person whom the client vouches for, and its tokens. */
import { OAuthError } from '../protocol/errors.ts'
import { randomToken, seconds } from '../runtime.ts'
import { settle } from '../sign-in/session.ts'
import type { User } from '../stores/users.ts'
import type { Server } from '../tokens/server.ts'
import { readAsked, type Target, targetOf } from '../tokens/target.ts'
import { grantLifetimes, grantTokenResponse, type TokenResponse } from '../tokens/token-response.ts'
import type { GrantRequest } from './grant-type.ts'

/** Who the person is, and how that is known. */
export interface Proof {
  readonly user: User
  readonly acr: string
  readonly amr: readonly string[]
}

/** @param prove called once the rest of the request is in order: a password costs a hash, an assertion its one use */
export async function startGrant(
  server: Server,
  { client, parameters, place, cause, now }: GrantRequest,
  resource: readonly string[],
  prove: (target: Target) => Promise<Proof>,
): Promise<TokenResponse> {
  const asked = await readAsked(server, client, { scope: parameters.get('scope'), resource }, now)
  const target = await targetOf(server, client, asked.audience, now)
  const { user, acr, amr } = await prove(target)
  const { subject, home } = await settle(server, user, place)
  const outcome = await server.stores.subjects.start(home, subject, {
    attempt: randomToken(16),
    grantId: randomToken(16),
    sub: subject.sub,
    detail: {
      clientId: client.client_id,
      ...asked,
      authTime: seconds(now),
      acr,
      amr,
      userinfoClaims: [],
      idTokenClaims: [],
    },
    ...grantLifetimes(server, client, asked.scope, target),
    cause,
  })
  if (outcome.kind !== 'granted')
    throw new OAuthError('invalid_grant', { description: 'The account is disabled' })
  return grantTokenResponse(server, { ...outcome, client, home, asked, target, now })
}
