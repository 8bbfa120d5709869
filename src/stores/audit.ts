/** The audit trail in D1. An event that is written twice is there once. */
import { type AuditEvent, type AuditType, auditIdAt } from '../protocol/audit.ts'
import { insertAudit } from './shards/audit-rows.ts'

export interface AuditQuery {
  readonly type?: AuditType
  readonly outcome?: string
  readonly subject?: string
  readonly clientId?: string
  /** The id of who did it. */
  readonly actor?: string
  readonly target?: { readonly kind: string; readonly id: string }
  /** Milliseconds; from the first, up to before the second. */
  readonly from?: number
  readonly to?: number
  readonly limit: number
  /** `next` of the page before. */
  readonly cursor?: string
}

export interface AuditPage {
  /** The newest first. */
  readonly events: AuditEvent[]
  readonly next?: string
}

const sweptAtOnce = 1_000

export class Audit {
  readonly #db: D1Database

  constructor(db: D1Database) {
    this.#db = db
  }

  async record(events: readonly AuditEvent[]): Promise<void> {
    if (events.length > 0) await this.#db.batch(this.statements(events))
  }

  /** To go into the same batch as the change that they tell of. */
  statements(events: readonly AuditEvent[]): D1PreparedStatement[] {
    return insertAudit(this.#db, events)
  }

  async list(query: AuditQuery): Promise<AuditPage> {
    const { type, outcome, subject, clientId, actor, target, from, to, cursor, limit } = query
    const conditions = [
      ['type = ?', type],
      ['outcome = ?', outcome],
      // Said once more for the index that holds only these.
      ["outcome <> 'ok' AND 1 = ?", outcome !== undefined && outcome !== 'ok' ? 1 : undefined],
      ['subject = ?', subject],
      ['client_id = ?', clientId],
      ['actor = ?', actor],
      ['target = ?', target && `${target.kind}:${target.id}`],
      ['id >= ?', from === undefined ? undefined : auditIdAt(from)],
      ['id < ?', to === undefined ? undefined : auditIdAt(to)],
      ['id < ?', cursor],
    ] as const
    const used = conditions.filter(([, value]) => value !== undefined)
    const where = used.length === 0 ? '' : `WHERE ${used.map(([condition]) => condition).join(' AND ')}`
    const { results } = await this.#db
      .prepare(`SELECT record FROM audit ${where} ORDER BY id DESC LIMIT ?`)
      .bind(...used.map(([, value]) => value ?? null), limit + 1)
      .all<{ record: string }>()
    const events = results.slice(0, limit).map(({ record }) => JSON.parse(record) as AuditEvent)
    const last = results.length > limit ? events.at(-1) : undefined
    return { events, ...(last && { next: last.id }) }
  }

  /** Deletes what is older than `before` (milliseconds), a batch at a time; true where more is left. */
  async sweep(before: number): Promise<boolean> {
    const { meta } = await this.#db
      .prepare('DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE id < ? LIMIT ?)')
      .bind(auditIdAt(before), sweptAtOnce)
      .run()
    return meta.changes >= sweptAtOnce
  }
}
