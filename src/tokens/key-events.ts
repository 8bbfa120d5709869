/** What the audit trail says of signing keys: follows from their record, so that nothing that cron does is missed. */
import { type Actor, type AuditEvent, auditId, theServer } from '../protocol/audit.ts'
import type { SigningKeyRow } from '../stores/keys.ts'
import { keptAfterRetirement } from './key-rotation.ts'

/** Older events are there already. */
const toldAgainFor = 86_400_000

type KeyEventType = 'key.added' | 'key.rotated' | 'key.retired' | 'key.removed'

/** Its id follows from what it tells: told twice, it is there once, and who told it first stays. */
export function keyEvent(
  type: KeyEventType,
  { kid, alg }: Pick<SigningKeyRow, 'kid' | 'alg'>,
  at: number,
  by: { actor: Actor; origin: AuditEvent['origin'] } = { actor: theServer, origin: { requestId: 'cron' } },
): AuditEvent {
  return {
    id: auditId(at, `${kid.slice(0, 16)}-${type}`),
    at,
    type,
    ...by,
    target: { kind: 'key', id: kid, name: alg },
    outcome: 'ok',
    detail: { alg },
  }
}

/** What has happened to these keys in the last day, and those that go now. */
export function recentKeyEvents(keys: readonly SigningKeyRow[], now: number): AuditEvent[] {
  return keys
    .flatMap((key) => {
      const { created_at, activated_at, retired_at } = key
      const ends = retired_at === null ? undefined : retired_at + keptAfterRetirement
      return [
        keyEvent('key.added', key, created_at),
        // One that was made as the current key did not follow another.
        ...(activated_at !== null && activated_at !== created_at
          ? [keyEvent('key.rotated', key, activated_at)]
          : []),
        ...(retired_at !== null ? [keyEvent('key.retired', key, retired_at)] : []),
        ...(ends !== undefined && ends <= now ? [keyEvent('key.removed', key, now)] : []),
      ]
    })
    .filter(({ at }) => at > now - toldAgainFor)
}
