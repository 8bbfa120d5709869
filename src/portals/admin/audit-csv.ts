/** Events as lines of CSV (RFC 4180). */
import { type AuditEvent, countOf } from '../../protocol/audit.ts'
import { isoTime } from '../../runtime.ts'

const columns = {
  id: ({ id }) => id,
  at: ({ at }) => isoTime(at),
  type: ({ type }) => type,
  outcome: ({ outcome }) => outcome,
  count: (event) => String(countOf(event)),
  actor_kind: ({ actor }) => actor.kind,
  actor_id: ({ actor }) => actor.id,
  actor_name: ({ actor }) => actor.name ?? '',
  subject: ({ subject }) => subject ?? '',
  client_id: ({ clientId }) => clientId ?? '',
  target_kind: ({ target }) => target?.kind ?? '',
  target_id: ({ target }) => target?.id ?? '',
  target_name: ({ target }) => target?.name ?? '',
  address: ({ origin }) => origin.address ?? '',
  user_agent: ({ origin }) => origin.userAgent ?? '',
  request_id: ({ origin }) => origin.requestId,
  detail: ({ detail }) => (detail ? JSON.stringify(detail) : ''),
} satisfies Record<string, (event: AuditEvent) => string>

export const auditCsvHead = `${Object.keys(columns).join(',')}\r\n`

export const auditCsv = (event: AuditEvent): string =>
  `${Object.values(columns)
    .map((column) => cell(column(event)))
    .join(',')}\r\n`

/**
 * A spreadsheet takes a cell that begins like a formula for one, and strangers write names and user agents: an apostrophe
 * before it makes it text.
 */
export function cell(value: string): string {
  const text = /^\s*[=+\-@|%\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
