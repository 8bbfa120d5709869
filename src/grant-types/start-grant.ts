/** What the grants without a browser share: a grant for a person whom the client vouches for, and its tokens. */
import { lifetimes } from '../config.ts'
import { OAuthError } from '../protocol/errors.ts'
import { randomToken, seconds } from '../runtime.ts'
import { settle } from '../sign-in/session.ts'
import type { User } from '../stores/users.ts'
import type { Server } from '../tokens/server.ts'
import { readAsked, targetOf } from '../tokens/target.ts'
import { grantTokenResponse, type TokenResponse, yieldsRefreshToken } from '../tokens/token-response.ts'
import type { GrantRequest } from './grant-type.ts'

export async function startGrant(
  server: Server,
  { client, parameters, place, now }: GrantRequest,
  { user, acr, amr }: { user: User; acr: string; amr: readonly string[] },
): Promise<TokenResponse> {
  const asked = await readAsked(
    server,
    client,
    { scope: parameters.get('scope'), resource: parameters.all('resource') },
    now,
  )
  const target = await targetOf(server, client, asked.audience, now)
  const { subject, home } = await settle(server, user, place)
  const withRefresh = yieldsRefreshToken(client, asked.scope)
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
    lifetime: withRefresh ? (client.refresh_token_lifetime ?? lifetimes.refreshToken) : target.lifetime,
    idleLifetime: withRefresh
      ? (client.refresh_token_idle_lifetime ?? lifetimes.refreshTokenIdle)
      : target.lifetime,
  })
  if (outcome.kind !== 'granted')
    throw new OAuthError('invalid_grant', { description: 'The account is disabled' })
  return grantTokenResponse(server, { ...outcome, client, home, asked, now })
}
