/** A sign-in that is to be a recent one, by a provider that cannot say when the person proved themself there. */
import type { Client } from '../protocol/client-metadata.ts'
import { acrOf, reaches, untold } from '../protocol/credential.ts'
import { otherCredentials, providerName } from '../registry/link.ts'
import type { Retry } from '../sign-in/sign-in-method.ts'
import type { User } from '../stores/users.ts'
import type { Server } from '../tokens/server.ts'
import { forThePages } from './decision.ts'
import type { AuthorizationRequest } from './request.ts'
import { secondWays } from './ways.ts'

/** Whether a proof is older than the request lets it be. Times are NumericDates. */
export function isTooOld(
  { prompt, maxAge, client }: Pick<AuthorizationRequest, 'prompt' | 'maxAge' | 'client'>,
  authTime: number,
  now: number,
): boolean {
  if (authTime === untold && client.require_auth_time) return true
  const limit = prompt.has('login') ? 0 : maxAge
  return limit !== undefined && now - authTime > Math.max(limit, forThePages)
}

/**
 * Whoever came with a proof that is too old adds a factor of theirs that is here: `advance` asks for that. Undefined where
 * it can; who has none and could sign in in another way does that; who has nothing else sets a factor up, unless the
 * application that asks registered itself.
 */
export function anotherWay(
  server: Server,
  user: User,
  {
    amr,
    source,
    client,
  }: { amr: readonly string[]; source: string; client: Pick<Client, 'self_registered'> },
): Retry | undefined {
  const isEnough = reaches(acrOf(amr), '2')
  if (!isEnough && secondWays(server, user, []).length > 0) return undefined
  const hasLocal = otherCredentials(server, user) === 'enough' || user.credentials.includes('directory')
  if (!isEnough && !hasLocal && !client.self_registered) return undefined
  return {
    kind: 'retry',
    status: 400,
    problem: ['provider.not_recent', { provider: providerName(server, source) }],
    refused: { why: 'expired', subject: user.sub },
    kept: null,
  }
}
