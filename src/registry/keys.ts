/** Signing keys: when each is published, signs and verifies; rotated and withdrawn before their time. */
import type { SigningAlgorithm } from '../protocol/client-metadata.ts'
import type { SigningKeyRow } from '../stores/keys.ts'
import { keyEvent } from '../tokens/key-events.ts'
import {
  keptAfterRetirement,
  leavesJwksAt,
  maintainKeys,
  publishedBeforeUse,
  rotatedEvery,
} from '../tokens/key-rotation.ts'
import type { Server } from '../tokens/server.ts'
import type { Change } from './change.ts'
import { conflict, notFound } from './errors.ts'

/** Times in milliseconds; those to come are as things stand. */
export interface KeyTimeline {
  readonly kid: string
  readonly alg: SigningAlgorithm
  readonly status: SigningKeyRow['status']
  readonly publishedAt: number
  readonly signsFrom?: number
  readonly signsUntil?: number
  readonly leavesJwksAt?: number
  /** Until then it still verifies an `id_token_hint`, unless it was withdrawn. */
  readonly removedAt?: number
  readonly withdrawn: boolean
}

/** Of each algorithm the next key, the current one, and those that were. */
export async function keyTimeline({ stores }: Server): Promise<KeyTimeline[]> {
  const keys = await stores.keys.record()
  const order = ['next', 'current', 'retired']
  return keys
    .map((key) => timelineOf(key, keys))
    .sort(
      (one, other) =>
        one.alg.localeCompare(other.alg) ||
        order.indexOf(one.status) - order.indexOf(other.status) ||
        other.publishedAt - one.publishedAt,
    )
}

/**
 * Makes the next key of an algorithm the current one. Tokens that the former one signed stay good.
 * @param options.force though APIs that keep a copy of the key set may not know the next key yet
 * @throws {RegistryError} conflict where the next key is not published long enough
 */
export async function rotateNow(
  { stores, sealer, signer }: Server,
  change: Change,
  alg: SigningAlgorithm,
  { force = false }: { force?: boolean } = {},
): Promise<{ current: string; retired: string }> {
  const { keys, audit, commit } = stores
  const { now } = change
  await maintainKeys(keys, sealer, now)
  const rows = await keys.record()
  const current = rows.find((key) => key.alg === alg && key.status === 'current')
  const next = rows.find((key) => key.alg === alg && key.status === 'next')
  if (!current || !next) throw notFound(`There is no signing key for ${alg}`)
  if (!force && !isKnown(next, rows, now))
    throw conflict(
      'The next key was published less than a day ago: APIs that keep a copy of the key set may refuse its tokens. Wait, or force it',
    )
  const by = { actor: change.actor, origin: change.origin }
  await commit([
    ...keys.promotion(current.kid, next.kid, now),
    ...audit.statements([keyEvent('key.rotated', next, now, by), keyEvent('key.retired', current, now, by)]),
  ])
  await maintainKeys(keys, sealer, now)
  signer.forget()
  return { current: next.kid, retired: current.kid }
}

/**
 * Withdraws a key that must not be trusted any more: it leaves the JWKS at once, and tokens that it signed end with it.
 * @throws {RegistryError} not_found; conflict for a current key, which must be rotated first
 */
export async function retireKey(
  { stores, sealer, signer }: Server,
  change: Change,
  kid: string,
): Promise<void> {
  const { keys, audit, commit } = stores
  const { now } = change
  const key = (await keys.record()).find((row) => row.kid === kid)
  if (!key) throw notFound('There is no such key')
  if (key.status === 'current') throw conflict('This key signs now; rotate first')
  if (key.withdrawn_at != null) return
  const { actor, origin } = change
  const event = keyEvent('key.retired', key, now, { actor, origin })
  await commit([
    keys.withdrawal(kid, now),
    ...audit.statements([{ ...event, detail: { ...event.detail, withdrawn: true } }]),
  ])
  await maintainKeys(keys, sealer, now)
  signer.forget()
}

/** Whether every key set that is still about has it: one of a day ago, or of set-up, when there was no other. */
function isKnown(next: SigningKeyRow, keys: readonly SigningKeyRow[], now: number): boolean {
  const setUp = Math.min(...keys.map((key) => key.created_at))
  return next.created_at === setUp || next.created_at + publishedBeforeUse <= now
}

function timelineOf(key: SigningKeyRow, keys: readonly SigningKeyRow[]): KeyTimeline {
  const { kid, alg, status, created_at, activated_at, retired_at } = key
  const next = keys.find((each) => each.alg === alg && each.status === 'next')
  const current = keys.find((each) => each.alg === alg && each.status === 'current')
  const rotation =
    current &&
    next &&
    Math.max(
      (current.activated_at ?? current.created_at) + rotatedEvery,
      next.created_at + publishedBeforeUse,
    )
  const signsFrom = status === 'next' ? rotation : (activated_at ?? undefined)
  const signsUntil = status === 'current' ? rotation : (retired_at ?? undefined)
  const leaves = leavesJwksAt(key)
  return {
    ...{ kid, alg, status },
    publishedAt: created_at,
    ...(signsFrom !== undefined && { signsFrom }),
    ...(signsUntil !== undefined && status !== 'next' && { signsUntil }),
    ...(leaves !== undefined && { leavesJwksAt: leaves }),
    ...(retired_at !== null && { removedAt: retired_at + keptAfterRetirement }),
    withdrawn: key.withdrawn_at != null,
  }
}
