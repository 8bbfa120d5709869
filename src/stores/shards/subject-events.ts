/**
 * What a shard tells the audit trail: a row in the transaction of what it tells of, moved to D1 soon after. A refresh
 * tells nothing unless it ends the grant: those are counted elsewhere.
 */
import { type Actor, type AuditEvent, auditId, type Cause, theServer } from '../../protocol/audit.ts'
import type { Logout } from '../../protocol/logout.ts'
import type { Subject } from '../../protocol/subject.ts'
import { now as clock, randomToken } from '../../runtime.ts'
import { insertAudit } from './audit-rows.ts'
import type { Grant, Session } from './subject-decisions.ts'
import type { Settled } from './subject-logouts.ts'

const movedAtOnce = 200
const movedAfterFailure = 60_000

type Told = Pick<AuditEvent, 'type'> &
  Partial<Pick<AuditEvent, 'subject' | 'clientId' | 'target' | 'outcome' | 'detail'>>

export class SubjectEvents {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec('CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID')
  }

  signedIn(
    { sub, sid, acr, amr }: Session,
    subject: Subject | undefined,
    clientId: string,
    cause?: Cause,
  ): void {
    this.#tell(cause, person(sub, subject), {
      type: 'sign_in',
      subject: sub,
      ...(clientId !== '' && { clientId }),
      target: { kind: 'session', id: sid },
      outcome: subject?.status === 'active' ? 'ok' : 'disabled',
      detail: { acr, amr, ...(cause?.methods && { methods: cause.methods }) },
    })
  }

  signedOut({ sub, sid }: Session, subject: Subject | undefined, cause?: Cause): void {
    this.#tell(cause, person(sub, subject), {
      type: cause?.actor ? 'session.ended' : 'sign_out',
      subject: sub,
      target: { kind: 'session', id: sid },
    })
  }

  consented(
    {
      sub,
      clientId,
      scopes,
      remembered,
    }: { sub: string; clientId: string; scopes: readonly string[]; remembered: boolean },
    subject: Subject | undefined,
    cause?: Cause,
  ): void {
    const detail = { scope: scopes, remembered, ...(cause?.clientName && { client: cause.clientName }) }
    this.#tell(cause, person(sub, subject), { type: 'consent', subject: sub, clientId, detail })
  }

  granted({ id, sub, detail }: Grant, cause?: Cause): void {
    const { clientId, scope, audience } = detail
    this.#tell(cause, client(clientId, cause), {
      type: 'grant',
      subject: sub,
      clientId,
      target: { kind: 'grant', id },
      detail: { grant_type: cause?.grantType ?? 'authorization_code', scope, audience },
    })
  }

  /** @param why `replayed` and `reused` say that somebody has what was not meant for them */
  revoked({ id, sub, detail }: Grant, why: 'ok' | 'replayed' | 'reused', cause?: Cause): void {
    this.#tell(cause, client(detail.clientId, cause), {
      type: cause?.actor ? 'grant.ended' : 'grant_revoked',
      subject: sub,
      clientId: detail.clientId,
      target: { kind: 'grant', id },
      outcome: why,
    })
  }

  /** What they, or an operator, ended of theirs. */
  ended(sub: string, told: Told, subject: Subject | undefined, cause?: Cause): void {
    this.#tell(cause, person(sub, subject), { ...told, subject: sub })
  }

  logoutTold({ clientId, sub, sid }: Logout, { attempts, why }: NonNullable<Settled>): void {
    this.#tell(undefined, theServer, {
      type: 'logout_told',
      subject: sub,
      clientId,
      target: { kind: 'session', id: sid },
      outcome: why === undefined ? 'ok' : 'failed',
      detail: { attempts, ...(why !== undefined && { why }) },
    })
  }

  tokenRevoked({ clientId, sub }: { clientId: string; sub?: string }, cause?: Cause): void {
    this.#tell(cause, client(clientId, cause), {
      type: 'token_revoked',
      clientId,
      ...(sub !== undefined && { subject: sub }),
    })
  }

  /** When the next ones are due, in milliseconds; undefined where none is left. What was written twice is there once. */
  async moveTo(trail: D1Database): Promise<number | undefined> {
    try {
      const events = this.oldest()
      if (events.length === 0) return undefined
      await trail.batch(insertAudit(trail, events))
      this.moved(events)
      return this.isEmpty() ? undefined : 1_000
    } catch (error) {
      console.error(JSON.stringify({ event: 'events_not_moved', cause: String(error) }))
      return movedAfterFailure
    }
  }

  /** Those to be moved next. */
  oldest(): AuditEvent[] {
    // By the primary key; the condition is for the planner, who takes all of it for a scan.
    const rows = this.#sql.exec<{ record: string }>(
      "SELECT record FROM events WHERE id > '' ORDER BY id LIMIT ?",
      movedAtOnce,
    )
    return rows.toArray().map(({ record }) => JSON.parse(record) as AuditEvent)
  }

  /** They are in D1. */
  moved(events: readonly AuditEvent[]): void {
    const ids = JSON.stringify(events.map(({ id }) => id))
    this.#sql.exec('DELETE FROM events WHERE id IN (SELECT value FROM json_each(?))', ids)
  }

  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM events LIMIT 1').toArray().length === 0
  }

  #tell(cause: Cause | undefined, actor: Actor, told: Told): void {
    const at = cause?.at ?? clock() // an older version of the Worker names no cause
    const event: AuditEvent = {
      id: cause?.id ?? auditId(at, randomToken(9)),
      at,
      actor: cause?.actor ?? actor,
      outcome: 'ok',
      origin: cause?.origin ?? { requestId: '' },
      ...told,
    }
    this.#sql.exec('INSERT OR IGNORE INTO events (id, record) VALUES (?, ?)', event.id, JSON.stringify(event))
  }
}

const person = (sub: string, subject: Subject | undefined): Actor => ({
  kind: 'person',
  id: sub,
  ...(subject && { name: subject.user_id }),
})

const client = (clientId: string, cause: Cause | undefined): Actor => ({
  kind: 'client',
  id: clientId,
  ...(cause?.clientName && { name: cause.clientName }),
})
