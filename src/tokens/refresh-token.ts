/** Refresh tokens: sealed, stored nowhere. The grant's row knows the newest generation; a token names one. */
import { OAuthError } from '../protocol/errors.ts'
import type { Subject } from '../protocol/subject.ts'
import type { Grant } from '../stores/shards/subject-decisions.ts'
import type { Server } from './server.ts'

export interface RefreshToken {
  grant: string
  generation: number
  home: string
  clientId: string
  /** Whose it is, where they came from a directory: it is asked about them before anything of the grant is touched. */
  person?: string
  /** The APIs of the grant, so that what is asked of them is checked before it is touched. */
  audience: readonly string[]
}

/** The refresh token of the grant's newest generation: asked twice, the same string. */
export function refreshToken(
  server: Server,
  grant: Grant,
  home: string,
  { sub, directory }: Pick<Subject, 'sub' | 'directory'>,
): Promise<string> {
  const payload: RefreshToken = {
    grant: grant.id,
    generation: grant.generation,
    home,
    clientId: grant.detail.clientId,
    audience: grant.detail.audience,
    ...(directory && { person: sub }),
  }
  return server.sealer.seal('refresh_token', payload, {
    now: grant.createdAt * 1000,
    expiresAt: grant.expiresAt,
    repeatable: true,
  })
}

/** What a refresh token of ours says, or undefined; expired ones too. */
export const openRefreshToken = (server: Server, token: string, now: number) =>
  server.sealer.open<RefreshToken>('refresh_token', token, now)

/** @throws {OAuthError} invalid_grant */
export async function readRefreshToken(server: Server, token: string, now: number): Promise<RefreshToken> {
  const opened = await openRefreshToken(server, token, now)
  if (!opened) throw new OAuthError('invalid_grant', { description: 'Not a refresh token of this server' })
  if (opened.expired) throw new OAuthError('invalid_grant', { description: 'The refresh token has expired' })
  return { ...opened.payload, audience: opened.payload.audience ?? [] } // 0.1.0 had none
}
