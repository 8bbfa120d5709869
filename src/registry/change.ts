/** A change to a record, whoever makes it: who, from where, when. Each leaves an event in the same batch. */
import type { RequestContext } from '../http/context.ts'
import { originOf } from '../http/origin.ts'
import { type Actor, type AuditEvent, auditId, type Origin, theServer } from '../protocol/audit.ts'
import { randomToken } from '../runtime.ts'

export interface Change {
  readonly actor: Actor
  readonly origin: Origin
  /** Milliseconds. */
  readonly now: number
}

/** What the change itself does not say of its event. */
export type Told = Pick<AuditEvent, 'type'> &
  Partial<Pick<AuditEvent, 'subject' | 'clientId' | 'target' | 'outcome' | 'detail'>>

/** The event of a change, for `stores.audit.statements` in the batch of the change itself. */
export function eventOf({ actor, origin, now }: Change, told: Told): AuditEvent {
  return { id: auditId(now, randomToken(9)), at: now, actor, origin, outcome: 'ok', ...told }
}

/** A change that this request makes. */
export const changeOf = (c: RequestContext, actor: Actor): Change => ({
  actor,
  origin: originOf(c),
  now: c.get('now'),
})

/** A change that the server makes by itself, from its cron. */
export const ownChange = (now: number): Change => ({ actor: theServer, origin: { requestId: 'cron' }, now })
