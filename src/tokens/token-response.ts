/** RFC 6749 §5.1, OpenID Connect Core §3.1.3.3: what the token endpoint answers. */
import type { Client } from '../protocol/client-metadata.ts'
import { OAuthError } from '../protocol/errors.ts'
import { formatScope } from '../protocol/scope.ts'
import type { Subject } from '../protocol/subject.ts'
import type { Grant } from '../stores/shards/subject-decisions.ts'
import { type AccessToken, accessToken } from './access-token.ts'
import { idToken } from './id-token.ts'
import { refreshToken } from './refresh-token.ts'
import type { Server } from './server.ts'
import type { Asked, Target } from './target.ts'

export interface TokenResponse {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  scope?: string
  refresh_token?: string
  id_token?: string
  issued_token_type?: string
}

export function tokenResponse(token: AccessToken, scope: readonly string[]): TokenResponse {
  return {
    access_token: token.value,
    token_type: 'Bearer',
    expires_in: token.expiresIn,
    ...(scope.length > 0 && { scope: formatScope(scope) }),
  }
}

/**
 * What a grant yields. `asked`: this time's part of it, in scope and audience. `target` is what that comes to, found
 * before the grant was touched: a request for a token that cannot be made burns nothing.
 */
export interface Yielded {
  client: Client
  grant: Grant
  subject: Subject
  home: string
  asked: Asked
  target: Target
  nonce?: string | undefined
  now: number
}

/** All that a grant yields: an access token, an ID token with `openid`, a refresh token with `offline_access`. */
export async function grantTokenResponse(server: Server, yielded: Yielded): Promise<TokenResponse> {
  const { client, grant, subject, home, asked, target, nonce, now } = yielded
  const { scope } = asked
  if (scope.length === 0 && grant.detail.scope.length > 0) {
    // §5.1: an answer without scope would say that all of it is there.
    throw new OAuthError('invalid_scope', {
      description: 'Nothing of what was granted is left to this client',
    })
  }
  const token = await accessToken(server, { client, target, scope, behalf: { subject, grant, home }, now })
  return {
    ...tokenResponse(token, scope),
    ...(yieldsRefreshToken(client, grant.detail.scope) && {
      refresh_token: await refreshToken(server, grant, home, subject),
    }),
    ...(scope.includes('openid') && {
      id_token: await idToken(server, {
        client,
        subject,
        detail: grant.detail,
        nonce,
        accessToken: token.value,
        now,
      }),
    }),
  }
}

/** How long a grant may live, and how long without use: where no refresh token comes of it, as long as its one token. */
export function grantLifetimes(
  { settings: { lifetimes } }: Pick<Server, 'settings'>,
  client: Client,
  scope: readonly string[],
  { lifetime }: Target,
): { lifetime: number; idleLifetime: number } {
  if (!yieldsRefreshToken(client, scope)) return { lifetime, idleLifetime: lifetime }
  return {
    lifetime: Math.max(client.refresh_token_lifetime ?? lifetimes.refresh_token, lifetime),
    idleLifetime: client.refresh_token_idle_lifetime ?? lifetimes.refresh_token_idle,
  }
}

/** OpenID Connect Core §11: offline access is asked for and consented to like any other scope. */
export const yieldsRefreshToken = (client: Client, scope: readonly string[]): boolean =>
  client.grant_types.includes('refresh_token') && scope.includes('offline_access')
