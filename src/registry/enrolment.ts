/** Passkeys, one-time codes and recovery codes are given to a person, once it is proven that they work. */
import { randomToken } from '../runtime.ts'
import {
  newRecoveryCode,
  readRecoveryCode,
  recoveryCodeCount,
  recoveryCodeId,
  sealTotp,
} from '../sign-in/one-time-codes.ts'
import type { PasskeyRecord } from '../sign-in/passkeys.ts'
import type { MadePasskey } from '../sign-in/webauthn.ts'
import type { Statement } from '../stores/commit.ts'
import type { User } from '../stores/users.ts'
import { notify } from '../tokens/notify.ts'
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf, unbroken } from './change.ts'
import { checkedPasskeyName, secondFactors } from './credentials.ts'
import { conflict } from './errors.ts'
import { about, found, guardOperators } from './users.ts'

const mostPasskeys = 20

/**
 * @param options.recoveryCodes whether the person gets some, where they have none
 * @returns the recovery codes, which are told this once
 * @throws {RegistryError} invalid; conflict where somebody has it already, or one person too many
 */
export async function addPasskey(
  server: Server,
  change: Change,
  sub: string,
  { id, counter, name, ...passkey }: MadePasskey & { name: string },
  { recoveryCodes = false } = {},
): Promise<string[]> {
  const { stores } = server
  const record: PasskeyRecord = { ...passkey, name: checkedPasskeyName(name) }
  const user = await found(stores, sub)
  guardOperators(change, user)
  if ((await stores.credentials.of(sub, 'passkey')).length >= mostPasskeys)
    throw conflict(`Nobody has more than ${mostPasskeys} passkeys: remove one first`, 'too_many')
  const codes = recoveryCodes && !user.credentials.includes('recovery_code') ? newCodes() : []
  const committed = stores.commit([
    stores.credentials.insertion({ kind: 'passkey', id, sub, record, mark: counter }, change.now),
    ...(codes.length > 0 ? await replacement(server, change, sub, codes) : []),
    ...stores.audit.statements([
      eventOf(change, {
        ...about('user.credential_added', user),
        detail: { kind: 'passkey', name: record.name, synced: record.synced },
      }),
    ]),
  ])
  if ((await unbroken(change, committed)) === 'credential_taken')
    throw conflict('This passkey is registered already', 'taken')
  change.background?.(notify(server, user, 'passkey_added', { name: record.name }, change.now))
  return codes
}

/**
 * @param step of the code that proved it: it is used up
 * @returns the recovery codes, which are told this once
 */
export async function switchOnOneTimeCodes(
  server: Server,
  change: Change,
  sub: string,
  { secret, step }: { secret: string; step: number },
): Promise<string[]> {
  const { stores, sealer } = server
  const user = await found(stores, sub)
  guardOperators(change, user)
  const record = await sealTotp(sealer, sub, secret, change.now)
  const codes = newCodes()
  const committed = stores.commit([
    stores.credentials.removal(sub, 'totp'), // a person has one at most
    stores.credentials.insertion({ kind: 'totp', id: sub, sub, record, mark: step }, change.now),
    ...(await replacement(server, change, sub, codes)),
    ...stores.audit.statements([
      eventOf(change, { ...about('user.credential_added', user), detail: { kind: 'totp' } }),
    ]),
  ])
  await unbroken(change, committed)
  change.background?.(notify(server, user, 'second_factor_added', {}, change.now))
  return codes
}

/**
 * Those of before work no longer.
 * @returns the new ones, which are told this once
 * @throws {RegistryError} conflict where there is nothing that they would stand in for
 */
export async function renewRecoveryCodes(server: Server, change: Change, sub: string): Promise<string[]> {
  const { stores } = server
  const user: User = await found(stores, sub)
  guardOperators(change, user)
  if (!secondFactors.some((kind) => user.credentials.includes(kind)))
    throw conflict('Recovery codes stand in for a passkey or one-time codes: set one of them up first')
  const codes = newCodes()
  await unbroken(
    change,
    stores.commit([
      ...(await replacement(server, change, sub, codes)),
      ...stores.audit.statements([eventOf(change, about('user.recovery_codes_made', user))]),
    ]),
  )
  return codes
}

const newCodes = (): string[] => Array.from({ length: recoveryCodeCount }, newRecoveryCode)

async function replacement(
  { stores: { credentials } }: Server,
  { now }: Change,
  sub: string,
  codes: readonly string[],
): Promise<Statement[]> {
  const ids = await Promise.all(
    codes.map((code) => recoveryCodeId(sub, readRecoveryCode(code) ?? randomToken())),
  )
  return [
    credentials.removal(sub, 'recovery_code'),
    ...ids.map((id) => credentials.insertion({ kind: 'recovery_code', id, sub, record: {} }, now)),
  ]
}
