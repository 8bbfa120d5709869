/** The audit trail: looked through, and saved as a file. */

import { readQuery } from '../../http/form.ts'
import { ownClientId } from '../../interaction/portal-request.ts'
import { AuditPage, type AuditPageProps, type ShownEvent } from '../../pages/admin/audit.tsx'
import { type AuditEvent, type AuditType, auditTypes, countOf } from '../../protocol/audit.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { eventOf } from '../../registry/change.ts'
import { dayOf, isoTime } from '../../runtime.ts'
import type { AuditQuery } from '../../stores/audit.ts'
import type { Server } from '../../tokens/server.ts'
import { show, type Visit } from '../portal.ts'
import { auditCsv, auditCsvHead } from './audit-csv.ts'
import { whom, whomFilters } from './audit-whom.ts'
import { changeOfOperator, clientPath, personPath } from './desk.ts'

type Filters = AuditPageProps['filters']

const filterNames = ['type', 'outcome', 'person', 'client', 'actor', 'from', 'to'] as const
const longest = 300
const shownAtOnce = 50
const day = 86_400_000

export async function showAudit(visit: Visit): Promise<Response> {
  const { c, server, frame } = visit
  const asked = readQuery(c.req.raw).assertSingle()
  const filters = filtersOf(asked)
  const cursor = asked.get('cursor')
  const meant = await meantBy(server, filters)
  const query = queryOf(meant.filters)
  const { events, next } =
    query === undefined || meant.choices.length > 0
      ? { events: [] }
      : await server.stores.audit.list({
          ...query,
          limit: shownAtOnce,
          ...(cursor !== undefined && { cursor }),
        })
  const href = (path: string, more: Record<string, string> = {}) =>
    `${path}?${new URLSearchParams({ ...used(meant.filters), ...more })}`
  const page = AuditPage({
    frame,
    filters,
    soughtFor: meant.said,
    choices: meant.choices.map(({ filter, id, name }) => ({
      name,
      id,
      href: href('/admin/audit', { [filter]: id }),
    })),
    types: Object.entries(auditTypes).map(([value, label]) => ({ value, label })),
    events: events.map(shownWith(await namesOf(server, events))),
    exports: {
      jsonl: href('/admin/audit/export', { format: 'jsonl' }),
      csv: href('/admin/audit/export', { format: 'csv' }),
    },
    retentionDays: server.settings.audit_retention_days,
    next: next === undefined ? undefined : href('/admin/audit', { cursor: next }),
    problem: query === undefined ? 'A day is written as 2026-11-23.' : undefined,
  })
  return show(visit, page, query === undefined ? 400 : 200)
}

/** All that the filters leave, up to this moment, in one file: read a page at a time while it is sent. */
export async function exportAudit(visit: Visit): Promise<Response> {
  const { c, server } = visit
  const asked = readQuery(c.req.raw).assertSingle()
  const { filters, choices } = await meantBy(server, filtersOf(asked))
  const query = queryOf(filters)
  if (query === undefined || choices.length > 0) return showAudit(visit)
  const csv = asked.get('format') === 'csv'
  const now = c.get('now')
  const bounded: AuditQuery = { ...query, to: Math.min(query.to ?? now, now), limit: 500 }
  const event = eventOf(changeOfOperator(visit), {
    type: 'export',
    detail: { what: 'audit', format: csv ? 'csv' : 'jsonl', ...used(filters) },
  })
  await server.stores.audit.record([event])

  let cursor: string | undefined
  const text = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (csv) controller.enqueue(text.encode(auditCsvHead))
    },
    async pull(controller) {
      const page = await server.stores.audit.list({ ...bounded, ...(cursor !== undefined && { cursor }) })
      cursor = page.next
      const lines = page.events.map((each) => (csv ? auditCsv(each) : `${JSON.stringify(each)}\n`))
      controller.enqueue(text.encode(lines.join('')))
      if (cursor === undefined) controller.close()
    },
  })
  const name = `audit-${isoTime(now).slice(0, 10)}.${csv ? 'csv' : 'jsonl'}`
  c.header('Cache-Control', 'no-store')
  c.header('Content-Type', csv ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8')
  c.header('Content-Disposition', `attachment; filename="${name}"`)
  return c.body(body)
}

const filtersOf = (asked: Parameters): Filters =>
  Object.fromEntries(
    filterNames.map((name) => [name, (asked.get(name) ?? '').trim().slice(0, longest)]),
  ) as unknown as Filters

