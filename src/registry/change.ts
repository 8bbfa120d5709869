/** A change to a record, whoever makes it: who, from where, when. Each leaves an event in the same batch. */
import type { RequestContext } from '../http/context.ts'
import { originOf } from '../http/origin.ts'
import { type Actor, type AuditEvent, auditId, type Origin, theServer } from '../protocol/audit.ts'
import type { ManagementScope } from '../protocol/management.ts'
import { randomToken } from '../runtime.ts'

export interface Change {
  readonly actor: Actor
  readonly origin: Origin
  /** Milliseconds. */
  readonly now: number
  /**
   * Which scopes of the management API whoever makes it may use, and so give to others: all of them for an operator.
   * Without any, no client of that API is made or changed.
   */
  readonly manages?: readonly ManagementScope[]
  /** Work that goes on though whoever asked for it has hung up. */
  readonly background?: (work: Promise<unknown>) => void
}

/** What has begun is finished: a change that stands in D1 also reaches its copies. */
export function unbroken<T>({ background }: Pick<Change, 'background'>, work: Promise<T>): Promise<T> {
  background?.(work.catch(() => undefined)) // whoever waits for it hears of it
  return work
}

/** What the change itself does not say of its event. */
export type Told = Pick<AuditEvent, 'type'> &
  Partial<Pick<AuditEvent, 'subject' | 'clientId' | 'target' | 'outcome' | 'detail'>>

/** The event of a change, for `stores.audit.statements` in the batch of the change itself. */
export function eventOf({ actor, origin, now }: Change, told: Told): AuditEvent {
  return { id: auditId(now, randomToken(9)), at: now, actor, origin, outcome: 'ok', ...told }
}

/** A change that this request makes. */
export const changeOf = (
  c: RequestContext,
  actor: Actor,
  manages: readonly ManagementScope[] = [],
): Change => ({
  actor,
  origin: originOf(c),
  now: c.get('now'),
  manages,
  background: (work) => c.executionCtx.waitUntil(work),
})

/** A change that the server makes by itself, from its cron. */
export const ownChange = (now: number): Change => ({ actor: theServer, origin: { requestId: 'cron' }, now })
