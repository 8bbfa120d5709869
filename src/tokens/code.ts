/** Authorization codes: sealed, stored nowhere until redeemed. */
import { OAuthError } from '../protocol/errors.ts'
import { randomToken, seconds } from '../runtime.ts'
import type { GrantDetail } from '../stores/shards/subject-decisions.ts'
import type { Server } from './server.ts'

/** All that the token endpoint must know of the authorization request. */
export interface Code {
  /** Becomes the id of the grant. */
  id: string
  home: string
  /** The private id of the session it was issued under: a sealing secret alone mints no code. */
  session: string
  sub: string
  redirectUri: string
  /** NumericDate */
  issuedAt: number
  codeChallenge?: string
  nonce?: string
  detail: GrantDetail
}

export function issueCode(server: Server, code: Omit<Code, 'id' | 'issuedAt'>, now: number): Promise<string> {
  const payload: Code = { id: randomToken(16), issuedAt: seconds(now), ...code }
  return server.sealer.seal('code', payload, {
    now,
    expiresAt: seconds(now) + server.settings.lifetimes.code,
  })
}

/** @throws {OAuthError} invalid_grant */
export async function readCode(
  server: Server,
  code: string,
  now: number,
): Promise<{ code: Code; expired: boolean }> {
  const opened = await server.sealer.open<Code>('code', code, now)
  if (!opened)
    throw new OAuthError('invalid_grant', { description: 'The code is not one that this server issued' })
  return { code: opened.payload, expired: opened.expired }
}
