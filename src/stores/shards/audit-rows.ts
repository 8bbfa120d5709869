/** Events into the audit trail of D1. Here and not beside the rest of it: a shard knows nothing to its left. */
import type { AuditEvent } from '../../protocol/audit.ts'
import { chunked } from '../../protocol/chunked.ts'

const eventsInStatement = 200

/** @param source rows with an event as JSON in `value` */
export const insertEvents = (source: string): string =>
  `INSERT OR IGNORE INTO audit (id, type, outcome, actor, subject, client_id, target, record)
   SELECT value->>'id', value->>'type', value->>'outcome', value->>'$.actor.id', value->>'subject', value->>'clientId',
     value->>'$.target.kind' || ':' || (value->>'$.target.id'), value FROM ${source}`

/** An event that is written twice is there once. */
export function insertAudit(db: D1Database, events: readonly AuditEvent[]): D1PreparedStatement[] {
  const insert = db.prepare(insertEvents('json_each(?)'))
  return chunked(events, eventsInStatement).map((some) => insert.bind(JSON.stringify(some)))
}
