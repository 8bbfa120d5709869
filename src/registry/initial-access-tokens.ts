/** Initial access tokens (RFC 7591 §3): made by operators, told once, shown by those who register clients. */
import { hashSecret } from '../client-auth/client-secret.ts'
import { randomId, randomToken } from '../runtime.ts'
import type { InitialAccessToken } from '../stores/initial-access-tokens.ts'
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf } from './change.ts'
import { type Listed, type ListOptions, listed, pageOptions } from './cursor.ts'
import { type FieldFault, invalid, notFound } from './errors.ts'

export interface NewInitialAccessToken {
  /** For whom or what it is. */
  readonly name: string
  /** Milliseconds; absent where it does not end by itself. */
  readonly expiresAt?: number | undefined
  /** How many clients it registers; absent for any number. */
  readonly uses?: number | undefined
}

const longestName = 200
const mostUses = 1_000_000

/**
 * @returns `token` is told this once
 * @throws {RegistryError} invalid
 */
export async function createInitialAccessToken(
  { stores }: Server,
  change: Change,
  { name, expiresAt, uses }: NewInitialAccessToken,
): Promise<{ initialAccessToken: InitialAccessToken; token: string }> {
  const { now, actor } = change
  const faults: FieldFault[] = []
  if (name.trim() === '' || name.length > longestName)
    faults.push({ path: 'name', message: `must be 1 to ${longestName} characters` })
  if (expiresAt !== undefined && !(Number.isSafeInteger(expiresAt) && expiresAt > now))
    faults.push({ path: 'expires_at', message: 'must be a time to come' })
  if (uses !== undefined && !(Number.isInteger(uses) && uses >= 1 && uses <= mostUses))
    faults.push({ path: 'uses', message: `must be a number from 1 to ${mostUses}` })
  if (faults.length > 0) throw invalid(...faults)
  const token = randomToken()
  const initialAccessToken: InitialAccessToken = {
    id: randomId(),
    name,
    createdBy: actor.id,
    createdAt: now,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(uses !== undefined && { usesLeft: uses }),
  }
  await stores.commit([
    stores.initialAccessTokens.creation(initialAccessToken, await hashSecret(token)),
    ...stores.audit.statements([
      eventOf(change, {
        type: 'initial_access_token.created',
        target: targetOf(initialAccessToken),
        detail: { expires_at: expiresAt, uses },
      }),
    ]),
  ])
  return { initialAccessToken, token }
}

/** What was registered by it stays. */
export async function deleteInitialAccessToken(
  { stores }: Server,
  change: Change,
  id: string,
): Promise<void> {
  const known = await stores.initialAccessTokens.find(id)
  if (!known) throw notFound('There is no such initial access token')
  await stores.commit([
    stores.initialAccessTokens.deletion(id),
    ...stores.audit.statements([
      eventOf(change, { type: 'initial_access_token.deleted', target: targetOf(known) }),
    ]),
  ])
}

/** The newest first; used up and ended ones too. */
export async function listInitialAccessTokens(
  { stores }: Server,
  options: ListOptions,
): Promise<Listed<InitialAccessToken>> {
  const { after, limit } = pageOptions(options)
  const from = after && ([Number(after[1]), after[2]] as const)
  const found = await stores.initialAccessTokens.list(from, limit + 1)
  const items = found.slice(0, limit)
  const last = found.length > limit ? items.at(-1) : undefined
  return listed({ items, ...(last && { next: [0, String(last.createdAt), last.id] }) }, (item) => item)
}

/**
 * The token that was shown, while it is good. `createClient` takes its id and uses it up in the transaction that
 * registers the client: a request that is refused costs no use.
 */
export async function findInitialAccessToken(
  { stores }: Server,
  token: string,
  now: number,
): Promise<InitialAccessToken | undefined> {
  const found = await stores.initialAccessTokens.findByHash(await hashSecret(token))
  const good = found && found.usesLeft !== 0 && (found.expiresAt ?? Number.POSITIVE_INFINITY) > now
  return good ? found : undefined
}

const targetOf = ({ id, name }: InitialAccessToken) => ({ kind: 'initial_access_token', id, name }) as const
