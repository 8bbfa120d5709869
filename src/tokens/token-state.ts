/** Whether a token that is whole and unexpired is still good: its client, its grant, and itself. */
import type { Client } from '../protocol/client-metadata.ts'
import type { Subject } from '../protocol/subject.ts'
import type { Grant } from '../stores/shards/subject-decisions.ts'
import { clientOfToken } from './clients.ts'
import type { Server } from './server.ts'
import type { VerifiedAccessToken } from './verify-access-token.ts'

export interface LiveToken {
  readonly client: Client
  /** The client of the grant: another where the token was exchanged. */
  readonly owner: Client
  /** Absent for a client's own token. */
  readonly behalf: { readonly grant: Grant; readonly subject: Subject } | undefined
}

/** One hop where there is state, none for a client's own JWT. Undefined where it was taken back. */
export async function stateOf(
  server: Server,
  { address, clientId, claims }: VerifiedAccessToken,
  now: number,
): Promise<LiveToken | undefined> {
  const client = await clientOfToken(server, clientId, now)
  if (client?.status !== 'active') return undefined
  const { subjects } = server.stores
  if (address?.grant === undefined) {
    // Whose sealed address names no grant is nobody's but the client's own.
    if (claims.user_id !== undefined || (claims.sub ?? clientId) !== clientId) return undefined
    if (address && (await subjects.isRevoked(address.home, address.token))) return undefined
    return (claims.iat ?? 0) < client.not_before ? undefined : { client, owner: client, behalf: undefined }
  }
  const outcome = await subjects.grant(address.home, address.grant, address.token)
  if (outcome.kind === 'ended') return undefined
  // A token got by exchange is another client's, under the grant of the first.
  const { clientId: first } = outcome.grant.detail
  if (first !== clientId && (claims.iat ?? 0) < client.not_before) return undefined
  const owner = first === clientId ? client : await clientOfToken(server, first, now)
  if (owner?.status !== 'active' || outcome.grant.createdAt < owner.not_before) return undefined
  return { client, owner, behalf: outcome }
}