const used = (filters: Filters): Record<string, string> =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))

interface Meant {
  /** With ids in place of names. */
  readonly filters: Filters
  /** Where a name is that of several. */
  readonly choices: { filter: string; id: string; name: string }[]
  /** In words, whom the filters mean. */
  readonly said: string[]
}

async function meantBy(server: Server, filters: Filters): Promise<Meant> {
  const meant: Meant = { filters: { ...filters }, choices: [], said: [] }
  for (const filter of whomFilters) {
    const text = filters[filter]
    if (text === '') continue
    const found = await whom(server, filter, text)
    const [only, ...others] = found
    if (only === undefined) meant.said.push(`${text}, which is no name here and is taken for an ID`)
    else if (others.length > 0) meant.choices.push(...found.map((each) => ({ filter, ...each })))
    else {
      meant.filters[filter] = only.id
      meant.said.push(`${only.name} (${only.id})`)
    }
  }
  return meant
}

/** Undefined where a day is none. */
function queryOf({
  type,
  outcome,
  person,
  client,
  actor,
  from,
  to,
}: Filters): Omit<AuditQuery, 'limit'> | undefined {
  const [begin, end] = [dayOf(from), dayOf(to)]
  if ((from !== '' && begin === undefined) || (to !== '' && end === undefined)) return undefined
  return {
    ...(Object.hasOwn(auditTypes, type) && { type: type as AuditType }),
    ...(outcome !== '' && { outcome }),
    ...(person !== '' && { subject: person }),
    ...(client !== '' && { clientId: client }),
    ...(actor !== '' && { actor }),
    ...(begin !== undefined && { from: begin }),
    ...(end !== undefined && { to: end + day }),
  }
}

interface Names {
  readonly clients: ReadonlyMap<string, string>
  readonly people: ReadonlyMap<string, string>
}

/** Of whom the events are about, where they are still here. */
async function namesOf({ stores }: Server, events: readonly AuditEvent[]): Promise<Names> {
  const ids = (of: (event: AuditEvent) => string | undefined) => [
    ...new Set(events.map(of).filter((id) => id !== undefined)),
  ]
  const [clients, people] = await Promise.all([
    stores.clients.storedAll(ids(({ clientId }) => clientId)),
    stores.users.storedAll(ids(({ subject }) => subject)),
  ])
  return {
    clients: new Map(clients.map(([id, { record }]) => [id, record.client_name])),
    people: new Map(people.map(({ sub, user_id }) => [sub, user_id])),
  }
}

const shownWith =
  (names: Names) =>
  (event: AuditEvent): ShownEvent => {
    const { id, at, type, actor, subject, clientId, target, outcome, origin, detail } = event
    const about = {
      ...(subject !== undefined && { subject }),
      ...(clientId !== undefined && { clientId }),
      ...(target && { target }),
    }
    return {
      id,
      at: isoTime(at),
      type,
      meaning: auditTypes[type] ?? type,
      outcome,
      refused: outcome !== 'ok',
      count: countOf(event),
      actor: {
        name: actor.name ?? (actor.kind === 'stranger' ? 'Somebody' : actor.id),
        ...(actor.kind === 'person' && { href: personPath(actor.id) }),
        ...(actor.kind === 'client' && { href: clientPath(actor.id) }),
      },
      about: aboutOf(event, names),
      address: origin.address ?? '',
      userAgent: origin.userAgent ?? '',
      requestId: origin.requestId,
      detail: JSON.stringify(
        { ...about, outcome, ...detail, request_id: origin.requestId, user_agent: origin.userAgent },
        null,
        2,
      ),
    }
  }

function aboutOf({ target, clientId, subject, actor }: AuditEvent, names: Names): ShownEvent['about'] {
  if (target?.kind === 'client') return { name: target.name ?? target.id, href: clientPath(target.id) }
  if (target?.kind === 'user') return { name: target.name ?? target.id, href: personPath(target.id) }
  // The ids of sessions and grants tell nobody anything; they stand among the details.
  if (target && !['session', 'grant'].includes(target.kind)) return { name: target.name ?? target.id }
  if (clientId === ownClientId) return { name: 'This server' }
  if (clientId !== undefined && clientId !== actor.id)
    return { name: names.clients.get(clientId) ?? clientId, href: clientPath(clientId) }
  if (subject === undefined || subject === actor.id) return undefined
  return { name: names.people.get(subject) ?? subject, href: personPath(subject) }
}
