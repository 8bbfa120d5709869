/** What a shard of subjects answers. Plain data: errors would lose their fields on the way. */
import type { Subject } from '../../protocol/subject.ts'
import type { Grant, Session } from './subject-decisions.ts'

export type RedeemOutcome =
  | { kind: 'granted'; grant: Grant; subject: Subject }
  | { kind: 'replayed' | 'expired' | 'session_ended' | 'disabled' }
export type RefreshOutcome =
  | { kind: 'refreshed'; grant: Grant; subject: Subject }
  | { kind: 'reused' | 'ended' | 'scope_exceeded' | 'audience_exceeded' | 'disabled' }
export type GrantOutcome = { kind: 'live'; grant: Grant; subject: Subject } | { kind: 'ended' }
export type SessionOutcome =
  | { kind: 'live'; session: Session; subject: Subject; consented: readonly string[] | null }
  | { kind: 'ended' }

/** A session that was ended just now, with the clients that took part in it. */
export interface EndedSession {
  readonly sid: string
  readonly clients: readonly string[]
}
