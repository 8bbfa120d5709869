/**
 * The life of a signing key: next -> current -> retired. A key is in the JWKS for at least a day before its first
 * signature and until the last token it signed has ended; its public part stays in D1 a year for `id_token_hint`.
 */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import { ConfigError } from '../config.ts'
import { type SigningAlgorithm, signingAlgorithms } from '../protocol/client-metadata.ts'
import type { Sealer } from '../seal.ts'
import type { Keys, SigningKeyRow } from '../stores/keys.ts'

const day = 86_400_000
export const publishedBeforeUse = day
export const rotatedEvery = 90 * day
/** The longest life a token may have, and an hour for copies that lag. */
export const verifiesAfterRetirement = day + 3_600_000
export const keptAfterRetirement = 365 * day

export type KeyAction =
  | { kind: 'add'; alg: SigningAlgorithm; status: 'current' | 'next' }
  | { kind: 'promote'; alg: SigningAlgorithm; current: string; next: string }
  | { kind: 'remove'; kid: string }

/** What is due at `now` (milliseconds). Doing it twice does nothing more. */
export function dueActions(keys: readonly SigningKeyRow[], now: number): KeyAction[] {
  const actions: KeyAction[] = []
  for (const alg of signingAlgorithms) {
    const current = keys.find((key) => key.alg === alg && key.status === 'current')
    const next = keys.find((key) => key.alg === alg && key.status === 'next')
    const due = current && (current.activated_at ?? current.created_at) + rotatedEvery <= now
    if (!current) actions.push({ kind: 'add', alg, status: 'current' })
    if (current && next && due && next.created_at + publishedBeforeUse <= now) {
      actions.push(
        { kind: 'promote', alg, current: current.kid, next: next.kid },
        { kind: 'add', alg, status: 'next' },
      )
    } else if (!next) actions.push({ kind: 'add', alg, status: 'next' })
  }
  for (const key of keys) {
    if (key.retired_at !== null && key.retired_at + keptAfterRetirement <= now) {
      actions.push({ kind: 'remove', kid: key.kid })
    }
  }
  return actions
}

/** The keys that tokens in circulation may be signed with, and those that come next. */
export const inUse = (keys: readonly SigningKeyRow[], now: number): SigningKeyRow[] =>
  keys.filter((key) => (leavesJwksAt(key) ?? Number.POSITIVE_INFINITY) > now)

/** When the last token that it signed has ended, or at once where it was withdrawn; undefined while it is not retired. */
export const leavesJwksAt = ({ retired_at, withdrawn_at }: SigningKeyRow): number | undefined =>
  withdrawn_at ?? (retired_at === null ? undefined : retired_at + verifiesAfterRetirement)

/**
 * Brings the keys up to date and copies them outward; at set-up it makes them. Returns those in use.
 * @throws {ConfigError} naming SEALING_SECRET: under a wrong one no key is made that the right one would not open
 */
export async function maintainKeys(keys: Keys, sealer: Sealer, now: number): Promise<SigningKeyRow[]> {
  const known = await keys.record()
  for (const row of known) if (row.status !== 'retired') await openPrivateKey(row, sealer, now)
  for (const action of dueActions(known, now)) {
    if (action.kind === 'add') await keys.add(await generate(action.alg, action.status, sealer, now))
    else if (action.kind === 'promote') await keys.promote(action.current, action.next, now)
    else await keys.remove(action.kid)
  }
  await reseal(keys, sealer, now)
  const live = inUse(await keys.record(), now)
  try {
    await keys.copy(live)
  } catch (error) {
    // KV takes one write a second; D1 serves where there is no copy, and the next run puts it.
    console.error(JSON.stringify({ event: 'keys_not_copied', cause: String(error) }))
  }
  return live
}

/** @throws {ConfigError} naming SEALING_SECRET */
export async function openPrivateKey(row: SigningKeyRow, sealer: Sealer, now: number): Promise<JWK> {
  const opened = await sealer.open<JWK>(rowOf(row.kid), row.private_key, now)
  if (opened) return opened.payload
  throw new ConfigError([
    'SEALING_SECRET does not open the signing keys in the database: it is not the secret they were sealed with. ' +
      'Set the right one again, or give the former one as SEALING_SECRET_PREVIOUS',
  ])
}

/** After the sealing secret has changed, what the previous one sealed moves under the current one. */
async function reseal(keys: Keys, sealer: Sealer, now: number): Promise<void> {
  for (const { kid, private_key } of await keys.record()) {
    if (await sealer.isCurrent(private_key)) continue
    const opened = await sealer.open<JWK>(rowOf(kid), private_key, now)
    if (opened) await keys.reseal(kid, await sealer.seal(rowOf(kid), opened.payload, { now }))
  }
}

const rowOf = (kid: string) => `row:signing_keys:${kid}` as const

async function generate(
  alg: SigningAlgorithm,
  status: 'current' | 'next',
  sealer: Sealer,
  now: number,
): Promise<SigningKeyRow> {
  const pair = await generateKeyPair(alg, { extractable: true })
  const publicKey = await exportJWK(pair.publicKey)
  const kid = await calculateJwkThumbprint(publicKey) // RFC 7638
  return {
    kid,
    alg,
    status,
    public_key: { ...publicKey, kid, alg, use: 'sig' },
    private_key: await sealer.seal(rowOf(kid), await exportJWK(pair.privateKey), { now }),
    created_at: now,
    activated_at: status === 'current' ? now : null,
    retired_at: null,
  }
}
